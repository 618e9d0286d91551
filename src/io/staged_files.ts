import { KeysplitError } from "../errors.ts";
import { type CommittedFile, committedFile, notSynced, unchangedFile } from "./committed_file.ts";
import { makeCopyKey } from "./copy_key.ts";
import { fileFailure } from "./file_failure.ts";
import { quotedPath } from "../rules/quoted.ts";
import { FileError, type Host } from "./host.ts";
import { copiesOf, discardCopies, overwriteInPlace, restoreInPlace } from "./in_place.ts";
import { lockFolders } from "./lock_folders.ts";
import { type Recovered, recoverLocked } from "./recover.ts";
import { refuseInterrupted, refuseWithoutKey } from "./refuse_in_place.ts";
import { isUnchanged, lstatOrNull, sameBytes, type Snapshot } from "./snapshot.ts";
import { discard, type Temporary, writeTemporary } from "./temporary_file.ts";

// What a commit promises: whenever it ends, and however, each file is whole, the old one or the new one, and
// nobody can read it who could not before. Several files change all or none, as long as the process lives:
// everything that can run out of space or rights is done before the first rename, and a rename that fails
// takes the earlier ones back from copies made before. Killed between two renames, the files up to there are
// new and the rest old, each whole; running the same command again does the rest. Between the last look at a
// file and its rename an editor that takes no lock can still lose a write: no system call closes that gap.

type Parts = Pick<Host, "files" | "environment" | "clock" | "random">;

/** One file that shall change. */
export interface StagedChange {
  /** Absolute, as the user named it; a symbolic link is kept and what it leads to is changed. */
  readonly path: string;
  /** What was read when the change was planned; null: the file does not exist yet. */
  readonly before: Snapshot | null;
  readonly after: Uint8Array;
  /** The folder that must contain the real file. */
  readonly root: string;
}

/** What a commit may do beyond the ordinary, each with the user's consent. */
export interface CommitOptions {
  /** Files outside of their root, through a symbolic link; refused by default. */
  readonly outside?: "refused" | "allowed";
  /** A file on which another is mounted: `ask` (the default) changes nothing and says so. */
  readonly bindMount?: "ask" | "in-place";
  /** The folder that may come from others, where it is more than the roots of the files. */
  readonly project?: string;
  /** How long to wait for other runs; 10 by default. */
  readonly waitSeconds?: number;
}

/** How a commit ended; `recovered` is what killed runs had left of the files. */
export type Committed =
  & { readonly recovered: readonly Recovered[] }
  & (
    | { readonly outcome: "committed"; readonly files: readonly CommittedFile[] }
    | { readonly outcome: "needs-consent"; readonly reason: "bind-mount"; readonly path: string }
  );

interface Planned {
  readonly change: StagedChange;
  readonly target: string;
  readonly folder: string;
}

interface Staged extends Planned {
  readonly next: Temporary;
  /** A copy of the old file, where a later rename may make it necessary. */
  readonly old: Temporary | null;
}

/** Consent to overwriting; the key under which the copies are named, null where there can be none. */
interface InPlace {
  readonly key: Uint8Array | null;
}

interface Undo {
  readonly run: () => void;
  /** What is so when that fails. */
  readonly otherwise: string;
}

/**
 * Writes all of these files or none, each by a rename; writes nothing where the bytes are the same.
 *
 * @throws {KeysplitError} `changed-on-disk` where a file is not what was read; `refused-edit` for a file
 * outside of its root; `write-failed`; `permission`
 */
export async function commit(
  host: Parts,
  changes: readonly StagedChange[],
  options: CommitOptions = {},
): Promise<Committed> {
  const pending = changes.filter(({ before, after }) => before === null || !sameBytes(before.bytes, after));
  const plans = pending.map((change) => plan(host, change, options));
  refuseTwice(plans);
  const folders = [...new Set(plans.map(({ folder }) => folder))];
  const projects = [...new Set(changes.map(({ root }) => root).concat(options.project ?? []))];
  const inPlace = options.bindMount === "in-place" ? { key: await makeCopyKey(host, projects) } : null;
  const lock = await lockFolders(host, folders, { waitSeconds: options.waitSeconds ?? 10 });
  try {
    const scope = { projects, targets: plans.map(({ target }) => target) };
    const recovered = folders.flatMap((folder) => recoverLocked(host, folder, scope))
      .filter(({ outcome }) => outcome !== "not-ours");
    for (const { change, target } of plans) refuseInterrupted(change.path, target, recovered);
    const written = write(host, plans, inPlace);
    if ("busy" in written) {
      return { outcome: "needs-consent", reason: "bind-mount", path: written.busy, recovered };
    }
    const files = changes.map((change) =>
      written.files.find(({ path }) => path === change.path) ?? unchangedFile(change)
    );
    return { outcome: "committed", files, recovered };
  } finally {
    lock.release();
  }
}

function plan(host: Parts, change: StagedChange, options: CommitOptions): Planned {
  const { path, before } = change;
  try {
    const named = path.lastIndexOf("/");
    const folderOf = (file: string) => file.slice(0, file.lastIndexOf("/")) || "/";
    const folder = before === null ? host.files.realPath(folderOf(path)) : folderOf(before.target);
    const target = before?.target ?? `${folder === "/" ? "" : folder}${path.slice(named)}`;
    const root = host.files.realPath(change.root);
    const inside = root === "/" || target.startsWith(`${root}/`);
    if (!inside && options.outside !== "allowed") {
      throw new KeysplitError(
        "refused-edit",
        `Cannot edit "${path}": it leads to "${target}", outside of "${root}"`,
        {
          next: [`ls -l ${quotedPath(path)}`],
        },
      );
    }
    return { change, target, folder };
  } catch (error) {
    throw fileFailure(error, { code: "write-failed", verb: "write", path, state: "nothing was written" });
  }
}

/** Two names of one file would overwrite each other's change. */
function refuseTwice(plans: readonly Planned[]): void {
  for (const [index, { change, target }] of plans.entries()) {
    const other = plans.slice(0, index).find((plan) => plan.target === target);
    if (other === undefined) continue;
    const names = `"${other.change.path}" and "${change.path}"`;
    throw new KeysplitError("refused-edit", `Cannot edit ${names} at once: both are "${target}"`, {
      next: ["Name one of them"],
    });
  }
}

/** Stages everything, then renames everything, with the folders locked. */
function write(
  host: Parts,
  plans: readonly Planned[],
  inPlace: InPlace | null,
): { readonly files: readonly CommittedFile[] } | { readonly busy: string } {
  const staged: Staged[] = [];
  const undos: Undo[] = [];
  const cleanUps: (() => void)[] = [];
  const files: CommittedFile[] = [];
  let current = plans[0]?.change;
  let busy: Staged | null = null;
  try {
    for (const planned of plans) {
      current = planned.change;
      refuseChanged(host, planned);
      staged.push(stage(host, planned, planned === plans.at(-1) ? "last" : "before-others"));
    }
    for (const file of staged) {
      current = file.change;
      refuseChanged(host, file);
      const done = replace(host, file, { undos, cleanUps, inPlace });
      if (done === "busy") {
        busy = file;
        break;
      }
      files.push(committedFile(file, done));
    }
  } catch (error) {
    throw failed(error, current, takeBack(host, staged, undos));
  }
  if (busy !== null) {
    const stuck = takeBack(host, staged, undos);
    if (stuck.length > 0) throw failed(new FileError("EBUSY", busy.target), busy.change, stuck);
    return { busy: busy.change.path };
  }
  for (const { old } of staged) if (old !== null) discard(host, old.path);
  for (const cleanUp of cleanUps) cleanUp();
  const unsynced = new Set(plans.map(({ folder }) => folder).filter((folder) => !synced(host, folder)));
  return {
    files: files.map((file, index) => unsynced.has(plans[index]?.folder ?? "") ? notSynced(file) : file),
  };
}

function refuseChanged(host: Parts, { change, target }: Planned): void {
  const { path, before } = change;
  const same = before === null
    ? lstatOrNull(host, path) === null && lstatOrNull(host, target) === null
    : isUnchanged(host, before);
  if (same) return;
  const why = before === null ? "somebody else has made it meanwhile" : "it has changed since it was read";
  throw new KeysplitError("changed-on-disk", `Cannot write "${path}": ${why}`, {
    next: ["Run the same command again"],
  });
}

function stage(host: Parts, planned: Planned, position: "last" | "before-others"): Staged {
  const { change: { before, after }, target } = planned;
  const like = before?.info ?? null;
  const next = writeTemporary(host, target, { bytes: after, like });
  if (before === null || position === "last") return { ...planned, next, old: null };
  try {
    return { ...planned, next, old: writeTemporary(host, target, { bytes: before.bytes, like }) };
  } catch (error) {
    discard(host, next.path);
    throw error;
  }
}

function replace(
  host: Parts,
  file: Staged,
  { undos, cleanUps, inPlace }: {
    readonly undos: Undo[];
    readonly cleanUps: (() => void)[];
    readonly inPlace: InPlace | null;
  },
): CommittedFile["done"] | "busy" {
  const { change: { path, before, after }, target, folder, next, old } = file;
  try {
    host.files.rename(next.path, target);
    const otherwise = `but "${path}" keeps its new contents, which could not be taken back`;
    if (before === null) undos.push({ run: () => host.files.remove(target), otherwise });
    else if (old !== null) undos.push({ run: () => host.files.rename(old.path, target), otherwise });
    return before === null ? "created" : "replaced";
  } catch (error) {
    if (before === null || !(error instanceof FileError) || error.code !== "EBUSY") throw error;
    if (inPlace === null) return "busy";
    if (inPlace.key === null) refuseWithoutKey(path);
    const copies = copiesOf(inPlace.key, before, after);
    // Before the first byte: a failure half-way is taken back like a rename.
    const otherwise = `but "${path}" may be half written: the next run restores it from "${copies.old}"`;
    undos.push({ run: () => restoreInPlace(host, before, copies), otherwise });
    overwriteInPlace(host, before, { bytes: after, temporary: next.path, folder, copies });
    cleanUps.push(() => discardCopies(host, copies));
    return "overwritten";
  }
}

/** Takes back what was done, the last first, and removes every temporary file; returns what could not be. */
function takeBack(host: Parts, staged: readonly Staged[], undos: readonly Undo[]): readonly string[] {
  const stuck = undos.toReversed().filter(({ run }) => {
    try {
      run();
      return false;
    } catch (error) {
      if (error instanceof FileError) return true;
      throw error;
    }
  });
  for (const { next, old } of staged) {
    discard(host, next.path);
    if (old !== null) discard(host, old.path);
  }
  return stuck.map(({ otherwise }) => otherwise);
}

function failed(error: unknown, change: StagedChange | undefined, stuck: readonly string[]): unknown {
  const whole = change?.before === null ? "nothing was written" : "the old file is untouched";
  const state = stuck.length === 0 ? whole : stuck.join("; ");
  if (error instanceof KeysplitError) {
    const { code, message, next, cause } = error;
    return new KeysplitError(code, `${message}; ${state}`, { next, cause });
  }
  return fileFailure(error, { code: "write-failed", verb: "write", path: change?.path ?? "", state });
}

function synced(host: Parts, folder: string): boolean {
  try {
    host.files.syncFolder(folder);
    return true;
  } catch (error) {
    // The renames are done and visible; taking them back would be no safer against a power cut.
    if (error instanceof FileError) return false;
    throw error;
  }
}
