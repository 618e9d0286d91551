import { findLine, findRaised, passes } from "./find.ts";
import { judgeKey } from "./judge_key.ts";
import type { KeyCause } from "./key_predicates.ts";
import type { Symptom } from "./symptom.ts";

/** The finder of a cause that a message states of the JWT variable, or of the key that it gives. */
function states(cause: KeyCause): Symptom["find"] {
  return (seen, names) => judgeKey(seen, names).find((verdict) => verdict.cause === cause)?.sighting ?? null;
}

const MEND = ["deno task upgrade {project}"] as const;

/** Causes that lie in the value of the JWT key. */
export const KEY_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "key-missing",
    title: "The JWT key is missing",
    rule: "key-present",
    not:
      "Another variable that is missing, Django's own empty SECRET_KEY, or settings that were never loaded",
    why:
      "The application requires a key of its own for tokens, and finds none: neither the env file that it " +
      "reads nor its environment assigns one. A line that begins with export, another spelling of the name " +
      "and a file in another folder count as none",
    remedy: {
      text: "Give the application a key of its own, then restart it; other environments need their own",
      commands: MEND,
    },
    find: states("key-missing"),
  },
  {
    cause: "key-empty",
    title: "The JWT key is set, but empty",
    rule: "key-present",
    not: "A key that is too short: an empty one often comes from an empty variable that hides a good file",
    why:
      "The variable is there without a value. In the environment of the process it hides the value of the " +
      "env file; Docker Compose makes such a variable of ${NAME} when nothing sets NAME",
    remedy: {
      text: "Look for an empty variable in the environment first, then for an empty line in the env file",
      commands: ["deno task verify {project}", ...MEND],
    },
    find: states("key-empty"),
  },
  {
    cause: "keys-equal",
    title: "The JWT key is the same as the session key",
    rule: "keys-differ",
    why:
      "One key signs sessions and tokens: whoever learns it can forge both, and neither can be changed alone",
    remedy: { text: "Give tokens a key of their own; the session key stays as it is", commands: MEND },
    find: states("keys-equal"),
  },
  {
    cause: "key-too-short",
    title: "The JWT key is too short",
    rule: "key-long-enough",
    not: "An empty key, and a length that another variable must have",
    why: "A short key can be found by trying, offline, from a single token",
    remedy: { text: "Replace the key; every token dies and everybody logs in again", commands: MEND },
    find: states("key-too-short"),
  },
  {
    cause: "key-weak",
    title: "The JWT key is a placeholder or can be guessed",
    rule: "key-strong",
    why: "The key holds a word or a default that everybody knows; its length does not help",
    remedy: { text: "Replace the key by a generated one", commands: MEND },
    find: states("key-weak"),
  },
  {
    cause: "falls-back-to-session-key",
    title: "The application signs tokens with the session key",
    rule: "refuses-empty-key",
    not: "A refusal to start: here the application runs, on the wrong key",
    why: "Without a JWT key it went on with the session key instead of refusing to start",
    remedy: {
      text: "Give it a key of its own, and take the fallback out of the settings",
      commands: [...MEND, "deno task explain refuses-empty-key"],
    },
    find: states("falls-back-to-session-key"),
  },
  {
    cause: "falls-back-to-default-key",
    title: "The application signs tokens with a default key",
    rule: "refuses-empty-key",
    why: "Without a JWT key it went on with a value that stands in its code, which everybody can read",
    remedy: {
      text: "Give it a key of its own, and take the default out of the settings",
      commands: [...MEND, "deno task explain refuses-empty-key"],
    },
    find: states("falls-back-to-default-key"),
  },
  {
    cause: "key-made-at-start",
    title: "The application makes a new JWT key at every start",
    rule: "refuses-empty-key",
    why:
      "Without a JWT key it made one for this process: every restart logs everybody out, and two processes " +
      "refuse each other's tokens",
    remedy: { text: "Give it a key that stays", commands: MEND },
    find: states("key-made-at-start"),
  },
  {
    cause: "key-not-symmetric",
    title: "The JWT key looks like a public or private key file",
    rule: null,
    why:
      "PyJWT refuses PEM and SSH text as the key of an HMAC; all of its own tokens would be forgeable by " +
      "whoever has the public half",
    remedy: { text: "Use a random text for HS256, or an asymmetric algorithm with this key", commands: MEND },
    find: (seen) =>
      findRaised(seen, {
        message: /^The specified key is an asymmetric key|must be a symmetric key when using/,
      }),
  },
  {
    cause: "key-of-wrong-kind",
    title: "The JWT key is of a kind that the library does not take",
    rule: null,
    not: "A missing key: there is a value, of a kind that no signature can be made with",
    why:
      "A number, a list or an object was given where the text of the key belongs, or the text where a library takes " +
      "its bytes: jose and golang-jwt do",
    remedy: {
      text: "Give the key as text, as it stands in the env file, or as the bytes of that text",
      commands: [],
    },
    find: (seen) =>
      findRaised(seen, {
        message:
          /^secretOrPrivateKey is not valid key material|^Key for the HS\d{3} algorithm must be (?!.{0,300}Received (?:undefined|null))/,
      }) ?? findLine(seen, /\bkey is of invalid type: HMAC (?:sign|verify) expects \[\]byte/),
  },
  {
    cause: "algorithm-wants-key-pair",
    title: "The algorithm wants a key pair, and was given a text",
    rule: null,
    not: "A weak key: RS, PS and ES algorithms sign with a private key in PEM",
    why: "The algorithm and the key do not belong together; one of the two was changed alone",
    remedy: { text: "Use HS256 with this key, or give the algorithm its PEM key", commands: [] },
    find: (seen) =>
      findRaised(seen, {
        message:
          /must be an asymmetric key when using|^Could not (?:parse|deserialize) .{0,40}key|^Expecting a PEM-formatted key|DECODER routines::unsupported|PEM routines:.{0,40}:no start line/,
        // The key of a certificate can be unreadable too.
        where: (raised) =>
          !/\b(?:TLS|SSL|certificate)\b/i.test(raised.head.text) &&
          !passes(
            raised,
            /[/\\](?:ssl\.py|uvicorn|gunicorn|hypercorn|urllib3|requests|httpx|paramiko)(?:[/\\]|$)/,
          ),
      }),
  },
];
