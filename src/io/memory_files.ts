import { FileError, type FileErrorCode, type Files, type OpenFile } from "./host.ts";
import { type Disk, infoOf, locate, namesOf, newNode, type Node, OWNER } from "./memory_disk.ts";

/** One call of a file operation; `path` is the one that was named, the second one for a rename. */
export interface Step {
  /** 1-based, in the order of the run. */
  readonly index: number;
  readonly operation: keyof Files | keyof OpenFile;
  readonly path: string;
}

/** Small, so that lines come in several pieces. */
const PIECE = 7;

/** How a step goes wrong: a code of the system, or the process dies in the middle of it. */
export type Fault = FileErrorCode | "kill";

/** Thrown by a killed step and by every one after it: a dead process cleans nothing up. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/** Who works on a disk and what goes wrong; {@linkcode memoryFiles} has the defaults. */
export interface MemoryFilesOptions {
  readonly uid?: number;
  readonly gid?: number;
  /** Files on which another file is mounted: a rename onto one fails with `EBUSY`. */
  readonly bindMounts?: readonly string[];
  /** Bytes that one write takes at most, so that callers must loop; 64 by default. */
  readonly writeAtMost?: number;
  /** Asked before every step. */
  readonly fault?: (step: Step) => Fault | null;
}

/** The files of a disk as one process sees them, which keeps to the modes unless its uid is 0. */
export function memoryFiles(
  disk: Disk,
  options: MemoryFilesOptions = {},
): Files & { readonly steps: readonly Step[] } {
  const { uid = OWNER, gid = uid, bindMounts = [], writeAtMost = 64, fault = () => null } = options;
  const steps: Step[] = [];
  const held = new Set<bigint>();
  let dead = false;

  function step(operation: Step["operation"], path: string, midway?: () => void): void {
    if (dead) throw new Killed("The process is dead");
    const next: Step = { index: steps.length + 1, operation, path };
    steps.push(next);
    const outcome = fault(next);
    if (outcome === null) return;
    midway?.();
    if (outcome !== "kill") throw new FileError(outcome, path);
    dead = true;
    for (const inode of held) disk.locked.delete(inode);
    throw new Killed(`Killed in step ${next.index}: ${operation}`);
  }

  function permit(node: Node, bits: number, path: string): void {
    const shift = node.uid === uid ? 6 : node.gid === gid ? 3 : 0;
    if (uid !== 0 && ((node.mode >> shift) & bits) !== bits) throw new FileError("EACCES", path);
  }

  function existing(path: string, last: "follow" | "keep"): Node {
    const { node } = locate(disk, path, last);
    if (node === undefined) throw new FileError("ENOENT", path);
    return node;
  }

  function change(node: Node): void {
    disk.tick += 1n;
    node.modified = disk.tick * 1_000_000n;
  }

  function open(path: string, node: Node): OpenFile {
    const file = node.content;
    if (!("bytes" in file)) throw new FileError("EISDIR", path);
    let position = 0;
    const put = (bytes: Uint8Array): void => {
      const grown = new Uint8Array(Math.max(file.bytes.length, position + bytes.length));
      grown.set(file.bytes);
      grown.set(bytes, position);
      file.bytes = grown;
      position += bytes.length;
      change(node);
    };
    return {
      write(bytes) {
        const part = bytes.subarray(0, writeAtMost);
        step("write", path, () => put(part.subarray(0, part.length >> 1)));
        put(part);
        return part.length;
      },
      truncate(length) {
        step("truncate", path);
        const cut = new Uint8Array(length);
        cut.set(file.bytes.subarray(0, length));
        file.bytes = cut;
        change(node);
      },
      sync: () => step("sync", path),
      chmod(mode) {
        step("chmod", path);
        if (uid !== 0 && uid !== node.uid) throw new FileError("EPERM", path);
        node.mode = mode;
      },
      chown(newUid, newGid) {
        step("chown", path);
        if (uid !== 0 && (newUid !== node.uid || newGid !== gid)) throw new FileError("EPERM", path);
        node.uid = newUid;
        node.gid = newGid;
      },
      close: () => step("close", path),
    };
  }

  /** Puts a node where nothing is yet. */
  function add(path: string, node: Node): void {
    const place = locate(disk, path, "keep");
    if (place.node !== undefined) throw new FileError("EEXIST", path);
    permit(place.folder, 2, path);
    namesOf(place.folder, path).set(place.name, node);
    change(place.folder);
  }

  function bytesOf(path: string): Uint8Array {
    const node = existing(path, "follow");
    if ("names" in node.content) throw new FileError("EISDIR", path);
    if (!("bytes" in node.content)) throw new FileError("EINVAL", path);
    permit(node, 4, path);
    return node.content.bytes.slice();
  }

  return {
    steps,
    read(path) {
      step("read", path);
      return bytesOf(path);
    },
    *pieces(path) {
      step("pieces", path);
      const bytes = bytesOf(path);
      for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
    },
    lstat(path) {
      step("lstat", path);
      return infoOf(existing(path, "keep"));
    },
    stat(path) {
      step("stat", path);
      return infoOf(existing(path, "follow"));
    },
    list(folder) {
      step("list", folder);
      const node = existing(folder, "follow");
      permit(node, 4, folder);
      return [...namesOf(node, folder).keys()].sort();
    },
    realPath(path) {
      step("realPath", path);
      const place = locate(disk, path, "follow");
      if (place.node === undefined) throw new FileError("ENOENT", path);
      return place.path;
    },
    readLink(path) {
      step("readLink", path);
      const { content } = existing(path, "keep");
      if (!("link" in content)) throw new FileError("EINVAL", path);
      return content.link;
    },
    create(path, mode) {
      step("create", path);
      const node = newNode(disk, { bytes: new Uint8Array() }, mode, uid, gid);
      add(path, node);
      return open(path, node);
    },
    overwrite(path) {
      step("overwrite", path);
      const node = existing(path, "keep");
      if ("link" in node.content) throw new FileError("ELOOP", path);
      permit(node, 2, path);
      return open(path, node);
    },
    rename(from, to) {
      step("rename", to);
      const source = locate(disk, from, "keep");
      const target = locate(disk, to, "keep");
      if (source.node === undefined) throw new FileError("ENOENT", from);
      if (bindMounts.includes(to)) throw new FileError("EBUSY", to);
      if (target.node !== undefined && "names" in target.node.content) throw new FileError("EISDIR", to);
      permit(source.folder, 2, to);
      permit(target.folder, 2, to);
      if (target.node !== undefined) target.node.links -= 1;
      namesOf(source.folder, from).delete(source.name);
      namesOf(target.folder, to).set(target.name, source.node);
    },
    remove(path) {
      step("remove", path);
      const place = locate(disk, path, "keep");
      if (place.node === undefined) throw new FileError("ENOENT", path);
      if ("names" in place.node.content) throw new FileError("EISDIR", path);
      if (bindMounts.includes(path)) throw new FileError("EBUSY", path);
      permit(place.folder, 2, path);
      place.node.links -= 1;
      namesOf(place.folder, path).delete(place.name);
    },
    makeFolder(path, mode) {
      step("makeFolder", path);
      add(path, newNode(disk, { names: new Map() }, mode, uid, gid));
    },
    removeFolder(path) {
      step("removeFolder", path);
      const place = locate(disk, path, "keep");
      if (place.node === undefined) throw new FileError("ENOENT", path);
      if (namesOf(place.node, path).size > 0) throw new FileError("ENOTEMPTY", path);
      permit(place.folder, 2, path);
      namesOf(place.folder, path).delete(place.name);
    },
    removeTree(path) {
      step("removeTree", path);
      const place = locate(disk, path, "keep");
      if (place.node === undefined) throw new FileError("ENOENT", path);
      permit(place.folder, 2, path);
      namesOf(place.folder, path).delete(place.name);
    },
    syncFolder(path) {
      step("syncFolder", path);
      namesOf(existing(path, "follow"), path);
    },
    lockFolder(path) {
      step("lockFolder", path);
      const node = existing(path, "follow");
      permit(node, 4, path);
      if (disk.locked.has(node.inode)) return null;
      disk.locked.add(node.inode);
      held.add(node.inode);
      return {
        release() {
          if (held.delete(node.inode)) disk.locked.delete(node.inode);
        },
      };
    },
  };
}
