import { parse } from "@std/dotenv";
import { resolve } from "@std/path";
import { KNOWN_KEYS } from "../known_keys.ts";
import { FileError, type Host } from "../io/host.ts";
import { Secret } from "../secret.ts";
import { shownPath } from "./env_files.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";

const MOST_LITERALS = 20_000;
const LONGEST = 512;

/**
 * Every key that a token may turn out to be signed with, the likeliest first: the JWT key, the session key,
 * the previous ones, other variables and other env files, key files, the empty string, keys that are public,
 * and the texts that stand in the project's own source.
 */
export function* signers(
  host: Pick<Host, "files" | "environment">,
  project: Project,
  keys: Keys,
): Generator<HeldKey> {
  if (keys.jwt) yield keys.jwt;
  if (keys.session) yield keys.session;
  yield* keys.previous;
  yield { kind: "empty", name: "the empty key", secret: Secret.of("") };
  yield* fromProcess(host, project);
  yield* fromEnvFiles(host, project);
  yield* fromKeyFiles(host, project);
  for (const { value } of KNOWN_KEYS) {
    yield { kind: "known", name: "a key that is public", secret: Secret.of(value) };
  }
  yield* fromSource(project);
}

const KEY_LIKE = /key|secret|jwt|token|sign|salt/i;

function* fromProcess({ environment }: Pick<Host, "environment">, { names }: Project): Generator<HeldKey> {
  for (const [name, value] of Object.entries(environment.all())) {
    if (name.startsWith("KEYSPLIT_") || (!KEY_LIKE.test(name) && name !== names.jwt)) continue;
    yield { kind: "other", name: `${name} of the environment`, secret: Secret.of(value) };
  }
}

const ENV_FILE = /(^|\/)(\.?env([._-][^/]*)?|[^/]+\.env|\.flaskenv|\.dev\.vars[^/]*)$/;

function* fromEnvFiles({ files }: Pick<Host, "files">, project: Project): Generator<HeldKey> {
  const own = new Set(project.envFiles);
  const paths = new Set([
    ...project.envFiles,
    ...project.tree.paths.filter((path) => ENV_FILE.test(path)).map((path) => resolve(project.root, path)),
  ]);
  for (const path of paths) {
    const text = readText(files, path);
    if (text === null) continue;
    const shown = shownPath(project, path);
    for (const [name, value] of Object.entries(parse(text))) {
      if (value === "" || !(KEY_LIKE.test(name) || name === project.names.jwt)) continue;
      yield {
        kind: own.has(path) ? "other" : "other-file",
        name: `${name} of ${shown}`,
        path: shown,
        secret: Secret.of(value),
      };
    }
  }
}

function* fromKeyFiles(
  { files, environment }: Pick<Host, "files" | "environment">,
  project: Project,
): Generator<HeldKey> {
  const home = environment.get("HOME") ?? "";
  const found = (project.application?.keyFiles ?? []).map((path) =>
    path.startsWith("~/") ? resolve(home, path.slice(2)) : resolve(project.root, path)
  );
  for (const path of [...project.options.keyFiles, ...found]) {
    const text = readText(files, path);
    if (text === null) continue;
    const shown = shownPath(project, path);
    yield { kind: "key-file", name: shown, path: shown, secret: Secret.of(text) };
    if (text.trim() !== text) {
      yield { kind: "key-file", name: shown, path: shown, secret: Secret.of(text.trim()) };
    }
  }
}

/** Quoted texts of the source: a default or a literal that signs stands in one of them. */
function* fromSource(project: Project): Generator<HeldKey> {
  let count = 0;
  for (const path of project.tree.paths) {
    if (!/\.(py|js|mjs|cjs|ts|toml|ya?ml|json|cfg|ini|sh)$/.test(path)) continue;
    let line = 1;
    for (const row of project.tree.text(path)?.split("\n") ?? []) {
      for (const literal of quotedTexts(row)) {
        if (++count > MOST_LITERALS) return;
        yield { kind: "known", name: `a text in ${path}:${line}`, path, line, secret: Secret.of(literal) };
      }
      line++;
    }
  }
}

function* quotedTexts(row: string): Generator<string> {
  for (let at = 0; at < row.length; at++) {
    const quote = row[at];
    if (quote !== '"' && quote !== "'" && quote !== "`") continue;
    const end = row.indexOf(quote, at + 1);
    if (end < 0) return;
    if (end > at + 1 && end - at <= LONGEST) yield row.slice(at + 1, end);
    at = end;
  }
}

function readText(files: Host["files"], path: string): string | null {
  try {
    const info = files.stat(path);
    return info.kind === "file" && info.size <= 1 << 20 ? new TextDecoder().decode(files.read(path)) : null;
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
