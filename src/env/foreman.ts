import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { decodeStrictly } from "./pieces/decode.ts";

/** No blank round the key, no comment behind a value, nothing filled in. */
export const FOREMAN: Dialect = {
  id: "foreman",
  title: "foreman 0.87",
  loaders: ["foreman@0.87.2"],
  precedence: "file",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const text = decodeStrictly(bytes);
  if (typeof text !== "string") return text;
  const found: Assignment[] = [];
  for (const [index, line] of text.replaceAll("\r\n", "\n").split("\n").entries()) {
    const equals = line.indexOf("=");
    if (equals === -1 || line.slice(0, equals) !== key || !/^[A-Za-z_0-9]+$/.test(key)) continue;
    found.push({ key, line: index + 1, ...readValue(line.slice(equals + 1)) });
  }
  return lastOf(found);
}

function readValue(value: string): Pick<Assignment, "value" | "note"> {
  const quote = value.charAt(0);
  const isQuoted = value.length > 1 && value.endsWith(quote);
  if (isQuoted && quote === "'") return { value: value.slice(1, -1), note: "in single quotes" };
  if (!isQuoted || quote !== '"') return { value, note: "as it stands" };
  const unescaped = value.slice(1, -1).replaceAll("\\n", "\n").replace(/\\([^\n])/gu, "$1");
  return { value: unescaped, note: "in double quotes, escapes read" };
}
