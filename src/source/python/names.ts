import type { Expression } from "./expression.ts";
import type { Import } from "./imports.ts";
import type { Assignment } from "./statements.ts";

/**
 * The name with its first part replaced by what the imports bind it to: `j.encode` is `jwt.encode` after
 * `import jwt as j`, and `c` is `decouple.config` after `from decouple import config as c`.
 */
export function qualify(name: string, imports: readonly Import[]): string {
  const dot = name.indexOf(".");
  const head = dot < 0 ? name : name.slice(0, dot);
  const rest = dot < 0 ? "" : name.slice(dot);
  const bound = imports.findLast((one) => one.as === head && one.name !== "*");
  if (bound === undefined) return name;
  if (bound.name === null) return bound.module + rest;
  return (bound.module.endsWith(".") ? bound.module : `${bound.module}.`) + bound.name + rest;
}

/** The text that an expression is made of, as far as literals and the given names tell; null beyond that. */
export function constantText(
  expression: Expression,
  lookUp: (name: string) => string | null = () => null,
): string | null {
  switch (expression.kind) {
    case "text":
      return expression.value;
    case "name":
      return lookUp(expression.name);
    case "format": {
      const parts = expression.parts.map((part) => constantText(part, lookUp));
      return parts.every((part) => part !== null) ? parts.join("") : null;
    }
    case "binary": {
      if (expression.operator !== "+") return null;
      const left = constantText(expression.left, lookUp);
      const right = constantText(expression.right, lookUp);
      return left === null || right === null ? null : left + right;
    }
    default:
      return null;
  }
}

/** Looks up names that the file assigns a literal text at its top level. */
export function literalNames(assignments: readonly Assignment[]): (name: string) => string | null {
  const texts = new Map<string, string>();
  for (const { target, key, value, scope } of assignments) {
    if (scope === "" && key === null && value?.kind === "text") texts.set(target, value.value);
  }
  return (name) => texts.get(name) ?? null;
}
