import { judgeRefusal } from "./judge_refusal.ts";
import type { Rule } from "./rule.ts";

/** Holds when a token forged with the empty key is refused. */
export const emptyKeyForgeryRefused: Rule = {
  id: "empty-key-forgery-refused",
  title: "forged with the empty key",
  severity: "error",
  stage: "proof",
  why:
    "A key that is set but empty, or lost on the way to the library, lets everybody sign: several libraries take " +
    "the empty key without a word.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc7518#section-3.2",
    "https://cwe.mitre.org/data/definitions/347.html",
  ],
  check: (facts) =>
    judgeRefusal(facts, emptyKeyForgeryRefused.id, {
      what: "a token forged with the empty key",
      mend: "Let the application refuse to start without a key, and give every process one",
    }),
};
