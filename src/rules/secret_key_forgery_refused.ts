import { judgeRefusal } from "./judge_refusal.ts";
import type { Rule } from "./rule.ts";
import { notApplicable, unknown } from "./verdicts.ts";

/** Holds when a token forged with the session key is refused. */
export const secretKeyForgeryRefused: Rule = {
  id: "secret-key-forgery-refused",
  title: "forged with the session key",
  severity: "error",
  stage: "proof",
  why: "Whoever has the session key, from a log, a debug page or a backup, must not be able to sign tokens.",
  references: ["https://cwe.mitre.org/data/definitions/345.html"],
  check(facts) {
    const { jwt, session } = facts.names;
    if (session === null || session === jwt) return notApplicable("there is no other key to forge with");
    const forgery = facts.proof?.known ? facts.proof.value.forgeries[secretKeyForgeryRefused.id] : undefined;
    if (forgery?.outcome === "nothing-to-forge" && !facts.sessionAssumed) {
      return unknown(
        forgery.why,
        `deno task login ${facts.project} --env-file PATH --prove ${secretKeyForgeryRefused.id}`,
      );
    }
    return judgeRefusal(facts, secretKeyForgeryRefused.id, {
      what: `a token forged with ${session}`,
      mend: `Let tokens be verified with ${jwt} alone`,
    });
  },
};
