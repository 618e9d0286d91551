import { FileError, type Files, type Host } from "./host.ts";

// What Keysplit keeps of its own lies in the user's state folder. What lies in a project came with the project,
// be it a clone or a tarball with modes of its own, so a state folder in one is as good as none.

type Parts = Pick<Host, "files" | "environment">;

/** `$XDG_STATE_HOME/keysplit`, else `~/.local/state/keysplit`, absolute; null where one of the projects holds it. */
export function stateFolder({ files, environment }: Parts, projects: readonly string[]): string | null {
  const home = environment.get("HOME");
  const state = environment.get("XDG_STATE_HOME") || (home ? `${home}/.local/state` : "");
  if (!state.startsWith("/")) return null;
  const folder = realPathOf(files, `${state}/keysplit`);
  const holds = (project: string) => project !== "/" && `${folder}/`.startsWith(`${project}/`);
  return projects.some((project) => holds(realPathOf(files, project))) ? null : folder;
}

/** Makes a folder, 0700, and those above it; false where that cannot be. */
export function makeFolders({ files }: Pick<Host, "files">, folder: string): boolean {
  const parts = folder.split("/");
  const paths = parts.map((_, index) => parts.slice(0, index + 1).join("/") || "/");
  for (const [index, path] of paths.slice(1).entries()) {
    // EEXIST for what is there, EROFS and EACCES for what is above it: only the last one counts.
    const made = attempt(() => files.makeFolder(path, 0o700));
    if (made) attempt(() => files.syncFolder(paths[index] ?? "/"));
  }
  return attempt(() => files.list(folder));
}

/** The path without links, as far as it exists. */
function realPathOf(files: Files, path: string): string {
  for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
    try {
      const real = files.realPath(path.slice(0, end));
      return ((real === "/" ? "" : real) + path.slice(end)) || "/";
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }
  return path;
}

function attempt(operation: () => unknown): boolean {
  try {
    operation();
    return true;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
