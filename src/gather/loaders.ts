import { isAbsolute, join, relative } from "@std/path";
import type { SourceTree } from "../backends/backend.ts";
import { joinPath } from "../backends/paths.ts";
import { dialectOf } from "../env/mod.ts";
import type { Dialect } from "../env/dialect.ts";
import { commandLoaders } from "./loaders/command_loaders.ts";
import { composeLoaders } from "./loaders/compose_loaders.ts";
import { isByHand } from "./loaders/is_beside.ts";
import { manifestLoaders } from "./loaders/manifest_loaders.ts";
import { pythonLoaders } from "./loaders/python_loaders.ts";
import { scriptLoaders } from "./loaders/script_loaders.ts";
import { MOST_SIGHTINGS, type SeenLoader, type Sources } from "./loaders/seen_loader.ts";
import { systemdLoaders } from "./loaders/systemd_loaders.ts";
import type { Project } from "./project.ts";

/** A loader that the project uses, and what it reads. */
export interface LoaderInUse {
  readonly dialect: Dialect;
  /** Whether it is what gives the application its variables: the loader of its code, or what starts it. */
  readonly own: boolean;
  /** The first place that shows it, relative to the root or absolute above it; null where it was named by a flag or by the backend. */
  readonly seen: { readonly path: string; readonly line: number } | null;
  /** The env files that it reads, absolute; those of the project where it was named by a flag. */
  readonly files: readonly string[];
  /** The same as each place names them, the one that wins first; none where it was named by a flag. */
  readonly lists: readonly (readonly string[])[];
  /** The variables that reach the application by it; null where all of them do. */
  readonly names: readonly string[] | null;
  /** Which wins, as the code tells the loader. */
  readonly precedence: Dialect["precedence"];
}

/** What the finders are asked about. */
export type Searched = Pick<Project, "root" | "tree" | "above" | "application" | "names" | "envFiles">;

type Asked = Pick<
  Project,
  | "root"
  | "tree"
  | "above"
  | "application"
  | "names"
  | "envFiles"
  | "dialect"
  | "loader"
  | "precedence"
  | "loaders"
>;

const FINDERS: readonly ((sources: Sources) => readonly SeenLoader[])[] = [
  pythonLoaders,
  scriptLoaders,
  manifestLoaders,
  composeLoaders,
  systemdLoaders,
  commandLoaders,
];

/** Where the loaders look for what shows them. */
export function sourcesOf({ root, tree, above, application, names, envFiles }: Searched): Sources {
  const folder = application?.folder === "." ? "" : application?.folder ?? "";
  const made = envFiles.map((path) => relative(root, path));
  return {
    tree,
    folder,
    names: [names.jwt, ...(names.session === null ? [] : [names.session])],
    // The usual file too: it may be what is still to be made.
    known: new Set([...tree.paths, joinPath(folder, ".env"), ...made]),
    above,
  };
}

/** Looking through all files takes its time, and the same is asked to choose the env file and to judge it. */
const SEEN = new WeakMap<SourceTree, Map<string, readonly SeenLoader[]>>();

/** Every place of a project that shows a loader, code first; asked of a tree again, the answer is the same one. */
export function seenLoaders(project: Searched): readonly SeenLoader[] {
  const sources = sourcesOf(project);
  const asked = SEEN.get(sources.tree) ?? new Map<string, readonly SeenLoader[]>();
  SEEN.set(sources.tree, asked);
  const about = JSON.stringify([
    sources.folder,
    sources.names,
    [...sources.known].slice(sources.tree.paths.length),
  ]);
  const seen = asked.get(about) ?? distinct(FINDERS.flatMap((find) => find(sources)));
  asked.set(about, seen);
  return seen;
}

/** What a file shows again is nothing new. */
function distinct(all: readonly SeenLoader[]): readonly SeenLoader[] {
  const shown = new Map<string, Set<string>>();
  return all.flatMap((one): readonly SeenLoader[] => {
    const files = [...new Set(one.files)].slice(0, MOST_SIGHTINGS);
    const { line: _, ...rest } = { ...one, files };
    const known = shown.get(one.path) ?? new Set();
    shown.set(one.path, known);
    const same = JSON.stringify(rest);
    if (known.has(same) || known.size === MOST_SIGHTINGS) return [];
    known.add(same);
    return [{ ...one, files }];
  });
}

/**
 * The loaders that a project uses, the application's own first: those that were named, else what its code,
 * manifests, units, images and scripts show. Each stands once, with all the files that it reads.
 */
export function loadersInUse(project: Asked): readonly LoaderInUse[] {
  const { root } = project;
  if (project.loaders.length > 0) return project.loaders.map((dialect) => named(project, dialect));
  const all = seenLoaders(project);
  const own = ownLoader(project, all);
  const found = new Map<string, LoaderInUse>(own === null ? [] : [[own.dialect.id, own]]);
  for (const [id, places] of Map.groupBy(all, ({ dialect }) => dialect)) {
    const dialect = dialectOf(id);
    if (dialect === undefined || dialect.id === "process") continue;
    found.set(dialect.id, together(root, { dialect, own: own?.dialect === dialect ? own : null, places }));
  }
  // A shell that exports nothing is what starts the application only where nothing else does.
  return [...found.values()].toSorted((a, b) => Number(isUnexported(a)) - Number(isUnexported(b)));
}

/** One loader of all the places that show it; what runs by itself is shown before what is run by hand. */
function together(root: string, { dialect, own, places }: {
  readonly dialect: Dialect;
  readonly own: LoaderInUse | null;
  readonly places: readonly SeenLoader[];
}): LoaderInUse {
  const shown = places.find(({ path }) => !isByHand(path)) ?? places[0];
  const lists = places.map(({ files }) => files.map((file) => absolute(root, file)));
  const named = places.flatMap(({ names }) => names ?? []);
  return {
    dialect,
    own: own !== null,
    seen: shown === undefined
      ? null
      : { path: shown.path.startsWith("../") ? absolute(root, shown.path) : shown.path, line: shown.line },
    files: [...new Set([...own?.files ?? [], ...lists.flat()])],
    lists: [...own?.lists ?? [], ...lists],
    names: own?.names === null || places.some(({ names }) => names === undefined)
      ? null
      : [...new Set(named)],
    precedence: own?.precedence ?? dialect.precedence,
  };
}

/** Whether it is a shell that reads the file for itself, unless a line exports. */
export function isUnexported({ dialect }: LoaderInUse): boolean {
  return dialect.id.endsWith("-unexported");
}

/** The loader of the application itself; null where its code was not understood. */
function ownLoader(project: Asked, all: readonly SeenLoader[]): LoaderInUse | null {
  const { root, application } = project;
  if (application === null || project.loader === null) return null;
  const precedence = project.precedence ?? project.dialect.precedence;
  // Where no framework was recognised the loader is a guess, and its file too: what is seen is better.
  const family = FAMILY.exec(project.dialect.id)?.[0] ?? project.dialect.id;
  const seen = application.backend === "generic"
    ? all.find(({ dialect }) => dialect === project.dialect.id) ??
      all.find(({ dialect }) => dialect.startsWith(family))
    : undefined;
  const dialect = dialectOf(seen?.dialect ?? "") ?? project.dialect;
  // What starts the application does not read the file that its code would.
  const reads = seen === undefined && dialect === dialectOf(application.loader.dialect);
  const files = reads ? application.loader.files.map((path) => absolute(root, path)) : [];
  return {
    dialect,
    own: true,
    seen: null,
    files,
    lists: reads ? [files] : [],
    names: seen?.names ?? null,
    precedence,
  };
}

/** Dialects of one package, of which a guess knows only the usual one. */
const FAMILY = /^npm-dotenv/;

function named(project: Asked, dialect: Dialect): LoaderInUse {
  return {
    dialect,
    own: project.loader !== null && dialect.id === project.dialect.id,
    seen: null,
    files: project.envFiles,
    lists: [],
    names: null,
    precedence: dialect.precedence,
  };
}

function absolute(root: string, path: string): string {
  return isAbsolute(path) ? path : join(root, path);
}
