import { judgeUnsafeStart } from "./judge_unsafe_start.ts";
import type { Rule } from "./rule.ts";

/** Holds when the backend refuses to start with a JWT key one character under the policy's minimum. */
export const refusesShortKey: Rule = {
  id: "refuses-short-key",
  title: "refuses a short key",
  severity: "error",
  stage: "start",
  onRequest: true,
  why:
    "A minimum that only a document names holds until somebody types a key by hand. A short key is found by " +
    "trying: one token is enough to try against, and nothing of that is seen by the server.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc7518#section-3.2",
    "https://cwe.mitre.org/data/definitions/326.html",
  ],
  check: (facts) =>
    judgeUnsafeStart(facts, "short", `with ${facts.names.jwt} one character under the minimum`),
};
