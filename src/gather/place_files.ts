import { isAbsolute, relative, resolve } from "@std/path";
import { folderOf } from "../backends/paths.ts";
import type { Dialect } from "../env/dialect.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import { dialectOf } from "../env/mod.ts";
import type { GivenFact } from "../rules/facts.ts";
import type { ComposeService } from "../source/deploy/compose_services.ts";
import type { Place } from "../source/deploy/place.ts";
import { isReadable } from "./choose_env_file.ts";
import { isIn, mountsIn } from "./loaders/compose_places.ts";
import { placeEnvFile, placeExactly } from "./loaders/place_env_file.ts";
import type { PlaceContext } from "./place_context.ts";
import type { Project } from "./project.ts";
import { isAbove } from "./project_files.ts";
import { shownPath } from "./shown_path.ts";

/** A file that a place names: where it is, or how it is called where it is not in the project. */
export interface NamedFile {
  /** Absolute; null where it is not here. */
  readonly path: string | null;
  readonly shown: string;
  readonly dialect: Dialect;
}

/** The env files that a place names. */
export function namedFiles(place: Place, context: PlaceContext): readonly NamedFile[] {
  const { project, known, files } = context;
  const home = folderOf(place.path);
  return place.files.flatMap(({ file, from }): readonly NamedFile[] => {
    const at = file.startsWith("/") && place.kind === "Kubernetes"
      ? file.slice(1)
      : from === "file"
      ? placeExactly(file, known, home)
      : placeEnvFile(file, known, isAbove(place.path) || home.startsWith(".") ? "" : home);
    const dialect = dialectFor(place, project);
    // A computed name may be any file's.
    if (at === null) return [{ path: null, shown: file, dialect }];
    const path = isAbsolute(at) ? at : resolve(project.root, at);
    const inside = !isAbsolute(at) && !at.startsWith("~") && (known.known.has(at) || !isAbove(at));
    const isHere = inside && isReadable(files, path) && isOfProject(path, context);
    return [{
      path: isHere ? path : null,
      shown: isHere ? shownPath(project, path) : file,
      dialect,
    }];
  });
}

/** Whether a file lies in the project, or is one of its repository, wherever a link says that it lies. */
function isOfProject(path: string, { project, files, known }: PlaceContext): boolean {
  return project.envFiles.includes(path) || isIn(files.realPath(path), project.root) ||
    known.known.has(relative(project.root, files.realPath(path)));
}

function dialectFor({ kind }: Place, project: Project): Dialect {
  const id = kind === "Compose" ? "compose-go" : kind === "systemd" ? "systemd-environment-file" : "";
  return dialectOf(id) ?? project.dialect;
}

/** A mounted folder brings the env file with it, where the code reads that itself. */
export function mountedFiles(
  service: ComposeService,
  { project, files }: PlaceContext,
): readonly NamedFile[] {
  if (!readsItself(project)) return [];
  const mounts = mountsIn(service, project.root);
  return project.envFiles.filter((path) => mounts.some((mount) => isIn(path, mount))).map((path) => ({
    path: isReadable(files, path) ? path : null,
    shown: shownPath(project, path),
    dialect: project.dialect,
  }));
}

/** The line of the first file that gives a variable a value. */
export function givenByFile(
  name: string,
  read: readonly NamedFile[],
  { files, project }: PlaceContext,
): GivenFact | null {
  for (const { path, dialect } of read) {
    if (path === null) continue;
    const reading = dialectForFile(dialect, path).read(files.read(path), name, {});
    if (reading.outcome === "value" && reading.value !== "") {
      return { path: shownPath(project, path), line: reading.line, from: "text" };
    }
  }
  return null;
}

/** Whether the code reads its env file, and nothing has to bring that into its process. */
export function readsItself({ loadsNoFile, envFilesBy }: Project): boolean {
  return !loadsNoFile && envFilesBy !== "starter";
}
