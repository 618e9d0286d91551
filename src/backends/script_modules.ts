import { isScript, type ScriptExpression, type ScriptFile } from "../source/javascript.ts";
import type { SourceTree } from "./backend.ts";
import { folderOf, joinPath } from "./paths.ts";
import { isAside } from "./python_modules.ts";

/** A project's JavaScript and TypeScript, below the folder of its manifest. */
export interface ScriptProject {
  readonly tree: SourceTree;
  /** Relative to the root; the root itself is ``. */
  readonly folder: string;
}

/** A place in the code: a file and the scope in it. */
export interface ScriptPlace {
  readonly file: ScriptFile;
  readonly scope: string;
}

/** An expression with the place that its names are looked up from. */
export interface PlacedScript {
  readonly value: ScriptExpression;
  readonly place: ScriptPlace;
}

/** Tests, what is sent to browsers, and what was built: `login.test.ts`, `__tests__/`, `public/`. */
const NOT_SERVED =
  /\.(?:test|spec|e2e|stories)\.|(?:^|\/)(?:__tests__|__mocks__|e2e|cypress|dist|seeders?|public|static|assets)\//;
/** In characters: a longer file was made by a bundler. */
const LONGEST = 200_000;
const ENDINGS = [
  "",
  ".ts",
  ".js",
  ".mjs",
  ".cjs",
  ".mts",
  ".cts",
  ".tsx",
  ".jsx",
  "/index.ts",
  "/index.js",
  "/index.mjs",
];

/** The application's files whose text contains a word. */
export function scriptsWith({ tree, folder }: ScriptProject, word: RegExp): readonly ScriptFile[] {
  const found: ScriptFile[] = [];
  for (const path of tree.paths) {
    if (!isScript(path) || isAside(path) || NOT_SERVED.test(path)) continue;
    if (folder !== "" && !path.startsWith(`${folder}/`)) continue;
    const text = tree.text(path) ?? "";
    if (text.length > LONGEST || !word.test(text)) continue;
    const file = tree.script(path);
    if (file !== null) found.push(file);
  }
  return found;
}

/** The file that an import names, or null where it is a package's. */
export function resolveScript({ tree, folder }: ScriptProject, module: string, from: string): string | null {
  const relative = /^\.{1,2}(?:\/|$)/.test(module);
  // Aliases of bundlers and of tsconfig: `@/x`, `~/x`, `#x`, `src/x`.
  const bare = module.replace(/^(?:[@~#]\/|#)/, "");
  const bases = relative
    ? [joinPath(folderOf(from), module)]
    : [joinPath(folder, bare), joinPath(folder, `src/${bare}`)];
  for (const base of bases) {
    // TypeScript spells `.js` for what is `.ts` still.
    for (const stem of [base, base.replace(/\.([cm]?)js$/, ".$1ts")]) {
      const found = ENDINGS.map((ending) => stem + ending).find((path) =>
        isScript(path) && tree.text(path) !== null
      );
      if (found !== undefined) return found;
    }
  }
  return null;
}

/** The package of an import, without `npm:` and versions: `jose`, also of `https://deno.land/x/jose@v5/index.ts`. */
export function packageOf(module: string): string {
  const plain = module.replace(/^(?:npm:|jsr:|node:)/, "")
    .replace(/^https:\/\/(?:deno\.land\/x|esm\.sh|cdn\.skypack\.dev)\//, "");
  const found = /^(@[^/@]+\/[^/@]+|[^/@]+)(?:@[^/]*)?(.*)$/.exec(plain);
  return found === null ? plain : found[1]! + (/^\/[\w/-]+$/.test(found[2] ?? "") ? found[2] : "");
}

/** A dotted name with its head replaced by what it is imported as: `jsonwebtoken.sign`, `jose.SignJWT`. */
export function qualifyScript(name: string, { imports }: ScriptFile): string {
  const [head = "", ...rest] = name.split(".");
  const bound = imports.findLast((one) => one.as === head);
  if (bound === undefined) return name;
  const taken = bound.name === null || bound.name === "default" ? [] : [bound.name];
  return [packageOf(bound.module), ...taken, ...rest].join(".");
}

/** Modules import from each other in circles. */
const MAX_STEPS = 16;

/** What a dotted name is bound to, with the members that are left of it; empty where that is not known. */
export function lookUpScript(
  project: ScriptProject,
  name: string,
  { file, scope }: ScriptPlace,
  depth = 0,
): readonly (PlacedScript & { readonly rest: readonly string[] })[] {
  if (depth > MAX_STEPS) return [];
  const parts = name.split(".");
  const [head = ""] = parts;
  for (let at = scope;; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    for (let length = parts.length; length > 0; length--) {
      const target = parts.slice(0, length).join(".");
      const rest = parts.slice(length);
      const bound = file.bindings.filter((one) =>
        one.name === target && one.scope === at && !isRequire(one.value)
      );
      if (bound.length > 0) {
        return bound.map((one) => ({ value: memberOf(one), place: { file, scope: at }, rest }));
      }
    }
    const made = file.functions.find((one) => one.name === head && one.scope === at);
    if (made !== undefined) {
      const value = { kind: "function", body: made.body, line: made.line } as const;
      return [{ value, place: { file, scope: at }, rest: parts.slice(1) }];
    }
    if (file.functions.some((one) => one.body === at && one.parameters.includes(head))) return [];
    if (at === "") break;
  }
  const bound = file.imports.findLast((one) => one.as === head);
  const path = bound === undefined ? null : resolveScript(project, bound.module, file.path);
  const target = path === null ? null : project.tree.script(path);
  if (bound === undefined || target === null || target === file) return [];
  const rest = parts.slice(1);
  if (bound.name !== null && bound.name !== "default") {
    return exportOf(project, target, bound.name, depth).map((one) => ({
      ...one,
      rest: [...one.rest, ...rest],
    }));
  }
  const [first = "", ...left] = rest;
  const named = first === "" ? [] : exportOf(project, target, first, depth);
  if (named.length > 0) return named.map((one) => ({ ...one, rest: [...one.rest, ...left] }));
  return exportOf(project, target, "default", depth).map((one) => ({ ...one, rest: [...one.rest, ...rest] }));
}

/** What a file exports by a name. */
function exportOf(
  project: ScriptProject,
  file: ScriptFile,
  name: string,
  depth: number,
): ReturnType<typeof lookUpScript> {
  if (depth > MAX_STEPS) return [];
  for (const one of file.exports) {
    if (one.name !== name && one.name !== "*") continue;
    if (one.module === null) return [{ value: one.value, place: { file, scope: "" }, rest: [] }];
    const path = resolveScript(project, one.module, file.path);
    const target = path === null ? null : project.tree.script(path);
    if (target === null || target === file) continue;
    const inner = one.name === "*" ? name : one.value.kind === "name" ? one.value.name : name;
    const found = exportOf(project, target, inner, depth + 1);
    if (found.length > 0) return found;
  }
  return [];
}

function isRequire(value: ScriptExpression): boolean {
  if (value.kind === "member") return isRequire(value.of);
  return value.kind === "call" && value.callee.kind === "name" && value.callee.name === "require";
}

/** `const { X = "…" } = value` is `value.X`, or what stands in for it. */
function memberOf({ value, member, fallback, line }: ScriptFile["bindings"][number]): ScriptExpression {
  if (member === null) return value;
  const taken: ScriptExpression = value.kind === "name"
    ? { kind: "name", name: value.name === "" ? member : `${value.name}.${member}`, line }
    : { kind: "member", of: value, name: member, line };
  return fallback === null ? taken : { kind: "either", choices: [taken, fallback], line };
}

/** The function that an expression is, by name, import, object or method; null where that is not known. */
export function functionOf(
  project: ScriptProject,
  expression: ScriptExpression,
  place: ScriptPlace,
  depth = 0,
): ScriptPlace | null {
  if (depth > MAX_STEPS) return null;
  if (expression.kind === "function") return { file: place.file, scope: expression.body };
  if (expression.kind === "call") {
    // asyncHandler(login), login.bind(this), controller.login.bind(controller)
    const bound = expression.callee.kind === "name" && expression.callee.name.endsWith(".bind")
      ? { ...expression.callee, name: expression.callee.name.slice(0, -5) }
      : expression.positional.at(-1);
    return bound === undefined ? null : functionOf(project, bound, place, depth + 1);
  }
  if (expression.kind !== "name") return null;
  for (const { value, place: at, rest } of lookUpScript(project, expression.name, place)) {
    const found = memberFunction(project, value, at, { rest, depth });
    if (found !== null) return found;
  }
  // this.login, and an object of a class that was not found by its name
  const last = expression.name.split(".").at(-1)!;
  const method = expression.name.startsWith("this.")
    ? place.file.functions.find((one) => one.name.endsWith(`.${last}`))
    : undefined;
  return method === undefined ? null : { file: place.file, scope: method.body };
}

function memberFunction(
  project: ScriptProject,
  value: ScriptExpression,
  place: ScriptPlace,
  { rest, depth }: { readonly rest: readonly string[]; readonly depth: number },
): ScriptPlace | null {
  const [first] = rest;
  if (first === undefined) return functionOf(project, value, place, depth + 1);
  if (value.kind === "object") {
    const entry = value.entries.find(({ key }) => key === first)?.value;
    return entry === undefined
      ? null
      : memberFunction(project, entry, place, { rest: rest.slice(1), depth: depth + 1 });
  }
  // new AuthController(), or the class itself
  const called = value.kind === "call" && value.made ? value.callee : value;
  if (called.kind !== "name" || depth > MAX_STEPS) return null;
  const own = place.file.functions.find((one) => one.name === `${called.name}.${first}`);
  if (own !== undefined) return { file: place.file, scope: own.body };
  for (const inner of lookUpScript(project, called.name, place)) {
    if (inner.value === value) continue;
    const found = memberFunction(project, inner.value, inner.place, {
      rest: [...inner.rest, ...rest],
      depth: depth + 1,
    });
    if (found !== null) return found;
  }
  const bound = place.file.imports.find((one) => one.as === called.name);
  const path = bound === undefined ? null : resolveScript(project, bound.module, place.file.path);
  const target = path === null ? null : project.tree.script(path);
  const method = target?.functions.find((one) => one.name.endsWith(`.${first}`));
  return target === null || method === undefined ? null : { file: target, scope: method.body };
}

/** Whether a scope lies in another one, or is it. */
export function isWithin(scope: string, outer: string): boolean {
  return scope === outer || scope.startsWith(`${outer}/`);
}
