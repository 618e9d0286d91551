import { fileFailure } from "./file_failure.ts";
import type { Host } from "./host.ts";
import { type Interrupted, NEW, OLD, settleInPlace } from "./in_place.ts";
import { lockFolders } from "./lock_folders.ts";
import { lstatOrNull } from "./snapshot.ts";
import { discard, isTemporaryName } from "./temporary_file.ts";

/** A file that a killed run was overwriting, and what came of it; a caller says so. */
export interface Recovered {
  /** The real path of the file. */
  readonly target: string;
  /** `left`: somebody has edited the file since, so both copies are kept for a person to decide. */
  readonly outcome: Exclude<Interrupted, "nothing-happened">;
  /** Where the bytes are (`left`) or were that the file held before. */
  readonly copy: string;
}

/**
 * Settles what killed runs left in folders: files that were being overwritten are restored, temporary files
 * are removed. To be called before the files are read for an edit.
 *
 * @throws {KeysplitError} `write-failed` or `permission`
 */
export async function recover(
  host: Pick<Host, "files" | "clock">,
  folders: readonly string[],
  options: { readonly waitSeconds?: number } = {},
): Promise<readonly Recovered[]> {
  const real = [...new Set(folders.map((folder) => realFolder(host, folder)))];
  // Most folders hold nothing of ours: a command that will not write needs no lock and no rights there.
  const touched = real.filter((folder) => listOurs(host, folder).length > 0);
  const lock = await lockFolders(host, touched, { waitSeconds: options.waitSeconds ?? 10 });
  try {
    return touched.flatMap((folder) => recoverLocked(host, folder));
  } finally {
    lock.release();
  }
}

/** The same in one folder whose lock the caller holds. */
export function recoverLocked(host: Pick<Host, "files">, folder: string): readonly Recovered[] {
  const recovered: Recovered[] = [];
  try {
    for (const name of listOurs(host, folder).filter((name) => name.endsWith(OLD))) {
      const copy = join(folder, name);
      const target = copy.slice(0, -OLD.length);
      const outcome = settleInPlace(host, target);
      if (outcome !== null && outcome !== "nothing-happened") recovered.push({ target, outcome, copy });
    }
    for (const name of listOurs(host, folder)) sweep(host, join(folder, name));
  } catch (error) {
    throw fileFailure(error, { code: "write-failed", verb: "recover files in", path: folder });
  }
  return recovered;
}

function realFolder(host: Pick<Host, "files">, folder: string): string {
  try {
    return host.files.realPath(folder);
  } catch (error) {
    throw fileFailure(error, { code: "unreadable", verb: "read", path: folder });
  }
}

function listOurs(host: Pick<Host, "files">, folder: string): readonly string[] {
  try {
    return host.files.list(folder).filter((name) =>
      isTemporaryName(name) || name.endsWith(OLD) || name.endsWith(NEW)
    );
  } catch (error) {
    throw fileFailure(error, { code: "unreadable", verb: "read", path: folder });
  }
}

/** Removes a file that only a dead run can have left: never a link or a folder, whatever its name. */
function sweep(host: Pick<Host, "files">, path: string): void {
  const worthless = isTemporaryName(path) ||
    (path.endsWith(NEW) && lstatOrNull(host, path.slice(0, -NEW.length) + OLD) === null);
  if (worthless && lstatOrNull(host, path)?.kind === "file") discard(host, path);
}

function join(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}
