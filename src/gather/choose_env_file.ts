import { dirname, isAbsolute, join } from "@std/path";
import type { Application } from "../backends/backend.ts";
import type { Dialect } from "../env/dialect.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import type { Files, Host } from "../io/host.ts";
import type { Project } from "./project.ts";
import type { StartedFile } from "./started_files.ts";

/** The env file of a project whose user named none. */
export interface ChosenEnvFile {
  /** Absolute; it need not exist. */
  readonly path: string;
  /** Whether its code reads it, as far as that was understood, or only what starts it. */
  readonly by: "code" | "starter";
}

/** Files that start something may lie anywhere: these never end, or are none. */
const DEVICES = /^\/(?:proc|sys|dev)\//;
export const LARGEST_ENV_FILE = 16 * 1024 * 1024;

/**
 * The file that holds the key: of those that the loader of the code reads, else of those that reach the process
 * from outside. A file that assigns the key comes before one that is only there, and one that is there before one
 * to be made; but where the code's own file is there, that is the one that gets the key.
 */
export function chooseEnvFile({ files }: Pick<Host, "files">, of: {
  readonly root: string;
  /** The folder of the application, absolute. */
  readonly folder: string;
  readonly application: Application | null;
  readonly dialect: Dialect;
  readonly names: Project["names"];
  /** Asked where the code's own files do not tell. */
  readonly started: () => readonly StartedFile[];
}): ChosenEnvFile {
  const { application, root } = of;
  const { jwt: name, session } = of.names;
  const loader = application?.loader.dialect ?? "unknown";
  const written = (application?.loader.files ?? []).map((path) => isAbsolute(path) ? path : join(root, path));
  const all = [...new Set([...written, join(of.folder, ".env"), join(root, ".env")])];
  const assigning = all.filter((path) => assigns(files, { path, dialect: of.dialect }, name));
  const there = all.filter((path) => exists(files, path));
  const [first = join(root, ".env")] = all;
  const starter = (path: string): ChosenEnvFile => ({ path, by: "starter" });
  // Of several without the key the one with the session key is the application's.
  const present = (seen: readonly StartedFile[]): string | undefined =>
    (seen.find((one) => session !== null && assigns(files, one, session)) ??
      seen.find(({ path }) => isReadable(files, path)))?.path;

  if (loader === "process") {
    // The code reads no file: its usual one is a guess, unless something brings that one into its process.
    const seen = of.started();
    const likely = [...seen.filter(({ path }) => all.includes(path)), ...seen];
    const found = likely.find((one) => assigns(files, one, name))?.path ?? assigning[0] ??
      present(likely) ?? there[0];
    return starter(found ?? seen.find(({ needed }) => needed)?.path ?? first);
  }

  const code = loader === "unknown" ? starter : (path: string): ChosenEnvFile => ({ path, by: "code" });
  // Where no framework was recognised the loader is a guess, and its file too.
  const sure = application?.backend === "generic" ? [] : written.filter((path) => there.includes(path));
  const own = assigning[0] ?? sure[0];
  if (own !== undefined) return code(own);
  const above = there.length === 0 && CLIMBING.test(loader) ? climb(files, root, ".env") : null;
  if (above !== null && assigns(files, { path: above, dialect: of.dialect }, name)) return code(above);
  const seen = of.started();
  const given = seen.find((one) => assigns(files, one, name));
  if (given !== undefined) return starter(given.path);
  const known = there[0] ?? above;
  if (known != null) return code(known);
  const last = present(seen);
  return last === undefined ? code(first) : starter(last);
}

/** Loaders that look in every folder above, so that a new file would hide the one they read today. */
const CLIMBING = /^(python-decouple|python-dotenv)/;

/** The nearest folder above that holds a name, as the path of what it holds; null where none does. */
function climb(files: Files, from: string, name: string): string | null {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    if (exists(files, join(folder, name))) return join(folder, name);
  }
  return null;
}

function exists(files: Files, path: string): boolean {
  try {
    files.lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** Whether it is a file that can be read to its end. */
export function isReadable(files: Files, path: string): boolean {
  try {
    const { kind, size } = files.stat(path);
    return kind === "file" && size <= LARGEST_ENV_FILE && !DEVICES.test(files.realPath(path));
  } catch {
    return false;
  }
}

/** Whether a file gives a variable a value. */
export function assigns(
  files: Files,
  { path, dialect }: Pick<StartedFile, "path" | "dialect">,
  name: string,
): boolean {
  try {
    return isReadable(files, path) &&
      dialectForFile(dialect, path).read(files.read(path), name, {}).outcome === "value";
  } catch {
    return false;
  }
}
