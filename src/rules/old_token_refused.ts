import { judgeRefusal } from "./judge_refusal.ts";
import type { Rule } from "./rule.ts";
import { notApplicable } from "./verdicts.ts";

/** Holds when a token signed with the key before this change is refused. */
export const oldTokenRefused: Rule = {
  id: "old-token-refused",
  title: "an older token",
  severity: "error",
  stage: "proof",
  why: "A key that was weak or shared before the change opens the door until nothing accepts it any more.",
  references: ["https://datatracker.ietf.org/doc/html/rfc8725#section-2"],
  check(facts) {
    if (facts.replaced === undefined) return notApplicable("no key is known that was replaced");
    if (!facts.replaced) return notApplicable("no key was replaced");
    return judgeRefusal(facts, oldTokenRefused.id, {
      what: "a token signed with the key before this change",
      mend: "Restart every server that still runs with the key that it loaded before",
    });
  },
};
