import type { Spend } from "./limit_work.ts";

/** A `$NAME`, `${NAME}` or `${NAME:-rest}` that stands in a value. */
export interface Reference {
  /** As it is written. */
  readonly written: string;
  readonly name: string;
  readonly operator: ":+" | "+" | ":-" | "-" | "none";
  /** What follows the operator. */
  readonly rest: string;
}

/** Where the releases of dotenv-expand differ. */
export interface ReplaceRules {
  /** What to put in; `seen` holds each state of the value so far. */
  readonly fill: (reference: Reference, seen: ReadonlySet<string>) => string;
  /** Whether nothing more is to be replaced in what came out for the reference to this name. */
  readonly isFinal: (text: string, name: string) => boolean;
  readonly spend: Spend;
}

const REFERENCE = /(?<!\\)\$(?:\{([^{}]+)\}|([A-Za-z_]\w*))/;

/**
 * A value with one reference after the other replaced, always the first; what was put in is searched again.
 * Like dotenv-expand it replaces the first text that looks like the reference, and obeys `$&` and `$$` in
 * what it puts in.
 */
export function replaceReferences(value: string, { fill, isFinal, spend }: ReplaceRules): string {
  const seen = new Set<string>();
  let text = value;
  for (let next = findReference(text); next !== null; next = findReference(text)) {
    seen.add(text);
    text = text.replace(next.written, fill(next, seen));
    spend(text.length);
    if (isFinal(text, next.name)) break;
  }
  return text;
}

/** `\$` is how a dollar is written that starts no reference. */
export function unescapeDollars(value: string): string {
  return value.replaceAll("\\$", "$");
}

/** Throws `RangeError` where JavaScript finds a function of every object, over which dotenv-expand stumbles. */
export function refuseBuiltIn(name: string): undefined {
  if (name in Object.prototype) throw new RangeError("Cannot fill in a reference to a built-in property");
}

function findReference(text: string): Reference | null {
  const match = REFERENCE.exec(text);
  if (match === null) return null;
  const written = match[0];
  const expression = match[1] ?? match[2] ?? "";
  const operator = /:?[+-]/.exec(expression)?.[0];
  if (isOperator(operator)) {
    const [name = "", ...rest] = expression.split(operator);
    return { written, name, operator, rest: rest.join(operator) };
  }
  // Without an operator dotenv-expand splits at the word `null`, into which JavaScript turns its absence.
  const [name = "", ...rest] = expression.split("null");
  return { written, name, operator: "none", rest: rest.join("null") };
}

function isOperator(text: string | undefined): text is Exclude<Reference["operator"], "none"> {
  return text === ":+" || text === "+" || text === ":-" || text === "-";
}
