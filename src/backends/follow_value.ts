import { constantText, literalNames } from "../source/python/names.ts";
import type { EnvRead, Expression, Field, Model, PythonFile } from "../source/python.ts";
import { findImported, findModule, type PythonProject } from "./python_modules.ts";

/** Where a value comes from in the end. Lines are 1-based. */
export type Origin =
  | { readonly kind: "env"; readonly read: Omit<EnvRead, "assignedTo" | "scope">; readonly path: string }
  | { readonly kind: "field"; readonly field: SettingsField; readonly path: string; readonly line: number }
  /** Django's `settings.NAME`. */
  | { readonly kind: "setting"; readonly name: string; readonly path: string; readonly line: number }
  | { readonly kind: "literal"; readonly value: string; readonly path: string; readonly line: number }
  | { readonly kind: "unknown"; readonly path: string; readonly line: number };

/** An attribute of a settings class with the names of the variables that it can be read from, best first. */
export interface SettingsField {
  readonly name: string;
  readonly variables: readonly string[];
  readonly caseSensitive: boolean;
  readonly required: boolean;
  /** The literal that stands in, or null. */
  readonly fallback: string | null;
}

/** A place in the code: a file and the scope in it. */
interface Place {
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

const MAX_STEPS = 24;

/** Functions and methods that hand their argument or object on. */
const HANDS_ON = new Set([
  "str",
  "Secret",
  "SecretStr",
  "cast",
  "bytes",
  "force_str",
  "force_bytes",
  "lru_cache",
]);
const UNWRAPS = new Set(["get_secret_value", "encode", "decode", "strip", "rstrip", "lstrip", "replace"]);

/** Follows an expression through variables, imports, functions and settings classes to where it comes from. */
export function followValue(
  project: PythonProject,
  expression: Expression,
  options: { readonly path: string; readonly scope?: string },
): readonly Origin[] {
  const file = project.tree.python(options.path);
  if (file === null) return [];
  const origins: Origin[] = [];
  const seen = new Set<Expression>();
  let steps = 0;

  function unknown(place: Place, line: number): void {
    origins.push({ kind: "unknown", path: place.file.path, line });
  }

  function follow(value: Expression, place: Place): void {
    if (seen.has(value) || steps++ > MAX_STEPS * 8) return;
    seen.add(value);
    const { file } = place;
    const read = file.envRead(value);
    if (read !== null) return void origins.push({ kind: "env", read, path: file.path });
    switch (value.kind) {
      case "text":
        return void origins.push({ kind: "literal", value: value.value, path: file.path, line: value.line });
      case "either":
        for (const choice of value.choices) follow(choice, place);
        return;
      case "name":
        return followName(value.name, value.line, place);
      case "call":
        return followCall(value, place);
      case "lambda":
        return follow(value.body, place);
      case "member":
        return followMember(value, place);
      case "subscript":
        return followSubscript(value, place);
      case "none":
        return;
      default:
        unknown(place, value.line);
    }
  }

  function followName(name: string, line: number, place: Place): void {
    const parts = name.split(".");
    const setting = djangoSetting(parts, place.file);
    if (setting !== null) {
      return void origins.push({ kind: "setting", name: setting, path: place.file.path, line });
    }
    if (parts.length > 1 && (parts[0] === "self" || parts[0] === "cls")) {
      return followSelf(parts, line, place);
    }
    const bound = lookUp(project, parts, place);
    if (bound === null) return unknown(place, line);
    if (bound.rest.length === 0) {
      for (const value of bound.values) follow(value.expression, value.place);
      if (bound.values.length === 0) unknown(place, line);
      return;
    }
    const model = bound.model ?? modelOfValues(project, bound.values);
    if (model === null || !followField(model, bound.rest, line)) unknown(place, line);
  }

  /** Attributes of the object: set in the class body, in a method, or a field of a settings class. */
  function followSelf(parts: readonly string[], line: number, place: Place): void {
    const owner = place.scope.split(".")[0] ?? "";
    const attribute = parts[1]!;
    const found = place.file.assignments.filter((one) =>
      one.key === null && one.value !== null &&
      (one.target === `self.${attribute}` && one.scope.split(".")[0] === owner ||
        one.target === attribute && one.scope === owner)
    );
    const model = wholeModel(project, place.file, owner);
    if (model !== null && model.isSettings && followField(model, parts.slice(1), line)) return;
    for (const { value, scope } of found) {
      if (parts.length === 2) follow(value!, { file: place.file, scope });
      else if (value!.kind === "name") {
        followName([value!.name, ...parts.slice(2)].join("."), line, { file: place.file, scope });
      } else {
        const held = modelOfValues(project, [{ expression: value!, place: { file: place.file, scope } }]);
        if (held !== null) followField(held, parts.slice(2), line);
      }
    }
    if (found.length === 0) unknown(place, line);
  }

  function followCall(call: Expression & { kind: "call" }, place: Place): void {
    if (call.callee.kind === "member") {
      return UNWRAPS.has(call.callee.name) ? follow(call.callee.of, place) : unknown(place, call.line);
    }
    const name = call.callee.kind === "name" ? call.callee.name : "";
    const last = name.slice(name.lastIndexOf(".") + 1);
    const [first, second, third] = call.positional;
    if (HANDS_ON.has(last) && call.positional.length > 0) return follow(call.positional.at(-1)!, place);
    if (last === "getattr" && first?.kind === "name" && second?.kind === "text") {
      followName(`${first.name}.${second.value}`, call.line, place);
      if (third !== undefined) follow(third, place);
      return;
    }
    if (UNWRAPS.has(last) && name.includes(".")) {
      return followName(name.slice(0, name.lastIndexOf(".")), call.line, place);
    }
    if (last === "get" && first?.kind === "text" && name.includes(".")) {
      const of: Expression = { kind: "name", name: name.slice(0, -4), line: call.line };
      followSubscript({ kind: "subscript", of, key: first, line: call.line }, place);
      if (second !== undefined) follow(second, place);
      return;
    }
    const made = functionNamed(project, name, place);
    if (made === null || made.returns.length === 0) return unknown(place, call.line);
    for (const value of made.returns) follow(value, made.place);
  }

  /** `get_settings().jwt_secret`, `Settings().jwt_secret`. */
  function followMember(value: Expression & { kind: "member" }, place: Place): void {
    const names = [value.name];
    let of = value.of;
    while (of.kind === "member") {
      names.unshift(of.name);
      of = of.of;
    }
    const model = modelOfValues(project, [{ expression: of, place }]);
    if (model === null || !followField(model, names, value.line)) unknown(place, value.line);
  }

  /** `SIMPLE_JWT["SIGNING_KEY"]`, `app.config["JWT_SECRET_KEY"]`. */
  function followSubscript(value: Expression & { kind: "subscript" }, place: Place): void {
    const key = value.key.kind === "text" ? value.key.value : null;
    if (key === null || value.of.kind !== "name") return unknown(place, value.line);
    const target = value.of.name;
    const set = place.file.assignments.filter((one) => one.target === target && one.key === key);
    const bound = lookUp(project, target.split("."), place);
    const entries = (bound?.rest.length === 0 ? bound.values : []).flatMap(({ expression, place }) =>
      expression.kind === "dictionary"
        ? expression.entries.filter((entry) => entry.key === key).map((entry) => ({
          entry: entry.value,
          place,
        }))
        : []
    );
    for (const one of set) if (one.value !== null) follow(one.value, { file: place.file, scope: one.scope });
    for (const { entry, place } of entries) follow(entry, place);
    if (set.length + entries.length === 0) unknown(place, value.line);
  }

  function followField(model: WholeModel, names: readonly string[], line: number): boolean {
    const resolved = resolveField(project, model, names);
    if (resolved === null) return false;
    const { field, path, value, place } = resolved;
    if (field !== null) origins.push({ kind: "field", field, path, line: resolved.line });
    if (value !== null) {
      const before = origins.length;
      follow(value, place);
      // A settings field's own literal default is no second source.
      if (field !== null) {
        const env = origins.splice(before).filter((one) => one.kind === "env");
        origins.push(...env);
      }
    }
    return field !== null || value !== null || line < 0;
  }

  follow(expression, { file, scope: options.scope ?? "" });
  return origins;
}

function djangoSetting(parts: readonly string[], file: PythonFile): string | null {
  if (parts.length !== 2) return null;
  const bound = file.imports.find((one) => one.as === parts[0]);
  return bound?.module === "django.conf" && bound.name === "settings" ? parts[1]! : null;
}

interface Bound {
  readonly values: readonly { readonly expression: Expression; readonly place: Place }[];
  /** The class that a parameter's annotation or the name itself names. */
  readonly model: WholeModel | null;
  /** Attributes that are left. */
  readonly rest: readonly string[];
}

/** What a dotted name is bound to: local assignments, parameters, module assignments, imports, star imports. */
function lookUp(project: PythonProject, parts: readonly string[], place: Place, depth = 0): Bound | null {
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
function modelOfAnnotation(project: PythonProject, annotation: Expression, place: Place): WholeModel | null {
  if (annotation.kind === "name" || annotation.kind === "text") {
    return modelNamed(project, annotation.kind === "name" ? annotation.name : annotation.value, place.file);
  }
  if (annotation.kind !== "subscript") return null;
  const inner = annotation.key.kind === "list" ? annotation.key.items[0] : annotation.key;
  return inner === undefined ? null : modelOfAnnotation(project, inner, place);
}

function modelOfValues(project: PythonProject, values: Bound["values"], depth = 0): WholeModel | null {
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

function functionNamed(
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

/** The field that attribute names lead to, through nested settings. */
function resolveField(project: PythonProject, model: WholeModel, names: readonly string[], outer = ""): {
  readonly field: SettingsField | null;
  readonly value: Expression | null;
  readonly place: Place;
  readonly path: string;
  readonly line: number;
} | null {
  const [name, ...rest] = names;
  const found = model.fields.find(({ field }) => field.name === name);
  if (name === undefined || found === undefined) return null;
  const { field, file } = found;
  const place = { file, scope: model.model.name };
  if (rest.length > 0) {
    const inner = (field.annotation === null ? null : modelOfAnnotation(project, field.annotation, place)) ??
      (field.fallback === null ? null : modelOfValues(project, [{ expression: field.fallback, place }]));
    if (inner === null) return null;
    const delimiter = model.nestedDelimiter;
    const prefix = inner.isSettings || delimiter === null ? "" : `${outer}${model.prefix}${name}${delimiter}`;
    const nested: WholeModel = inner.isSettings || delimiter === null ? inner : {
      ...inner,
      isSettings: true,
      prefix,
      nestedDelimiter: delimiter,
      caseSensitive: model.caseSensitive,
    };
    return resolveField(project, nested, rest);
  }
  const literals = literalNames(file.assignments);
  const variables = field.aliases.length > 0
    ? field.aliases
    : [...field.env, `${model.prefix}${field.name}`].slice(
      0,
      field.env.length > 0 && !usesPydantic2(model) ? -1 : undefined,
    );
  return {
    field: model.isSettings
      ? {
        name: field.name,
        variables: usesPydantic2(model) && field.aliases.length === 0
          ? [`${model.prefix}${field.name}`]
          : variables,
        caseSensitive: model.caseSensitive || field.aliases.length > 0,
        required: field.fallback === null,
        fallback: field.fallback === null ? null : constantText(field.fallback, literals),
      }
      : null,
    value: field.fallback,
    place,
    path: file.path,
    line: field.line,
  };
}

/** Whether a settings class is of pydantic 2, which takes `BaseSettings` from another package. */
function usesPydantic2(model: WholeModel): boolean {
  return model.file.imports.some((one) => one.module === "pydantic_settings");
}

function joinScope(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

/** The text that an expression has in the end, following names and settings' defaults; null where it is not known. */
export function followText(
  project: PythonProject,
  expression: Expression,
  options: { readonly path: string; readonly scope?: string },
): string | null {
  if (expression.kind === "format") {
    const parts = expression.parts.map((part) => followText(project, part, options));
    return parts.every((part) => part !== null) ? parts.join("") : null;
  }
  if (expression.kind === "binary" && expression.operator === "+") {
    const left = followText(project, expression.left, options);
    const right = followText(project, expression.right, options);
    return left === null || right === null ? null : left + right;
  }
  const direct = constantText(expression);
  if (direct !== null) return direct;
  for (const origin of followValue(project, expression, options)) {
    if (origin.kind === "literal") return origin.value;
    if (origin.kind === "field" && origin.field.fallback !== null) return origin.field.fallback;
    if (origin.kind === "env" && origin.read.fallbackValue?.kind === "text") {
      return origin.read.fallbackValue.value;
    }
  }
  return null;
}
