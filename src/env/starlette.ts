import type { Dialect } from "./dialect.ts";
import { readStrippedLines } from "./pieces/read_stripped_lines.ts";

/** As python-decouple, but every quote at either end is taken off, whether it has a partner or not. */
export const STARLETTE: Dialect = {
  id: "starlette",
  title: "starlette's Config",
  loaders: ["starlette@0.26.1"],
  precedence: "process",
  read: (bytes, key) => readStrippedLines(bytes, key, unquote),
};

function unquote(written: string): { readonly value: string; readonly note: string } {
  const value = written.replace(/^["']+/, "").replace(/(?<!["'])["']+$/, "");
  if (/[ \t]#/.test(value)) return { value, note: "the comment is part of the value" };
  return { value, note: value === written ? "as it stands" : "the quotes at its ends taken off" };
}
