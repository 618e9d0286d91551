import type { FlawFact } from "./facts.ts";
import { listed, loadedFiles } from "./loaded_files.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

const KINDS = {
  "no-equals": "is no assignment",
  "open-quote": "opens a quote that is not closed on it",
} as const satisfies Record<FlawFact["kind"], string>;

/** What to do about it. */
export const REMEDIES = {
  "no-equals": "Write it as NAME=value, or make it a comment",
  "open-quote": "Close the quote",
} as const satisfies Record<FlawFact["kind"], string>;

const EFFECTS = {
  refuses: (titles: string, many: boolean) => `${titles} ${many ? "refuse" : "refuses"} the whole file`,
  hides: (titles: string, many: boolean) => `${titles} ${many ? "lose" : "loses"} the key by it`,
  changes: (titles: string, many: boolean) => `${titles} ${many ? "read" : "reads"} another key for it`,
  none: (titles: string) => `for ${titles} it changes nothing about the key`,
} as const satisfies Record<FlawFact["effects"][number]["effect"], (titles: string, many: boolean) => string>;

/** Holds when every line of the env files is an assignment, a comment or empty, and closes its quotes. */
export const lineWellFormed: Rule = {
  id: "line-well-formed",
  title: "every line is well formed",
  severity: "warning",
  stage: "files",
  why:
    "A name without `=`, the marks of a merge conflict or a quote that stays open is skipped by one loader, " +
    "makes the next refuse the whole file, and lets a third take the lines below for a part of a value: " +
    "the key may be one of them.",
  references: ["https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/"],
  check(facts) {
    if (!facts.loadedFiles?.known) return notLearned(facts.loadedFiles, "the env files were not read");
    const files = loadedFiles(facts);
    if (files.length === 0) return notApplicable("there is no env file");
    const flaws = files.flatMap(({ path, flaws }) => flaws.map((flaw) => ({ path, flaw })));
    const [first] = flaws;
    if (first === undefined) {
      return pass(
        `${listed(files.map(({ path }) => path))} has no other lines`,
        files.map(({ path }) => ({ path })),
      );
    }
    return fail(
      flaws.length === 1
        ? `${first.path}:${first.flaw.line} ${KINDS[first.flaw.kind]}`
        : `${flaws.length} lines are not, the first is ${first.path}:${first.flaw.line}`,
      flaws.map(({ path, flaw }) => ({ path, line: flaw.line, text: textOf(flaw) })),
      {
        text: [...new Set(flaws.map(({ flaw }) => flaw.kind))].map((kind) => REMEDIES[kind]).join(". "),
        commands: [],
      },
    );
  },
};

/** What is wrong with the line, and what the loaders in use make of the key for it. */
function textOf({ kind, effects }: FlawFact): string {
  const said = (["refuses", "hides", "changes", "none"] as const).flatMap((effect) => {
    const titles = effects.filter((one) => one.effect === effect).map(({ title }) => title);
    return titles.length === 0 ? [] : [EFFECTS[effect](listed(titles), titles.length > 1)];
  });
  return [KINDS[kind], ...said].join("; ");
}
