import { KeysplitError } from "../errors.ts";
import { fileFailure } from "./file_failure.ts";
import { quotedPath } from "../rules/quoted.ts";
import { FileError, type FileInfo, type Host } from "./host.ts";

/** A file as it was when an edit of it was planned. */
export interface Snapshot {
  /** As the user named it. */
  readonly path: string;
  /** The file that holds the bytes, after every symbolic link. */
  readonly target: string;
  readonly bytes: Uint8Array;
  /** Of the target, taken before the bytes were read. */
  readonly info: FileInfo;
}

const REFUSED: Readonly<Record<Exclude<FileInfo["kind"], "file">, string>> = {
  fifo: "it is a FIFO (a password manager may provide the file so), which cannot be edited",
  folder: "it is a folder",
  other: "it is a device or a socket",
  link: "its symbolic link leads nowhere",
};

/**
 * Reads a regular file, through symbolic links; null where nothing has the name.
 *
 * @throws {KeysplitError} `refused-edit` for a FIFO, a folder, a device or a link that leads nowhere,
 * `unreadable` where the system refuses, `permission` where Deno does
 */
export function snapshot(host: Pick<Host, "files">, path: string): Snapshot | null {
  const { files } = host;
  try {
    // The kind first: opening a FIFO would wait for a writer that may never come.
    const named = lstatOrNull(host, path);
    if (named === null) return null;
    const target = named.kind === "link" ? realPathOrNull(host, path) : files.realPath(path);
    if (target === null) throw refused(path, "link");
    const info = files.lstat(target);
    if (info.kind !== "file") throw refused(path, info.kind);
    return { path, target, bytes: files.read(target), info };
  } catch (error) {
    throw fileFailure(error, { code: "unreadable", verb: "read", path });
  }
}

function refused(path: string, kind: keyof typeof REFUSED): KeysplitError {
  return new KeysplitError("refused-edit", `Cannot edit "${path}": ${REFUSED[kind]}`, {
    next: [`ls -l ${quotedPath(path)}`],
  });
}

function orNull<T>(operation: () => T): T | null {
  try {
    return operation();
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT") return null;
    throw error;
  }
}

/** What is at the path itself, or null where nothing is. */
export function lstatOrNull(host: Pick<Host, "files">, path: string): FileInfo | null {
  return orNull(() => host.files.lstat(path));
}

function realPathOrNull(host: Pick<Host, "files">, path: string): string | null {
  return orNull(() => host.files.realPath(path));
}

/** Whether two byte sequences are the same. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

const IDENTITY = ["kind", "size", "mode", "uid", "gid", "device", "inode", "modified"] as const;

/**
 * Whether the path still leads to the same file with the same bytes, mode and owner.
 *
 * The bytes are compared too, because a write within one tick of the file system's clock leaves the time as
 * it was; the mode, because a file that was closed to others since must not be opened again by a rename.
 */
export function isUnchanged(host: Pick<Host, "files">, before: Snapshot): boolean {
  if (orNull(() => host.files.realPath(before.path)) !== before.target) return false;
  const info = lstatOrNull(host, before.target);
  if (info === null || IDENTITY.some((name) => info[name] !== before.info[name])) return false;
  return sameBytes(host.files.read(before.target), before.bytes);
}
