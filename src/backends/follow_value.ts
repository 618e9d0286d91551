import { constantText } from "../source/python/names.ts";
import type { EnvRead, Expression, PythonFile } from "../source/python.ts";
import { functionNamed, lookUp, modelOfValues, type Place, type WholeModel, wholeModel } from "./bindings.ts";
import type { PythonProject } from "./python_modules.ts";
import { resolveField, type SettingsField } from "./settings_fields.ts";

/** Where a value comes from in the end. Lines are 1-based. */
export type Origin =
  | { readonly kind: "env"; readonly read: Omit<EnvRead, "assignedTo" | "scope">; readonly path: string }
  | { readonly kind: "field"; readonly field: SettingsField; readonly path: string; readonly line: number }
  /** Django's `settings.NAME`. */
  | { readonly kind: "setting"; readonly name: string; readonly path: string; readonly line: number }
  | { readonly kind: "literal"; readonly value: string; readonly path: string; readonly line: number }
  /** Made anew by the random functions of Python and Django. */
  | { readonly kind: "generated"; readonly path: string; readonly line: number }
  | { readonly kind: "unknown"; readonly path: string; readonly line: number };

/** More steps than any honest project needs: imports may go in circles. */
const MAX_STEPS = 200;

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
const UNWRAPS = new Set([
  "get_secret_value",
  "encode",
  "decode",
  "hex",
  "strip",
  "rstrip",
  "lstrip",
  "replace",
]);
const GENERATES =
  /^(?:token_(?:hex|urlsafe|bytes)|urandom|randbytes|uuid[14]|get_random_secret_key|get_random_string|generate_key)$/;

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
    if (seen.has(value) || steps++ > MAX_STEPS) return;
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
    if (model === null || !followField(model, bound.rest)) unknown(place, line);
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
    if (model !== null && model.isSettings && followField(model, parts.slice(1))) return;
    for (const { value, scope } of found) {
      if (parts.length === 2) follow(value!, { file: place.file, scope });
      else if (value!.kind === "name") {
        followName([value!.name, ...parts.slice(2)].join("."), line, { file: place.file, scope });
      } else {
        const held = modelOfValues(project, [{ expression: value!, place: { file: place.file, scope } }]);
        if (held !== null) followField(held, parts.slice(2));
      }
    }
    if (found.length === 0) unknown(place, line);
  }

  function followCall(call: Expression & { kind: "call" }, place: Place): void {
    if (GENERATES.test(calledName(call))) {
      return void origins.push({ kind: "generated", path: place.file.path, line: call.line });
    }
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
    if (value.of.kind === "call" && GENERATES.test(calledName(value.of))) return follow(value.of, place);
    const names = [value.name];
    let of = value.of;
    while (of.kind === "member") {
      names.unshift(of.name);
      of = of.of;
    }
    const model = modelOfValues(project, [{ expression: of, place }]);
    if (model === null || !followField(model, names)) unknown(place, value.line);
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

  function followField(model: WholeModel, names: readonly string[]): boolean {
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
    return field !== null || value !== null;
  }

  follow(expression, { file, scope: options.scope ?? "" });
  return origins;
}

function djangoSetting(parts: readonly string[], file: PythonFile): string | null {
  if (parts.length !== 2) return null;
  const bound = file.imports.find((one) => one.as === parts[0]);
  return bound?.module === "django.conf" && bound.name === "settings" ? parts[1]! : null;
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

function calledName({ callee }: Expression & { kind: "call" }): string {
  const name = callee.kind === "name" || callee.kind === "member" ? callee.name : "";
  return name.slice(name.lastIndexOf(".") + 1);
}
