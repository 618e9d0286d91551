/** A JavaScript expression as far as key handling needs it; anything else is `other`. Lines are 1-based. */
export type ScriptExpression =
  | { readonly kind: "text"; readonly value: string; readonly line: number }
  /** A name, or names joined by dots, also by `?.` and `["…"]`: `process.env.JWT_SECRET`. */
  | { readonly kind: "name"; readonly name: string; readonly line: number }
  /** A member of something that is no plain name: `new SignJWT(claims).sign`. */
  | { readonly kind: "member"; readonly of: ScriptExpression; readonly name: string; readonly line: number }
  | ScriptCall
  | { readonly kind: "object"; readonly entries: readonly ScriptEntry[]; readonly line: number }
  | { readonly kind: "list"; readonly items: readonly ScriptExpression[]; readonly line: number }
  /** `a ?? b`, `a || b`, `c ? a : b`: any of the choices may be the value, the first is meant. */
  | { readonly kind: "either"; readonly choices: readonly ScriptExpression[]; readonly line: number }
  /** A template: texts and the expressions between them. */
  | { readonly kind: "format"; readonly parts: readonly ScriptExpression[]; readonly line: number }
  /** A function; its code stands under the scope `body`. */
  | { readonly kind: "function"; readonly body: string; readonly line: number }
  /** Something else, with the expressions found in it. */
  | { readonly kind: "other"; readonly parts: readonly ScriptExpression[]; readonly line: number };

/** `callee(…)`, or `new callee(…)` where `made`. */
export interface ScriptCall {
  readonly kind: "call";
  readonly callee: ScriptExpression;
  readonly positional: readonly ScriptExpression[];
  readonly made: boolean;
  readonly line: number;
}

/** One entry of an object; `key` is null where it is computed, or where `...` spreads the value. */
export interface ScriptEntry {
  readonly key: string | null;
  readonly value: ScriptExpression;
}

/** The expressions directly inside another one. */
export function scriptParts(expression: ScriptExpression): readonly ScriptExpression[] {
  switch (expression.kind) {
    case "member":
      return [expression.of];
    case "call":
      return [expression.callee, ...expression.positional];
    case "object":
      return expression.entries.map(({ value }) => value);
    case "list":
      return expression.items;
    case "either":
      return expression.choices;
    case "format":
    case "other":
      return expression.parts;
    default:
      return [];
  }
}

/** The dotted name that an expression is, or the empty text. */
export function scriptName(expression: ScriptExpression | undefined): string {
  return expression?.kind === "name" ? expression.name : "";
}

/** The literal entry of an object, or undefined. */
export function entryNamed(
  expression: ScriptExpression | undefined,
  key: string,
): ScriptExpression | undefined {
  if (expression?.kind !== "object") return undefined;
  return expression.entries.findLast((entry) => entry.key === key)?.value;
}
