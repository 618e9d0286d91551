import { resolve } from "@std/path";
import { KNOWN_KEYS } from "../known_keys.ts";
import type { Host } from "../io/host.ts";
import { Secret } from "../secret.ts";
import { envValues, readSmallText } from "./env_values.ts";
import { shownPath } from "./shown_path.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";

const MOST_LITERALS = 20_000;
const LONGEST = 512;

/** Every key that a token may turn out to be signed with, the likeliest first. */
export function* signers(
  host: Pick<Host, "files" | "environment">,
  project: Project,
  keys: Keys,
): Generator<HeldKey> {
  yield* heldSigners(keys);
  yield* foundSigners(host, project);
}

/** The JWT key, the session key, the previous ones and the empty string. */
export function* heldSigners(keys: Keys): Generator<HeldKey> {
  if (keys.jwt) yield keys.jwt;
  yield* keys.sessions;
  if (keys.replaced) yield keys.replaced;
  yield* keys.previous;
  yield { kind: "empty", name: "the empty key", secret: Secret.of("") };
}

/**
 * Other variables and other env files, key files, keys that are public, and the texts that stand in the project's
 * own source.
 */
export function* foundSigners(
  host: Pick<Host, "files" | "environment">,
  project: Project,
): Generator<HeldKey> {
  yield* fromProcess(host, project);
  yield* fromEnvFiles(host, project);
  yield* fromKeyFiles(host, project);
  for (const { value } of KNOWN_KEYS) {
    yield { kind: "known", name: "a key that is public", secret: Secret.of(value) };
  }
  yield* fromSource(project);
}

/** The JWT key together with the comment that stands behind it on its line, where one does. */
export function withComment(host: Pick<Host, "files">, project: Project, keys: Keys): readonly HeldKey[] {
  const { jwt } = keys;
  if (jwt?.path === undefined || jwt.line === undefined) return [];
  const path = project.envFiles.find((path) => shownPath(project, path) === jwt.path);
  const row = path === undefined ? undefined : readSmallText(host.files, path)?.split("\n")[jwt.line - 1];
  if (row === undefined || !/=.*[ \t]#/.test(row)) return [];
  const written = row.slice(row.indexOf("=") + 1).trim();
  return [{ ...jwt, variant: "with-inline-comment", secret: Secret.of(written) }];
}

const KEY_LIKE = /key|secret|jwt|token|sign|salt/i;

function* fromProcess({ environment }: Pick<Host, "environment">, { names }: Project): Generator<HeldKey> {
  for (const [name, value] of Object.entries(environment.all())) {
    if (name.startsWith("KEYSPLIT_") || (!KEY_LIKE.test(name) && name !== names.jwt)) continue;
    yield { kind: "other", name: `${name} of the environment`, secret: Secret.of(value) };
  }
}

function* fromEnvFiles(host: Pick<Host, "files">, project: Project): Generator<HeldKey> {
  const own = new Set(project.envFiles);
  for (const { path, name, value } of envValues(host, project)) {
    if (!(KEY_LIKE.test(name) || name === project.names.jwt)) continue;
    const shown = shownPath(project, path);
    const kind = own.has(path) ? "other" : "other-file";
    yield { kind, name: `${name} of ${shown}`, path: shown, secret: Secret.of(value) };
  }
}

/** The key files that were named or that the code reads, absolute. */
export function keyFilePaths(
  { environment }: Pick<Host, "environment">,
  project: Project,
): readonly string[] {
  const home = environment.get("HOME") ?? "";
  const found = (project.application?.keyFiles ?? []).map((path) =>
    path.startsWith("~/") ? resolve(home, path.slice(2)) : resolve(project.root, path)
  );
  return [...project.options.keyFiles, ...found];
}

function* fromKeyFiles(host: Pick<Host, "files" | "environment">, project: Project): Generator<HeldKey> {
  for (const path of keyFilePaths(host, project)) {
    const text = readSmallText(host.files, path);
    if (text === null) continue;
    const shown = shownPath(project, path);
    for (const content of new Set([text, text.trim()])) {
      yield { kind: "key-file", name: shown, path: shown, secret: Secret.of(content) };
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
