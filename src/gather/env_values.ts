import { parse } from "@std/dotenv";
import { resolve } from "@std/path";
import { FileError, type Files, type Host } from "../io/host.ts";
import { Secret } from "../secret.ts";
import type { Project } from "./project.ts";

/** One variable of one env file of the project, whoever loads that. */
export interface EnvValue {
  /** Absolute. */
  readonly path: string;
  readonly name: string;
  readonly value: string;
}

const ENV_FILE = /(^|\/)(\.?env([._-][^/]*)?|[^/]+\.env|\.flaskenv|\.dev\.vars[^/]*)$/;
/** Code and documents that only are named so: `env.ts`, `env.md`. */
const NO_ENV_FILE = /\.(?:[cm]?[jt]sx?|py|rb|go|rs|php|java|kt|cs|exs?|md|rst|html|css|svg|png)$/i;
const LARGEST = 1 << 20;

/** The project's env files, its own first, then every other one below its root. */
export function allEnvFiles({ root, envFiles, tree }: Project): readonly string[] {
  const others = tree.paths.filter((path) => ENV_FILE.test(path) && !NO_ENV_FILE.test(path)).map((path) =>
    resolve(root, path)
  );
  return [...new Set([...envFiles, ...others])];
}

/** What the env files of the project assign, as most loaders read them; empty values are left out. */
export function* envValues({ files }: Pick<Host, "files">, project: Project): Generator<EnvValue> {
  for (const path of allEnvFiles(project)) {
    const text = readSmallText(files, path);
    if (text === null) continue;
    for (const [name, value] of Object.entries(parse(text, { fast: true }))) {
      if (value !== "") yield { path, name, value };
    }
  }
}

const EXAMPLE = /example|sample|template|dist|default/i;

/** Whether a file is one to start from, by its name: `.env.example`. */
export function isExample(path: string): boolean {
  return EXAMPLE.test(path.slice(path.lastIndexOf("/")));
}

/** Every value that an example file of the project gives: whoever has the repository has them. */
export function* exampleValues(host: Pick<Host, "files">, project: Project): Generator<Secret> {
  for (const { path, value } of envValues(host, project)) {
    if (isExample(path) && !project.envFiles.includes(path)) {
      yield Secret.of(value);
    }
  }
}

/** The text of a file of at most 1 MiB; null where there is none, or it may not be read. */
export function readSmallText(files: Files, path: string): string | null {
  try {
    const info = files.stat(path);
    return info.kind === "file" && info.size <= LARGEST ? new TextDecoder().decode(files.read(path)) : null;
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
