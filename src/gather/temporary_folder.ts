import { isAbsolute, join } from "@std/path";
import { FileError, type FileInfo, type Files, type Host, type Lock } from "../io/host.ts";

/** An empty folder of mode 0700 in the temporary folder of the system. */
export interface TemporaryFolder {
  /** Absolute. */
  readonly path: string;
  /** Removes it with what a child left in it; links in it are not followed. Does nothing the second time. */
  readonly remove: () => void;
}

type World = Pick<Host, "files" | "environment" | "random">;

/**
 * Makes a folder that the caller removes. It is locked as long as this process lives: what runs left that were
 * killed is not, and is removed first, because it may hold a copy of an env file.
 */
export function makeTemporaryFolder({ files, environment, random }: World): TemporaryFolder {
  const named = environment.get("TMPDIR") ?? "";
  // A relative one would be another folder for each process that is started in another one.
  const parent = isAbsolute(named) ? named : "/tmp";
  const name = [...random.bytes(8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const outer = join(parent, `keysplit-run-${name}`);
  files.makeFolder(outer, 0o700);
  const lock = lockOf(files, outer);
  if (lock !== null) attempt(() => removeAbandoned(files, parent, files.lstat(outer)));
  // One in it, because what writes files locks their folder too.
  const path = join(outer, "run");
  files.makeFolder(path, 0o700);
  let isThere = true;
  return {
    path,
    remove() {
      if (!isThere) return;
      isThere = false;
      removeFolderTree(files, outer);
      lock?.release();
    },
  };
}

const OURS = /^keysplit-run-[0-9a-f]{16}$/;
/** In nanoseconds: another run may have made its folder and not locked it yet. */
const MINUTE = 60_000_000_000n;

/** Removes the folders of runs that do not run any more; `own` is one that was made just now. */
function removeAbandoned(files: Files, parent: string, own: FileInfo): void {
  for (const name of files.list(parent).filter((name) => OURS.test(name))) {
    const path = join(parent, name);
    attempt(() => {
      const { kind, uid, mode, modified } = files.lstat(path);
      if (kind !== "folder" || uid !== own.uid || mode !== own.mode || own.modified - modified < MINUTE) {
        return;
      }
      const lock = lockOf(files, path);
      if (lock === null) return;
      removeFolderTree(files, path);
      lock.release();
    });
  }
}

/** Null where somebody has it, or the system has no such locks. */
function lockOf(files: Files, folder: string): Lock | null {
  return attempt(() => files.lockFolder(folder)) ?? null;
}

/** Each entry by itself, so that one that cannot be removed keeps no other; then what has a name that is no text. */
function removeFolderTree(files: Files, folder: string): void {
  attempt(() => {
    for (const name of files.list(folder)) {
      const path = join(folder, name);
      attempt(() => files.lstat(path).kind === "folder" ? removeFolderTree(files, path) : files.remove(path));
    }
  });
  attempt(() => files.removeTree(folder));
}

/** What a child locked away stays in the temporary folder of the system: not worth failing a run. */
function attempt<T>(operation: () => T): T | undefined {
  try {
    return operation();
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
  }
}
