import { qualify } from "../source/python/names.ts";
import type { CallExpression, Expression, PythonFile } from "../source/python.ts";
import { folderOf, joinPath } from "./paths.ts";
import { findImported, findModule, type PythonProject } from "./python_modules.ts";

/** Where a path expression stands, and the folder that a relative path in it is relative to. */
export interface PathPlace {
  readonly path: string;
  readonly scope?: string;
  readonly workingFolder: string;
}

/** A file or folder, relative to the root or `~/…`; `written` where it came from the code as a relative text. */
interface Found {
  readonly at: string;
  readonly written: boolean;
}

/**
 * The path that code computes from `__file__`, joins, parents and literals, relative to the root of the tree or
 * to `~`; null where it depends on something else.
 */
export function followPath(project: PythonProject, expression: Expression, place: PathPlace): string | null {
  const file = project.tree.python(place.path);
  const found = file === null ? null : evaluate(project, expression, { file, depth: 0 });
  if (found === null) return null;
  return found.written ? joinPath(place.workingFolder, found.at) : found.at;
}

interface At {
  readonly file: PythonFile;
  readonly depth: number;
}

const SAME = new Set([
  "str",
  "abspath",
  "realpath",
  "normpath",
  "resolve",
  "absolute",
  "as_posix",
  "fspath",
  "expanduser",
]);

function evaluate(project: PythonProject, expression: Expression, at: At): Found | null {
  if (at.depth > 30) return null;
  const inside = { ...at, depth: at.depth + 1 };
  const inner = (value: Expression | undefined): Found | null =>
    value === undefined ? null : evaluate(project, value, inside);
  switch (expression.kind) {
    case "text":
      return { at: expression.value, written: !/^[~/]/.test(expression.value) };
    case "either": {
      for (const choice of expression.choices) {
        const found = inner(choice);
        if (found !== null) return found;
      }
      return null;
    }
    case "name":
      return evaluateName(project, expression.name, inside);
    case "member":
      return attribute(inner(expression.of), expression.name);
    case "subscript": {
      // Path(__file__).resolve().parents[2]
      const of = expression.of;
      const count = expression.key.kind === "number" ? Number(expression.key.text) : NaN;
      if (of.kind !== "member" || of.name !== "parents" || !(count >= 0 && count < 20)) return null;
      let found = inner(of.of);
      for (let i = 0; i <= count; i++) found = parent(found);
      return found;
    }
    case "binary": {
      const left = inner(expression.left);
      if (left === null) return null;
      if (expression.operator === "-" && expression.right.kind === "number") {
        let found: Found | null = left;
        for (let i = 0; i < Math.min(20, Number(expression.right.text)); i++) found = parent(found);
        return found;
      }
      const right = inner(expression.right);
      if (right === null) return null;
      // `str(ROOT) + "/.env"`
      if (expression.operator === "+") return { ...left, at: joinPath("", `${left.at || "."}${right.at}`) };
      return expression.operator === "/" && right.written ? join(left, right.at) : null;
    }
    case "format": {
      let text = "";
      let written = true;
      for (const part of expression.parts) {
        const found = inner(part);
        if (found === null) return null;
        if (!found.written) written = false;
        // The root is the empty text: `f"{ROOT}/.env"` would leave it.
        text += found.at === "" && !found.written ? "." : found.at;
      }
      return { at: joinPath("", text), written };
    }
    case "call":
      return evaluateCall(project, expression, inside);
    default:
      return null;
  }
}

function evaluateName(project: PythonProject, name: string, at: At): Found | null {
  if (name === "__file__") return { at: at.file.path, written: false };
  const own = at.file.assignments.findLast((one) =>
    one.target === name && one.key === null && one.value !== null
  );
  if (own?.value != null) return evaluate(project, own.value, at);
  const dot = name.lastIndexOf(".");
  const [head = ""] = name.split(".");
  for (const bound of at.file.imports) {
    const star = bound.name === "*";
    if (!star && bound.as !== head) continue;
    const found = star
      ? { path: findModule(project, bound.module, at.file.path), symbol: name }
      : findImported(project, bound, at.file.path);
    const file = found?.path == null || found.path === at.file.path ? null : project.tree.python(found.path);
    const symbol = found?.symbol ?? name.slice(head.length + 1);
    const inner = file === null || symbol === ""
      ? null
      : evaluateName(project, symbol, { file, depth: at.depth + 1 });
    if (inner !== null) return inner;
  }
  if (dot < 0 || at.depth > 25) return null;
  return attribute(
    evaluateName(project, name.slice(0, dot), { ...at, depth: at.depth + 1 }),
    name.slice(dot + 1),
  );
}

function evaluateCall(project: PythonProject, call: CallExpression, at: At): Found | null {
  const inner = (value: Expression | undefined): Found | null =>
    value === undefined ? null : evaluate(project, value, at);
  const read = at.file.envRead(call);
  if (read !== null) return read.fallbackValue === null ? null : inner(read.fallbackValue);
  const { callee, positional } = call;
  const name = callee.kind === "name" ? callee.name : callee.kind === "member" ? callee.name : "";
  const last = name.slice(name.lastIndexOf(".") + 1);
  const object = (): Found | null => {
    if (callee.kind === "member") return inner(callee.of);
    const dot = name.lastIndexOf(".");
    return dot < 0 ? null : evaluateName(project, name.slice(0, dot), at);
  };
  const qualified = qualify(name, at.file.imports);
  if (last === "home" && /(?:^|\.)Path\.home$/.test(qualified)) return { at: "~", written: false };
  if (qualified.startsWith("os.path.") || qualified.startsWith("posixpath.")) {
    if (last === "dirname") return parent(inner(positional[0]));
    if (last === "join") return joinAll(positional.map(inner));
  }
  if (qualified === "os.getcwd" || /(?:^|\.)Path\.cwd$/.test(qualified)) return { at: "", written: true };
  if (last === "find_dotenv") return inner(positional[0] ?? call.keywords["filename"]);
  if (last === "joinpath" || last === "path") return joinAll([object(), ...positional.map(inner)]);
  if (last === "with_name") return joinAll([parent(object()), ...positional.map(inner)]);
  if (SAME.has(last)) return positional.length > 0 ? inner(positional[0]) : object();
  if (last === "Path" || last === "PurePath" || last === "root") {
    return positional.length === 0 ? { at: "", written: true } : joinAll(positional.map(inner));
  }
  // django-environ's Path objects are called: ROOT_DIR(".env")
  const called = callee.kind === "name" ? evaluateName(project, callee.name, at) : null;
  return called === null ? null : joinAll([called, ...positional.map(inner)]);
}

function attribute(of: Found | null, name: string): Found | null {
  return name === "parent" ? parent(of) : null;
}

function parent(of: Found | null): Found | null {
  if (of === null) return null;
  if (of.at === "" || of.at === ".." || of.at.endsWith("/..")) return { ...of, at: joinPath(of.at, "..") };
  return { ...of, at: folderOf(of.at) };
}

function join(left: Found, right: string): Found {
  if (/^[~/]/.test(right)) return { at: right, written: false };
  return {
    at: left.at.startsWith("~") ? `${left.at}/${right}` : joinPath(left.at, right),
    written: left.written,
  };
}

function joinAll(parts: readonly (Found | null)[]): Found | null {
  const [first, ...rest] = parts;
  if (first == null) return null;
  let joined = first;
  for (const part of rest) {
    if (part === null) return null;
    joined = join(joined, part.at);
  }
  return joined;
}
