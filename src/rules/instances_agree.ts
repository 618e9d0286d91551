import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass, unknown } from "./verdicts.ts";

/** Holds when each of two instances accepts the tokens of the other. */
export const instancesAgree: Rule = {
  id: "instances-agree",
  title: "the same key in each instance",
  severity: "error",
  stage: "proof",
  why:
    "Behind a load balancer a token meets another instance than the one that issued it. During a rolling change " +
    "of the key, and after one that left an instance out, it is refused there.",
  references: ["https://datatracker.ietf.org/doc/html/rfc7515#section-5.2"],
  check(facts) {
    if (facts.instances === undefined) return notApplicable("no second instance was named (--instance)");
    if (!facts.instances.known) return notLearned(facts.instances, "");
    const { instances, crossings, sameSigner } = facts.instances.value;
    const refused = crossings.flatMap(({ of, at, answer }) =>
      answer.known && !answer.value.accepted ? [{ of, at, ...answer.value }] : []
    );
    const [first, second] = instances;
    if (refused.length > 0) {
      return fail(
        refused.map(({ of, at }) => `${instances[at]} refuses a token of ${instances[of]}`).join("; "),
        refused.map(({ at, where, status }) => ({ text: `${where} at ${instances[at]} answers ${status}` })),
        sameSigner === true
          ? { text: "One key signed both tokens: look whether both instances use one database", commands: [] }
          : {
            text: `Give both instances the same ${facts.names.jwt}, and restart the one that had another`,
            commands: [],
          },
      );
    }
    const open = crossings.find(({ answer }) => !answer.known);
    if (open && !open.answer.known) return unknown(`at ${instances[open.at]} ${open.answer.why}`);
    return pass(`${first} and ${second} accept each other's tokens`);
  },
};
