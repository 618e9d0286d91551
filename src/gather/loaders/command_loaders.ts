import { folderOf, joinPath, nameOf } from "../../backends/paths.ts";
import { readPackages } from "../../backends/versions.ts";
import { loaderDialect } from "../../backends/loader_dialect.ts";
import { nodeEnvFileDialect } from "../../backends/script_dialects.ts";
import { commandLines } from "./command_lines.ts";
import { composeLoaders, isComposeFile } from "./compose_loaders.ts";
import { isBeside } from "./is_beside.ts";
import { placeExactly, placeOfScript } from "./place_env_file.ts";
import { shellLoaders } from "./shell_loaders.ts";
import { MOST_SIGHTINGS, type SeenLoader, type Sources } from "./seen_loader.ts";
import { isUnit } from "./systemd_loaders.ts";

/** Files that hold commands: of images, CI, shells, make, process managers and packages. */
const COMMANDS =
  /(?:^|\/)(?:(?:[^/]*\.)?(?:Dockerfile|Containerfile)(?:\.[^/]*)?|[^/]+\.(?:sh|bash|mk)|GNUmakefile|[Mm]akefile|[Jj]ustfile|Procfile[^/]*|package\.json|deno\.jsonc?|\.envrc|Jenkinsfile|Taskfile\.ya?ml|\.gitlab-ci\.yml|bitbucket-pipelines\.yml|\.travis\.yml|azure-pipelines\.yml|supervisord?\.conf)$|^\.github\/(?:workflows|actions)\/.+\.ya?ml$/;

/** A word that every command has that reads an env file: asked first, for most lines have none. */
const LIKELY = /env|bun|flask|foreman|honcho|heroku/;

/** A shell's script whose name does not tell: `bin/start`. Names with digits are those of data. */
const NAMELESS = /(?:^|\/)[A-Za-z][A-Za-z_-]{0,39}$/;
const SHEBANG = /^#![^\n]{0,99}\b(?:ba|da|z|k|a)?sh\b/;

const PATH = String.raw`["']?([^\s"',;&|)\]-][^\s"',;&|)\]]*)`;
/** The words of one command, up to what ends it. */
const WORDS = String.raw`[^|;&]*?`;

/** A command that reads an env file; the first group is the file, absent where it reads the usual one. */
interface CommandPattern {
  readonly like: RegExp;
  readonly dialect: string | ((sources: Sources) => string);
  readonly usual?: string;
  /** The option once more, with its file: of several files the last one wins. */
  readonly again?: RegExp;
  /** Whether it fills in a compose file: only the variables count that one asks for. */
  readonly project?: true;
  /** Whether it starts a container, which gets what `-e NAME=…` says in place of the file's. */
  readonly container?: true;
}

const PATTERNS: readonly CommandPattern[] = [
  {
    like: command(String.raw`docker\s+(?:container\s+)?(?:run|create|exec)\s`, "--env-file"),
    again: option("--env-file"),
    dialect: "docker-run",
    container: true,
  },
  {
    like: command(String.raw`podman\s+(?:container\s+)?(?:run|create)\s`, "--env-file"),
    again: option("--env-file"),
    dialect: "podman-env-file",
    container: true,
  },
  { like: command(String.raw`kubectl\s`, "--from-env-file"), dialect: "kubectl-from-env-file" },
  {
    like: command(String.raw`docker(?:-compose|\s+compose)\s`, "--env-file"),
    again: option("--env-file"),
    dialect: "compose-go-project",
    project: true,
  },
  {
    like: command(String.raw`(?:node|tsx|nodemon)\s`, "--env-file(?:-if-exists)?"),
    again: option("--env-file(?:-if-exists)?"),
    dialect: nodeDialect,
  },
  // Its path stands behind a `=`; a word behind a blank is the script already.
  {
    like: new RegExp(String.raw`(?<![\w./-])deno\s+(?:run|serve|test|task)\s${WORDS}--env-file=${PATH}`),
    dialect: "deno-env-file",
  },
  {
    like: /(?<![\w./-])deno\s+(?:run|serve|test|task)\s[^|;&]*?--env-file(?![=\w-])/,
    dialect: "deno-env-file",
    usual: ".env",
  },
  { like: command(String.raw`bun\s`, "--env-file"), dialect: "bun" },
  {
    like:
      /(?<![\w./-])bun\s+(?:run|start|dev|--hot|--watch|[\w./-]+\.[cm]?[jt]sx?)\b(?![^|;&]*(?:--env-file|--filter|\b(?:build|test|lint|format|check|typecheck|generate)\b))/,
    dialect: "bun",
    usual: ".env",
  },
  { like: command(String.raw`(?:uvicorn|flask|hypercorn)\s`, "--env-file"), dialect: pythonDotenv },
  { like: /(?<![\w./-])flask\s+(?:--\S+\s+\S+\s+)*run\b/, dialect: flaskDialect, usual: ".env" },
  { like: /(?<![\w./-])pipenv\s+(?:run|shell)\b/, dialect: pythonDotenv, usual: ".env" },
  {
    like: new RegExp(String.raw`(?<![\w./-])dotenv\s+(?:-f|--file)[\s=]+${PATH}\s+run\b`),
    dialect: pythonDotenv,
  },
  { like: /(?<![\w./-])dotenv\s+run\b/, dialect: pythonDotenv, usual: ".env" },
  {
    like: new RegExp(String.raw`(?<![\w./-])dotenvx\s+run\s${WORDS}(?:-f|--env-file)[\s=]+${PATH}`),
    dialect: "dotenvx",
  },
  {
    like: /(?<![\w./-])dotenvx\s+run\b(?![^|;&]*\s(?:-f|--env-file)[\s=])/,
    dialect: "dotenvx",
    usual: ".env",
  },
  {
    like: new RegExp(String.raw`(?<![\w./-])env-cmd\s${WORDS}(?:-f|--file)[\s=]+${PATH}`),
    dialect: "env-cmd",
  },
  {
    like: /(?<![\w./-])env-cmd\s+(?!-[fer]\b|--(?:file|environments|rc-file)\b)/,
    dialect: "env-cmd",
    usual: ".env",
  },
  ...withFileOrUsual("foreman", String.raw`foreman\s+(?:start|run)`, "-e|--env"),
  ...withFileOrUsual("honcho", String.raw`honcho\s+(?:start|run)`, "-e|--env"),
  ...withFileOrUsual("heroku-local", String.raw`heroku\s+local`, "-e|--env"),
  { like: command(String.raw`uv\s+run\s`, "--env-file"), again: option("--env-file"), dialect: "uv-run" },
  {
    like: /(?<![\w./-])(?:node|nodemon|tsx|ts-node)\s[^|;&]*(?:-r|--require|--import)[\s=]+dotenv\/config/,
    dialect: "npm-dotenv",
    usual: ".env",
  },
];

const DIRENV = /^\s*dotenv(?:_if_exists)?(?:\s+["']?([^\s"'#]+))?/;
/** A script of a package that tests or checks it, and runs nothing. */
const CHECKS =
  /^\s*"(?:(?:pre|post)?(?:test|lint|format|typecheck|check|e2e|storybook|codegen)[\w:.-]*)"\s*:/;
const MOVES = /(?:^|[\s"'`;&(])cd\s+["']?(\.{0,2}[\w][\w./-]*|\.\.(?:\/[\w.-]+)*)["']?\s*(?:&&|;)/;

/** Commands in Dockerfiles, CI, scripts, makefiles, Procfiles, units and packages that read an env file. */
export function commandLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree } = sources;
  const found: SeenLoader[] = [];
  let composed: readonly string[] | undefined;
  // Reading the compose files again takes its time, and most projects name none of them a file so.
  const asked = () =>
    composed ??= composeLoaders(sources).flatMap(({ dialect, names }) =>
      dialect === "compose-go-project" ? names ?? [] : []
    );
  for (const path of tree.paths) {
    if (isBeside(path) || !(holdsCommands(path) || NAMELESS.test(path))) continue;
    const text = tree.text(path) ?? "";
    if (!holdsCommands(path) && !SHEBANG.test(text)) continue;
    const home = folderOf(path).startsWith(".github") ? "" : folderOf(path);
    const commands = commandLines(path, text).filter(({ words }) =>
      nameOf(path) !== "package.json" || !CHECKS.test(words)
    );
    // The same command again shows nothing new.
    const seen = new Set<string>();
    const most = found.length + MOST_SIGHTINGS;
    for (const { words, lines, line } of commands) {
      if (found.length >= most) break;
      if (!LIKELY.test(words) || seen.has(words)) continue;
      seen.add(words);
      const from = joinPath(home, MOVES.exec(words)?.[1] ?? "");
      // A package's scripts run in its folder.
      const place = nameOf(path) === "package.json" ? placeOfPackage : placeOfScript;
      for (const pattern of PATTERNS) {
        const match = pattern.like.exec(words);
        if (!match || (pattern.project && asked().length === 0)) continue;
        const files = filesOf(words, match, pattern).flatMap((file) =>
          place(file, sources, { from, home }) ?? []
        );
        if (files.length === 0) continue;
        const given = pattern.container ? notSet(sources.names, words.slice(match.index)) : sources.names;
        if (given.length === 0) continue;
        found.push({
          dialect: typeof pattern.dialect === "string" ? pattern.dialect : pattern.dialect(sources),
          path,
          line: line + lineOf(lines, match[1] ?? match[0]),
          files,
          ...(pattern.project ? { names: asked() } : {}),
          ...(given.length < sources.names.length ? { names: given } : {}),
        });
      }
      const direnv = nameOf(path) === ".envrc" ? DIRENV.exec(words) : null;
      if (direnv) {
        found.push({ dialect: "direnv-dotenv", path, line, files: [joinPath(from, direnv[1] ?? ".env")] });
      }
    }
    found.push(...shellLoaders(sources, { path, text, home, commands }));
  }
  return found;
}

function placeOfPackage(
  written: string,
  sources: Sources,
  { from }: { readonly from: string },
): string | null {
  return placeExactly(written, sources, from);
}

/** Whether a file holds commands, by its name. */
export function holdsCommands(path: string): boolean {
  return COMMANDS.test(path) || isUnit(path) || isComposeFile(path);
}

/** The variables that a command which starts a container does not give a value of its own. */
function notSet(names: readonly string[], words: string): readonly string[] {
  const [own = ""] = words.split(/[;&|]/, 1);
  return names.filter((name) => !new RegExp(`\\s(?:-\\w*e|--env)[\\s=]+["']?${name}=`).test(own));
}

/** A program that reads the file that an option names, else the usual one. */
function withFileOrUsual(dialect: string, program: string, option: string): readonly CommandPattern[] {
  const start = String.raw`(?<![\w./-])${program}\b`;
  return [
    { like: new RegExp(String.raw`${start}${WORDS}\s(?:${option})[\s=]+${PATH}`), dialect },
    { like: new RegExp(String.raw`${start}(?![^|;&]*\s(?:${option})[\s=])`), dialect, usual: ".env" },
  ];
}

function command(program: string, flag: string): RegExp {
  return new RegExp(String.raw`(?<![\w./-])${program}${WORDS}${option(flag).source}`);
}

function option(flag: string): RegExp {
  return new RegExp(String.raw`${flag}(?:=|["',\s]+)${PATH}`, "g");
}

/** The files that one command names, the one that wins first. */
function filesOf(words: string, match: RegExpExecArray, { again, usual }: CommandPattern): readonly string[] {
  const first = match[1] ?? usual;
  if (first === undefined || again === undefined) return first === undefined ? [] : [first];
  const [rest = ""] = words.slice(match.index + match[0].length).split(/[;&|]/, 1);
  return [first, ...[...rest.matchAll(again)].map(([, file = ""]) => file)].toReversed();
}

function lineOf(lines: readonly string[], part: string): number {
  return Math.max(0, lines.findIndex((line) => line.includes(part)));
}

function nodeDialect({ tree, folder }: Sources): string {
  return nodeEnvFileDialect(tree, folder);
}

function pythonDotenv({ tree, folder }: Sources): string {
  return loaderDialect("python-dotenv", readPackages(tree, folder));
}

/** flask reads a `.env` by itself where python-dotenv is installed. */
function flaskDialect(sources: Sources): string {
  return readPackages(sources.tree, sources.folder).has("python-dotenv") ? pythonDotenv(sources) : "process";
}
