import { nameOf } from "../../backends/paths.ts";
import { placeEnvFile } from "./place_env_file.ts";
import { lineAt, type SeenLoader, type Sources } from "./seen_loader.ts";

/** A command with the lines that it stands on, of which the first is `line`: 1-based. */
export interface CommandLine {
  readonly words: string;
  readonly lines: readonly string[];
  readonly line: number;
}

/** A file whose name is that of an env file. */
const FILE = String
  .raw`["']?((?:[^\s"'\x60;&|()<]*\/)?(?:\.?env(?:[._-][\w.-]+)?|[\w.-]+\.env))(?=[\s"'\x60;&|)\\]|$)`;
/** A shell that reads the file itself: `source` is bash's word, `.` everybody's. */
const SOURCED = new RegExp(String.raw`(?:^|[\s;&|({"'])(source|\.)\s+${FILE}`);
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
/** What makes a shell hand on what it assigns. */
const ALL_EXPORTED =
  /(?:^|[\s;&|({"'])set\s+(?:-\w*a\w*\b|-o\s+allexport\b)|\bexport\s+[`$"]\(?[^\n)]{0,99}\bcut\b/;

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
  const names = exportedNames(text, sources);
  const see = (dialect: string, written: string | undefined, at: CommandLine, only?: readonly string[]) => {
    const file = written === undefined ? null : placeEnvFile(written, sources, home);
    if (file === null) return;
    const line = at.line + Math.max(0, at.lines.findIndex((one) => one.includes(written ?? "")));
    found.push({ dialect, path, line, files: [file], ...(only === undefined ? {} : { names: only }) });
  };
  for (const command of commands) {
    const sourced = SOURCED.exec(command.words);
    if (sourced) {
      const shell = sourced[1] === "source" || speaksBash(path, text) ? "bash" : "dash";
      if (names === "all") see(shell, sourced[2], command);
      else if (names.length > 0) see(shell, sourced[2], command, names);
      // A script that starts nothing uses the file for itself: nobody expects an application to get it.
      else if (STARTS.test(text)) see(`${shell}-unexported`, sourced[2], command);
    }
    see("shell-export-words", WORDS.exec(command.words)?.[1], command);
    const looped = LOOPED.exec(command.words);
    if (looped && /\bexport\b/.test(text)) see("shell-read-loop", looped[1], command);
    if (isMakefile(path) && MAKE_EXPORTS.test(text)) {
      see("make-include", INCLUDED.exec(command.words)?.[1], command);
    }
  }
  return [...found, ...runners(sources, { path, text, home })];
}

/** Which variables a script hands on to what it starts. */
function exportedNames(text: string, { names }: Sources): "all" | readonly string[] {
  if (ALL_EXPORTED.test(text)) return "all";
  return names.filter((name) => new RegExp(`\\bexport\\s[^\\n]{0,199}\\b${name}\\b`).test(text));
}

/** Runners of commands that are told by a setting to read the file: just and Task. */
function runners(
  sources: Sources,
  { path, text, home }: { readonly path: string; readonly text: string; readonly home: string },
): readonly SeenLoader[] {
  const [dialect, like] = /^\.?[Jj]ustfile$/.test(nameOf(path))
    ? ["just", /^set\s+dotenv-load\b/m]
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
