import { join } from "@std/path";
import { folderOf, joinPath, nameOf } from "../../backends/paths.ts";
import { composeEnvFiles } from "./compose_env_files.ts";
import { rowsOfProject, startedBy } from "./compose_places.ts";
import { type ComposeService, composeServices } from "./compose_services.ts";
import { isBeside } from "./is_beside.ts";
import { placeExactly } from "./place_env_file.ts";
import type { SeenLoader, Sources } from "./seen_loader.ts";

const COMPOSE_FILE = /^(?:docker-|podman-)?compose(?:[._-][^/]*)?\.ya?ml$/i;
/** Where the 1.x of Compose is pinned or downloaded by its number. */
const COMPOSE_1 = /docker-compose\s*==\s*1\.|docker\/compose:[a-z-]*1\.|compose\/releases\/download\/v?1\./;

/** Names that are given to a compose file and to others. */
const OTHER_NAME = /^(?:base|common|local|dev|development|staging|prod|production)\.ya?ml$/i;

/** Whether a path is a Compose file. */
export function isComposeFile(path: string): boolean {
  return COMPOSE_FILE.test(nameOf(path));
}

/** The same where its name does not tell: then it has services. */
export function isComposeText(path: string, text: () => string): boolean {
  return isComposeFile(path) || (OTHER_NAME.test(nameOf(path)) && /^services[ \t]*:/m.test(text()));
}

/**
 * Compose: the files of `env_file:`, and the `.env` beside the compose file where that asks for one of the
 * application's variables; those of databases and the like do not count, and a variable that `environment:` sets
 * does not come from `env_file:`. Of files above the root only the services of the project count. Which Compose reads them is not in the file: it is the current one, and 1.29
 * too where the project names a 1.x.
 */
export function composeLoaders(sources: Sources): readonly SeenLoader[] {
  const { tree, above } = sources;
  const below = tree.paths.map((path) => ({ path, text: () => tree.text(path) ?? "" }))
    .filter(({ path, text }) => isComposeText(path, text) && !isBeside(path));
  const found = [
    ...below.flatMap(({ path, text }) => loadersOf(sources, path, rowsIn(text()))),
    ...above.flatMap(({ path, text }) => {
      const place = { home: join(tree.root, folderOf(path)), code: tree.root };
      return loadersOf(sources, path, rowsOfProject(rowsIn(text), place));
    }),
  ];
  return found.length > 0 && namesCompose1(sources) ? found.flatMap(withCompose1) : found;
}

function rowsIn(text: string): readonly string[] {
  return text.split(/\r?\n/).map(withoutComment);
}

/** What the rows of one compose file show; they come without their comments. */
function loadersOf(sources: Sources, path: string, written: readonly string[]): readonly SeenLoader[] {
  const { tree, folder, names } = sources;
  const home = folderOf(path);
  const place = { home: join(tree.root, home), code: join(tree.root, folder) };
  const found: SeenLoader[] = [];
  const serviceAt = new Map<number, ComposeService>();
  for (const service of composeServices(written)) {
    for (let index = service.from; index < service.to; index++) serviceAt.set(index, service);
  }
  const rows = written.map((row, index) => serviceAt.get(index)?.isSupplied ? "" : row);
  for (const { entries, line } of composeEnvFiles(rows)) {
    const service = serviceAt.get(line - 1);
    const given = names.filter((name) => !service?.sets.has(name));
    if (given.length === 0) continue;
    const starts = service === undefined ? null : startedBy(rows.slice(service.from, service.to), place);
    // `format: raw` is read as `docker run --env-file` reads.
    for (const [format, dialect] of [["compose", "compose-go"], ["raw", "docker-run"]] as const) {
      const placed = entries.filter((entry) => entry.format === format).flatMap(({ file, presence }) => {
        const at = placeExactly(file, sources, home);
        return at === null ? [] : [{ at, presence }];
      }).toReversed();
      const needs = placed.filter(({ presence }) => presence === "required").map(({ at }) => at);
      if (placed.length === 0) continue;
      found.push({
        dialect,
        path,
        line,
        files: placed.map(({ at }) => at),
        ...(given.length === names.length ? {} : { names: given }),
        ...(starts === null ? {} : { starts }),
        needs,
      });
    }
  }
  for (const name of names) {
    const line = lineThatAsks(rows, name);
    if (line === null) continue;
    const files = [joinPath(home, ".env")];
    found.push({ dialect: "compose-go-project", path, line, files, names: [name] });
  }
  return found;
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
