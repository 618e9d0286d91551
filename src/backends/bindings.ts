import type { Expression, Field, Model, PythonFile } from "../source/python.ts";
import { findImported, findModule, type PythonProject } from "./python_modules.ts";

/** A place in the code: a file and the scope in it. */
export interface Place {
  readonly file: PythonFile;
  readonly scope: string;
}

/** A settings class with everything that it inherits. */
export interface WholeModel {
  readonly model: Model;
  readonly file: PythonFile;
  readonly isSettings: boolean;
  readonly prefix: string;
  readonly caseSensitive: boolean;
  readonly nestedDelimiter: string | null;
  readonly fields: readonly { readonly field: Field; readonly file: PythonFile }[];
}

/** Modules import from each other in circles: this many steps are enough for any honest project. */
const MAX_STEPS = 24;

/** What a name is bound to. */
export interface Bound {
  readonly values: readonly { readonly expression: Expression; readonly place: Place }[];
  /** The class that a parameter's annotation or the name itself names. */
  readonly model: WholeModel | null;
  /** Attributes that are left. */
  readonly rest: readonly string[];
}

/** What a dotted name is bound to: local assignments, parameters, module assignments, imports, star imports. */
export function lookUp(
  project: PythonProject,
  parts: readonly string[],
  place: Place,
  depth = 0,
): Bound | null {
  if (depth > MAX_STEPS) return null;
  const { file } = place;
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join(".");
    const rest = parts.slice(length);
    for (let scope = place.scope;; scope = scope.slice(0, Math.max(0, scope.lastIndexOf(".")))) {
      const values = file.assignments.filter((one) =>
        one.target === name && one.key === null && one.scope === scope && one.value !== null && !one.updates
      ).map((one) => ({ expression: one.value!, place: { file, scope } }));
      if (values.length > 0) return { values, model: null, rest };
      if (length === 1 && scope !== "") {
        const parameter = file.functions.find((one) => joinScope(one.scope, one.name) === scope)?.parameters
          .find((one) => one.name === name);
        if (parameter !== undefined) return ofParameter(project, parameter, { place: { file, scope }, rest });
      }
      if (scope === "") break;
    }
  }
  const [head = "", ...rest] = parts;
  if (file.classes.some((one) => one.name === head)) {
    return { values: [], model: wholeModel(project, file, head), rest };
  }
  for (
    const bound of file.imports.filter((one) => one.as === head || one.as.startsWith(`${head}.`)).toReversed()
  ) {
    if (bound.name === "*") continue;
    const dotted = bound.as.split(".");
    if (dotted.some((part, i) => parts[i] !== part)) continue;
    const left = parts.slice(dotted.length);
    const found = findImported(project, bound, file.path);
    const target = found === null ? null : project.tree.python(found.path);
    if (found === null || target === null) continue;
    const names = found.symbol === null ? left : [found.symbol, ...left];
    const inner = names.length === 0 ? null : lookUp(project, names, { file: target, scope: "" }, depth + 1);
    if (inner !== null) return inner;
    const [submodule, ...deeper] = names;
    const path = submodule === undefined ? null : findModule(project, `.${submodule}`, found.path);
    const module = path === null ? null : project.tree.python(path);
    if (module !== null && deeper.length > 0) {
      return lookUp(project, deeper, { file: module, scope: "" }, depth + 1);
    }
  }
  for (const bound of file.imports.filter((one) => one.name === "*").toReversed()) {
    const path = findModule(project, bound.module, file.path);
    const target = path === null || path === file.path ? null : project.tree.python(path);
    if (target === null) continue;
    const inner = lookUp(project, parts, { file: target, scope: "" }, depth + 1);
    if (inner !== null) return inner;
  }
  return null;
}

function ofParameter(
  project: PythonProject,
  parameter: { readonly annotation: Expression | null; readonly value: Expression | null },
  at: { readonly place: Place; readonly rest: readonly string[] },
): Bound {
  const { place, rest } = at;
  const model = parameter.annotation === null
    ? null
    : modelOfAnnotation(project, parameter.annotation, place);
  const value = parameter.value;
  const depends =
    value?.kind === "call" && value.callee.kind === "name" && /(?:^|\.)Depends$/.test(value.callee.name)
      ? value.positional[0]
      : undefined;
  const expression: Expression | null = depends === undefined
    ? value
    : { kind: "call", callee: depends, positional: [], keywords: {}, line: depends.line };
  return { values: expression === null ? [] : [{ expression, place }], model, rest };
}

/** The class of an annotation: `Settings`, `Annotated[Settings, Depends(…)]`, `Optional[Settings]`. */
export function modelOfAnnotation(
  project: PythonProject,
  annotation: Expression,
  place: Place,
): WholeModel | null {
  if (annotation.kind === "name" || annotation.kind === "text") {
    return modelNamed(project, annotation.kind === "name" ? annotation.name : annotation.value, place.file);
  }
  if (annotation.kind !== "subscript") return null;
  const inner = annotation.key.kind === "list" ? annotation.key.items[0] : annotation.key;
  return inner === undefined ? null : modelOfAnnotation(project, inner, place);
}

export function modelOfValues(project: PythonProject, values: Bound["values"], depth = 0): WholeModel | null {
  if (depth > 8) return null;
  for (const { expression, place } of values) {
    if (expression.kind === "name") {
      const bound = lookUp(project, expression.name.split("."), place);
      const found = bound === null || bound.rest.length > 0
        ? null
        : bound.model ?? modelOfValues(project, bound.values, depth + 1);
      if (found !== null) return found;
    }
    if (expression.kind !== "call") continue;
    const callee = expression.callee;
    // lru_cache()(get_settings)(), getattr and the like are left alone.
    if (callee.kind !== "name") continue;
    const model = modelNamed(project, callee.name, place.file);
    if (model !== null) return model;
    const made = functionNamed(project, callee.name, place);
    if (made === null) continue;
    const inner = made.returns.map((value) => ({ expression: value, place: made.place }));
    const found = modelOfValues(project, inner, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

export function functionNamed(
  project: PythonProject,
  name: string,
  place: Place,
  depth = 0,
): { readonly returns: readonly Expression[]; readonly place: Place } | null {
  if (depth > 8 || name === "") return null;
  const parts = name.split(".");
  const own = parts[0] === "self" || parts[0] === "cls" ? parts.slice(1).join(".") : name;
  const local = place.file.functions.find((one) => one.name === own);
  if (local !== undefined) {
    return { returns: local.returns, place: { file: place.file, scope: joinScope(local.scope, local.name) } };
  }
  const target = importedFile(project, parts, place.file);
  return target === null
    ? null
    : functionNamed(project, target.name, { file: target.file, scope: "" }, depth + 1);
}

function importedFile(
  project: PythonProject,
  parts: readonly string[],
  file: PythonFile,
): { readonly file: PythonFile; readonly name: string } | null {
  for (const bound of file.imports) {
    const star = bound.name === "*";
    if (!star && bound.as !== parts[0]) continue;
    const found = star
      ? { path: findModule(project, bound.module, file.path), symbol: null }
      : findImported(project, bound, file.path);
    const target = found?.path == null || found.path === file.path ? null : project.tree.python(found.path);
    if (target === null) continue;
    const name = star ? parts.join(".") : found?.symbol ?? parts.slice(1).join(".");
    const last = name.split(".").at(-1)!;
    if (
      star && !target.functions.some((one) => one.name === last) &&
      !target.classes.some((one) => one.name === last)
    ) {
      continue;
    }
    if (name !== "") return { file: target, name: star ? last : name };
  }
  return null;
}

/** The class that a name stands for in a file, with what it inherits. */
export function modelNamed(
  project: PythonProject,
  name: string,
  file: PythonFile,
  depth = 0,
): WholeModel | null {
  if (depth > 8) return null;
  const own = wholeModel(project, file, name, depth);
  if (own !== null) return own;
  const target = importedFile(project, name.split("."), file);
  return target === null ? null : modelNamed(project, target.name, target.file, depth + 1);
}

/** A class of a file with what its bases add, wherever those stand. */
export function wholeModel(
  project: PythonProject,
  file: PythonFile,
  name: string,
  depth = 0,
): WholeModel | null {
  const model = file.models.find((one) => one.name === name);
  if (model === undefined || depth > 8) return null;
  const heads = file.classes.find((one) => one.name === name)?.bases ?? [];
  const bases = heads.map((base) => base === name ? null : modelNamed(project, base, file, depth + 1))
    .filter((base) => base !== null);
  const own = new Set(model.fields.map((field) => field.name));
  return {
    model,
    file,
    isSettings: model.isSettings || bases.some((base) => base.isSettings),
    prefix: model.config?.prefix || bases.find((base) => base.prefix !== "")?.prefix || "",
    caseSensitive: model.config?.caseSensitive ?? bases.some((base) => base.caseSensitive),
    nestedDelimiter: model.config?.nestedDelimiter ??
      bases.find((base) => base.nestedDelimiter !== null)?.nestedDelimiter ?? null,
    fields: [
      ...model.fields.map((field) => ({ field, file })),
      ...bases.flatMap((base) => base.fields).filter(({ field }) => !own.has(field.name)),
    ],
  };
}

function joinScope(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}
