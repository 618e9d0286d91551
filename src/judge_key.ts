import { POLICIES, type PolicyName } from "./policy.ts";
import { relationOf } from "./relation.ts";
import { evaluate } from "./rules/evaluate.ts";
import type { Facts } from "./rules/facts.ts";
import { keyAlphabet } from "./rules/key_alphabet.ts";
import { keyLongEnough } from "./rules/key_long_enough.ts";
import { keyPresent } from "./rules/key_present.ts";
import { keysDiffer } from "./rules/keys_differ.ts";
import { keyStrong } from "./rules/key_strong.ts";
import type { Finding } from "./rules/rule.ts";
import { measure } from "./strength.ts";

const RULES_OF_A_KEY = [keyPresent, keysDiffer, keyLongEnough, keyStrong, keyAlphabet] as const;

/** What a key is judged against. */
export interface JudgeKeyOptions {
  /** The preset; `separation` if not told otherwise. */
  readonly policy?: PolicyName;
  /** The key that signs sessions; without it `keys-differ` is not applicable. */
  readonly sessionKey?: Uint8Array;
}

/**
 * Asks the rules about a key alone: whether it is there, differs from the session key, is long enough for HS256,
 * strong, and of an alphabet that every loader reads alike. No I/O; the findings hold nothing of the key.
 */
export function judgeKey(key: Uint8Array, options: JudgeKeyOptions = {}): readonly Finding[] {
  const { policy = "separation", sessionKey } = options;
  const facts: Facts = {
    project: ".",
    root: ".",
    names: { jwt: "the JWT key", session: sessionKey ? "the session key" : null },
    algorithm: "HS256",
    modes: false,
    loadsNoFile: false,
    sessionAssumed: false,
    envFiles: {
      known: true,
      value: [{
        // A message begins with the place of the key: "it has fewer than 50 characters".
        path: "it",
        exists: true,
        mode: null,
        git: { known: false, why: "the key stands in no file" },
        jwtKey: { path: "it", key: measure(key) },
        // The rules ask how the two relate, and nothing of the session key itself.
        sessionKey: null,
        relation: sessionKey ? relationOf(key, sessionKey) : null,
        agrees: true,
        unreadable: null,
      }],
    },
  };
  return evaluate(RULES_OF_A_KEY, facts, POLICIES[policy]).map((finding) => ({ ...finding, evidence: [] }));
}
