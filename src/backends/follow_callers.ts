import type { Expression } from "../source/python.ts";
import { followValue, type Origin } from "./follow_value.ts";
import { filesWith, type PythonProject } from "./python_modules.ts";

/** Follows a value, and where it is a parameter, what the callers hand over. */
export function followCallers(
  code: { readonly project: PythonProject; readonly importRoot: string },
  value: { readonly expression: Expression; readonly path: string; readonly scope: string },
  depth = 0,
): readonly Origin[] {
  const { project, importRoot } = code;
  const { expression, path, scope } = value;
  const own = followValue(project, expression, value);
  const file = project.tree.python(path);
  if (expression.kind !== "name" || file === null || depth > 3) return own;
  const made = file.functions.find((one) =>
    (one.scope === "" ? one.name : `${one.scope}.${one.name}`) === scope
  );
  const at = made?.parameters.findIndex((one) => one.name === expression.name) ?? -1;
  if (made === undefined || at < 0) return own;
  const bound = made.parameters[0]?.name === "self" || made.parameters[0]?.name === "cls" ? 1 : 0;
  const handed = filesWith(project.tree, new RegExp(`\\b${made.name}\\b`), importRoot).flatMap((user) =>
    user.calls.filter((one) => one.callee === made.name || one.callee.endsWith(`.${made.name}`)).flatMap(
      (one) => {
        const given = one.call.keywords[expression.name] ?? one.call.positional[at - bound];
        return given === undefined ? [] : [{ expression: given, path: user.path, scope: one.scope }];
      },
    )
  );
  return [...own, ...handed.slice(0, 20).flatMap((one) => followCallers(code, one, depth + 1))];
}
