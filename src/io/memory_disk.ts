import { FileError, type FileInfo } from "./host.ts";

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

/** An inode. */
export interface Node {
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

/** Uid and gid of whatever a test does not say otherwise of. */
export const OWNER = 1000;

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
}

function parts(path: string): readonly string[] {
  if (!path.startsWith("/")) throw new TypeError(`Cannot use "${path}": the path is not absolute`);
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

/** A node that is in no folder yet. */
export function newNode(
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
export interface Place {
  readonly path: string;
  readonly folder: Node;
  readonly name: string;
  readonly node: Node | undefined;
}

/** Walks a path; a link at its very end is followed or kept. */
export function locate(disk: Disk, path: string, last: "follow" | "keep", hops = 0): Place {
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

/** What is in a folder. */
export function namesOf(node: Node, path: string): Map<string, Node> {
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

/** What `lstat` tells of a node. */
export function infoOf(node: Node): FileInfo {
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
