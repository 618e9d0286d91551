import type { SourceTree } from "../backends/backend.ts";
import { FileError, type Files } from "../io/host.ts";
import { isScript, parseScript, type ScriptFile } from "../source/javascript.ts";
import { parsePython, type PythonFile } from "../source/python.ts";
import { kindOf, namesIn } from "./listing.ts";

const SKIPPED = new Set([
  "node_modules",
  "__pycache__",
  "site-packages",
  "dist",
  "build",
  "coverage",
  "htmlcov",
  "staticfiles",
  "vendor",
  "target",
  "eggs",
  "media",
]);
/** The hidden folders that are sources: what CI runs. */
const CI_FOLDERS = new Set([".github", ".gitlab", ".circleci"]);
const MOST_FILES = 20_000;
const MOST_FOLDERS = 4_000;
const DEEPEST = 10;
const LARGEST = 1 << 20;

/**
 * The files below a folder, as detection sees them. Links are not followed, dependencies and build output
 * are left out, a file is read when its text is first asked for.
 */
export function sourceTree(files: Files, root: string): SourceTree {
  const paths = pathsBelow(files, root);
  const known = new Set(paths);
  const texts = new Map<string, string | null>();
  const pythons = new Map<string, PythonFile | null>();
  const scripts = new Map<string, ScriptFile | null>();

  const text = (path: string): string | null => {
    const seen = texts.get(path);
    if (seen !== undefined) return seen;
    const read = known.has(path) ? readText(files, `${root}/${path}`) : null;
    texts.set(path, read);
    return read;
  };
  const python = (path: string): PythonFile | null => {
    const seen = pythons.get(path);
    if (seen !== undefined) return seen;
    const source = path.endsWith(".py") ? text(path) : null;
    const parsed = source === null ? null : parsePython(path, source);
    pythons.set(path, parsed);
    return parsed;
  };
  const script = (path: string): ScriptFile | null => {
    const seen = scripts.get(path);
    if (seen !== undefined) return seen;
    const source = isScript(path) ? text(path) : null;
    const parsed = source === null ? null : parseScript(path, source);
    scripts.set(path, parsed);
    return parsed;
  };
  return { root, paths, text, python, script };
}

function pathsBelow(files: Files, root: string): readonly string[] {
  const paths: string[] = [];
  let folders = 0;
  const waiting: { readonly path: string; readonly depth: number }[] = [{ path: "", depth: 0 }];
  for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
    if (++folders > MOST_FOLDERS || paths.length > MOST_FILES) break;
    for (const name of namesIn(files, `${root}/${folder.path}`)) {
      const path = folder.path === "" ? name : `${folder.path}/${name}`;
      const kind = kindOf(files, `${root}/${path}`);
      if (kind === "file") paths.push(path);
      else if (kind === "folder" && folder.depth < DEEPEST && isSource(files, `${root}/${path}`, name)) {
        waiting.push({ path, depth: folder.depth + 1 });
      }
    }
  }
  return paths.sort();
}

function isSource(files: Files, path: string, name: string): boolean {
  if (SKIPPED.has(name) || (name.startsWith(".") && !CI_FOLDERS.has(name)) || name.endsWith(".egg-info")) {
    return false;
  }
  return kindOf(files, `${path}/pyvenv.cfg`) === null;
}

function readText(files: Files, path: string): string | null {
  try {
    if (files.lstat(path).size > LARGEST) return null;
    return new TextDecoder().decode(files.read(path));
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
