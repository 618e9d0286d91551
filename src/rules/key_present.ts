import type { Assigned } from "./facts.ts";
import { presentFiles } from "./judged_keys.ts";
import { isHiddenFromApplication, jwtReaders, listed, loadedFiles, lowerFirst } from "./loaded_files.ts";
import { typedPath } from "./quoted.ts";
import type { Rule } from "./rule.ts";
import { evidenceOf, fail, newKey, notApplicable, notLearned, pass, placeOf } from "./verdicts.ts";

/** Holds when each env file, or the process where no file assigns it, gives a non-empty JWT key. */
export const keyPresent: Rule = {
  id: "key-present",
  title: "a JWT key is set",
  severity: "error",
  stage: "files",
  why:
    "An application that finds no key of its own for tokens refuses to start, or signs with another key: " +
    "the one that signs sessions, a default that is public, or an empty one.",
  references: [
    "https://datatracker.ietf.org/doc/html/rfc7518#section-3.2",
    "https://cwe.mitre.org/data/definitions/321.html",
  ],
  check(facts) {
    if (!facts.envFiles?.known) return notLearned(facts.envFiles, "the env files were not read");
    const { jwt } = facts.names;
    const present = presentFiles(facts);
    // Why the application's own loader misses what a file assigns, key-visible-to-loader says.
    const hidden = present.filter((file) => isHiddenFromApplication(facts, file.path));
    const files = present.filter((file) => !hidden.includes(file));
    if (hidden.length > 0 && files.length === 0) {
      return notApplicable(
        `${listed(hidden.map(({ path }) => path))} assigns ${jwt}, unseen by the application`,
      );
    }

    const unreadable = files.find((file) => file.unreadable !== null);
    if (unreadable?.unreadable) {
      return fail(`${unreadable.path} cannot be read by the application: ${unreadable.unreadable}`, [{
        path: unreadable.path,
      }], {
        text: "Mend the file first; the application cannot read it as it is",
        commands: [`ls -l ${typedPath(facts.root, unreadable.path)}`],
      });
    }

    const assigning = files.filter((file) => file.jwtKey !== null);
    if (assigning.length > 0) {
      const wrong = files.filter((file) => (file.jwtKey?.key.characters ?? 0) === 0);
      if (wrong.length === 0) {
        const places = files.flatMap((file) => file.jwtKey ? [file.jwtKey] : []);
        return pass(`${places.map(named).join(" and ")} sets ${jwt}`, places.map(evidenceOf));
      }
      return fail(
        wrong.map((file) =>
          file.jwtKey ? `${placeOf(file.jwtKey)} sets ${jwt} to nothing` : `${file.path} does not set ${jwt}`
        ).join("; "),
        wrong.map((file) => file.jwtKey ? evidenceOf(file.jwtKey) : { path: file.path }),
        newKey(facts),
      );
    }

    const unsure = loadedFiles(facts).flatMap(jwtReaders).find(({ reading }) =>
      reading.outcome === "unpredictable"
    );
    if (unsure !== undefined) {
      return {
        outcome: "unknown",
        message: `what ${unsure.loader.title} reads from ${unsure.file.path} is not known: ${
          lowerFirst(unsure.reading.why)
        }`,
        evidence: [{ path: unsure.file.path }],
        remedy: newKey(facts),
      };
    }
    const inherited = facts.process?.known ? facts.process.value.jwtKey : null;
    if (inherited && inherited.key.characters > 0) {
      return pass(`${named(inherited)} sets ${jwt}`, [evidenceOf(inherited)]);
    }
    const nowhere = files.length === 0
      ? `neither an env file nor the environment sets ${jwt}`
      : `${jwt} is not in ${files.map((file) => file.path).join(" or ")}, nor in the environment`;
    return fail(nowhere, files.map((file) => ({ path: file.path })), newKey(facts));
  },
};

/** The place with the key's fingerprint, by which two people can tell whether they have the same key. */
function named(assigned: Assigned): string {
  const { fingerprint } = assigned.key;
  return fingerprint === null ? placeOf(assigned) : `${placeOf(assigned)} (fingerprint ${fingerprint})`;
}
