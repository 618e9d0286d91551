import type { Alphabet, Facts, LoaderFact } from "./facts.ts";
import { differs, loadedFiles } from "./loaded_files.ts";
import type { Rule } from "./rule.ts";
import { judgeEachKey, notApplicable } from "./verdicts.ts";

const URL_SAFE: ReadonlySet<Alphabet> = new Set<Alphabet>(["hex", "alphanumeric", "base64url"]);
const ALIKE: ReadonlySet<Alphabet> = new Set<Alphabet>([...URL_SAFE, "base64"]);

/** Holds when the key has only characters that every loader reads alike, or the policy's. */
export const keyAlphabet: Rule = {
  id: "key-alphabet",
  title: "every loader reads it alike",
  severity: "warning",
  stage: "files",
  why: "A # cuts the value for some loaders and not for others, a $ is replaced by some, quotes and blanks " +
    "are kept by some: the same line then gives two processes two different keys, and each refuses the " +
    "other's tokens. A-Z a-z 0-9 - _ without quotes is read alike by all 62 loaders that were measured.",
  references: ["https://datatracker.ietf.org/doc/html/rfc4648#section-5"],
  check(facts, policy) {
    const urlSafe = policy.alphabet === "base64url";
    const allowed = urlSafe ? URL_SAFE : ALIKE;
    // Which of the values is the key, and how the line should read, loaders-agree says.
    if (!urlSafe && loadedFiles(facts).some(differs)) return notApplicable("its loaders read different keys");
    const beyond = `has characters beyond A-Z a-z 0-9 - _${urlSafe ? "" : " + / ="}`;
    const verdict = judgeEachKey(
      facts,
      urlSafe
        ? "only A-Z a-z 0-9 - _"
        : ({ assigned: { key } }) =>
          allowed.has(key.alphabet)
            ? "no character that a loader reads differently"
            : "no character that a loader in use reads differently",
      ({ assigned: { key, path } }) => {
        if (allowed.has(key.alphabet)) return null;
        const loaders = urlSafe || path === undefined ? null : loadersOf(facts, path);
        if (loaders === null) return beyond;
        const wrong = loaders.filter(({ misreadsKey }) => misreadsKey);
        return wrong.length === 0 ? null : `${beyond}: without quotes ${wrong.map(misread).join("; ")}`;
      },
    );
    if (urlSafe) return { ...verdict, severity: "error" };
    if (verdict.outcome !== "fail") return verdict;
    // A key that passes otherwise is never replaced unasked: the next rotation is the time for it.
    const text = "Make the next key with Keysplit";
    return { ...verdict, remedy: { text, commands: ["deno task generate"] } };
  },
};

/** The loaders in use that read a file; null where none is known, so that the key is judged for all there are. */
function loadersOf(facts: Facts, path: string): readonly LoaderFact[] | null {
  const loaders = loadedFiles(facts).find((file) => file.path === path)?.loaders ?? [];
  return loaders.length === 0 ? null : loaders;
}

/** What the loader misreads in any value: which of that this key holds is not said. */
function misread({ title, misreads }: LoaderFact): string {
  const shown = [...misreads].map((character) => character === " " ? "blanks" : character).join(" ");
  return `${title} changes what holds ${shown === "" ? "its kind of characters" : shown}`;
}
