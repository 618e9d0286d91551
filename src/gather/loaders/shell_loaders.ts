import { nameOf } from "../../backends/paths.ts";
import type { CommandLine } from "./command_lines.ts";
import { placeEnvFile, placeOfScript } from "./place_env_file.ts";
import { lineAt, MOST_SIGHTINGS, type SeenLoader, type Sources } from "./seen_loader.ts";

/** A file whose name is that of an env file. */
const FILE = String
  .raw`["']?((?:[^\s"'\x60;&|()<]*\/)?(?:\.?env(?:[._-][\w.-]+)?|[\w.-]+\.env))(?=[\s"'\x60;&|)\\]|$)`;
/** A shell that reads the file itself: `source` is bash's word, `.` everybody's. */
const SOURCED = new RegExp(String.raw`(?:^|[\s;&|({"'])(source|\.)\s+${FILE}`, "g");
/** `export $(grep -v '^#' .env | xargs)`: the shell splits the file into words; `cut` gives names alone. */
const WORDS = new RegExp(
  String
    .raw`(?:^|[\s;&|({"'])(?:export|env)\s+["']?(?:\$\(|\x60)\s*(?:grep|egrep|cat|sed|awk|xargs|<)(?:[^\x60)|]{0,199}\s|\s*)${FILE}`,
);
/** `while read -r line; do export "$line"; done < .env` */
const LOOPED = new RegExp(String.raw`(?:^|[\s;])done\s*<\s*${FILE}`);
const INCLUDED = new RegExp(String.raw`^-?s?include\s+${FILE}`);
/** What makes make hand its variables on. */
const MAKE_EXPORTS = /^(?:export[ \t]*$|\.EXPORT_ALL_VARIABLES\b|export[ \t]+\$\()/m;
/** What makes a shell hand on what it assigns, from there on, and what ends that. */
const ALL_EXPORTED = /(?:^|[\s;&|({"'])set\s+([-+])(?:\w*a\w*\b|o\s+allexport\b)/g;
/** Most lines do neither. */
const CHANGES_OR_READS = /\bset\s|env/;
/** The names of a file, exported after it was read. */
const NAMES_EXPORTED = /\bexport\s+[`$"]\(?[^\n)]{0,99}\bcut\b/;

/** What starts an application. */
const STARTS =
  /(?:^|[\s;&|({"'/])(?:gunicorn|uvicorn|daphne|hypercorn|celery|flask|python[\d.]*|manage\.py|node|npm|yarn|pnpm|bun|deno)\s/m;

/** Shells and makefiles that read an env file themselves, and hand on what they read. */
export function shellLoaders(sources: Sources, { path, text, home, commands }: {
  readonly path: string;
  readonly text: string;
  /** The folder that relative paths are tried from. */
  readonly home: string;
  readonly commands: readonly CommandLine[];
}): readonly SeenLoader[] {
  const found: SeenLoader[] = [];
  const code = commands.map(({ words }) => words).join("\n");
  const names = NAMES_EXPORTED.test(code) ? "all" : exportedNames(code, sources);
  const see = (dialect: string, written: string | undefined, at: CommandLine, only?: readonly string[]) => {
    const file = written === undefined ? null : placeOfScript(written, sources, { from: home, home });
    if (file === null) return;
    const line = at.line + Math.max(0, at.lines.findIndex((one) => one.includes(written ?? "")));
    found.push({ dialect, path, line, files: [file], ...(only === undefined ? {} : { names: only }) });
  };
  const [startsSomething, exportsSomething, makeExports] = [STARTS, /\bexport\b/, MAKE_EXPORTS].map((like) =>
    like.test(code)
  );
  const laterOn = [...code.matchAll(ALL_EXPORTED)].some(([, sign]) => sign === "-");
  const isBash = speaksBash(path, text);
  let exporting: Exporting = "not yet";
  // The same command again shows nothing new, unless what it reads is exported now; it leaves the same behind it.
  const seen = new Map<string, Exporting>();
  for (const command of commands) {
    const { words } = command;
    if (found.length >= MOST_SIGHTINGS) break;
    if (!CHANGES_OR_READS.test(words)) continue;
    const before = `${exporting} ${words}`;
    const after = seen.get(before);
    if (after !== undefined) {
      exporting = after;
      continue;
    }
    const reads = readsIn(words, exporting);
    exporting = reads.after;
    seen.set(before, exporting);
    if (!words.includes("env")) continue;
    for (const { word, file, during } of reads.sourced) {
      const shell = word === "source" || isBash ? "bash" : "dash";
      // The body of a function stands before what calls it.
      const all = names === "all" || during === "on" ||
        (during === "not yet" && laterOn && /^\s/.test(words));
      if (all) see(shell, file, command);
      else if (names.length > 0) see(shell, file, command, names);
      // A script that starts nothing uses the file for itself: nobody expects an application to get it.
      else if (startsSomething) see(`${shell}-unexported`, file, command);
    }
    see("shell-export-words", WORDS.exec(words)?.[1], command);
    if (exportsSomething) see("shell-read-loop", LOOPED.exec(words)?.[1], command);
    if (isMakefile(path) && makeExports) see("make-include", INCLUDED.exec(words)?.[1], command);
  }
  return [...found, ...runners(sources, { path, text, home })];
}

/** Whether a shell hands on what it assigns at some place. */
type Exporting = "not yet" | "on" | "off";

/** The files that a command reads, and whether `set -a` holds there and behind it. */
function readsIn(words: string, before: Exporting): {
  readonly sourced: readonly { readonly word: string; readonly file: string; readonly during: Exporting }[];
  readonly after: Exporting;
} {
  const changes = /\bset\s/.test(words) ? [...words.matchAll(ALL_EXPORTED)] : [];
  const at = (index: number): Exporting => {
    const last = changes.findLast((change) => change.index < index);
    return last === undefined ? before : last[1] === "-" ? "on" : "off";
  };
  const sourced = words.includes("env") ? [...words.matchAll(SOURCED)] : [];
  return {
    sourced: sourced.map(({ index, 1: word = "", 2: file = "" }) => ({ word, file, during: at(index) })),
    after: at(words.length),
  };
}

/** The variables of the application that a script exports by name. */
function exportedNames(code: string, { names }: Sources): readonly string[] {
  return names.filter((name) => new RegExp(`\\bexport\\s[^\\n]{0,199}\\b${name}\\b`).test(code));
}

/** Runners of commands that are told by a setting to read the file: just and Task. */
function runners(
  sources: Sources,
  { path, text, home }: { readonly path: string; readonly text: string; readonly home: string },
): readonly SeenLoader[] {
  const [dialect, like] = /^\.?[Jj]ustfile$/.test(nameOf(path))
    ? ["just", /^set\s+dotenv-load\b(?!\s*:=\s*false\b)/m]
    : /^[Tt]askfile\.ya?ml$/.test(nameOf(path))
    ? ["task", /^dotenv\s*:\s*\[?[^\n]{0,99}\.env\b/m]
    : ["", /$^/];
  const at = like.exec(text);
  const file = at === null ? null : placeEnvFile(".env", sources, home);
  return at === null || file === null ? [] : [{ dialect, path, line: lineAt(text, at.index), files: [file] }];
}

function isMakefile(path: string): boolean {
  return /^(?:GNUm|[Mm])akefile$|\.mk$/.test(nameOf(path));
}

function speaksBash(path: string, text: string): boolean {
  return /^#!.*\bbash\b/.test(text) || /\.bash$|\.envrc$|^\.github\//.test(path) ||
    /^SHELL[ \t]*[:?]?=[ \t]*\S*bash/m.test(text);
}
