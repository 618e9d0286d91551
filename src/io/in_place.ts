import { copyPath } from "./copy_name.ts";
import type { Host } from "./host.ts";
import { sameBytes, type Snapshot } from "./snapshot.ts";
import { discard, writeTemporary, writeWhole } from "./temporary_file.ts";

// A file on which another is mounted (Docker's `-v ./.env:/app/.env`) cannot be replaced by a rename, only
// overwritten, and a run that is killed half-way leaves a mixture. So this is recovery and no atomicity:
//
//   1  NAME.keysplit-new-… gets the new bytes, NAME.keysplit-old-… the old ones: each written under a temporary
//      name, synced, renamed; then the folder is synced. From here on both are complete, and `-old`, which
//      comes last, says that NAME may be torn.
//   2  NAME is overwritten from its start without being truncated, cut to its new length, synced.
//   3  `-old` is removed, then `-new`. A `-new` alone means nothing and is swept.
//
// The next run that finds `-old`, and by its name knows it for a copy of ours (copy_name.ts), compares NAME with
// both copies:
//
//   NAME is the old bytes          killed before the first write: the copies go
//   NAME is the new bytes          killed before the clean-up: the copies go, the change is done
//   every byte is one of the two   killed in between: the old bytes are written back, then the copies go
//   anything else                  somebody has edited NAME since: nothing is touched, a person decides
//
// Writing back is the same overwriting of the same two texts, so it may itself be killed at any moment.

/** What a file is that was being overwritten by a run that was killed. */
export type Interrupted =
  | "nothing-happened"
  | "restored"
  | "finished"
  /** Somebody has edited it since; both copies are still there. */
  | "left";

/** Where the two copies of a file lie while it is overwritten. */
export interface Copies {
  readonly old: string;
  readonly new: string;
}

/** Names the copies of a file by the user's key. */
export function copiesOf(key: Uint8Array, before: Snapshot, after: Uint8Array): Copies {
  const { target } = before;
  return {
    old: copyPath(key, { target, role: "old", bytes: before.bytes }),
    new: copyPath(key, { target, role: "new", bytes: after }),
  };
}

/** Overwrites a file without truncating it first. */
export function writeOver(host: Pick<Host, "files">, target: string, bytes: Uint8Array): void {
  const file = host.files.overwrite(target);
  try {
    writeWhole(file, bytes);
    file.truncate(bytes.length);
    file.sync();
  } finally {
    file.close();
  }
}

/**
 * Overwrites the file of a snapshot; the copies stay until {@linkcode discardCopies} or
 * {@linkcode restoreInPlace}.
 *
 * @throws {FileError} and then {@linkcode restoreInPlace} must be called
 */
export function overwriteInPlace(
  host: Pick<Host, "files" | "random">,
  before: Snapshot,
  next: {
    readonly bytes: Uint8Array;
    readonly temporary: string;
    readonly folder: string;
    readonly copies: Copies;
  },
): void {
  const { target, bytes } = before;
  host.files.rename(next.temporary, next.copies.new);
  const copy = writeTemporary(host, target, { bytes, like: null });
  try {
    host.files.rename(copy.path, next.copies.old);
  } catch (error) {
    discard(host, copy.path);
    throw error;
  }
  host.files.syncFolder(next.folder);
  writeOver(host, target, next.bytes);
}

/** Removes both copies, the one that counts first. */
export function discardCopies(host: Pick<Host, "files">, copies: Copies): void {
  if (discard(host, copies.old) === "gone") discard(host, copies.new);
}

/**
 * Takes {@linkcode overwriteInPlace} back, however far it came.
 *
 * @throws {FileError} when the old bytes could not be written; the copies are then still there
 */
export function restoreInPlace(host: Pick<Host, "files">, before: Snapshot, copies: Copies): void {
  if (!sameBytes(host.files.read(before.target), before.bytes)) writeOver(host, before.target, before.bytes);
  discardCopies(host, copies);
}

/** Judges by the bytes of both copies how far an overwriting came. */
export function judgeInterrupted(
  now: Uint8Array | null,
  { old, next }: { readonly old: Uint8Array; readonly next: Uint8Array | null },
): Interrupted {
  if (now === null) return "left";
  if (sameBytes(now, old)) return "nothing-happened";
  if (next === null) return "left";
  if (sameBytes(now, next)) return "finished";
  const mixed = now.length >= Math.min(old.length, next.length) &&
    now.every((byte, index) => byte === old[index] || byte === next[index]);
  return mixed ? "restored" : "left";
}
