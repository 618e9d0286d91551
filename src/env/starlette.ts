import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { openAsText, strip } from "./pieces/python_text.ts";

/** As python-decouple, but every quote at either end is taken off, whether it has a partner or not. */
export const STARLETTE: Dialect = {
  id: "starlette",
  title: "starlette's Config",
  loaders: ["starlette@0.26.1"],
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
    const written = strip(line.slice(equals + 1));
    const value = written.replace(/^["']+/, "").replace(/(?<!["'])["']+$/, "");
    found.push({ key, line: index + 1, value, note: noteOf(written, value) });
  }
  return lastOf(found);
}

function noteOf(written: string, value: string): string {
  if (/[ \t]#/.test(value)) return "the comment is part of the value";
  return value === written ? "as it stands" : "the quotes at its ends taken off";
}
