import { folderOf, joinPath, nameOf } from "../../backends/paths.ts";
import { isAside } from "../../backends/python_modules.ts";
import { readPackages } from "../../backends/versions.ts";
import { loaderDialect } from "../../backends/loader_dialect.ts";
import { composeLoaders, isComposeFile } from "./compose_loaders.ts";
import { placeEnvFile } from "./place_env_file.ts";
import type { SeenLoader, Sources } from "./seen_loader.ts";
import { isUnit } from "./systemd_loaders.ts";

/** Files that hold commands: of images, CI, shells, make, process managers and packages. */
const COMMANDS =
  /(?:^|\/)(?:(?:[^/]*\.)?(?:Dockerfile|Containerfile)(?:\.[^/]*)?|[^/]+\.(?:sh|bash|mk)|GNUmakefile|[Mm]akefile|[Jj]ustfile|Procfile[^/]*|package\.json|deno\.jsonc?|\.envrc|Jenkinsfile|Taskfile\.ya?ml|\.gitlab-ci\.yml|bitbucket-pipelines\.yml|\.travis\.yml|azure-pipelines\.yml|supervisord?\.conf)$|^\.github\/(?:workflows|actions)\/.+\.ya?ml$/;

/** A longer command is none that a person wrote, and could keep a pattern busy. */
const LONGEST = 4096;

const PATH = String.raw`["']?([^\s"',;&|)\]-][^\s"',;&|)\]]*)`;
/** The words of one command, up to what ends it. */
const WORDS = String.raw`[^|;&]*?`;

/** A command that reads an env file; the first group is the file, absent where it reads the usual one. */
interface CommandPattern {
  readonly like: RegExp;
  readonly dialect: string | ((sources: Sources) => string);
  readonly usual?: string;
  /** Whether it fills in a compose file: only the variables count that one asks for. */
  readonly project?: true;
}

const PATTERNS: readonly CommandPattern[] = [
  {
    like: command(String.raw`docker\s+(?:container\s+)?(?:run|create|exec)\s`, "--env-file"),
    dialect: "docker-run",
  },
  {
    like: command(String.raw`podman\s+(?:container\s+)?(?:run|create)\s`, "--env-file"),
    dialect: "podman-env-file",
  },
  { like: command(String.raw`kubectl\s`, "--from-env-file"), dialect: "kubectl-from-env-file" },
  {
    like: command(String.raw`docker(?:-compose|\s+compose)\s`, "--env-file"),
    dialect: "compose-go-project",
    project: true,
  },
  { like: command(String.raw`(?:node|tsx|nodemon)\s`, "--env-file(?:-if-exists)?"), dialect: nodeDialect },
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
    like: /(?<![\w./-])bun\s+(?:run|start|dev|--hot|--watch|[\w./-]+\.[cm]?[jt]sx?)\b(?![^|;&]*--env-file)/,
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
  { like: /(?<![\w./-])env-cmd\s(?![^|;&]*(?:-f|--file|-e|-r)\b)/, dialect: "env-cmd", usual: ".env" },
  {
    like: new RegExp(String.raw`(?<![\w./-])foreman\s+(?:start|run)\s${WORDS}(?:-e|--env)[\s=]+${PATH}`),
    dialect: "foreman",
  },
  {
    like: /(?<![\w./-])foreman\s+(?:start|run)\b(?![^|;&]*\s(?:-e|--env)[\s=])/,
    dialect: "foreman",
    usual: ".env",
  },
  {
    like: /(?<![\w./-])(?:node|nodemon|tsx|ts-node)\s[^|;&]*(?:-r|--require|--import)[\s=]+dotenv\/config/,
    dialect: "npm-dotenv",
    usual: ".env",
  },
];

/** A shell that reads the file itself: `source` is bash's word, `.` everybody's. */
const SOURCED = new RegExp(
  String
    .raw`(?:^|[\s;&|({"'])(source|\.)\s+["']?((?:[^\s"';&|)]*\/)?(?:\.?env(?:[._-][\w.-]+)?|[\w.-]+\.env))(?=[\s"';&|)\\]|$)`,
);
const DIRENV = /^\s*dotenv(?:_if_exists)?(?:\s+["']?([^\s"'#]+))?/;

/** Commands in Dockerfiles, CI, scripts, makefiles, Procfiles, units and packages that read an env file. */
export function commandLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree } = sources;
  const found: SeenLoader[] = [];
  const asked = composeLoaders(sources).flatMap(({ names }) => names ?? []);
  for (const path of tree.paths) {
    if (!(COMMANDS.test(path) || isUnit(path) || isComposeFile(path)) || isAside(path)) continue;
    const text = tree.text(path) ?? "";
    const from = folderOf(path).startsWith(".github") ? "" : folderOf(path);
    for (const { words, lines, line } of commandsIn(text)) {
      for (const pattern of PATTERNS) {
        const match = pattern.like.exec(words);
        if (!match || (pattern.project && asked.length === 0)) continue;
        const written = match[1] ?? pattern.usual;
        const file = written === undefined ? null : placeEnvFile(written, sources, from);
        if (file === null) continue;
        found.push({
          dialect: typeof pattern.dialect === "string" ? pattern.dialect : pattern.dialect(sources),
          path,
          line: line + lineOf(lines, match[1] ?? match[0]),
          files: [file],
          ...(pattern.project ? { names: asked } : {}),
        });
      }
      const sourced = SOURCED.exec(words);
      const file = sourced?.[2] === undefined ? null : placeEnvFile(sourced[2], sources, from);
      if (sourced && file !== null) {
        const shell = sourced[1] === "source" || speaksBash(path, text) ? "bash" : "dash";
        found.push({ dialect: shell, path, line: line + lineOf(lines, sourced[2] ?? ""), files: [file] });
      }
      const direnv = nameOf(path) === ".envrc" ? DIRENV.exec(words) : null;
      if (direnv) {
        found.push({ dialect: "direnv-dotenv", path, line, files: [joinPath(from, direnv[1] ?? ".env")] });
      }
    }
  }
  return found;
}

function command(program: string, flag: string): RegExp {
  return new RegExp(String.raw`(?<![\w./-])${program}${WORDS}${flag}(?:=|["',\s]+)${PATH}`);
}

/** Lines that a backslash continues are one command; comments are none. */
function commandsIn(
  text: string,
): readonly { readonly words: string; readonly lines: readonly string[]; readonly line: number }[] {
  const found: { words: string; lines: string[]; line: number }[] = [];
  let open = false;
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (row.length > LONGEST || /^\s*(?:#|\/\/)/.test(row)) continue;
    const last = found.at(-1);
    if (open && last && last.words.length < LONGEST) {
      last.words += ` ${row.replace(/\\$/, "")}`;
      last.lines.push(row);
    } else {
      found.push({ words: row.replace(/\\$/, ""), lines: [row], line: index + 1 });
    }
    open = row.endsWith("\\");
  }
  // An image's command as a list of words is the same command.
  return found.map((one) => ({ ...one, words: one.words.replaceAll(/",\s*"/g, " ") }));
}

function lineOf(lines: readonly string[], part: string): number {
  return Math.max(0, lines.findIndex((line) => line.includes(part)));
}

function speaksBash(path: string, text: string): boolean {
  return /^#!.*\bbash\b/.test(text) || /\.bash$|\.envrc$|^\.github\//.test(path) ||
    /^SHELL[ \t]*[:?]?=[ \t]*\S*bash/m.test(text);
}

/** Node 20 reads otherwise than those after it. */
function nodeDialect({ tree, folder }: Sources): string {
  const texts = [".nvmrc", ".node-version", "Dockerfile", "package.json"]
    .flatMap((name) => [joinPath(folder, name), name]).map((path) => tree.text(path) ?? "");
  const is20 = texts.some((text) =>
    /^v?20\b|^[ \t]*FROM[ \t]+\S*node:20\b|"node"\s*:\s*"[~^=v]?20\b(?!\s*\|\|)/im.test(text)
  );
  return is20 ? "node-20-env-file" : "node-env-file";
}

function pythonDotenv({ tree, folder }: Sources): string {
  return loaderDialect("python-dotenv", readPackages(tree, folder));
}

/** flask reads a `.env` by itself where python-dotenv is installed. */
function flaskDialect(sources: Sources): string {
  return readPackages(sources.tree, sources.folder).has("python-dotenv") ? pythonDotenv(sources) : "process";
}
