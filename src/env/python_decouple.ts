import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { openAsText, strip } from "./pieces/python_text.ts";

/** No comment after a value, no `export`, no escapes: what stands after the first `=` is the value. */
export const PYTHON_DECOUPLE: Dialect = {
  id: "python-decouple",
  title: "python-decouple 3",
  loaders: ["python-decouple@3.6", "python-decouple@3.8"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const text = openAsText(bytes);
  if (typeof text !== "string") return text;
  const found: Assignment[] = [];
  for (const [index, raw] of text.split("\n").entries()) {
    const line = strip(raw);
    const equals = line.indexOf("=");
    if (equals === -1 || line.startsWith("#") || strip(line.slice(0, equals)) !== key) continue;
    found.push({ key, line: index + 1, ...unquote(strip(line.slice(equals + 1))) });
  }
  return lastOf(found);
}

function unquote(value: string): { readonly value: string; readonly note: string } {
  const quote = value[0];
  if (value.length >= 2 && (quote === '"' || quote === "'") && value.endsWith(quote)) {
    return { value: value.slice(1, -1), note: "one pair of quotes taken off" };
  }
  return { value, note: /[ \t]#/.test(value) ? "the comment is part of the value" : "as it stands" };
}
