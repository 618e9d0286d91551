import { KeysplitError } from "../errors.ts";
import { FileError, type Host } from "./host.ts";
import { lockFolders } from "./lock_folders.ts";
import { lstatOrNull } from "./snapshot.ts";
import { makeFolders, stateFolder } from "./state_folder.ts";
import { discard, writeWhole } from "./temporary_file.ts";

type Parts = Pick<Host, "files" | "environment">;

const BYTES = 32;

/** The key under which copies are named, where a run of this user has made it; null where not. */
export function readCopyKey(host: Parts, projects: readonly string[]): Uint8Array | null {
  const folder = stateFolder(host, projects);
  return folder === null ? null : orNull(() => readKey(host, pathIn(folder)));
}

/** The same, made where there is none; null where the user has no state folder that can be written. */
export async function makeCopyKey(
  host: Parts & Pick<Host, "clock" | "random">,
  projects: readonly string[],
): Promise<Uint8Array | null> {
  const folder = stateFolder(host, projects);
  if (folder === null || !makeFolders(host, folder)) return null;
  const lock = await lockOrNull(host, folder);
  if (lock === null) return null;
  try {
    return orNull(() => readKey(host, pathIn(folder)) ?? writeKey(host, folder));
  } finally {
    lock.release();
  }
}

function pathIn(folder: string): string {
  return `${folder}/copies.key`;
}

/** Null for a key that others may have read, or that a killed run left half written. */
function readKey(host: Parts, path: string): Uint8Array | null {
  const info = lstatOrNull(host, path);
  const sound = info?.kind === "file" && info.size === BYTES && (info.mode & 0o077) === 0;
  return sound ? host.files.read(path) : null;
}

function writeKey(host: Parts & Pick<Host, "random">, folder: string): Uint8Array {
  const path = pathIn(folder);
  const key = host.random.bytes(BYTES);
  discard(host, path);
  const file = host.files.create(path, 0o600);
  try {
    writeWhole(file, key);
    file.sync();
  } finally {
    file.close();
  }
  host.files.syncFolder(folder);
  return key;
}

async function lockOrNull(host: Parameters<typeof lockFolders>[0], folder: string) {
  try {
    return await lockFolders(host, [folder], { waitSeconds: 10 });
  } catch (error) {
    if (error instanceof KeysplitError) return null;
    throw error;
  }
}

function orNull<T>(operation: () => T): T | null {
  try {
    return operation();
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
