import type { Facts, KnownKeyFact } from "./facts.ts";
import { judgeRefusal } from "./judge_refusal.ts";
import { VARIANT_WORDS } from "./key_variant.ts";
import type { Evidence, Remedy, Rule } from "./rule.ts";
import { fail, newKey, notLearned, pass } from "./verdicts.ts";

/** Holds when the token of the running backend verifies with no key that others have. */
export const knownKeyForgeryRefused: Rule = {
  id: "known-key-forgery-refused",
  title: "forged with a known key",
  severity: "error",
  stage: "proof",
  why:
    "A key that stands in documentation, in a template or in a list of passwords is tried first: with a single " +
    "token, whoever has one finds it on a laptop in seconds, without a request, and signs tokens for every user.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc8725#section-3.5",
    "https://cwe.mitre.org/data/definitions/1392.html",
  ],
  check(facts) {
    if (facts.proof?.known && !facts.proof.value.checksSignatures) {
      return judgeRefusal(facts, knownKeyForgeryRefused.id, {
        what: "a token forged with any key",
        mend: "Let the backend verify tokens before it reads them",
      });
    }
    if (!facts.knownKey?.known) return notLearned(facts.knownKey, "no token was seen");
    const { found } = facts.knownKey.value;
    if (found === null) return pass(`the token verifies with none of ${triedWords(facts.knownKey.value)}`);
    return fail(`the token verifies with ${foundWords(found)}`, evidenceOf(found), remedyOf(facts, found));
  },
};

/** How many keys were tried, for a person. */
function triedWords({ publicKeys, lists }: KnownKeyFact): string {
  const words = lists.map(({ path, words }) => `${counted(words)} words of ${path}`);
  return [`${counted(publicKeys)} public keys`, ...words].join(" and ");
}

type Found = NonNullable<KnownKeyFact["found"]>;

function foundWords(found: Found): string {
  if (found.kind === "word") return `the key in line ${counted(found.line)} of ${found.path}`;
  const key = found.kind === "public" ? "a key that is public" : "a value of an example file of the project";
  return found.variant === "exact" ? key : `${key}, ${VARIANT_WORDS[found.variant].said}`;
}

function evidenceOf(found: Found): readonly Evidence[] {
  return found.kind === "word" ? [{ path: found.path, line: found.line }] : [];
}

function remedyOf(facts: Facts, found: Found): Remedy {
  const { jwt } = facts.names;
  const signedBy = facts.signature?.known ? facts.signature.value.signedBy : null;
  if (signedBy !== null && signedBy.kind !== "jwt-key") {
    return {
      text: `Change the code so that tokens are signed with ${jwt}, and give that a key of its own`,
      commands: [],
    };
  }
  // No rule of the files sees what stands in a list of the user's own, so that no upgrade would replace it.
  if (found.kind === "word") {
    return {
      text: `Put a new key in place of ${jwt}, wherever that is kept`,
      commands: ["deno task generate"],
    };
  }
  return newKey(facts);
}

function counted(count: number): string {
  return count.toLocaleString("en");
}
