import { qualify } from "../source/python/names.ts";
import type { PythonFile } from "../source/python.ts";
import type { SourceTree } from "./backend.ts";
import { depthOf, folderOf, joinPath, nameOf, upward } from "./paths.ts";
import { filesWith, findImported, type PythonProject } from "./python_modules.ts";

/** What makes the application object of a framework. */
export interface Framework {
  readonly kind: "fastapi" | "flask";
  /** The class, as it is called: `FastAPI`. */
  readonly constructor: string;
}

/** What a server can be given: a variable of a module, or a function that makes the application. */
export interface Candidate {
  readonly file: PythonFile;
  readonly attribute: string;
  readonly factory: boolean;
}

/** What a command or variable of the project names as the application: `gunicorn app:app`, `FLASK_APP=app.py`. */
export interface Start {
  /** Dotted. */
  readonly module: string;
  /** Null where only the module is named. */
  readonly attribute: string | null;
  /** The folder that it is given in. */
  readonly at: string;
}

const NAMES = [
  "main.py",
  "app.py",
  "asgi.py",
  "wsgi.py",
  "server.py",
  "api.py",
  "application.py",
  "__init__.py",
  "run.py",
];

/** How unlikely an object is the application, where nothing names it: less is likelier. */
function likelihood(candidate: Candidate): number {
  const name = NAMES.indexOf(nameOf(candidate.file.path));
  return (name < 0 ? NAMES.length : name) + depthOf(candidate.file.path) * 4 + (candidate.factory ? 2 : 0);
}

/** The object that the first fitting start names, else the likeliest by name and depth; null where there is none. */
export function chooseEntry<S extends Start>(
  candidates: readonly Candidate[],
  starts: readonly S[],
): { readonly candidate: Candidate; readonly start: S | null } | null {
  for (const start of starts) {
    const [candidate] = candidates.filter((one) => fits(one, start))
      .toSorted((a, b) => near(start, a) - near(start, b));
    if (candidate !== undefined) return { candidate, start };
  }
  const [candidate] = candidates.toSorted((a, b) => likelihood(a) - likelihood(b));
  return candidate === undefined ? null : { candidate, start: null };
}

function fits({ file, attribute }: Candidate, start: Start): boolean {
  if (start.attribute !== null && start.attribute !== attribute) return false;
  return modulePath(start.module).some((path) => file.path === path || file.path.endsWith(`/${path}`));
}

/** 0 where the module lies right at the folder of the start. */
function near(start: Start, { file }: Candidate): number {
  return modulePath(start.module).some((path) => joinPath(start.at, path) === file.path) ? 0 : 1;
}

/** The objects of a file, and those that other files get from the functions of this one. */
export function candidatesOf(
  project: PythonProject,
  file: PythonFile,
  framework: Framework,
): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const app of file.routes.apps) {
    if (app.kind !== framework.kind) continue;
    if (app.scope === "") found.push({ file, attribute: app.variable, factory: false });
  }
  const factories = file.functions.filter((one) =>
    one.scope === "" && (
      file.routes.apps.some((app) => app.kind === framework.kind && app.scope === one.name) ||
      one.returns.some((value) =>
        value.kind === "call" && value.callee.kind === "name" &&
        qualify(value.callee.name, file.imports).endsWith(framework.constructor)
      )
    )
  );
  for (const factory of factories) {
    const users = [...filesWith(project.tree, new RegExp(`\\b${factory.name}\\b`))];
    const made = users.flatMap((user) =>
      user.assignments.filter((one) =>
        one.scope === "" && !one.conditional && one.value?.kind === "call" &&
        one.value.callee.kind === "name" &&
        names(project, user, { called: one.value.callee.name, factory: factory.name, of: file })
      ).map((one): Candidate => ({ file: user, attribute: one.target, factory: false }))
    );
    found.push(...made);
    if (made.length === 0) found.push({ file, attribute: factory.name, factory: true });
  }
  return found;
}

function names(
  project: PythonProject,
  user: PythonFile,
  link: { readonly called: string; readonly factory: string; readonly of: PythonFile },
): boolean {
  if (user === link.of) return link.called === link.factory;
  const [head = ""] = link.called.split(".");
  const bound = user.imports.find((one) => one.as === head);
  const found = bound === undefined ? null : findImported(project, bound, user.path);
  return found?.path === link.of.path && (found.symbol ?? link.called.split(".").at(-1)) === link.factory;
}

/** The files that a dotted module may be. */
function modulePath(module: string): readonly string[] {
  const path = module.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__init__.py`];
}

/** The folder that a module is imported from, by the path of its file. */
export function rootOf(path: string, module: string): string {
  const own = modulePath(module).find((one) => path === one || path.endsWith(`/${one}`)) ?? path;
  return path.slice(0, path.length - own.length).replace(/\/$/, "");
}

/** The dotted name of a file, as it is imported from a folder above it. */
export function moduleOf({ path }: PythonFile, importRoot: string): string {
  const inside = importRoot === "" ? path : path.slice(importRoot.length + 1);
  return inside.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".");
}

/** The folder above the package, judged by what the file imports and by `__init__.py`. */
export function guessImportRoot(tree: SourceTree, file: PythonFile): string {
  const own = folderOf(file.path);
  const package_ = nameOf(file.path) === "__init__.py" ? folderOf(own) : own;
  const exists = (folder: string, module: string): boolean => {
    const path = joinPath(folder, module);
    return tree.paths.includes(`${path}.py`) ||
      tree.paths.some((one) => one.startsWith(`${path}/`) && one.endsWith(".py"));
  };
  for (const { module } of file.imports) {
    if (module.startsWith(".")) continue;
    const [head = ""] = module.split(".");
    const found = upward(package_).find((folder) => exists(folder, head));
    if (found !== undefined) return found;
  }
  const relative = file.imports.some((one) => one.module.startsWith("."));
  let root = package_;
  if (relative && root !== "" && nameOf(file.path) !== "__init__.py") root = folderOf(root);
  while (root !== "" && tree.paths.includes(joinPath(root, "__init__.py"))) root = folderOf(root);
  return root;
}
