import { judgeRefusal } from "./judge_refusal.ts";
import type { Rule } from "./rule.ts";

/** Holds when a refresh token is refused where an access token is wanted. */
export const wrongTypeRefused: Rule = {
  id: "wrong-type-refused",
  title: "a refresh token as access",
  severity: "error",
  stage: "proof",
  why:
    "A refresh token lives for days and is kept apart for one purpose. Where it opens what an access token opens, " +
    "the short life of access tokens protects nobody.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc8725#section-3.12",
    "https://cwe.mitre.org/data/definitions/613.html",
  ],
  check: (facts) =>
    judgeRefusal(facts, wrongTypeRefused.id, {
      what: "a refresh token in place of an access token",
      mend: "Check the type of a token where it is verified, before its subject is trusted",
    }),
};
