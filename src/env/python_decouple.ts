import type { Dialect } from "./dialect.ts";
import { readStrippedLines } from "./pieces/read_stripped_lines.ts";

/** No comment after a value, no `export`, no escapes: what stands after the first `=` is the value. */
export const PYTHON_DECOUPLE: Dialect = {
  id: "python-decouple",
  title: "python-decouple 3",
  loaders: ["python-decouple@3.6", "python-decouple@3.8"],
  precedence: "process",
  read: (bytes, key) => readStrippedLines(bytes, key, unquote),
};

function unquote(written: string): { readonly value: string; readonly note: string } {
  const quote = written[0];
  if (written.length >= 2 && (quote === '"' || quote === "'") && written.endsWith(quote)) {
    return { value: written.slice(1, -1), note: "one pair of quotes taken off" };
  }
  return {
    value: written,
    note: /[ \t]#/.test(written) ? "the comment is part of the value" : "as it stands",
  };
}
