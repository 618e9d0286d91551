import { isAbsolute, join, relative } from "@std/path";
import { folderOf, nameOf } from "../backends/paths.ts";
import type { Dialect } from "../env/dialect.ts";
import { dialectOf } from "../env/mod.ts";
import { type Searched, seenLoaders, sourcesOf } from "./loaders.ts";
import { isByHand } from "./loaders/is_beside.ts";
import { isOfAnotherPackage } from "./loaders/place_env_file.ts";
import type { SeenLoader } from "./loaders/seen_loader.ts";

/** An env file that something in the project was seen to read. */
export interface StartedFile {
  /** Absolute; it need not exist. */
  readonly path: string;
  readonly dialect: Dialect;
  /** Whether what starts the application refuses to do so without it. */
  readonly needed: boolean;
}

/** What runs for CI, and with other keys. */
const CI =
  /^\.github\/|(?:^|\/)(?:\.gitlab-ci\.yml|\.travis\.yml|bitbucket-pipelines\.yml|azure-pipelines\.yml|Jenkinsfile)$/;
/** What is there to be copied, or for tests. */
const OTHER = /(?:^|[._-])(?:example|sample|template|dist|defaults?|tests?|testing|ci|e2e)(?:[._-]|$)/i;
/** One mode of several, of which the other one is on this machine. */
const MODE = /(?:^|[./_-])(?:prod|production|staging|development)(?:[./_-]|$)/i;
/** What belongs to a database or the like, as far as its name tells. */
const SUPPLIED =
  /(?:^|[._-])(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|rabbitmq|db|database|nginx)(?:[._-]|$)/i;
/** No system has a longer path. */
const LONGEST = 4096;
const USUAL_COMPOSE = /(?:^|\/)(?:docker-)?compose\.ya?ml$/;

/**
 * The env files that reach an application without being its code's own: what starts it names them, or code that was
 * not recognised. The likeliest first: in the project before outside, of its own service, of the usual compose
 * file; those of databases, of production, and what is read by hand, last. What CI, tests and other packages
 * read is left out.
 */
export function startedFiles(searched: Searched): readonly StartedFile[] {
  const { root, names } = searched;
  const sources = sourcesOf(searched);
  const found: (StartedFile & { readonly rank: number })[] = [];
  for (const seen of seenLoaders(searched)) {
    const dialect = dialectOf(seen.dialect);
    if (dialect === undefined || dialect.id === "process" || dialect.id.endsWith("-unexported")) continue;
    if (seen.names !== undefined && !seen.names.includes(names.jwt)) continue;
    if (CI.test(seen.path) || seen.starts === "another") continue;
    if (!isAbove(seen.path) && isOfAnotherPackage(sources, folderOf(seen.path))) continue;
    const needs = new Set(seen.needs);
    for (const file of seen.files.filter((file) => file.length <= LONGEST)) {
      const path = isAbsolute(file) ? join(file) : join(root, file);
      const inside = relative(root, path);
      const outside = isAbove(inside);
      if (OTHER.test(nameOf(path)) || (!outside && isOfAnotherPackage(sources, folderOf(inside)))) continue;
      const needed = needs.has(file) && seen.starts === "the application" && !outside;
      found.push({ path, dialect, needed, rank: rankOf(seen, { file: inside, outside }) });
    }
  }
  const best = new Map<string, StartedFile>();
  for (const one of found.toSorted((a, b) => a.rank - b.rank)) {
    if (!best.has(one.path)) best.set(one.path, one);
  }
  return [...best.values()];
}

function rankOf(
  seen: SeenLoader,
  { file, outside }: { readonly file: string; readonly outside: boolean },
): number {
  const isCompose = seen.dialect.includes("compose");
  return Number(outside) * 16 + Number(isByHand(seen.path)) * 8 +
    Number(MODE.test(file) || MODE.test(seen.path) || SUPPLIED.test(nameOf(file))) * 4 +
    Number(isCompose && seen.starts === undefined) * 2 +
    Number(isCompose && !USUAL_COMPOSE.test(seen.path));
}

/** Whether a path relative to the root leads out of it. */
function isAbove(path: string): boolean {
  return path === ".." || path.startsWith("../") || isAbsolute(path);
}
