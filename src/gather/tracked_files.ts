import { createHash } from "node:crypto";
import { join } from "@std/path";
import { STATEMENTS_FILE } from "../checklist/statements.ts";
import { FileError, type Files, type Host } from "../io/host.ts";
import { isExampleName } from "./example_file.ts";
import type { Project } from "./project.ts";

/** What the project's files are at this moment. */
export interface FilesState {
  /**
   * SHA-256 of what `sha256sum` prints of them, in the order of their paths: 64 hex digits. Of a link it is what the
   * link says; what has no bytes to read here, as a submodule has none, counts with the id that git has of it.
   */
  readonly digest: string;
  /** The commit and whether the files are as it has them; null where git does not tell. */
  readonly commit: { readonly id: string; readonly clean: boolean } | null;
}

type World = Pick<Host, "files" | "git" | "may">;

/**
 * What the files of a project are: those that git tracks, else code, configuration and documentation as detection
 * sees them. Env files are left out, because a digest of a key could be guessed at; so is the file of statements,
 * which is bound to this. Git is asked for names and ids alone: comparing by itself, it would run the filters
 * that a hostile repository names.
 */
export async function gatherFilesState(
  host: World,
  { root, tree, envFiles }: Pick<Project, "root" | "tree" | "envFiles">,
): Promise<FilesState> {
  const tracked = await trackedFiles(host, root);
  const ids = new Map(tracked?.files);
  const isKept = (path: string) =>
    path !== STATEMENTS_FILE && !isEnvFile(path) && !envFiles.includes(join(root, path));
  const paths = (tracked === null ? tree.paths.filter(isSource) : [...ids.keys()]).filter(isKept);
  const committed = new Map([...tracked?.committed ?? []].filter(([path]) => isKept(path)));
  const [anyId] = ids.values();
  const all = createHash("sha256");
  let clean = committed.size === paths.length;
  for (const path of paths.toSorted()) {
    const hashes = hashesOf(host.files, join(root, path), anyId?.length === 64 ? "sha256" : "sha1");
    const id = ids.get(path);
    if (hashes === "no bytes") {
      clean &&= isFolder(host.files, join(root, path)) && id === committed.get(path);
      all.update(lineOf(id ?? "", path));
      continue;
    }
    clean &&= hashes?.blob === committed.get(path);
    // What is missing has no bytes.
    if (hashes !== null) all.update(lineOf(hashes.sha256, path));
  }
  const head = tracked === null ? null : await host.git.ask(root, ["rev-parse", "--verify", "HEAD"]);
  const commit = head === null || head.exitCode !== 0 ? null : { id: head.output.trim(), clean };
  return { digest: all.digest("hex"), commit };
}

/** What git says of a project's files, by path. */
interface Tracked {
  readonly files: ReadonlyMap<string, string>;
  /** What the last commit has. */
  readonly committed: ReadonlyMap<string, string>;
}

/** The files, links and submodules that git tracks; null where there is no git to ask. */
async function trackedFiles(host: World, root: string): Promise<Tracked | null> {
  if (!(await host.may("run", "git"))) return null;
  const listed = await host.git.ask(root, ["ls-files", "-z", "--stage"]);
  if (listed === null || listed.exitCode !== 0) return null;
  const tree = await host.git.ask(root, ["ls-tree", "-r", "-z", "HEAD"]);
  return {
    files: new Map(entriesOf(listed.output)),
    committed: new Map(entriesOf(tree?.exitCode === 0 ? tree.output : "")),
  };
}

/** The path and the id of each that `ls-files --stage` or `ls-tree` prints. */
function entriesOf(output: string): readonly (readonly [path: string, id: string])[] {
  return output.split("\0").flatMap((entry) => {
    const tab = entry.indexOf("\t");
    const words = entry.slice(0, Math.max(tab, 0)).split(" ");
    const id = words.find((word) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(word));
    return id === undefined ? [] : [[entry.slice(tab + 1), id]];
  });
}

/** A line as `sha256sum` prints it, where a path cannot pass for another line. */
function lineOf(digest: string, path: string): string {
  const escaped = path.replaceAll(/[\\\n\r]/g, (found) => ({ "\n": "\\n", "\r": "\\r" })[found] ?? "\\\\");
  return `${escaped === path ? "" : "\\"}${digest}  ${escaped}\n`;
}

function isFolder(files: Files, path: string): boolean {
  try {
    return files.lstat(path).kind === "folder";
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}

/** A name that git has in bytes that are no text: here nothing has the name. */
const NO_TEXT = "\ufffd";

/** What a file hashes to by itself, and as git names it; null for what is missing. */
function hashesOf(
  files: Files,
  path: string,
  naming: "sha1" | "sha256",
): { readonly sha256: string; readonly blob: string } | "no bytes" | null {
  try {
    const { kind, size } = files.lstat(path);
    if (kind === "folder") return "no bytes";
    if (kind !== "file" && kind !== "link") return null;
    const link = kind === "link" ? new TextEncoder().encode(files.readLink(path)) : null;
    const sha256 = createHash("sha256");
    const blob = createHash(naming).update(`blob ${link?.length ?? size}\0`);
    for (const piece of link === null ? files.pieces(path) : [link]) {
      sha256.update(piece);
      blob.update(piece);
    }
    return { sha256: sha256.digest("hex"), blob: blob.digest("hex") };
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return error.code === "ENOENT" && !path.includes(NO_TEXT) ? null : "no bytes";
  }
}

/** Without git: what people write, and not what a run leaves. */
function isSource(path: string): boolean {
  return /(?:^|\/)(?:[A-Z][A-Za-z]*|[^/]+\.(?:py|pyi|[cm]?[jt]sx?|json|toml|ya?ml|cfg|ini|txt|md|rst|sh|service|conf))$/
    .test(path);
}

function isEnvFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return /^\.env(?:\.|$)|\.env$/.test(name) && !isExampleName(name);
}
