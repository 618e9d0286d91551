import { folderOf, joinPath, nameOf } from "../../backends/paths.ts";
import { type ComposeService, composeServices } from "./compose_services.ts";
import { isBeside } from "./is_beside.ts";
import { placeExactly } from "./place_env_file.ts";
import type { SeenLoader, Sources } from "./seen_loader.ts";

const COMPOSE_FILE = /^(?:docker-|podman-)?compose(?:[._-][^/]*)?\.ya?ml$/i;
/** Where the 1.x of Compose is pinned or downloaded by its number. */
const COMPOSE_1 = /docker-compose\s*==\s*1\.|docker\/compose:[a-z-]*1\.|compose\/releases\/download\/v?1\./;

/** Whether a path is a Compose file. */
export function isComposeFile(path: string): boolean {
  return COMPOSE_FILE.test(nameOf(path));
}

/**
 * Compose: the files of `env_file:`, and the `.env` beside the compose file where that asks for one of the
 * application's variables; those of databases and the like do not count, and a variable that `environment:` sets
 * does not come from `env_file:`. Which Compose reads them is not in the file: it is the current one, and 1.29
 * too where the project names a 1.x.
 */
export function composeLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree, names } = sources;
  const found: SeenLoader[] = [];
  for (const path of tree.paths) {
    if (!isComposeFile(path) || isBeside(path)) continue;
    const folder = folderOf(path);
    const written = (tree.text(path) ?? "").split(/\r?\n/).map(withoutComment);
    const serviceAt = new Map<number, ComposeService>();
    for (const service of composeServices(written)) {
      for (let index = service.from; index < service.to; index++) serviceAt.set(index, service);
    }
    const rows = written.map((row, index) => serviceAt.get(index)?.isSupplied ? "" : row);
    for (const { file, line, raw } of envFilesIn(rows)) {
      const placed = placeExactly(file, sources, folder);
      const given = names.filter((name) => !serviceAt.get(line - 1)?.sets.has(name));
      if (placed === null || given.length === 0) continue;
      // `format: raw` is read as `docker run --env-file` reads.
      const dialect = raw ? "docker-run" : "compose-go";
      const only = given.length === names.length ? {} : { names: given };
      found.push({ dialect, path, line, files: [placed], ...only });
    }
    for (const name of names) {
      const line = lineThatAsks(rows, name);
      if (line === null) continue;
      const files = [joinPath(folder, ".env")];
      found.push({ dialect: "compose-go-project", path, line, files, names: [name] });
    }
  }
  return found.length > 0 && namesCompose1(sources) ? found.flatMap(withCompose1) : found;
}

function withCompose1(seen: SeenLoader): readonly SeenLoader[] {
  return seen.dialect === "docker-run"
    ? [seen]
    : [seen, { ...seen, dialect: seen.dialect.replace("compose-go", "docker-compose-1") }];
}

function namesCompose1({ tree }: Sources): boolean {
  return tree.paths.some((path) =>
    /(?:requirements[^/]*\.(?:txt|in)|pyproject\.toml|Pipfile|Dockerfile[^/]*|Makefile|\.sh|\.ya?ml)$/.test(
      path,
    ) &&
    COMPOSE_1.test(tree.text(path) ?? "")
  );
}

interface EnvFileEntry {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly raw: boolean;
}

/**
 * The entries of every `env_file:`: a text, a list in brackets, or a list of texts or of maps with a `path`. A
 * line reader is enough for that, and finds those in the fragments that services take over by `<<`.
 */
function envFilesIn(rows: readonly string[]): readonly EnvFileEntry[] {
  const found: EnvFileEntry[] = [];
  let inside: number | null = null;
  for (const [index, row] of rows.entries()) {
    const [, blanks = "", content = ""] = /^(\s*)(.*)$/.exec(row) ?? [];
    if (content === "") continue;
    const line = index + 1;
    const key = /^(?:-\s+)?["']?env_file["']?\s*:\s*(.*)$/.exec(content);
    if (key) {
      inside = blanks.length;
      for (const file of textsOf(key[1] ?? "")) found.push({ file, line, raw: false });
      continue;
    }
    if (inside === null) continue;
    // A list may stand as deep as its key.
    if (blanks.length < inside || (blanks.length === inside && !content.startsWith("-"))) {
      inside = null;
      continue;
    }
    const item = /^(?:-\s+)?(?:["']?path["']?\s*:\s*)(.+)$/.exec(content) ??
      /^-\s+(["']?\$\{[^}]*\}["']?|[^:]+)$/.exec(content);
    if (item) {
      for (const file of textsOf(item[1] ?? "")) found.push({ file, line, raw: false });
    } else if (/^format\s*:\s*["']?raw\b/.test(content)) {
      const last = found.pop();
      if (last) found.push({ ...last, raw: true });
    }
  }
  return found;
}

function textsOf(value: string): readonly string[] {
  const inner = /^\[(.*)\]$/.exec(value)?.[1] ?? value;
  return inner.split(inner === value ? /\n/ : ",")
    .map((item) => item.trim().replace(/^(["'])(.*)\1$/, "$2"))
    .filter((item) => item !== "" && !/^[&*{|>]/.test(item));
}

/** The first line whose value comes from the project's variables: `${NAME…}`, or `NAME` alone under `environment:`. */
function lineThatAsks(rows: readonly string[], name: string): number | null {
  const spelled = name.replaceAll(/[.-]/g, "\\$&");
  const reference = new RegExp(`(?<!\\$)(?:\\$\\$)*\\$(?:\\{${spelled}(?![\\w.-]*\\w)|${spelled}(?!\\w))`);
  const alone = new RegExp(`^\\s*(?:-\\s+["']?${spelled}["']?|${spelled}\\s*:)\\s*$`);
  const index = rows.findIndex((row) => reference.test(row) || alone.test(row));
  return index < 0 ? null : index + 1;
}

function withoutComment(row: string): string {
  return row.replace(/(?:^|\s)#.*$/, "").trimEnd();
}
