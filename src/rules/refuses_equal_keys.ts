import { judgeUnsafeStart } from "./judge_unsafe_start.ts";
import type { Rule } from "./rule.ts";
import { notApplicable } from "./verdicts.ts";

/** Holds when the backend refuses to start with a JWT key that is the session key. */
export const refusesEqualKeys: Rule = {
  id: "refuses-equal-keys",
  title: "refuses equal keys",
  severity: "error",
  stage: "start",
  onRequest: true,
  why:
    "Whoever sets up the next environment in a hurry gives both variables one value, and nothing looks wrong. " +
    "One key for sessions and tokens is one secret to lose, and neither can be changed without the other.",
  references: [
    "https://cwe.mitre.org/data/definitions/323.html",
    "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final",
  ],
  check(facts) {
    const { jwt, session } = facts.names;
    if (facts.unsafeStarts !== undefined && session === null) return notApplicable("there is no second key");
    return judgeUnsafeStart(facts, "equal", `with ${jwt} equal to ${session}`);
  },
};
