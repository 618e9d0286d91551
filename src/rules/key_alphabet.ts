import type { Alphabet } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { judgeEachKey } from "./verdicts.ts";

const URL_SAFE: ReadonlySet<Alphabet> = new Set<Alphabet>(["hex", "alphanumeric", "base64url"]);
const ALIKE: ReadonlySet<Alphabet> = new Set<Alphabet>([...URL_SAFE, "base64"]);

/** Holds when the key has only characters that every loader reads alike, or the policy's. */
export const keyAlphabet: Rule = {
  id: "key-alphabet",
  title: "every loader reads it alike",
  severity: "warning",
  stage: "files",
  why: "A # cuts the value for some loaders and not for others, a $ is replaced by some, quotes and blanks " +
    "are kept by some: the same line then gives two processes two different keys, and each refuses the " +
    "other's tokens. A-Z a-z 0-9 - _ without quotes is read alike by all 62 loaders that were measured.",
  references: ["https://datatracker.ietf.org/doc/html/rfc4648#section-5"],
  check(facts, policy) {
    const urlSafe = policy.alphabet === "base64url";
    const allowed = urlSafe ? URL_SAFE : ALIKE;
    const verdict = judgeEachKey(
      facts,
      urlSafe ? "only A-Z a-z 0-9 - _" : "no character that a loader reads differently",
      ({ assigned: { key } }) =>
        allowed.has(key.alphabet) ? null : `has characters beyond A-Z a-z 0-9 - _${urlSafe ? "" : " + / ="}`,
    );
    if (urlSafe) return { ...verdict, severity: "error" };
    if (verdict.outcome !== "fail") return verdict;
    // A key that passes otherwise is never replaced unasked: the next rotation is the time for it.
    const text = "Make the next key with Keysplit";
    return { ...verdict, remedy: { text, commands: ["deno task generate"] } };
  },
};
