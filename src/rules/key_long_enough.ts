import type { JudgedKey } from "./judged_keys.ts";
import type { Rule } from "./rule.ts";
import { judgeEachKey } from "./verdicts.ts";

/** Holds when the key has the policy's characters and the MAC's bytes. */
export const keyLongEnough: Rule = {
  id: "key-long-enough",
  title: "it is long enough",
  severity: "error",
  stage: "files",
  why:
    "RFC 7518 requires an HMAC key at least as long as the hash: 32 bytes for HS256, 48 for HS384, 64 for " +
    "HS512. Applications that check the length at startup count characters, usually at least 50.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc7518#section-3.2",
    "https://cwe.mitre.org/data/definitions/326.html",
  ],
  check(facts, policy) {
    const bytes = policy.minBytes[facts.algorithm as keyof typeof policy.minBytes] ?? policy.minBytes.HS256;
    return judgeEachKey(facts, measured, ({ assigned: { key } }) => {
      // A failing key's exact length would help whoever guesses it: only the category is said.
      if (key.characters < policy.minCharacters) return `has fewer than ${policy.minCharacters} characters`;
      return key.bytes < bytes ? `has fewer than ${bytes} bytes, the least for ${facts.algorithm}` : null;
    });
  },
};

function measured({ assigned: { key } }: JudgedKey): string {
  return key.atLeast
    ? `at least ${key.characters} characters, at least ${key.bytes} bytes`
    : `${key.characters} characters, ${key.bytes} bytes`;
}
