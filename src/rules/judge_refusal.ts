import type { AnswerFact, Facts, Learned, ProofFact } from "./facts.ts";
import type { Verdict } from "./rule.ts";
import { fail, notLearned, pass, unknown } from "./verdicts.ts";

/** Judges one forged token by the answer that it got, once the controls have shown that the URL tells. */
export function judgeRefusal(facts: Facts, forgery: {
  readonly answer: (proof: ProofFact) => Learned<AnswerFact> | null;
  readonly what: string;
  readonly mend: string;
}): Verdict {
  if (!facts.proof?.known) return notLearned(facts.proof, "no forged token was tried");
  const { url, method, checksSignatures } = facts.proof.value;
  if (!checksSignatures) {
    const remedy = { text: forgery.mend, commands: [] };
    return fail(`${method} ${url} checks no signature, so ${forgery.what} is accepted too`, [], remedy);
  }
  const answer = forgery.answer(facts.proof.value);
  if (answer === null) return unknown("it was not tried");
  if (!answer.known) return notLearned(answer, "");
  const { accepted, status } = answer.value;
  const where = `${method} ${url}`;
  if (!accepted) return pass(`${forgery.what} is refused (${status} at ${where})`);
  return fail(
    `${forgery.what} is accepted (${status} at ${where})`,
    [{ text: `${where} answers ${status}` }],
    {
      text: forgery.mend,
      commands: [],
    },
  );
}
