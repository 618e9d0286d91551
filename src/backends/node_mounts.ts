import {
  entryNamed,
  type ScriptCall,
  type ScriptExpression,
  type ScriptFile,
  scriptName,
} from "../source/javascript.ts";
import { followScriptText } from "./follow_script.ts";
import { lookUpScript, resolveScript, type ScriptProject } from "./script_modules.ts";
import { joinUrl } from "./url_paths.ts";

/** A router, as a file and the name that it has there; `*` for all of a file, where another one mounts it. */
export interface Router {
  readonly file: ScriptFile;
  readonly name: string;
}

/** A router that another one has below a path. */
export interface Mount {
  readonly child: Router;
  readonly into: Router;
  readonly prefix: string;
  readonly before: readonly ScriptExpression[];
}

/** What the calls of a chain `const app = new Hono().get(…).post(…)` are called on. */
export function chainsOf(file: ScriptFile): ReadonlyMap<ScriptCall, string> {
  const found = new Map<ScriptCall, string>();
  const walk = (value: ScriptExpression, name: string): void => {
    for (let at = value; at.kind === "call" && at.callee.kind === "member"; at = at.callee.of) {
      found.set(at, name);
    }
  };
  for (const { name, value } of file.bindings) walk(value, name);
  for (const { name, value } of file.exports) walk(value, name);
  for (const { call } of file.calls) {
    // app.get(…).post(…) without a name of its own
    if (found.has(call) || call.callee.kind !== "member") continue;
    let root: ScriptExpression = call.callee.of;
    while (root.kind === "call" && root.callee.kind === "member") root = root.callee.of;
    const name = root.kind === "call" ? scriptName(root.callee) : scriptName(root);
    if (name.includes(".")) walk(call, name.slice(0, name.lastIndexOf(".")));
  }
  return found;
}

/** Where a router's routes are found: once for each place that mounts it. */
export function placesOf(
  project: ScriptProject,
  mounts: readonly Mount[],
  at: Router,
  open: readonly string[],
): readonly Pick<Mount, "prefix" | "before">[] {
  const step = `${at.file.path}#${at.name}`;
  if (open.includes(step) || open.length > 8) return [{ prefix: "", before: [] }];
  const own = ownPrefix(project, at);
  const exact = mounts.filter(({ child }) => child.file === at.file && child.name === at.name);
  const above = exact.length > 0
    ? exact
    : mounts.filter(({ child, into }) =>
      child.file === at.file && child.name === "*" && into.file !== at.file
    );
  if (above.length === 0) return [{ prefix: own, before: [] }];
  return above.flatMap(({ into, prefix, before }) =>
    placesOf(project, mounts, into, [...open, step]).map((one) => ({
      prefix: joinUrl(joinUrl(one.prefix, prefix), own),
      before: [...one.before, ...before],
    }))
  );
}

/** `new Router({ prefix: "/auth" })`, `new Hono().basePath("/api")`, `router.prefix("/auth")`. */
function ownPrefix(project: ScriptProject, { file, name }: Router): string {
  const text = (value: ScriptExpression | undefined) => followScriptText(project, value, { file, scope: "" });
  for (const { call, callee } of file.calls) {
    if (callee === `${name}.prefix`) return text(call.positional[0]) ?? "";
  }
  for (let at = file.bindings.find((one) => one.name === name)?.value; at?.kind === "call";) {
    const prefix = text(entryNamed(at.positional[0], "prefix"));
    if (prefix !== null) return prefix;
    if (at.callee.kind !== "member") return "";
    if (at.callee.name === "basePath") return text(at.positional[0]) ?? "";
    at = at.callee.of;
  }
  return "";
}

/** `app.use("/api", auth, router)`, `app.route("/auth", router)`, `fastify.register(routes, { prefix })`. */
export function mountsIn(project: ScriptProject, file: ScriptFile): readonly Mount[] {
  const found: Mount[] = [];
  const chains = chainsOf(file);
  for (const { call, callee, scope } of file.calls) {
    const member = call.callee.kind === "member" ? call.callee : null;
    const verb = member?.name ?? callee.slice(callee.lastIndexOf(".") + 1);
    if (!/^(?:use|route|register|mount)$/.test(verb)) continue;
    const into = { file, name: member === null ? callee.slice(0, -verb.length - 1) : chains.get(call) ?? "" };
    const [first, ...rest] = call.positional;
    const path = followScriptText(project, first, { file, scope });
    const given = path === null ? call.positional : rest;
    const children = given.filter(({ kind }) => kind !== "object");
    const options = given.find(({ kind }) => kind === "object");
    const prefix = path ?? followScriptText(project, entryNamed(options, "prefix"), { file, scope }) ?? "";
    for (const [i, one] of children.entries()) {
      const child = routerOf(project, file, one, scope);
      if (child !== null) {
        found.push({
          child,
          into,
          prefix: /^\/?\*?$/.test(prefix) ? "" : prefix,
          before: children.slice(0, i),
        });
      }
    }
  }
  return found;
}

/** The router that an expression gives: here by its name, else the file that it is imported from. */
function routerOf(
  project: ScriptProject,
  file: ScriptFile,
  expression: ScriptExpression,
  scope: string,
): Router | null {
  const imported = (module: string): Router | null => {
    const path = resolveScript(project, module, file.path);
    const target = path === null ? null : project.tree.script(path);
    return target === null || target === file ? null : throughIndex(project, target);
  };
  if (expression.kind === "call") {
    const name = scriptName(expression.callee);
    const [first] = expression.positional;
    if (name === "require" && first?.kind === "text") return imported(first.value);
    // router.routes(), createRouter(dependencies)
    const of = name.replace(/\.(?:routes|middleware|default)$/, "");
    if (of === "" && expression.callee.kind === "call") {
      return routerOf(project, file, expression.callee, scope);
    }
    return of === ""
      ? null
      : routerOf(project, file, { kind: "name", name: of, line: expression.line }, scope);
  }
  if (expression.kind === "member") return routerOf(project, file, expression.of, scope);
  const name = scriptName(expression);
  if (name === "") return null;
  if (file.bindings.some((one) => one.name === name && one.value.kind === "call" && !isRequire(one.value))) {
    return { file, name };
  }
  const [head = ""] = name.split(".");
  const bound = file.imports.findLast((one) => one.as === head);
  if (bound !== undefined) {
    const whole = imported(bound.module);
    if (whole === null) return null;
    const [target] = lookUpScript(project, name, { file, scope });
    // `export { default as auth } from "./auth"`
    return target === undefined ? whole : { file: target.place.file, name: "*" };
  }
  // A plugin of the same file: its parameter is the router.
  const made = file.functions.find((one) => one.name === name);
  const parameter = made?.parameters[0];
  return parameter === undefined || parameter === "req" ? null : { file, name: parameter };
}

/** A file that only hands on one other is that one. */
function throughIndex(project: ScriptProject, file: ScriptFile): Router {
  const only = file.exports.length === 1 ? file.exports[0] : undefined;
  if (only?.module == null) return { file, name: "*" };
  const path = resolveScript(project, only.module, file.path);
  const target = path === null ? null : project.tree.script(path);
  return { file: target ?? file, name: "*" };
}

function isRequire(value: ScriptExpression): boolean {
  return value.kind === "call" && scriptName(value.callee) === "require";
}

/** `router.use(auth)`, `app.use("/api/me/*", jwt(…))`, `fastify.addHook("onRequest", auth)`: for all below. */
export function guardsIn(
  project: ScriptProject,
  file: ScriptFile,
): readonly { readonly router: Router; readonly prefix: string; readonly guard: ScriptExpression }[] {
  return file.calls.flatMap(({ call, callee, scope }) => {
    const verb = callee.slice(callee.lastIndexOf(".") + 1);
    if (verb !== "use" && verb !== "addHook") return [];
    const router = { file, name: callee.slice(0, -verb.length - 1) };
    const [first, ...rest] = call.positional;
    const path = first?.kind === "text" || verb === "addHook"
      ? followScriptText(project, first, { file, scope })
      : null;
    const prefix = path === null || verb === "addHook" ? "" : path.replace(/\/?\*.*$/, "");
    const given = path === null ? call.positional : rest;
    return given.filter((one) => routerOf(project, file, one, scope) === null || one.kind === "function")
      .map((guard) => ({ router, prefix, guard }));
  });
}
