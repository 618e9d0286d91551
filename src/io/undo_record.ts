import { createHash } from "node:crypto";
import { KeysplitError } from "../errors.ts";
import { fileFailure } from "./file_failure.ts";
import { FileError, type Host } from "./host.ts";
import { type Snapshot, snapshot } from "./snapshot.ts";
import { commit } from "./staged_files.ts";
import { makeFolders, stateFolder } from "./state_folder.ts";

// What `upgrade --undo` needs: of each file the range that was replaced, and digests of the file before and
// after. For a key that was added the range is empty, so that the record holds no secret at all.

type Parts = Pick<Host, "files" | "environment" | "clock" | "random">;

interface RecordedFile {
  readonly path: string;
  /** Whether the file was made: taking that back removes it. */
  readonly created: boolean;
  /** Byte offset at which the two files begin to differ. */
  readonly at: number;
  /** The bytes that were there, base64. */
  readonly removed: string;
  /** How many bytes are there instead. */
  readonly inserted: number;
  readonly sha256Before: string;
  readonly sha256After: string;
}

interface UndoRecord {
  readonly schemaVersion: 1;
  readonly project: string;
  readonly files: readonly RecordedFile[];
}

/** One file as a run changes it. */
export interface Change {
  readonly path: string;
  /** Null: the file is made. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array;
}

/**
 * Keeps what an undo of these changes needs, in the user's state folder (0700, the file 0600).
 *
 * @returns false where there is no such folder outside of the project that can be written: nothing is kept
 */
export async function keepUndoRecord(
  host: Parts,
  project: string,
  changes: readonly Change[],
): Promise<boolean> {
  const folder = recordFolder(host, project);
  if (folder === null || !makeFolders(host, folder)) return false;
  const record: UndoRecord = { schemaVersion: 1, project, files: changes.map(recordedFile) };
  const path = `${folder}/undo.json`;
  const after = new TextEncoder().encode(JSON.stringify(record) + "\n");
  try {
    await commit(host, [{ path, before: snapshot(host, path), after, root: folder }]);
    return true;
  } catch (error) {
    // A record of an earlier run, should one stay, undoes nothing: the files are no longer as it says.
    if (error instanceof KeysplitError) return false;
    throw error;
  }
}

/** Removes the record, if there is one; says whether there was. */
export function forgetUndoRecord(host: Parts, project: string): boolean {
  const folder = recordFolder(host, project);
  if (folder === null) return false;
  try {
    host.files.remove(`${folder}/undo.json`);
    host.files.removeFolder(folder);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    if (error.code === "ENOTEMPTY") return true;
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
    throw fileFailure(error, { code: "write-failed", verb: "remove the record in", path: folder });
  }
}

/** One file that an undo gave back. */
export interface Undone {
  readonly path: string;
  readonly done: "restored" | "removed";
}

/**
 * Gives the files of the last run their bytes back and removes the record.
 *
 * @throws {KeysplitError} `nothing-there` without a record, `changed-on-disk` where a file changed since
 */
export async function undo(host: Parts, project: string): Promise<readonly Undone[]> {
  const record = readRecord(host, project);
  const restorations = record.files.map((file) => restorationOf(host, file));
  const rewritten = restorations.flatMap(({ now, before }) => before === null ? [] : [{ now, before }]);
  await commit(
    host,
    rewritten.map(({ now, before }) => ({
      path: now.path,
      before: now,
      after: before,
      root: now.target.slice(0, now.target.lastIndexOf("/")) || "/",
    })),
  );
  for (const { now, before } of restorations) {
    if (before === null) host.files.remove(now.target);
  }
  forgetUndoRecord(host, project);
  return restorations.map(({ now, before }) => ({
    path: now.path,
    done: before === null ? "removed" : "restored",
  }));
}

/** The files that an undo would rewrite, as they were before the last run; none where there is nothing to undo. */
export function filesBefore(
  host: Pick<Host, "files" | "environment">,
  project: string,
): readonly { readonly path: string; readonly bytes: Uint8Array }[] {
  try {
    return readRecord(host, project).files.flatMap((file) => {
      const { before } = restorationOf(host, file);
      return before === null ? [] : [{ path: file.path, bytes: before }];
    });
  } catch (error) {
    if (error instanceof KeysplitError || error instanceof FileError) return [];
    throw error;
  }
}

function restorationOf(
  host: Pick<Host, "files">,
  file: RecordedFile,
): { readonly now: Snapshot; readonly before: Uint8Array | null } {
  const now = snapshot(host, file.path);
  const changed = new KeysplitError(
    "changed-on-disk",
    `"${file.path}" has changed since: nothing was undone`,
    {
      next: ["take the key out by hand, or give the file its former bytes from a backup"],
    },
  );
  if (now === null || sha256(now.bytes) !== file.sha256After) throw changed;
  if (file.created) return { now, before: null };
  const removed = Uint8Array.fromBase64(file.removed);
  const before = join([
    now.bytes.subarray(0, file.at),
    removed,
    now.bytes.subarray(file.at + file.inserted),
  ]);
  if (sha256(before) !== file.sha256Before) throw changed;
  return { now, before };
}

function readRecord(host: Pick<Host, "files" | "environment">, project: string): UndoRecord {
  const folder = recordFolder(host, project);
  const nothing = new KeysplitError("nothing-there", "There is no run to undo here", { next: [] });
  if (folder === null) throw nothing;
  const read = snapshot(host, `${folder}/undo.json`);
  if (read === null) throw nothing;
  try {
    const record = JSON.parse(new TextDecoder().decode(read.bytes)) as UndoRecord;
    if (record.schemaVersion === 1 && record.project === project) return record;
  } catch {
    // A record that is not ours to read is as good as none.
  }
  throw nothing;
}

function recordedFile({ path, before, after }: Change): RecordedFile {
  const old = before ?? new Uint8Array();
  let at = 0;
  while (at < old.length && at < after.length && old[at] === after[at]) at++;
  let tail = 0;
  while (
    tail < old.length - at && tail < after.length - at &&
    old[old.length - 1 - tail] === after[after.length - 1 - tail]
  ) tail++;
  return {
    path,
    created: before === null,
    at,
    removed: old.subarray(at, old.length - tail).toBase64(),
    inserted: after.length - tail - at,
    sha256Before: sha256(old),
    sha256After: sha256(after),
  };
}

/** In the user's state folder, by the digest of the project's path; null where that would be inside the project. */
function recordFolder(host: Pick<Host, "files" | "environment">, project: string): string | null {
  const state = stateFolder(host, [project]);
  return state === null ? null : `${state}/${sha256(new TextEncoder().encode(project)).slice(0, 32)}`;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
