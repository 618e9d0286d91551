import { jwtReaders, listed, loadedFiles } from "./loaded_files.ts";
import type { LoadedFileFact } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when each env file assigns the JWT key on one line only. */
export const keyAssignedOnce: Rule = {
  id: "key-assigned-once",
  title: "each file assigns it once",
  severity: "warning",
  stage: "files",
  why:
    "Of two assignments most loaders take the last one, Deno, dotenvy and django-environ 0.4 the first, and " +
    "kubectl refuses the file. A person who changes the line that does not count has changed nothing.",
  references: ["https://docs.deno.com/runtime/reference/env_variables/#.env-file"],
  check(facts) {
    if (!facts.loadedFiles?.known) return notLearned(facts.loadedFiles, "the env files were not read");
    const { jwt } = facts.names;
    const assigning = loadedFiles(facts).filter(({ lines }) => lines.length > 0);
    if (assigning.length === 0) return notApplicable(`no env file assigns ${jwt}`);
    const often = assigning.filter(({ lines }) => lines.length > 1);
    const [first] = often;
    if (first === undefined) {
      return pass(
        assigning.map(({ path, lines }) => `${path}:${lines[0]} alone assigns ${jwt}`).join("; "),
        assigning.map(({ path, lines }) => ({ path, line: lines[0] ?? 1 })),
      );
    }
    return fail(
      often.map((file) => `${file.path} assigns ${jwt} on lines ${listed(file.lines)}${taken(file)}`).join(
        "; ",
      ),
      often.flatMap(({ path, lines }) => lines.map((line) => ({ path, line }))),
      { text: `Keep one of the lines ${listed(first.lines)} of ${first.path}`, commands: [] },
    );
  },
};

/** Which line each loader takes. */
function taken(file: LoadedFileFact): string {
  const takers = new Map<number, string[]>();
  for (const { loader, reading } of jwtReaders(file)) {
    if (reading.line !== null) takers.set(reading.line, [...takers.get(reading.line) ?? [], loader.title]);
  }
  const said = [...takers].map(([line, titles]) =>
    `${listed(titles)} ${titles.length > 1 ? "take" : "takes"} line ${line}`
  );
  return said.length === 0 ? "" : `: ${said.join(", ")}`;
}
