import type { Relation } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { judgeEachKey, notApplicable } from "./verdicts.ts";

const WORDS: Readonly<Record<Exclude<Relation, "unrelated">, string>> = {
  same: "is the same key as",
  trimmed: "differs only in blanks from",
  quoted: "differs only in quotes from",
  case: "differs only in upper and lower case from",
  contained: "holds, or is held by,",
  encoded: "is another encoding of",
  similar: "differs only in a few characters from",
};

/** Holds when the JWT key is neither the session key nor a variant of it. */
export const keysDiffer: Rule = {
  id: "keys-differ",
  title: "it is not the session key",
  severity: "error",
  stage: "files",
  why: "Whoever learns a key that signs both sessions and tokens can forge both, and rotating one of them " +
    "means rotating the other. A variant of a key is found by anybody who has the key.",
  references: [
    "https://nvlpubs.nist.gov/nistpubs/SpecialPublications/NIST.SP.800-57pt1r5.pdf",
    "https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
  ],
  check(facts) {
    const { jwt, session } = facts.names;
    if (session === null) return notApplicable("the application has no session key");
    if (session === jwt) return notApplicable(`${jwt} is the only key that the application has`);
    const verdict = judgeEachKey(facts, `${jwt} and ${session} are unrelated`, ({ relation }) => {
      return relation === null || relation === "unrelated" ? null : `${WORDS[relation]} ${session}`;
    });
    if (verdict.outcome !== "pass") return verdict;
    return hasSessionKey(facts) ? verdict : notApplicable(`${session} is not set here`);
  },
};

function hasSessionKey(facts: Parameters<Rule["check"]>[0]): boolean {
  const files = facts.envFiles?.known ? facts.envFiles.value : [];
  const inherited = facts.process?.known ? facts.process.value.sessionKey : null;
  return inherited !== null ||
    files.some(({ relation, sessionKey }) => relation !== null || sessionKey !== null);
}
