import type { Facts } from "./facts.ts";
import { unsafeStart, verdictOn } from "./judge_unsafe_start.ts";
import type { Rule } from "./rule.ts";
import { notApplicable, notLearned } from "./verdicts.ts";

/** Holds when the backend refuses to start with the JWT key set but empty. */
export const refusesEmptyKey: Rule = {
  id: "refuses-empty-key",
  title: "refuses to start without a key",
  severity: "error",
  stage: "start",
  why: "An application that starts without a key falls back on another one, the session key or a default " +
    "that is public, or signs with an empty one; nobody notices until a token is forged.",
  references: [
    "https://cwe.mitre.org/data/definitions/1188.html",
    "https://datatracker.ietf.org/doc/html/rfc8725#section-3.5",
  ],
  check(facts) {
    if (facts.start?.known && facts.start.value.outcome === "fails") {
      return notApplicable("the application does not start with a key either");
    }
    const start = tellingStart(facts);
    return start === null
      ? notLearned(facts.emptyStart ?? facts.unsafeStarts, "it was not tried")
      : verdictOn(facts, start, { given: `with ${facts.names.jwt} empty`, unsafe: "empty" });
  },
};

/** The start in the project itself; where that does not tell, the one in a copy, with an empty line in its file. */
function tellingStart({ emptyStart, unsafeStarts }: Facts) {
  const own = emptyStart?.known ? emptyStart.value : null;
  if (own !== null && own.outcome !== "not-telling") return own;
  const copied = unsafeStart(unsafeStarts, "empty") ?? null;
  return copied?.outcome === "not-telling" ? own ?? copied : copied ?? own;
}
