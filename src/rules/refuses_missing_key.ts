import { judgeUnsafeStart } from "./judge_unsafe_start.ts";
import type { Rule } from "./rule.ts";

/** Holds when the backend refuses to start where nothing assigns the JWT key. */
export const refusesMissingKey: Rule = {
  id: "refuses-missing-key",
  title: "refuses a missing key",
  severity: "error",
  stage: "start",
  onRequest: true,
  why:
    "A new server, a new environment, a variable that was forgotten: there the key is not empty but absent. An " +
    "application that starts all the same signs with another key, with a default that is public, or with one " +
    "that it makes afresh and forgets.",
  references: [
    "https://cwe.mitre.org/data/definitions/1188.html",
    "https://cwe.mitre.org/data/definitions/636.html",
  ],
  check: (facts) => judgeUnsafeStart(facts, "missing", `without ${facts.names.jwt}`),
};
