import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass, unknown } from "./verdicts.ts";

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
    if (!facts.emptyStart?.known) return notLearned(facts.emptyStart, "it was not tried");
    const { jwt } = facts.names;
    const { outcome, why, causes } = facts.emptyStart.value;
    if (outcome === "refuses") return pass(`with ${jwt} empty it refuses to start`);
    if (outcome === "not-telling") return unknown(why ?? "the trial does not tell");
    const evidence = causes.map(({ line, text }) => ({ line, text }));
    return fail(`with ${jwt} empty it starts all the same`, evidence, {
      text: `Let the settings refuse: no default and no other key where ${jwt} is missing or empty`,
      commands: [],
    });
  },
};
