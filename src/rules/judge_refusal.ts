import type { Facts } from "./facts.ts";
import type { Verdict } from "./rule.ts";
import { fail, notApplicable, notLearned, pass, unknown } from "./verdicts.ts";

/** Judges the forged tokens of one rule by the answer that they got, once the controls have shown that the URL tells. */
export function judgeRefusal(facts: Facts, rule: string, forgery: {
  readonly what: string;
  readonly mend: string;
}): Verdict {
  if (!facts.proof?.known) return notLearned(facts.proof, "no forged token was tried");
  const { url, method, checksSignatures, forgeries } = facts.proof.value;
  const remedy = { text: forgery.mend, commands: [] };
  if (!checksSignatures) {
    return fail(`${method} ${url} checks no signature, so ${forgery.what} is accepted too`, [], remedy);
  }
  const fact = forgeries[rule];
  switch (fact?.outcome) {
    case undefined:
      return unknown("it was not tried");
    case "unknown":
      return unknown(fact.why, fact.next);
    case "nothing-to-forge":
      return notApplicable(fact.why);
    case "refused":
      return pass(`${forgery.what} is refused (${fact.status} at ${fact.where})`);
    case "accepted": {
      const { status, where, which } = fact;
      const what = which === undefined ? forgery.what : `${forgery.what} (${which})`;
      return fail(
        `${what} is accepted (${status} at ${where})`,
        [{ text: `${where} answers ${status}` }],
        remedy,
      );
    }
  }
}
