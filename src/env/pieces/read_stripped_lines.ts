import type { Reading } from "../dialect.ts";
import { type Assignment, lastOf } from "./assignment.ts";
import { openAsText, strip } from "./python_text.ts";

/**
 * Reads as Python code does that strips each line and splits it at its first `=`: no comment behind a value, no
 * `export`, no escapes. The last assignment wins; `unquote` makes the value of what stands after the `=`.
 */
export function readStrippedLines(
  bytes: Uint8Array,
  key: string,
  unquote: (written: string) => Pick<Assignment, "value" | "note">,
): Reading {
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
