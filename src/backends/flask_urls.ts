import { constantText } from "../source/python/names.ts";
import type { Expression, PythonFile, PythonFunction } from "../source/python.ts";
import { followText } from "./follow_value.ts";
import type { FlaskEntry } from "./flask_entry.ts";
import { filesWith, findImported, findModule } from "./python_modules.ts";
import { joinUrl } from "./url_paths.ts";

/** A route with its full path. */
export interface FlaskRoute {
  readonly path: string;
  /** Upper case. */
  readonly method: string;
  readonly file: PythonFile;
  /** The scope of the code that answers: `login`, `Login.post`. */
  readonly scope: string;
  /** What `jwt_required` asks for, or null where the route has none. */
  readonly guard: "token" | "refresh" | null;
}

/** A route as it stands: on an object, below whatever that object is mounted at. */
interface Own {
  readonly on: string;
  readonly path: string;
  readonly method: string;
  readonly scope: string;
  readonly guard: FlaskRoute["guard"];
}

/** `parent.register_blueprint(child, url_prefix=…)`, `api.add_namespace(child, path=…)`, `Api(child, prefix=…)`. */
interface Mount {
  readonly child: { readonly file: PythonFile; readonly variable: string };
  readonly into: { readonly file: PythonFile; readonly variable: string };
  /** Null where the child's own prefix counts. */
  readonly prefix: string | null;
}

const OBJECT =
  /\b(?:Flask|Blueprint|APIBlueprint|Api|Namespace|add_resource|add_url_rule|register_blueprint)\b/;
const METHODS = ["get", "post", "put", "patch", "delete"];

/** All routes of the project with the prefixes of their blueprints, namespaces and APIs. */
export function collectFlaskRoutes(entry: FlaskEntry): readonly FlaskRoute[] {
  const files = filesWith(entry.project.tree, OBJECT, entry.importRoot);
  const mounts = files.flatMap((file) => mountsIn(entry, file));
  const found: FlaskRoute[] = [];
  for (const file of files) {
    for (const own of routesIn(entry, file)) {
      for (const prefix of prefixesOf(entry, mounts, { file, variable: own.on }, [])) {
        const { method, scope, guard } = own;
        const at = resolveScope(entry, file, scope);
        found.push({ path: joinUrl(prefix, own.path) || "/", method, ...at, guard: guard ?? guardAt(at) });
      }
    }
  }
  return found;
}

/** Every prefix that routes of an object may have: one for each place that mounts it. */
function prefixesOf(
  entry: FlaskEntry,
  mounts: readonly Mount[],
  at: Mount["child"],
  open: readonly string[],
): readonly string[] {
  const step = `${at.file.path}#${at.variable}`;
  if (open.includes(step) || open.length > 8) return [""];
  const own = ownPrefix(entry, at);
  const above = mounts.filter(({ child }) => child.file === at.file && child.variable === at.variable);
  if (above.length === 0) return [own];
  return [
    ...new Set(
      above.flatMap(({ into, prefix }) =>
        prefixesOf(entry, mounts, into, [...open, step]).map((one) => joinUrl(one, prefix ?? own))
      ),
    ),
  ];
}

/** `Blueprint(…, url_prefix="/auth")`, `Api(app, prefix="/api")`, `Namespace("auth", path="/auth")`. */
function ownPrefix(entry: FlaskEntry, { file, variable }: Mount["child"]): string {
  const made = file.assignments.find((one) => one.target === variable && one.value?.kind === "call")?.value;
  if (made?.kind !== "call") return "";
  const given = made.keywords["url_prefix"] ?? made.keywords["prefix"];
  const text = given === undefined ? null : followText(entry.project, given, { path: file.path });
  if (text !== null) return text;
  if (!/(?:^|\.)Namespace$/.test(calleeOf(made))) return "";
  const path = made.keywords["path"] ?? made.positional[0];
  const name = path === undefined ? null : constantText(path);
  return name === null ? "" : joinUrl("", name);
}

function mountsIn(entry: FlaskEntry, file: PythonFile): readonly Mount[] {
  const found: Mount[] = [];
  const text = (value: Expression | undefined): string | null =>
    value === undefined ? null : followText(entry.project, value, { path: file.path });
  const add = (child: Expression | undefined, into: string, prefix: string | null): void => {
    const target = child?.kind === "name" ? objectNamed(entry, file, child.name) : null;
    if (target === null) return;
    found.push({ child: target, into: objectNamed(entry, file, into) ?? { file, variable: into }, prefix });
  };
  for (const { call, callee } of file.calls) {
    const dot = callee.lastIndexOf(".");
    const into = callee.slice(0, Math.max(0, dot));
    const [first, second] = call.positional;
    switch (callee.slice(dot + 1)) {
      case "register_blueprint":
        add(call.keywords["blueprint"] ?? first, into, text(call.keywords["url_prefix"]));
        break;
      case "add_namespace":
        add(first, into, text(call.keywords["path"] ?? second));
        break;
      case "init_app":
        if (first !== undefined) add({ kind: "name", name: into, line: first.line }, name(first), null);
        break;
    }
  }
  // Api(app), Api(blueprint)
  for (const { target, value } of file.assignments) {
    if (value?.kind !== "call" || !/(?:^|\.)Api$/.test(calleeOf(value))) continue;
    const [first] = value.positional;
    if (first !== undefined && name(first) !== "") {
      add({ kind: "name", name: target, line: value.line }, name(first), null);
    }
  }
  return found;
}

function routesIn(entry: FlaskEntry, file: PythonFile): readonly Own[] {
  const found: Own[] = [];
  const text = (value: Expression | undefined): string | null =>
    value === undefined ? null : followText(entry.project, value, { path: file.path });
  for (const { on, method, path, handler } of file.routes.decorated) {
    const own = text(path);
    if (own !== null) {
      found.push({ on, path: own, method, scope: handler.name, guard: guardOf(handler.decorators) });
    }
  }
  // @ns.route("/login") and @blp.route("/login") over a class
  for (const made of file.classes) {
    for (const decorator of made.decorators) {
      if (decorator.kind !== "call" || !calleeOf(decorator).endsWith(".route")) continue;
      const own = text(decorator.positional[0]);
      if (own !== null) found.push(...methodsOf(file, calleeOf(decorator).slice(0, -6), own, made.name));
    }
  }
  for (const { call, callee } of file.calls) {
    const dot = callee.lastIndexOf(".");
    const on = callee.slice(0, Math.max(0, dot));
    const [first, second, third] = call.positional;
    if (callee.endsWith(".add_resource") && first !== undefined) {
      const target = classNamed(entry, file, name(first));
      for (const path of call.positional.slice(1)) {
        const own = text(path);
        if (own !== null && target !== null) {
          found.push(
            ...methodsOf(target.file, on, own, target.name).map((one) => ({
              ...one,
              scope: `${name(first)}.${one.scope.split(".").at(-1)}`,
            })),
          );
        }
      }
    } else if (callee.endsWith(".add_url_rule")) {
      const own = text(first);
      const view = call.keywords["view_func"] ?? third ?? (second?.kind === "name" ? second : undefined);
      const listed = call.keywords["methods"];
      const methods = listed?.kind === "list" ? listed.items.map((one) => constantText(one) ?? "") : ["GET"];
      if (own === null || view === undefined) continue;
      for (const method of methods) {
        found.push({ on, path: own, method: method.toUpperCase(), scope: name(view), guard: null });
      }
    }
  }
  return found;
}

/** The routes of a class whose methods are called as those of HTTP. */
function methodsOf(file: PythonFile, on: string, path: string, name: string): readonly Own[] {
  const always = file.assignments.find((one) =>
    one.scope === name && /^(?:method_)?decorators$/.test(one.target)
  )?.value;
  const shared = always == null ? null : guardOf(always.kind === "list" ? always.items : [always]);
  return file.functions.filter((one) => one.scope === name && METHODS.includes(one.name)).map((one) => ({
    on,
    path,
    method: one.name.toUpperCase(),
    scope: `${name}.${one.name}`,
    guard: guardOf(one.decorators) ?? shared,
  }));
}

/** What the decorators ask for; a token that is optional protects nothing. */
function guardOf(decorators: readonly Expression[]): FlaskRoute["guard"] {
  for (const decorator of decorators) {
    const callee = decorator.kind === "call" ? calleeOf(decorator) : name(decorator);
    const last = callee.split(".").at(-1) ?? "";
    if (/^jwt_refresh_token_required$/.test(last)) return "refresh";
    if (!/^(?:fresh_)?jwt_required$|^(?:login|token|auth|admin)_required$/.test(last)) continue;
    const asks = (keyword: string): boolean => {
      const given = decorator.kind === "call" ? decorator.keywords[keyword] : undefined;
      return given?.kind === "boolean" && given.value;
    };
    if (asks("optional")) return null;
    return asks("refresh") ? "refresh" : "token";
  }
  return null;
}

function guardAt({ file, scope }: Pick<FlaskRoute, "file" | "scope">): FlaskRoute["guard"] {
  const made = functionAt(file, scope);
  if (made !== undefined) {
    const own = guardOf(made.decorators);
    if (own !== null) return own;
  }
  const checks = file.calls.some((one) =>
    one.scope === scope && /(?:^|\.)verify_jwt_in_request$/.test(one.callee)
  );
  return checks ? "token" : null;
}

function functionAt(file: PythonFile, scope: string): PythonFunction | undefined {
  return file.functions.find((one) => (one.scope === "" ? one.name : `${one.scope}.${one.name}`) === scope);
}

/** The file and scope of the code that a view's name stands for: here, or where it is imported from. */
function resolveScope(
  entry: FlaskEntry,
  file: PythonFile,
  scope: string,
): Pick<FlaskRoute, "file" | "scope"> {
  const local = file.functions.find((one) => one.name === scope || functionAt(file, scope) === one);
  if (local !== undefined) {
    return { file, scope: local.scope === "" ? local.name : `${local.scope}.${local.name}` };
  }
  const [head = "", ...rest] = scope.split(".");
  const target = classNamed(entry, file, head);
  if (target !== null) return { file: target.file, scope: [target.name, ...rest].join(".") };
  const bound = file.imports.find((one) => one.as === head);
  const found = bound === undefined ? null : findImported(entry.project, bound, file.path);
  const other = found === null ? null : entry.project.tree.python(found.path);
  if (other === null) return { file, scope };
  return { file: other, scope: [...(found?.symbol == null ? [] : [found.symbol]), ...rest].join(".") };
}

function classNamed(
  entry: FlaskEntry,
  file: PythonFile,
  name: string,
  depth = 0,
): { readonly file: PythonFile; readonly name: string } | null {
  const [head = "", ...rest] = name.split(".");
  if (rest.length === 0 && file.classes.some((one) => one.name === head)) return { file, name };
  if (depth > 6) return null;
  for (const bound of file.imports) {
    const star = bound.name === "*";
    if (!star && bound.as !== head) continue;
    const found = star
      ? { path: findModule(entry.project, bound.module, file.path), symbol: name }
      : findImported(entry.project, bound, file.path);
    const target = found?.path == null ? null : entry.project.tree.python(found.path);
    if (target === null || target === file) continue;
    const left = found?.symbol ?? (rest.length > 0 ? rest.join(".") : name);
    const inner = classNamed(entry, target, left, depth + 1);
    if (inner !== null) return inner;
  }
  return null;
}

/** The blueprint, namespace or API that a name stands for, in the file that makes it. */
function objectNamed(entry: FlaskEntry, file: PythonFile, name: string, depth = 0): Mount["child"] | null {
  const made = file.assignments.some((one) => one.target === name && one.value?.kind === "call");
  if (made || depth > 6) return made ? { file, variable: name } : null;
  const [head = "", ...rest] = name.split(".");
  const bound = file.imports.find((one) => one.as === name) ?? file.imports.find((one) => one.as === head);
  const found = bound === undefined ? null : findImported(entry.project, bound, file.path);
  const target = found === null ? null : entry.project.tree.python(found.path);
  if (target === null || target === file) return null;
  const left = [...(found?.symbol == null ? [] : [found.symbol]), ...rest].join(".");
  return objectNamed(entry, target, left, depth + 1);
}

function calleeOf(call: Expression & { kind: "call" }): string {
  return name(call.callee);
}

function name(expression: Expression): string {
  if (expression.kind === "name") return expression.name;
  // View.as_view("name")
  if (expression.kind === "call") return calleeOf(expression).replace(/\.as_view$/, "");
  return "";
}
