import { judgeRefusal } from "./judge_refusal.ts";
import type { Rule } from "./rule.ts";

/** Holds when a token that the right key signed and that has expired is refused. */
export const expiredRefused: Rule = {
  id: "expired-refused",
  title: "an expired token",
  severity: "error",
  stage: "proof",
  why:
    "A token that was stolen is worth something until it expires, and for ever where nobody looks at the expiry: " +
    "then only another key ends it.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc7519#section-4.1.4",
    "https://cwe.mitre.org/data/definitions/613.html",
  ],
  check: (facts) =>
    judgeRefusal(facts, expiredRefused.id, {
      what: "a token that expired 30 days ago",
      mend:
        "Let the verifying call check exp: leave out what turns that off, such as verify_exp or ignoreExpiration",
    }),
};
