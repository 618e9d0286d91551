import { judgeUnsafeStart } from "./judge_unsafe_start.ts";
import type { Rule } from "./rule.ts";

/** Holds when the backend refuses to start with a placeholder of good length as its JWT key. */
export const refusesPlaceholder: Rule = {
  id: "refuses-placeholder",
  title: "refuses a placeholder",
  severity: "warning",
  stage: "start",
  onRequest: true,
  why:
    "A copied example file can hold a placeholder that is long enough and unlike the session key: an application " +
    "that looks at nothing else starts with a key that everybody can read.",
  references: [
    "https://cwe.mitre.org/data/definitions/798.html",
    "https://cwe.mitre.org/data/definitions/1392.html",
  ],
  check: (facts) => judgeUnsafeStart(facts, "placeholder", `with a public placeholder as ${facts.names.jwt}`),
};
