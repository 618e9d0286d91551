import { judgeRefusal } from "./judge_refusal.ts";
import type { Rule } from "./rule.ts";

/** Holds when an unsigned token is refused. */
export const noneAlgorithmRefused: Rule = {
  id: "none-algorithm-refused",
  title: "unsigned (alg: none)",
  severity: "error",
  stage: "proof",
  why: "A backend that believes the header of a token accepts one without any signature: no key is needed.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc8725#section-3.2",
    "https://cwe.mitre.org/data/definitions/347.html",
  ],
  check: (facts) =>
    judgeRefusal(facts, noneAlgorithmRefused.id, {
      what: "an unsigned token",
      mend: "Give the verifying call its list of algorithms, without none",
    }),
};
