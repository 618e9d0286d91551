import type { Facts, Hidden, LoadedFileFact, LoaderFact } from "./facts.ts";
import { REMEDIES } from "./line_well_formed.ts";
import {
  type JwtReader,
  jwtReaders,
  listed,
  loadedFiles,
  lowerFirst,
  MASK,
  mendOf,
  missesKey,
} from "./loaded_files.ts";
import { quotedPath, typedPath } from "./quoted.ts";
import type { Remedy, Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when every loader that the project uses finds the JWT key in a file that assigns it. */
export const keyVisibleToLoader: Rule = {
  id: "key-visible-to-loader",
  title: "its loaders see it",
  severity: "error",
  stage: "files",
  why:
    "The line is in the file, and the application says that the key is missing: its loader takes `export` " +
    "or a byte order mark for a part of the name, refuses blanks around the `=`, keeps the first of two " +
    "assignments, cannot read UTF-16, or met another file first. A person who looks at the file sees nothing wrong.",
  references: ["https://docs.docker.com/reference/cli/docker/container/run/#env"],
  check(facts) {
    if (!facts.loadedFiles?.known) return notLearned(facts.loadedFiles, "the loaders were not looked for");
    const { jwt } = facts.names;
    const assigning = loadedFiles(facts).filter(({ valued }) => valued.length > 0);
    if (assigning.length === 0) return notApplicable(`no env file gives ${jwt} a value`);
    const readers = assigning.flatMap(jwtReaders);
    if (readers.length === 0) return notApplicable("no loader of the project is known");
    const [first] = readers.filter(missesKey);
    if (first === undefined) {
      return pass(
        `${listed(readers.map(({ loader }) => loader.title))} ${
          readers.length > 1 ? "find" : "finds"
        } ${jwt}`,
        assigning.map(({ path, valued }) => ({ path, line: valued.at(-1) ?? 1 })),
      );
    }
    const same = readers.filter((one) => missesKey(one) && one.file.path === first.file.path);
    const line = lineOf(first);
    const reasons = Map.groupBy(same, reasonOf);
    const [shared = same] = reasons.values();
    const others = [...reasons].slice(1).map(([reason, readers]) => `${titlesOf(readers)}: ${reason}`);
    return fail(
      [
        `${titlesOf(shared)} ${shared.length > 1 ? "do" : "does"} not find ${jwt} at ` +
        `${first.file.path}:${line}: ${reasonOf(first)}`,
        ...others,
      ].join("; "),
      [
        { path: first.file.path, line },
        ...same.flatMap(({ loader }) => loader.seen ? [{ ...loader.seen, text: loader.title }] : []),
      ],
      remedyOf(facts, first),
    );
  },
};

function writeSo(facts: Facts, text: string): Remedy {
  return { text, commands: [`${facts.names.jwt}=${MASK}`] };
}

function titlesOf(readers: readonly JwtReader[]): string {
  return listed(readers.map(({ loader }) => loader.title));
}

function lineOf({ file, reading }: JwtReader): number {
  const { valued } = file;
  return (reading.hidden?.by === "earlier-line" ? valued.at(-1) : valued[0]) ?? 1;
}

function reasonOf({ reading }: JwtReader): string {
  switch (reading.hidden?.by) {
    case "nearer-file":
      return `it stops at ${reading.hidden.path}, which is nearer`;
    case "winning-file":
      return `it takes the one in ${reading.hidden.path} instead`;
    case "not-exported":
      return "nothing exports it to what the shell starts";
    case "utf-16":
      return "the file is UTF-16";
    case "byte-order-mark":
      return "the file begins with a byte order mark";
    case "export":
      return "it does not take `export` for what it is";
    case "blanks":
      return "there are blanks beside the name or the `=`";
    case "earlier-line":
      return "another line assigns it, and that one counts";
    default:
      return reading.outcome === "value"
        ? `line ${reading.line} sets it to nothing`
        : lowerFirst(reading.why);
  }
}

/** What to do about another line, for which the loader refuses the file or loses the key. */
function flawOf({ path, flaws }: LoadedFileFact, { title }: LoaderFact): Remedy | null {
  const flaw = flaws.find(({ effects }) =>
    effects.some((one) => one.title === title && (one.effect === "refuses" || one.effect === "hides"))
  );
  if (flaw === undefined) return null;
  return { text: `${REMEDIES[flaw.kind]}: line ${flaw.line} of ${path}`, commands: [] };
}

function remedyOf(facts: Facts, { file, loader, reading }: JwtReader): Remedy {
  const hidden: Hidden = reading.hidden ?? { by: "other" };
  const path = typedPath(facts.root, file.path);
  switch (hidden.by) {
    case "nearer-file":
      return {
        text: `Put the key into ${hidden.path}, or take that file away`,
        commands: [`deno task append ${facts.root} --env-file ${quotedPath(hidden.path)}`],
      };
    case "winning-file":
      return {
        text: `Take the key out of ${hidden.path}, or have that one judged`,
        commands: [`deno task verify ${facts.root} --env-file ${quotedPath(hidden.path)}`],
      };
    case "not-exported":
      return { text: "Have the shell export what it reads", commands: ["set -a"] };
    case "utf-16":
      return {
        text: "Make a copy of it in UTF-8, look at that, and put it in its place",
        commands: [`(umask 077 && iconv -f UTF-16 -t UTF-8 < ${path} > ${path}.utf8)`],
      };
    case "byte-order-mark":
      return { text: "Save the file as UTF-8 without a byte order mark", commands: [] };
    case "earlier-line":
      return mendOf(facts, file) ??
        writeSo(facts, `Keep one of the lines ${listed(file.lines)} of ${file.path}, so`);
    case "other":
      return mendOf(facts, file) ?? flawOf(file, loader) ??
        writeSo(facts, `Write line ${file.valued[0] ?? 1} of ${file.path} so`);
    case "export":
    case "blanks":
      return mendOf(facts, file) ?? writeSo(facts, `Write line ${file.valued[0] ?? 1} of ${file.path} so`);
  }
}
