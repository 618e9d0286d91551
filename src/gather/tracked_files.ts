import { createHash } from "node:crypto";
import { join } from "@std/path";
import { STATEMENTS_FILE } from "../checklist/statements.ts";
import { FileError, type Files, type Host } from "../io/host.ts";
import { isExampleName } from "./example_file.ts";
import type { Project } from "./project.ts";

/** What the project's files are at this moment. */
export interface FilesState {
  /** SHA-256 of what `sha256sum` prints of them, in the order of their paths: 64 hex digits. */
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
  const isKept = (path: string) =>
    path !== STATEMENTS_FILE && !isEnvFile(path) && !envFiles.includes(join(root, path));
  const paths = (tracked?.paths ?? tree.paths.filter(isSource)).filter(isKept);
  const committed = new Map([...tracked?.committed ?? []].filter(([path]) => isKept(path)));
  const [anyId] = committed.values();
  const all = createHash("sha256");
  let clean = committed.size === paths.length;
  for (const path of paths.toSorted()) {
    const hashes = hashesOf(host.files, join(root, path), anyId?.length === 64 ? "sha256" : "sha1");
    clean &&= hashes?.blob === committed.get(path);
    // What is missing has no bytes.
    if (hashes !== null) all.update(`${hashes.sha256}  ${path}\n`);
  }
  const head = tracked === null ? null : await host.git.ask(root, ["rev-parse", "--verify", "HEAD"]);
  const commit = head === null || head.exitCode !== 0 ? null : { id: head.output.trim(), clean };
  return { digest: all.digest("hex"), commit };
}

/** What git says of a project's files. */
interface Tracked {
  readonly paths: readonly string[];
  /** What the last commit has, by path. */
  readonly committed: ReadonlyMap<string, string>;
}

/** The files that git tracks, without links and submodules; null where there is no git to ask. */
async function trackedFiles(host: World, root: string): Promise<Tracked | null> {
  if (!(await host.may("run", "git"))) return null;
  const listed = await host.git.ask(root, ["ls-files", "-z", "--stage"]);
  if (listed === null || listed.exitCode !== 0) return null;
  const tree = await host.git.ask(root, ["ls-tree", "-r", "-z", "HEAD"]);
  return {
    paths: entriesOf(listed.output).map(({ path }) => path),
    committed: new Map(
      entriesOf(tree?.exitCode === 0 ? tree.output : "").map(({ path, id }) => [path, id]),
    ),
  };
}

/** The files among what `ls-files --stage` or `ls-tree` prints. */
function entriesOf(output: string): readonly { readonly path: string; readonly id: string }[] {
  return output.split("\0").flatMap((entry) => {
    const tab = entry.indexOf("\t");
    const [mode = "", ...words] = entry.slice(0, Math.max(tab, 0)).split(" ");
    const id = words.find((word) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(word));
    return mode.startsWith("100") && id !== undefined ? [{ path: entry.slice(tab + 1), id }] : [];
  });
}

/** What a file hashes to by itself, and as git names it; null for what is no file. */
function hashesOf(
  files: Files,
  path: string,
  naming: "sha1" | "sha256",
): { readonly sha256: string; readonly blob: string } | null {
  try {
    const { kind, size } = files.lstat(path);
    if (kind !== "file") return null;
    const sha256 = createHash("sha256");
    const blob = createHash(naming).update(`blob ${size}\0`);
    for (const piece of files.pieces(path)) {
      sha256.update(piece);
      blob.update(piece);
    }
    return { sha256: sha256.digest("hex"), blob: blob.digest("hex") };
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
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
