import type { Weakness } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { judgeEachKey } from "./verdicts.ts";

const WORDS = {
  "known": "is a key that is public",
  "example": "is the one that an example file shows to everybody",
  "placeholder": "is a placeholder, or words like one",
  "repeated": "repeats itself",
  "sequence": "is a run along the alphabet or the keyboard",
  "words": "is made of words",
  "few-characters": "uses only a few different characters",
  "guessable": "takes fewer than 2^128 guesses",
} as const satisfies Record<Weakness["kind"], string>;

/** Holds when the key is not public, not a placeholder and not guessable. */
export const keyStrong: Rule = {
  id: "key-strong",
  title: "it is hard to guess",
  severity: "error",
  stage: "files",
  why: "A token can be taken home and every guess tried against its signature, offline and fast. Length is " +
    "not strength: a placeholder of 66 characters passes every length check, and everybody has it.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc8725#section-3.5",
    "https://cwe.mitre.org/data/definitions/1391.html",
  ],
  check(facts, policy) {
    return judgeEachKey(
      facts,
      "it is neither known, nor a placeholder, nor guessable",
      ({ assigned: { key } }) => {
        if (key.weakness !== null) return WORDS[key.weakness.kind];
        const pattern = policy.forbidden.find((word) => key.forbidden.includes(word));
        return pattern === undefined ? null : `contains a pattern that the policy ${policy.name} forbids`;
      },
    );
  },
};
