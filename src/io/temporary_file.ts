import { FileError, type FileInfo, type Host, type OpenFile } from "./host.ts";

// Names beside NAME. They begin with it, so that what hides or ignores NAME.* hides them too.
//   NAME.keysplit-3f0c…   a temporary file of a run: worthless once that run is dead
//   NAME.keysplit-old-…   while NAME is overwritten in place: all that it held (see in_place.ts)
//   NAME.keysplit-new-…   while NAME is overwritten in place: all that it will hold
const TEMPORARY = /.\.keysplit-[0-9a-f]{16}$/;

/** A complete and synced file beside its target, waiting to be renamed. */
export interface Temporary {
  readonly path: string;
  /** What it got of the permission bits that were asked for. */
  readonly mode: number;
  readonly owner: "kept" | "changed";
}

/** Whether a name is one of ours that a dead run can have left. */
export function isTemporaryName(name: string): boolean {
  return TEMPORARY.test(name);
}

/** Writes everything: a write may be short without an error. */
export function writeWhole(file: OpenFile, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += file.write(bytes.subarray(done));
}

/** Removes a file of ours; one that is stuck is no failure, the next run sweeps it. */
export function discard(host: Pick<Host, "files">, path: string): "gone" | "stuck" {
  try {
    host.files.remove(path);
    return "gone";
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.code === "ENOENT" ? "gone" : "stuck";
  }
}

/**
 * Writes a file beside `target`: 0600 from the first byte, then with the mode and where possible the owner of
 * `like`. Leaves nothing when it fails.
 *
 * @throws {FileError}
 */
export function writeTemporary(
  host: Pick<Host, "files" | "random">,
  target: string,
  content: { readonly bytes: Uint8Array; readonly like: FileInfo | null },
): Temporary {
  const random = [...host.random.bytes(8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const path = `${target}.keysplit-${random}`;
  const file = host.files.create(path, 0o600);
  try {
    try {
      writeWhole(file, content.bytes);
      const given = content.like === null
        ? { mode: 0o600, owner: "kept" as const }
        : imitate({ file, mine: host.files.lstat(path), like: content.like });
      file.sync();
      return { path, ...given };
    } finally {
      file.close();
    }
  } catch (error) {
    discard(host, path);
    throw error;
  }
}

function imitate(
  { file, mine, like }: { readonly file: OpenFile; readonly mine: FileInfo; readonly like: FileInfo },
): Omit<Temporary, "path"> {
  let mode = like.mode;
  let owner: Temporary["owner"] = "kept";
  // The owner first: a wide mode must never meet a wrong owner.
  if ((mine.uid !== like.uid || mine.gid !== like.gid) && !mayOwn(file, like.uid, like.gid)) {
    owner = "changed";
    const groupKept = mine.gid === like.gid || mayOwn(file, mine.uid, like.gid);
    // Bits for the old group would open the file to another group: it gets what everybody had.
    if (!groupKept) mode &= ~0o070 | ((mode & 0o007) << 3);
  }
  file.chmod(mode);
  return { mode, owner };
}

/** Tries to give the file away, which only root may, or to a group that the user is in. */
function mayOwn(file: OpenFile, uid: number, gid: number): boolean {
  try {
    file.chown(uid, gid);
    return true;
  } catch (error) {
    if (error instanceof FileError && (error.code === "EPERM" || error.code === "EINVAL")) return false;
    throw error;
  }
}
