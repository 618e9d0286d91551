import { dirname, join } from "@std/path";
import { composeEnvFiles } from "./compose_env_files.ts";
import { type Block, composeFragments, composeServices, indentOf } from "./compose_services.ts";
import { placeExactly } from "./place_env_file.ts";

/** Where a compose file lies, and the folder of the code that is asked for: absolute. */
export interface ComposePlace {
  readonly home: string;
  readonly code: string;
}

/**
 * Whose code a block of a compose file runs, by what it is built from and what it mounts; null where that does not
 * tell: an image, or a build of the whole repository.
 */
export function startedBy(
  rows: readonly string[],
  { home, code }: ComposePlace,
): "the application" | "another" | null {
  const { context, dockerfile, mounts } = placesIn(rows);
  const built = context === null ? null : placed(context, home);
  const file = built === null || dockerfile === null ? null : placed(dockerfile, built);
  const places = [built, file === null ? null : dirname(file), ...mounts.map((one) => placed(one, home))];
  if (places.some((place) => place !== null && isIn(place, code))) return "the application";
  return built === null || isIn(code, built) ? null : "another";
}

/**
 * The rows of a compose file above a project: those of services that have nothing to do with its code are left
 * empty. A service belongs to it by its build, by what it mounts or by its env file.
 */
export function rowsOfProject(rows: readonly string[], place: ComposePlace): readonly string[] {
  const blocks = [...composeServices(rows), ...composeFragments(rows)];
  const ours = blocks.filter((block) => {
    const own = rows.slice(block.from, block.to);
    return startedBy(own, place) === "the application" || namesFileIn(own, place);
  });
  // `<<: *backend` takes a fragment over, and what stands in it is then the service's own.
  const taken = new Set(ours.flatMap((block) => mergesOf(rows, block)));
  const all = [...ours, ...blocks.filter(({ from }) => taken.has(anchorOf(rows[from] ?? "")))];
  const kept: string[] = rows.map(() => "");
  for (const { from, to } of all) {
    for (let index = from; index < to; index++) kept[index] = rows[index] ?? "";
  }
  return kept;
}

function namesFileIn(rows: readonly string[], { home, code }: ComposePlace): boolean {
  return composeEnvFiles(rows).flatMap(({ entries }) => entries).some(({ file }) => {
    const path = placed(file, home);
    return path !== null && isIn(path, code);
  });
}

function mergesOf(rows: readonly string[], { from, to }: Block): readonly string[] {
  return rows.slice(from, to).flatMap((row) => {
    const merged = /^\s*<<\s*:\s*(.*)$/.exec(row)?.[1] ?? "";
    return [...merged.matchAll(/\*([\w.-]+)/g)].map(([, name = ""]) => name);
  });
}

function anchorOf(row: string): string {
  return /:\s*&([\w.-]+)/.exec(row)?.[1] ?? "";
}

/** Paths as they are written. */
interface Places {
  readonly context: string | null;
  readonly dockerfile: string | null;
  readonly mounts: readonly string[];
}

function placesIn(rows: readonly string[]): Places {
  const build = partOf(rows, "build");
  const inline = build[0] ?? "";
  const isText = inline !== "" && !/^[{&*]/.test(inline);
  const named = (key: string) => {
    const like = new RegExp(`(?:^|[{,\\s])${key}\\s*:\\s*["']?([^"',}\\s]+)`);
    return build.map((row) => like.exec(row)?.[1]).find((value) => value !== undefined) ?? null;
  };
  const isBuilt = build.length > 0;
  return {
    // A build that names no context has that of the file's own folder.
    context: isText ? unquoted(inline) : isBuilt ? named("context") ?? "." : null,
    dockerfile: isBuilt ? named("dockerfile") : null,
    mounts: partOf(rows, "volumes").flatMap((row) => {
      const mount = /^(?:-\s+)?(?:source\s*:\s*)?["']?([./~][^:"']*)/.exec(row)?.[1];
      return mount === undefined ? [] : [mount.trim()];
    }),
  };
}

/** The value of a key of a block: what stands behind it, and the rows below it. */
function partOf(rows: readonly string[], key: string): readonly string[] {
  const like = new RegExp(`^\\s+["']?${key}["']?\\s*:\\s*(.*)$`);
  const at = rows.findIndex((row) => like.test(row));
  if (at < 0) return [];
  const head = rows[at] ?? "";
  const depth = indentOf(head);
  const below = rows.slice(at + 1);
  const end = below.findIndex((row) =>
    row.trim() !== "" && (indentOf(row) < depth || (indentOf(row) === depth && !/^\s*-/.test(row)))
  );
  const inside = (end < 0 ? below : below.slice(0, end)).map((row) => row.trim());
  return [like.exec(head)?.[1] ?? "", ...inside.filter((row) => row !== "")];
}

const NOTHING: ReadonlySet<string> = new Set();

function placed(written: string, home: string): string | null {
  const path = placeExactly(unquoted(written), { known: NOTHING }, "");
  if (path === null || path.startsWith("~") || /^[a-z+]+:\/\//.test(path)) return null;
  return path.startsWith("/") ? join(path) : join(home, path);
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}

/** Whether a path is a folder or lies in it. */
function isIn(path: string, folder: string): boolean {
  const plain = path.replace(/(?<=.)\/$/, "");
  return plain === folder || plain.startsWith(folder === "/" ? folder : `${folder}/`);
}
