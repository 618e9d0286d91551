import type { Assignment, Expression, PythonFile } from "../source/python.ts";
import type { SourceTree } from "./backend.ts";
import { depthOf, folderOf, joinPath, nameOf } from "./paths.ts";
import { filesWith, findModule, isAside, type PythonProject } from "./python_modules.ts";

/** A Django project's settings as `manage.py` loads them. */
export interface DjangoSettings {
  readonly project: PythonProject;
  /** The folder of `manage.py`. */
  readonly folder: string;
  readonly manage: PythonFile;
  /** The settings module and what it includes, in the order in which they are executed. */
  readonly files: readonly PythonFile[];
}

/** An assignment with the file that it stands in. */
export interface Setting {
  readonly file: PythonFile;
  readonly assignment: Assignment;
}

/** Django projects of a tree, the one nearest the root first: up to three folders down, no examples. */
export function findDjangoProjects(tree: SourceTree): readonly DjangoSettings[] {
  return tree.paths
    .filter((path) => nameOf(path) === "manage.py" && depthOf(path) <= 4 && !isAside(path))
    .filter((path) => /django/i.test(tree.text(path) ?? ""))
    .toSorted((a, b) => depthOf(a) - depthOf(b))
    .flatMap((path) => {
      const manage = tree.python(path);
      const found = manage === null ? null : readSettings(tree, manage);
      return found === null ? [] : [found];
    });
}

function readSettings(tree: SourceTree, manage: PythonFile): DjangoSettings | null {
  const folder = folderOf(manage.path);
  const project: PythonProject = {
    tree,
    importRoots: [folder, joinPath(folder, "src"), joinPath(folder, "apps")],
  };
  const named = settingsModules(manage).map((module) => findModule(project, module, manage.path));
  const top = named.find((path) => path !== null) ?? usualSettings(tree, folder);
  if (top === null) return null;
  const files: PythonFile[] = [];
  include(project, top, { files, open: new Set() });
  return { project, folder, manage, files };
}

/** The modules that `manage.py` may set: literals beside DJANGO_SETTINGS_MODULE, also as a default. */
function settingsModules(manage: PythonFile): readonly string[] {
  const found: string[] = [];
  const collect = (value: Expression | null): void => {
    if (value === null) return;
    if (value.kind === "text") found.push(value.value);
    else if (value.kind === "either") value.choices.forEach(collect);
    else if (value.kind === "name") {
      for (const one of manage.assignments) if (one.target === value.name) collect(one.value);
    } else if (value.kind === "call") collect(value.keywords["default"] ?? value.positional[1] ?? null);
  };
  for (const { call, callee } of manage.calls) {
    const [name, value] = call.positional;
    if (callee.endsWith("setdefault") && name?.kind === "text" && name.value === "DJANGO_SETTINGS_MODULE") {
      collect(value ?? null);
    }
  }
  for (const one of manage.assignments) if (one.key === "DJANGO_SETTINGS_MODULE") collect(one.value);
  return found.filter((module) => /^[\w.]+$/.test(module));
}

function usualSettings(tree: SourceTree, folder: string): string | null {
  const below = tree.paths.filter((path) =>
    (folder === "" || path.startsWith(`${folder}/`)) && !isAside(path) &&
    /(?:^|\/)settings(?:\.py|\/(?:__init__|base|dev|development|local)\.py)$/.test(path)
  );
  return below.toSorted((a, b) => depthOf(a) - depthOf(b))[0] ?? null;
}

/** Adds a settings file after those that it takes over with `from .base import *` or `include(…)`. */
function include(
  project: PythonProject,
  path: string,
  state: { files: PythonFile[]; open: Set<string> },
): void {
  if (state.open.has(path) || state.open.size > 60) return;
  state.open.add(path);
  const file = project.tree.python(path);
  if (file === null) return;
  for (const one of file.imports) {
    const settings = one.name === "*" || /^[A-Z][A-Z0-9_]+$/.test(one.name ?? "");
    const found = settings ? findModule(project, one.module, path) : null;
    if (found !== null) include(project, found, state);
  }
  for (const { call, callee } of file.calls) {
    if (callee !== "include" && callee !== "optional") continue;
    for (const item of call.positional) {
      if (item.kind !== "text") continue;
      const shape = new RegExp(
        `^${joinPath(folderOf(path), item.value).replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`,
      );
      for (const found of project.tree.paths.filter((one) => shape.test(one))) include(project, found, state);
    }
  }
  state.files.push(file);
}

/** All assignments of a setting, the last executed last. */
export function settingsNamed(settings: DjangoSettings, name: string): readonly Setting[] {
  return settings.files.flatMap((file) =>
    file.assignments.filter((one) => one.target === name && one.scope === "" && one.value !== null)
      .map((assignment) => ({ file, assignment }))
  );
}

/** The field that users log in with: of the user model, or of the login's serializer. */
export function usernameField(settings: DjangoSettings): string {
  const text = (one: Assignment): string | null => one.value?.kind === "text" ? one.value.value : null;
  const files = filesWith(settings.project.tree, /USERNAME_FIELD|username_field/, settings.folder);
  const assignments = files.flatMap((file) => file.assignments).filter((one) => one.scope !== "");
  const serializer = assignments.filter((one) => one.target === "username_field").map(text).find((one) =>
    one !== null
  );
  if (serializer !== undefined) return serializer;
  const model = settingsNamed(settings, "AUTH_USER_MODEL").at(-1)?.assignment.value;
  const name = model?.kind === "text" ? model.value.split(".").at(-1) : undefined;
  const own = assignments.filter((one) => one.target === "USERNAME_FIELD");
  const chosen = own.find((one) => one.scope === name) ?? (name === undefined ? undefined : own[0]);
  return (chosen === undefined ? null : text(chosen)) ?? "username";
}
