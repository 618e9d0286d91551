import { readCopyKey } from "./copy_key.ts";
import { type CopyName, copyPath, parseCopyName } from "./copy_name.ts";
import { fileFailure } from "./file_failure.ts";
import type { Host } from "./host.ts";
import { type Interrupted, judgeInterrupted, writeOver } from "./in_place.ts";
import { lockFolders } from "./lock_folders.ts";
import { lstatOrNull } from "./snapshot.ts";
import { discard, isTemporaryName } from "./temporary_file.ts";

type Parts = Pick<Host, "files" | "environment">;

/** A file that a killed run was overwriting, and what came of it; a caller says so. */
export interface Recovered {
  /** The real path of the file. */
  readonly target: string;
  /**
   * `left`: somebody has edited the file since, so both copies are kept for a person to decide. `not-ours`: the
   * copy bears our name and no run of this user made it, so it was not even compared.
   */
  readonly outcome: Exclude<Interrupted, "nothing-happened"> | "not-ours";
  /** Where the bytes are (`left`, `not-ours`) or were that the file held before. */
  readonly copy: string;
}

/** Where recovery looks, and whom it trusts. */
export interface RecoverOptions {
  /** The folder that may come from others: a key that lies in it is none. */
  readonly project: string;
  /** How long to wait for other runs; 10 by default. */
  readonly waitSeconds?: number;
}

/** What of a folder is settled. */
export interface Scope {
  readonly projects: readonly string[];
  /** The files whose copies count; all by default. */
  readonly targets?: readonly string[];
}

interface Copy extends CopyName {
  readonly path: string;
}

interface CopyOfOurs extends Copy {
  readonly bytes: Uint8Array;
}

interface Found {
  readonly target: string;
  /** `nothing-happened` also for a `-new` alone, which means nothing. */
  readonly outcome: Interrupted | "not-ours";
  /** What the file held, where that is known. */
  readonly held: Uint8Array | null;
  /** Paths, the one that counts first. */
  readonly copies: readonly [string, ...string[]];
}

/**
 * Settles what killed runs left in folders: files that were being overwritten are restored, temporary files
 * are removed. To be called before the files are read for an edit.
 *
 * @throws {KeysplitError} `write-failed` or `permission`
 */
export function recover(
  host: Parts & Pick<Host, "clock">,
  folders: readonly string[],
  options: RecoverOptions,
): Promise<readonly Recovered[]> {
  return whereTouched(
    host,
    folders,
    options,
    (folder) => recoverLocked(host, folder, { projects: [options.project] }),
  );
}

/**
 * Tells what {@linkcode recover} would do to files, and changes nothing.
 *
 * @throws {KeysplitError} `unreadable` or `permission`
 */
export function foreseeRecovery(
  host: Parts & Pick<Host, "clock">,
  folders: readonly string[],
  options: RecoverOptions,
): Promise<readonly Recovered[]> {
  return whereTouched(host, folders, options, (folder) => {
    try {
      return interruptedIn(host, folder, { projects: [options.project] }).flatMap(recovered);
    } catch (error) {
      throw fileFailure(error, { code: "unreadable", verb: "read", path: folder });
    }
  });
}

/** Recovers in one folder whose lock the caller holds. */
export function recoverLocked(host: Parts, folder: string, scope: Scope): readonly Recovered[] {
  try {
    const found = interruptedIn(host, folder, scope);
    for (const file of found) settle(host, file);
    for (const path of listOurs(host, folder, scope)) {
      // Only a dead run can have left it, and whoever left it: never a link or a folder, whatever its name.
      if (isTemporaryName(path) && lstatOrNull(host, path)?.kind === "file") discard(host, path);
    }
    return found.flatMap(recovered);
  } catch (error) {
    throw fileFailure(error, { code: "write-failed", verb: "recover files in", path: folder });
  }
}

/** Most folders hold nothing of ours: a command that will not write needs no lock and no rights there. */
async function whereTouched(
  host: Parts & Pick<Host, "clock">,
  folders: readonly string[],
  { waitSeconds = 10 }: RecoverOptions,
  look: (folder: string) => readonly Recovered[],
): Promise<readonly Recovered[]> {
  const touched = [...new Set(folders.map((folder) => realFolder(host, folder)))]
    .filter((folder) => listOurs(host, folder).length > 0);
  const lock = await lockFolders(host, touched, { waitSeconds });
  try {
    return touched.flatMap(look);
  } finally {
    lock.release();
  }
}

/** Compares every file that has a copy of ours with it; changes nothing. */
function interruptedIn(host: Parts, folder: string, scope: Scope): readonly Found[] {
  const named = listOurs(host, folder, scope).flatMap((path): readonly Copy[] => {
    const name = parseCopyName(path);
    return name !== null && lstatOrNull(host, path)?.kind === "file" ? [{ ...name, path }] : [];
  });
  if (named.length === 0) return [];
  const key = readCopyKey(host, scope.projects);
  const ours = named.flatMap((copy): readonly CopyOfOurs[] => {
    if (key === null) return [];
    const bytes = host.files.read(copy.path);
    return copyPath(key, { ...copy, bytes }) === copy.path ? [{ ...copy, bytes }] : [];
  });
  const foreign = named.filter(({ role, path }) =>
    role === "old" && !ours.some((copy) => copy.path === path)
  );
  return [
    ...[...new Set(ours.map(({ target }) => target))].map((target) =>
      compare(host, target, ours.filter((copy) => copy.target === target))
    ),
    ...foreign.map(({ target, path }): Found => ({
      target,
      outcome: "not-ours",
      held: null,
      copies: [path],
    })),
  ];
}

/** Compares a file with the copies of it, of which there is at least one. */
function compare(host: Parts, target: string, copies: readonly CopyOfOurs[]): Found {
  const paths = copies.map(({ path }) => path) as [string, ...string[]];
  const old = copies.find(({ role }) => role === "old");
  if (old === undefined) return { target, outcome: "nothing-happened", held: null, copies: paths };
  const next = copies.find(({ role }) => role === "new");
  const now = lstatOrNull(host, target)?.kind === "file" ? host.files.read(target) : null;
  const outcome = judgeInterrupted(now, { old: old.bytes, next: next?.bytes ?? null });
  return {
    target,
    outcome,
    held: old.bytes,
    copies: [old.path, ...paths.filter((path) => path !== old.path)],
  };
}

function settle(host: Parts, { target, outcome, held, copies }: Found): void {
  if (outcome === "left" || outcome === "not-ours") return;
  if (outcome === "restored" && held !== null) writeOver(host, target, held);
  for (const path of copies) {
    // Where the old bytes are stuck the new ones stay too: the next run needs both.
    if (discard(host, path) === "stuck") return;
  }
}

function recovered({ target, outcome, copies: [copy] }: Found): readonly Recovered[] {
  return outcome === "nothing-happened" ? [] : [{ target, outcome, copy }];
}

function realFolder(host: Parts, folder: string): string {
  try {
    return host.files.realPath(folder);
  } catch (error) {
    throw fileFailure(error, { code: "unreadable", verb: "read", path: folder });
  }
}

/** Paths of what bears our names, whoever made it. */
function listOurs(host: Parts, folder: string, { targets }: Partial<Scope> = {}): readonly string[] {
  try {
    return host.files.list(folder)
      .map((name) => folder === "/" ? `/${name}` : `${folder}/${name}`)
      .filter((path) => isTemporaryName(path) || parseCopyName(path) !== null)
      .filter((path) => targets?.some((target) => path.startsWith(`${target}.keysplit-`)) ?? true);
  } catch (error) {
    throw fileFailure(error, { code: "unreadable", verb: "read", path: folder });
  }
}
