import { dirname, join, relative } from "@std/path";
import type { SourceTree } from "../backends/backend.ts";
import type { Files } from "../io/host.ts";
import { readSmallText } from "./env_values.ts";
import { kindOf, namesIn } from "./listing.ts";
import type { Project } from "./project.ts";

/** The files that say how a project is deployed, tested and described: its own, and those of its repository. */
export interface ProjectFiles {
  /** Relative to the root, those above it with `../`; sorted, the project's own first. */
  readonly paths: readonly string[];
  readonly known: ReadonlySet<string>;
  /** Null where it may not be read, or has more than 1 MiB. */
  text(path: string): string | null;
}

/** Folders above a project that may speak of it: of the others nothing is read. */
const FOLDERS =
  /^(?:\.github|\.circleci|\.gitlab|deploy(?:ment|ments)?|infra(?:structure)?|k8s|kube|kubernetes|manifests?|helm|charts?|ops|devops|docker|systemd|etc|docs?|runbooks?)$/i;
const FILES =
  /^(?:docker-|podman-)?compose[^/]*\.ya?ml$|^(?:readme|contributing|install|deploy\w*|runbook\w*|setup)[^/]*\.(?:md|rst|txt|adoc)$|^(?:\.gitlab-ci\.yml|\.travis\.yml|azure-pipelines\.ya?ml|bitbucket-pipelines\.yml|Jenkinsfile|Procfile|app\.json|render\.yaml|fly\.toml|vercel\.json|Dockerfile[^/]*|crontab|[^/]+\.service)$/i;
const MOST_FILES = 1000;
const MOST_FOLDERS = 200;
const DEEPEST = 5;

const FOUND = new WeakMap<SourceTree, ProjectFiles>();

/** Looks for the files of a project, and for those of its repository around it: up to the folder with `.git`. */
export function projectFiles(files: Files, { root, tree }: Pick<Project, "root" | "tree">): ProjectFiles {
  const seen = FOUND.get(tree);
  if (seen !== undefined) return seen;
  const above = filesAbove(files, root);
  const known = new Set([...tree.paths, ...above]);
  const texts = new Map<string, string | null>();
  const found: ProjectFiles = {
    paths: [...known],
    known,
    text(path) {
      if (!path.startsWith("../")) return tree.text(path);
      const text = texts.get(path);
      if (text !== undefined) return text;
      const read = known.has(path) ? readSmallText(files, join(root, path)) : null;
      texts.set(path, read);
      return read;
    },
  };
  FOUND.set(tree, found);
  return found;
}

/** Whether a path lies above the root. */
export function isAbove(path: string): boolean {
  return path.startsWith("../");
}

function filesAbove(files: Files, root: string): readonly string[] {
  const above: string[] = [];
  for (let folder = root; kindOf(files, join(folder, ".git")) === null; folder = dirname(folder)) {
    if (folder === dirname(folder)) return [];
    above.push(dirname(folder));
  }
  const found: string[] = [];
  const budget = { folders: MOST_FOLDERS };
  for (const folder of above) {
    for (const name of namesIn(files, folder)) {
      const path = join(folder, name);
      const kind = kindOf(files, path);
      if (kind === "file" && FILES.test(name)) found.push(path);
      else if (kind === "folder" && FOLDERS.test(name) && path !== root && !root.startsWith(`${path}/`)) {
        walk(files, { path, depth: 0, found, budget });
      }
    }
  }
  return found.slice(0, MOST_FILES).map((path) => relative(root, path));
}

function walk(files: Files, { path, depth, found, budget }: {
  readonly path: string;
  readonly depth: number;
  readonly found: string[];
  readonly budget: { folders: number };
}): void {
  if (depth > DEEPEST || budget.folders-- <= 0) return;
  for (const name of namesIn(files, path)) {
    if (found.length >= MOST_FILES) return;
    const inner = join(path, name);
    const kind = kindOf(files, inner);
    if (kind === "file") found.push(inner);
    else if (kind === "folder" && name !== "node_modules") {
      walk(files, { path: inner, depth: depth + 1, found, budget });
    }
  }
}
