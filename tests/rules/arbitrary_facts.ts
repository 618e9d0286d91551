import fc, { type Arbitrary } from "fast-check";
import { SYMPTOMS } from "../../src/diagnosis/symptoms.ts";
import type {
  AnswerFact,
  Assigned,
  CauseFact,
  EmptyStartFact,
  EnvFileFact,
  Facts,
  GitStatus,
  Hidden,
  Learned,
  LoadedFileFact,
  LoaderFact,
  LoginFact,
  Measurement,
  ProcessKeyFact,
  ProofFact,
  ReadingFact,
  Relation,
  SignatureFact,
  StartFact,
  Weakness,
} from "../../src/rules/facts.ts";

const text = fc.constantFrom("why", "it was not tried", "/api/token/", "shop", "'my shop'");
/** The rules that a cause may name. */
const BLAMED = [...new Set(SYMPTOMS.map(({ rule }) => rule))];
const seconds = fc.double({ min: 0, max: 100, noNaN: true });
const status = fc.integer({ min: 100, max: 599 });
const line = fc.integer({ min: 1, max: 400 });

/** Something that was learned, or was not. */
function learned<T>(value: Arbitrary<T>): Arbitrary<Learned<T>> {
  return fc.oneof(
    { weight: 4, arbitrary: value.map((value) => ({ known: true as const, value })) },
    text.map((why) => ({ known: false as const, why })),
    text.map((why) => ({ known: false as const, why, next: "deno task verify" })),
  );
}

/** A part of the facts that may not have been asked for; it is absent then. */
function optional<T>(name: keyof Facts, value: Arbitrary<T>): Arbitrary<Partial<Facts>> {
  return fc.option(value, { nil: undefined, freq: 8 }).map((value) =>
    value === undefined ? {} : { [name]: value }
  );
}

const weakness: Arbitrary<Weakness> = fc.oneof(
  fc.constantFrom("same", "varied", "encoded").map((how) => ({ kind: "known" as const, how })),
  fc.constantFrom("placeholder", "repeated", "sequence", "words", "few-characters", "guessable")
    .map((kind) => ({ kind })),
);

/** Any measurement, also of keys that nobody would make. */
export const measurement: Arbitrary<Measurement> = fc.record({
  characters: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200 })),
  bytes: fc.integer({ min: 0, max: 300 }),
  alphabet: fc.constantFrom("hex", "alphanumeric", "base64url", "base64", "printable", "text", "bytes"),
  weakness: fc.option(weakness),
  forbidden: fc.subarray(["secret", "password", "123456"]),
  guessBits: seconds,
  fingerprint: fc.constantFrom(null, "5f3a91c2"),
});

const assigned: Arbitrary<Assigned> = fc.oneof(
  measurement.map((key) => ({ key })),
  fc.record({ path: fc.constantFrom(".env", ".env.docker"), line, key: measurement }),
);
const relation: Arbitrary<Relation> = fc.constantFrom(
  "unrelated",
  "same",
  "trimmed",
  "quoted",
  "case",
  "contained",
  "encoded",
  "similar",
);
const git: Arbitrary<GitStatus> = fc.oneof(
  fc.constantFrom({ state: "no-work-tree" as const }, { state: "no-git" as const }),
  fc.record({ state: fc.constant("work-tree" as const), tracked: fc.boolean(), ignored: fc.boolean() }),
);
const envFile: Arbitrary<EnvFileFact> = fc.record({
  path: fc.constantFrom(".env", ".env.docker", "deploy/my env"),
  exists: fc.boolean(),
  mode: fc.option(fc.integer({ min: 0, max: 0o777 })),
  git: learned(git),
  jwtKey: fc.option(assigned),
  sessionKey: fc.option(assigned),
  relation: fc.option(relation),
  agrees: fc.boolean(),
  unreadable: fc.option(fc.constant("it is UTF-16"), { freq: 5 }),
});
const reading: Arbitrary<ReadingFact> = fc.record({
  outcome: fc.constantFrom("value", "missing", "error", "unpredictable"),
  line: fc.option(line),
  why: fc.constant("unquoted"),
  key: fc.option(measurement),
  same: fc.option(fc.integer({ min: 0, max: 2 })),
  hidden: fc.option(
    fc.constantFrom<Hidden>(
      { by: "utf-16" },
      { by: "byte-order-mark" },
      { by: "export" },
      { by: "blanks" },
      { by: "earlier-line" },
      { by: "other" },
      { by: "nearer-file", path: "backend/.env" },
    ),
  ),
});
const loader: Arbitrary<LoaderFact> = fc.record({
  dialect: fc.constantFrom("python-decouple", "compose-go"),
  title: fc.constantFrom("python-decouple 3", "Docker Compose v2"),
  own: fc.boolean(),
  seen: fc.option(fc.constant({ path: "compose.yaml", line: 4 })),
  precedence: fc.constantFrom("process", "file", "ignores-empty"),
  jwt: fc.option(reading),
  session: fc.option(reading),
  misreads: fc.constantFrom("", "$ "),
  misreadsKey: fc.boolean(),
});
const loadedFile: Arbitrary<LoadedFileFact> = fc.record({
  path: fc.constantFrom(".env", ".env.docker", "deploy/my env"),
  lines: fc.array(line, { maxLength: 3 }),
  valued: fc.array(line, { maxLength: 2 }),
  loaders: fc.array(loader, { maxLength: 3 }),
  flaws: fc.array(
    fc.record({
      line,
      kind: fc.constantFrom("no-equals", "open-quote"),
      effects: fc.array(
        fc.record({
          title: fc.constant("Docker Compose v2"),
          effect: fc.constantFrom("none", "changes", "hides", "refuses"),
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 2 },
  ),
});
const processKey: Arbitrary<ProcessKeyFact> = fc.record({
  jwtKey: fc.option(measurement.map((key) => ({ key }))),
  sessionKey: fc.option(measurement.map((key) => ({ key }))),
  relation: fc.option(relation),
  sameAsFile: fc.option(fc.boolean()),
  wins: fc.option(fc.boolean()),
});
const cause: Arbitrary<CauseFact> = fc.record({
  cause: fc.constant("a-cause"),
  title: fc.constant("Something is wrong"),
  rule: fc.constantFrom(...BLAMED),
  line,
  text,
  remedy: fc.constant({ text: "Mend it", commands: ["deno task upgrade shop"] }),
});
const causes = fc.array(cause, { maxLength: 3 });
const start: Arbitrary<StartFact> = fc.record({
  command: fc.constant("python manage.py check"),
  folder: fc.constant("/srv/shop"),
  outcome: fc.constantFrom("starts", "fails", "timed-out"),
  exitCode: fc.option(fc.integer({ min: 0, max: 255 })),
  seconds,
  causes,
  tail: fc.array(text, { maxLength: 3 }),
});
const emptyStart: Arbitrary<EmptyStartFact> = fc.record({
  outcome: fc.constantFrom("refuses", "starts", "not-telling"),
  seconds,
  causes,
});
const login: Arbitrary<LoginFact> = fc.record({
  url: text,
  status,
  seconds,
  usernameField: text,
  token: fc.option(text),
  causes,
});
const signature: Arbitrary<SignatureFact> = fc.record({
  token: fc.constantFrom("issued", "accepted"),
  algorithm: fc.constantFrom("HS256", "RS256"),
  signedBy: fc.option(fc.record({
    kind: fc.constantFrom(
      "jwt-key",
      "session-key",
      "previous-key",
      "other-file",
      "key-file",
      "empty",
      "known",
      "other",
    ),
    name: text,
  })),
  notBy: fc.array(text, { maxLength: 2 }),
});
const answer: Arbitrary<Learned<AnswerFact> | null> = fc.option(
  learned(fc.record({ status, accepted: fc.boolean() })),
);
const proof: Arbitrary<ProofFact> = fc.record({
  url: text,
  method: fc.constantFrom("GET", "POST"),
  checksSignatures: fc.boolean(),
  sessionKeyForgery: answer,
  oldToken: answer,
  unsigned: answer,
});

/** Any facts, also contradictory ones and ones in which nothing was learned. */
export const facts: Arbitrary<Facts> = fc.tuple(
  fc.record({
    project: text,
    names: fc.record({
      jwt: fc.constantFrom("JWT_SECRET_KEY", "SECRET_KEY"),
      session: fc.constantFrom(null, "SECRET_KEY"),
    }),
    algorithm: fc.constantFrom("HS256", "HS384", "HS512", "RS256", "none", "toString"),
    modes: fc.boolean(),
    root: text,
    loadsNoFile: fc.boolean(),
    sessionAssumed: fc.boolean(),
  }),
  optional("envFiles", learned(fc.array(envFile, { maxLength: 3 }))),
  optional("loadedFiles", learned(fc.array(loadedFile, { maxLength: 2 }))),
  optional("process", learned(processKey)),
  optional("start", learned(start)),
  optional("emptyStart", learned(emptyStart)),
  optional("login", learned(login)),
  optional("signature", learned(signature)),
  optional("proof", learned(proof)),
  optional("replaced", fc.boolean()),
  optional("signingSite", fc.constant({ path: "settings.py", line: 1, text: "SIMPLE_JWT" })),
).map(([base, ...parts]) => Object.assign(base, ...parts) as Facts);
