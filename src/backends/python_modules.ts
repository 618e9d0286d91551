import type { Import, PythonFile } from "../source/python.ts";
import type { SourceTree } from "./backend.ts";
import { folderOf, joinPath } from "./paths.ts";

/** Code that is not the application: found by name, at any depth. */
const ASIDE =
  /(?:^|\/)(?:tests?|testing|docs?|examples?|samples?|migrations|node_modules|site-packages|\.?venv|fixtures|conftest\.py|test_[^/]*\.py|[^/]*_test\.py)(?:\/|$)/i;

/** Whether a path is a test, an example, documentation or the like. */
export function isAside(path: string): boolean {
  return ASIDE.test(path);
}

/** A project's Python files, and the folders that absolute imports start from. */
export interface PythonProject {
  readonly tree: SourceTree;
  /** Relative to the root, the likeliest first; the root itself is ``. */
  readonly importRoots: readonly string[];
}

/** The application's Python files whose text contains a word: cheap enough to ask of a whole tree. */
export function filesWith(tree: SourceTree, word: RegExp, folder = ""): readonly PythonFile[] {
  const found: PythonFile[] = [];
  for (const path of tree.paths) {
    if (!path.endsWith(".py") || isAside(path)) continue;
    if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
    if (!word.test(tree.text(path) ?? "")) continue;
    const file = tree.python(path);
    if (file !== null) found.push(file);
  }
  return found;
}

/** The file of a module as an importing file names it, or null where the project has none. */
export function findModule(project: PythonProject, module: string, from: string): string | null {
  const dots = /^\.*/.exec(module)![0].length;
  const rest = module.slice(dots).replaceAll(".", "/");
  if (dots > 0) {
    let folder = folderOf(from);
    for (let up = 1; up < dots; up++) folder = folderOf(folder);
    return moduleAt(project.tree, joinPath(folder, rest));
  }
  const bases = [...project.importRoots];
  for (let folder = folderOf(from);; folder = folderOf(folder)) {
    bases.push(folder);
    if (folder === "") break;
  }
  for (const base of bases) {
    const found = moduleAt(project.tree, joinPath(base, rest));
    if (found !== null) return found;
  }
  return null;
}

/** What a name of a file is bound to by an import: a module of the project, or a symbol in one. */
export function findImported(
  project: PythonProject,
  bound: Import,
  from: string,
): { readonly path: string; readonly symbol: string | null } | null {
  if (bound.name === null) {
    const path = findModule(project, bound.module, from);
    return path === null ? null : { path, symbol: null };
  }
  const submodule = findModule(
    project,
    `${bound.module}${bound.module.endsWith(".") ? "" : "."}${bound.name}`,
    from,
  );
  const path = findModule(project, bound.module, from);
  if (path !== null && (submodule === null || defines(project, path, bound.name))) {
    return { path, symbol: bound.name };
  }
  return submodule === null ? null : { path: submodule, symbol: null };
}

function defines(project: PythonProject, path: string, name: string): boolean {
  const file = project.tree.python(path);
  if (file === null) return false;
  return file.assignments.some((one) => one.target === name && one.scope === "") ||
    file.classes.some((one) => one.name === name) || file.functions.some((one) => one.name === name);
}

function moduleAt(tree: SourceTree, path: string): string | null {
  if (path !== "" && tree.text(`${path}.py`) !== null) return `${path}.py`;
  const package_ = joinPath(path, "__init__.py");
  return tree.text(package_) !== null ? package_ : null;
}
