import {
  type BigIntStats,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { FileError, type FileInfo, type Files, type OpenFile } from "./host.ts";

// node:fs and not Deno.*, because only node:fs has fchmod, fchown, O_NOFOLLOW and O_NONBLOCK. The lock is
// Deno's, because node:fs has none.

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** Runs one operation; whatever fails comes out as a {@linkcode FileError} with the system's code. */
function attempt<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    if (error instanceof FileError) throw error;
    throw new FileError(codeOf(error), path, error);
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) return "ENOTCAPABLE";
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "EIO";
}

function kindOf(stats: BigIntStats): FileInfo["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  if (stats.isSymbolicLink()) return "link";
  return stats.isFIFO() ? "fifo" : "other";
}

function infoOf(stats: BigIntStats): FileInfo {
  return {
    kind: kindOf(stats),
    size: Number(stats.size),
    mode: Number(stats.mode & 0o7777n),
    uid: Number(stats.uid),
    gid: Number(stats.gid),
    links: Number(stats.nlink),
    device: stats.dev,
    inode: stats.ino,
    modified: stats.mtimeNs,
  };
}

function openFile(path: string, descriptor: number): OpenFile {
  return {
    write: (bytes) => attempt(path, () => writeSync(descriptor, bytes)),
    truncate: (length) => attempt(path, () => ftruncateSync(descriptor, length)),
    sync: () => attempt(path, () => fsyncSync(descriptor)),
    chmod: (mode) => attempt(path, () => fchmodSync(descriptor, mode)),
    chown: (uid, gid) => attempt(path, () => fchownSync(descriptor, uid, gid)),
    close: () => attempt(path, () => closeSync(descriptor)),
  };
}

/** Opens, uses and closes a descriptor. */
function withDescriptor<T>(path: string, flags: number, use: (descriptor: number) => T): T {
  return attempt(path, () => {
    const descriptor = openSync(path, flags);
    try {
      return use(descriptor);
    } finally {
      closeSync(descriptor);
    }
  });
}

const PIECE = 256 * 1024;

/** Opens a regular file, and nothing else. */
function openToRead(path: string): number {
  return attempt(path, () => {
    // Without O_NONBLOCK, opening a FIFO waits for a writer that may never come.
    const descriptor = openSync(path, O_RDONLY | O_NONBLOCK);
    const stats = fstatSync(descriptor);
    if (stats.isFile()) return descriptor;
    closeSync(descriptor);
    throw new FileError(stats.isDirectory() ? "EISDIR" : "EINVAL", path);
  });
}

/** The files of this machine. */
export const denoFiles: Files = {
  read(path) {
    const descriptor = openToRead(path);
    try {
      return attempt(path, () => new Uint8Array(readFileSync(descriptor)));
    } finally {
      closeSync(descriptor);
    }
  },
  *pieces(path) {
    const descriptor = openToRead(path);
    try {
      const piece = new Uint8Array(PIECE);
      for (let read = 1; read > 0;) {
        read = attempt(path, () => readSync(descriptor, piece));
        if (read > 0) yield piece.subarray(0, read);
      }
    } finally {
      closeSync(descriptor);
    }
  },
  lstat: (path) => attempt(path, () => infoOf(lstatSync(path, { bigint: true }))),
  stat: (path) => attempt(path, () => infoOf(statSync(path, { bigint: true }))),
  list: (folder) => attempt(folder, () => readdirSync(folder).sort()),
  realPath: (path) => attempt(path, () => realpathSync.native(path)),
  readLink: (path) => attempt(path, () => readlinkSync(path)),
  create: (path, mode) =>
    attempt(path, () => {
      // Closed to others from the first moment; the umask can only take bits away, so the mode is set after.
      const descriptor = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode & 0o600);
      try {
        fchmodSync(descriptor, mode);
      } catch (error) {
        closeSync(descriptor);
        unlinkSync(path);
        throw error;
      }
      return openFile(path, descriptor);
    }),
  overwrite: (path) =>
    attempt(path, () => {
      // Where permissions are scoped, Deno resolves the link before O_NOFOLLOW could refuse it.
      const named = lstatSync(path, { bigint: true });
      const descriptor = openSync(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
      const opened = fstatSync(descriptor, { bigint: true });
      if (opened.ino === named.ino && opened.dev === named.dev) return openFile(path, descriptor);
      closeSync(descriptor);
      throw new FileError("ELOOP", path);
    }),
  rename: (from, to) => attempt(to, () => renameSync(from, to)),
  remove: (path) => attempt(path, () => unlinkSync(path)),
  makeFolder: (path, mode) => attempt(path, () => mkdirSync(path, { mode })),
  removeFolder: (path) => attempt(path, () => rmdirSync(path)),
  // Deno's, because node:fs has names as text, and one that is none is then not found.
  removeTree: (path) => attempt(path, () => Deno.removeSync(path, { recursive: true })),
  syncFolder: (path) => withDescriptor(path, O_RDONLY | O_DIRECTORY, fsyncSync),
  lockFolder: (path) =>
    attempt(path, () => {
      const folder = Deno.openSync(path);
      try {
        if (folder.tryLockSync(true)) return { release: () => folder.close() };
      } catch (error) {
        folder.close();
        throw error;
      }
      folder.close();
      return null;
    }),
};
