import type { Expression, PythonFile } from "../source/python.ts";
import { followPath } from "./follow_path.ts";
import { nameOf } from "./paths.ts";
import type { PythonProject } from "./python_modules.ts";

/** File names that a key is kept under. */
const KEEPS_A_KEY = /(?:jwt|secret|signing|private)[\w.-]*$/i;

/** Files that the code reads a key from, relative to the root or `~/…`. */
export function findKeyFiles(
  project: PythonProject,
  options: { readonly files: readonly PythonFile[]; readonly folder: string },
): readonly string[] {
  const found = new Set<string>();
  for (const file of options.files) {
    for (const { call, callee, scope } of file.calls) {
      const opened: Expression | undefined = callee === "open" ? call.positional[0] : readFrom(call.callee);
      if (opened === undefined) continue;
      const path = followPath(project, opened, { path: file.path, scope, workingFolder: options.folder });
      if (path !== null && KEEPS_A_KEY.test(nameOf(path)) && !/\.(?:py|json|ya?ml|toml)$/.test(path)) {
        found.add(path);
      }
    }
  }
  return [...found];
}

/** The object of `x.read_text()`, `x.read_bytes()` or `x.open()`. */
function readFrom(callee: Expression): Expression | undefined {
  const methods = /^(?:read_text|read_bytes|open)$/;
  if (callee.kind === "member") return methods.test(callee.name) ? callee.of : undefined;
  if (callee.kind !== "name") return undefined;
  const dot = callee.name.lastIndexOf(".");
  if (dot < 0 || !methods.test(callee.name.slice(dot + 1))) return undefined;
  return { kind: "name", name: callee.name.slice(0, dot), line: callee.line };
}
