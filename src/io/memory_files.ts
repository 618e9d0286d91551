import { FileError, type FileErrorCode, type FileInfo, type Files, type OpenFile } from "./host.ts";

/** What a test puts at a path: contents, a symbolic link, a hard link, a FIFO, or a folder with its mode. */
export type Entry =
  | string
  | Uint8Array
  | {
    readonly content: string | Uint8Array;
    readonly mode?: number;
    readonly uid?: number;
    readonly gid?: number;
  }
  | { readonly link: string }
  | { readonly sameAs: string }
  | { readonly fifo: number }
  | { readonly folder: number };

/** One call of a file operation; `path` is the one that was named, the second one for a rename. */
export interface Step {
  /** 1-based, in the order of the run. */
  readonly index: number;
  readonly operation: keyof Files | keyof OpenFile;
  readonly path: string;
}

/** How a step goes wrong: a code of the system, or the process dies in the middle of it. */
export type Fault = FileErrorCode | "kill";

/** Thrown by a killed step and by every one after it: a dead process cleans nothing up. */
export class Killed extends Error {
  override readonly name = "Killed";
}

interface Node {
  readonly inode: bigint;
  readonly content: { bytes: Uint8Array } | { names: Map<string, Node> } | { link: string } | { fifo: true };
  mode: number;
  uid: number;
  gid: number;
  links: number;
  modified: bigint;
}

/** A file system in memory, which outlives the run that works on it. */
export interface Disk {
  readonly root: Node;
  readonly locked: Set<bigint>;
  tick: bigint;
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

const OWNER = 1000;

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
}

function parts(path: string): readonly string[] {
  if (!path.startsWith("/")) throw new TypeError(`Cannot use "${path}": the path is not absolute`);
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

function newNode(
  disk: { tick: bigint },
  content: Node["content"],
  mode: number,
  uid = OWNER,
  gid = uid,
): Node {
  disk.tick += 1n;
  return { inode: disk.tick, content, mode, uid, gid, links: 1, modified: disk.tick * 1_000_000n };
}

/** Where a path ends: its folder and name, and the node there, if any. */
interface Place {
  readonly path: string;
  readonly folder: Node;
  readonly name: string;
  readonly node: Node | undefined;
}

function locate(disk: Disk, path: string, last: "follow" | "keep", hops = 0): Place {
  if (hops > 40) throw new FileError("ELOOP", path);
  const trail: { readonly name: string; readonly node: Node }[] = [{ name: "", node: disk.root }];
  const names = parts(path);
  if (names.length === 0) return { path: "/", folder: disk.root, name: "", node: disk.root };
  for (const [index, name] of names.entries()) {
    const folder = trail.at(-1)?.node ?? disk.root;
    if (!("names" in folder.content)) throw new FileError("ENOTDIR", path);
    if (name === "..") {
      if (trail.length > 1) trail.pop();
      continue;
    }
    const here = trail.map((step) => step.name).join("/");
    const isLast = index === names.length - 1;
    const node = folder.content.names.get(name);
    if (node !== undefined && "link" in node.content && !(isLast && last === "keep")) {
      const target = node.content.link.startsWith("/") ? node.content.link : `${here}/${node.content.link}`;
      return locate(disk, [target, ...names.slice(index + 1)].join("/"), last, hops + 1);
    }
    if (isLast) return { path: `${here}/${name}`, folder, name, node };
    if (node === undefined) throw new FileError("ENOENT", path);
    trail.push({ name, node });
  }
  const end = trail.at(-1)?.node ?? disk.root;
  return { path: trail.map((step) => step.name).join("/") || "/", folder: end, name: "", node: end };
}

function namesOf(node: Node, path: string): Map<string, Node> {
  if ("names" in node.content) return node.content.names;
  throw new FileError("ENOTDIR", path);
}

/** A disk that holds these entries; folders on the way to them are made with mode 0755. */
export function memoryDisk(entries: Readonly<Record<string, Entry>> = {}): Disk {
  const start = { tick: 1_750_000_000_000n };
  const disk: Disk = Object.assign(start, {
    root: newNode(start, { names: new Map() }, 0o755),
    locked: new Set<bigint>(),
  });
  for (const [path, entry] of Object.entries(entries)) {
    const names = parts(path);
    let folder = disk.root;
    for (const name of names.slice(0, -1)) {
      const inside = namesOf(folder, path);
      const next = inside.get(name) ?? newNode(disk, { names: new Map() }, 0o755);
      inside.set(name, next);
      folder = next;
    }
    namesOf(folder, path).set(names.at(-1) ?? "", nodeFor(disk, entry));
  }
  return disk;
}

function nodeFor(disk: Disk, entry: Entry): Node {
  if (typeof entry === "string" || entry instanceof Uint8Array) {
    return newNode(disk, { bytes: toBytes(entry) }, 0o600);
  }
  if ("link" in entry) return newNode(disk, { link: entry.link }, 0o777);
  if ("fifo" in entry) return newNode(disk, { fifo: true }, entry.fifo);
  if ("folder" in entry) return newNode(disk, { names: new Map() }, entry.folder);
  if ("content" in entry) {
    return newNode(disk, { bytes: toBytes(entry.content) }, entry.mode ?? 0o600, entry.uid, entry.gid);
  }
  const { node } = locate(disk, entry.sameAs, "keep");
  if (node === undefined) throw new FileError("ENOENT", entry.sameAs);
  node.links += 1;
  return node;
}

function infoOf(node: Node): FileInfo {
  const { content, inode, mode, uid, gid, links, modified } = node;
  const kind = "bytes" in content
    ? "file"
    : "names" in content
    ? "folder"
    : "link" in content
    ? "link"
    : "fifo";
  const size = "bytes" in content ? content.bytes.length : 0;
  return { kind, size, mode, uid, gid, links, device: 1n, inode, modified };
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

  return {
    steps,
    read(path) {
      step("read", path);
      const node = existing(path, "follow");
      if ("names" in node.content) throw new FileError("EISDIR", path);
      if (!("bytes" in node.content)) throw new FileError("EINVAL", path);
      permit(node, 4, path);
      return node.content.bytes.slice();
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
