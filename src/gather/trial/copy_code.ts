import { dirname, join } from "@std/path";
import { FileError, type FileInfo, type Files } from "../../io/host.ts";
import { inCopy, type PathMap } from "./map_paths.ts";

/** What is copied, and where to. */
export interface CopyRequest {
  /** Absolute, links resolved. */
  readonly root: string;
  readonly map: Pick<PathMap, "from" | "to">;
  /** Files that are copied whatever their names, also from outside of the root or by a link; absolute. */
  readonly always: readonly string[];
  /** Files that are left out whatever their names; absolute. */
  readonly never: readonly string[];
}

/** What came of it. */
export type CopyOutcome =
  | { readonly outcome: "copied"; readonly shared: readonly string[] }
  | { readonly outcome: "too-large"; readonly why: string };

/** Folders that hold no code of the application: history, caches, what users uploaded. */
const LEFT = new Set([
  ".git",
  ".hg",
  ".svn",
  "__pycache__",
  ".tox",
  ".nox",
  ".eggs",
  ".mypy_cache",
  ".pytest_cache",
  ".ruff_cache",
  ".cache",
  ".parcel-cache",
  ".turbo",
  ".idea",
  ".vscode",
  ".terraform",
  ".ssh",
  ".aws",
  ".gnupg",
  "coverage",
  "htmlcov",
  "media",
  "uploads",
]);
/** Databases, logs, what programs leave behind; and secrets, which the env files are enough of. */
const LEFT_FILES =
  /\.(?:sqlite3?|db3?|mdb|rdb|dump|log|pid|sock|py[co]|swp|pem|key|p12|pfx|jks|keystore|kdbx|ppk|gpg)(?:-(?:wal|shm|journal))?$|^(?:id_(?:rsa|dsa|ecdsa|ed25519)|\.netrc|\.pgpass|\.npmrc|\.pypirc|\.htpasswd|credentials(?:\.json)?)$/i;

const MOST_FILES = 20_000;
const MOST_BYTES = 256 * 1024 * 1024;
/** A file of more is a model, a video or an archive. */
const LARGEST = 16 * 1024 * 1024;
const DEEPEST = 40;

/**
 * Copies the code of a project, for its owner alone. A link inside the project becomes what it leads to, one that
 * leads out is left out, as is what is no file. Virtual environments and `node_modules` stay where they are.
 *
 * @throws {FileError} where the copy cannot be written
 */
export function copyCode(files: Files, { root, map, always, never }: CopyRequest): CopyOutcome {
  const shared: string[] = [];
  let copied = 0;
  let folders = 0;
  let bytes = 0;
  const waiting: { readonly path: string; readonly within: readonly string[] }[] = [{
    path: root,
    within: [root],
  }];
  const put = (from: string, info: FileInfo): boolean => {
    copied++;
    bytes += info.size;
    if (copied > MOST_FILES || bytes > MOST_BYTES) return false;
    copyFile(files, { from, to: inCopy(map, from), mode: info.mode });
    return true;
  };
  makeFolders(files, map.to, inCopy(map, root));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of namesIn(files, folder.path)) {
      const path = join(folder.path, name);
      if (isShared(files, path, name)) {
        shared.push(path);
        continue;
      }
      const found = leadsTo(files, root, path);
      if (found === null || path === map.to || never.includes(path)) continue;
      if (found.info.kind === "folder") {
        if (!LEFT.has(name) && !folder.within.includes(found.real) && folder.within.length < DEEPEST) {
          if (++folders > MOST_FILES) return tooLarge();
          files.makeFolder(inCopy(map, path), 0o700);
          waiting.push({ path, within: [...folder.within, found.real] });
        }
      } else if (!LEFT_FILES.test(name) && found.info.size <= LARGEST && !always.includes(path)) {
        if (!put(path, found.info)) return tooLarge();
      }
    }
  }
  for (const path of always) {
    const info = infoOf(files, path);
    if (info?.kind !== "file" || info.size > LARGEST) continue;
    makeFolders(files, map.to, dirname(inCopy(map, path)));
    if (!put(path, info)) return tooLarge();
  }
  return { outcome: "copied", shared };
}

function tooLarge(): CopyOutcome {
  return {
    outcome: "too-large",
    why: `the project has more than ${MOST_FILES.toLocaleString("en")} files or ${
      MOST_BYTES >> 20
    } MiB to copy`,
  };
}

/** What a path is in the end; null where it leads out of the project, or is neither a file nor a folder. */
function leadsTo(
  files: Files,
  root: string,
  path: string,
): { readonly info: FileInfo; readonly real: string } | null {
  try {
    const own = files.lstat(path);
    if (own.kind === "file" || own.kind === "folder") return { info: own, real: path };
    if (own.kind !== "link") return null;
    const real = files.realPath(path);
    // A link to what is left out is left out: a part of the path that it leads to tells.
    const inside = real.startsWith(`${root}/`) ? real.slice(root.length + 1).split("/") : null;
    if (inside === null || inside.some((name) => LEFT.has(name) || name === "node_modules")) return null;
    const info = files.stat(path);
    return info.kind === "file" || info.kind === "folder" ? { info, real } : null;
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}

/** Whether a folder holds packages that the copy uses where they are. */
function isShared(files: Files, path: string, name: string): boolean {
  return name === "node_modules" || name === "site-packages" ||
    infoOf(files, join(path, "pyvenv.cfg")) !== null;
}

function namesIn(files: Files, folder: string): readonly string[] {
  try {
    return files.list(folder).filter((name) => !/\p{Cc}/u.test(name));
  } catch (error) {
    if (error instanceof FileError) return [];
    throw error;
  }
}

function infoOf(files: Files, path: string): FileInfo | null {
  try {
    return files.stat(path);
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}

/** Makes the folders from `top`, which is there, down to `folder`. */
function makeFolders(files: Files, top: string, folder: string): void {
  if (folder === top || infoOf(files, folder) !== null) return;
  makeFolders(files, top, dirname(folder));
  files.makeFolder(folder, 0o700);
}

function copyFile(
  files: Files,
  { from, to, mode }: { readonly from: string; readonly to: string; readonly mode: number },
): void {
  let bytes;
  try {
    bytes = files.read(from);
  } catch (error) {
    // One that may not be read here is none that the application could read.
    if (error instanceof FileError) return;
    throw error;
  }
  writeNew(files, { path: to, bytes, mode: 0o600 | (mode & 0o100) });
}

/** Writes a file that is not there yet, to its last byte. */
export function writeNew(
  files: Files,
  { path, bytes, mode }: { readonly path: string; readonly bytes: Uint8Array; readonly mode: number },
): void {
  const file = files.create(path, mode);
  try {
    for (let at = 0; at < bytes.length;) at += file.write(bytes.subarray(at));
  } finally {
    file.close();
  }
}
