import { depthOf } from "../../backends/paths.ts";
import { filesWith } from "../../backends/python_modules.ts";
import type { SourceTree } from "../../backends/backend.ts";
import { ADVICE_SYMPTOMS } from "../../diagnosis/advice.ts";
import { advisedInPython, type AdvisedLine } from "../../diagnosis/advised_in_python.ts";
import { linesWithoutName } from "../../env/lines_without_name.ts";
import { parseDocument } from "../../env/parse_document.ts";
import type { AdviceSeen } from "../../diagnosis/describe_advice.ts";
import type { Evidence } from "../../rules/rule.ts";
import type { Redact } from "../causes.ts";
import { holdsCommands } from "../loaders/command_loaders.ts";
import { isBeside } from "../loaders/is_beside.ts";
import type { Project } from "../project.ts";
import { shownPath } from "../shown_path.ts";
import type { GatheredKeys } from "../env_files.ts";
import { adviceInCommands } from "./advice_in_commands.ts";
import { adviceInDocument } from "./advice_in_document.ts";

const DOCUMENT = /\.(?:md|markdown|mdx|rst|adoc|txt)$|(?:^|\/)README$/i;
/** What a document of the past says is no advice, and lists of packages are none at all. */
const NO_ADVICE =
  /(?:^|\/)(?:tests?|fixtures|archive|third[_-]party)\/|(?:^|\/)(?:change[_-]?log|changes|history|news|licen[cs]e|requirements)[^/]*$|(?:^|\/)CMakeLists\.txt$/i;
const MOST_FILES = 2000;
/** Characters of all of them. */
const MOST_TEXT = 16 * 1024 * 1024;
const LARGEST = 256 * 1024;
const MOST_IN_FILE = 50;
const MOST_PLACES = 5;
const LONGEST = 200;
const LITERAL = /"[^"]*"|'[^']*'/g;
/** A literal that names a setting or a variable. */
const NAME = /^["'][A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*["']$/;
/** A document without any of these words advises nothing of the kind; most have none. */
const LIKELY = /OutstandingToken|VERIFYING_KEY|\.env\b|\brestart\b|\bshell\b/;

/**
 * The old advice in a project's settings and code, scripts and documents, and in its env files what came of it; of the
 * scripts and the documents those nearest to the root, 2000 and 16 MB of each.
 */
export function projectAdvice(
  project: Pick<Project, "root" | "tree">,
  byFile: GatheredKeys["byFile"],
  redact: Redact,
): readonly AdviceSeen[] {
  const { tree } = project;
  const found = [
    ...inEnvFiles(project, byFile),
    ...filesWith(tree, /OutstandingToken|VERIFYING_KEY/).flatMap((file) =>
      placesOf(file.path, tree, advisedInPython(file), redact)
    ),
    ...nearest(tree, (path) => holdsCommands(path) && !isBeside(path)).flatMap(([path, text]) =>
      placesOf(path, tree, adviceInCommands({ path, text }), redact)
    ),
    ...nearest(tree, (path) => DOCUMENT.test(path) && !NO_ADVICE.test(path)).flatMap(([path, text]) =>
      placesOf(path, tree, adviceInDocument(path, text), redact)
    ),
  ];
  return ADVICE_SYMPTOMS.flatMap((symptom): readonly AdviceSeen[] => {
    const places = found.filter(({ cause }) => cause === symptom.cause).map(({ evidence }) => evidence);
    return places.length === 0 ? [] : [{ symptom, evidence: shortened(places) }];
  });
}

interface Found {
  readonly cause: string;
  readonly evidence: Evidence;
}

/** Files that may hold advice, with their texts, the nearest to the root first. */
function nearest(
  tree: SourceTree,
  accept: (path: string) => boolean,
): readonly (readonly [path: string, text: string])[] {
  const paths = tree.paths.filter(accept).toSorted((a, b) => depthOf(a) - depthOf(b)).slice(0, MOST_FILES);
  let room = MOST_TEXT;
  return paths.flatMap((path) => {
    const text = room > 0 ? tree.text(path) ?? "" : "";
    room -= text.length;
    return text.length <= LARGEST && LIKELY.test(text) ? [[path, text] as const] : [];
  });
}

function placesOf(
  path: string,
  tree: SourceTree,
  advised: readonly AdvisedLine[],
  redact: Redact,
): readonly Found[] {
  const lines = (tree.text(path) ?? "").split(/\r?\n/);
  const few = advised.slice(0, MOST_IN_FILE);
  const each = few.filter(({ cause, line }, index) =>
    few.findIndex((other) => other.cause === cause && other.line === line) === index
  );
  return each.map(({ cause, line }) => ({
    cause,
    evidence: { path, line, text: redact(masked(cause, lines[line - 1] ?? "")).trim().slice(0, LONGEST) },
  }));
}

/** A list of keys may hold them as literals, which no env file knows. */
function masked(cause: string, line: string): string {
  if (cause !== "verifying-key-list-ignored") return line;
  return line.replaceAll(LITERAL, (literal) => NAME.test(literal) ? literal : '"••••"');
}

/** The line itself may be the key: it is not shown. */
function inEnvFiles(project: Pick<Project, "root">, byFile: GatheredKeys["byFile"]): readonly Found[] {
  return byFile.flatMap(({ path, bytes }) =>
    bytes === null ? [] : linesWithoutName(parseDocument(bytes)).map((line) => ({
      cause: "line-without-name",
      evidence: {
        path: shownPath(project, path),
        line,
        text: "reads like a key, and has no NAME= before it",
      },
    }))
  );
}

function shortened(places: readonly Evidence[]): readonly Evidence[] {
  if (places.length <= MOST_PLACES) return places;
  const more = places.length - MOST_PLACES;
  return [...places.slice(0, MOST_PLACES), { text: `and ${more} more ${more === 1 ? "place" : "places"}` }];
}
