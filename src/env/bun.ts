import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { countLines } from "./pieces/count_lines.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { findClosers } from "./pieces/find_closers.ts";
import { limitWork, type Spend } from "./pieces/limit_work.ts";
import { withoutKey } from "./pieces/without_key.ts";
import { withValue } from "./pieces/with_value.ts";

/** Defaults within defaults. */
const DEEPEST = 200;

const BLANKS = "\t\v\f \n\r";

/** Much as npm dotenv reads; `$NAME` is filled in once, even in single quotes, and digits are names too. */
export const BUN: Dialect = {
  id: "bun",
  title: "Bun 1.4",
  loaders: ["bun@1.4.5"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const text = decodeLoosely(bytes).replace(/^\ufeff/, "");
  const assignments = scan(text);
  const fromProcess = withoutKey(environment, key);
  return limitWork(text, (spend) => {
    const known = new Map(assignments.map(({ key, value }) => [key, value ?? ""]));
    for (const [name, value] of known) {
      known.set(name, expand(value, { lookup: (name) => fromProcess(name) ?? known.get(name), spend }));
    }
    const reading = lastOf(assignments.filter((assignment) => assignment.key === key));
    return withValue(reading, known.get(key));
  });
}

function scan(text: string): readonly Assignment[] {
  const closers = new Map(['"', "'", "`"].map((quote) => [quote, findClosers(text, quote)]));
  // A lone carriage return ends a line for Bun too.
  const lineOf = countLines(text.replace(/\r(?!\n)/g, "\n"));
  const assignments: Assignment[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const key = readKey(text, at);
    if (typeof key === "number") {
      at = skipBlanks(text, lineEnd(text, key));
      continue;
    }
    const open = skipBlanks(text, key.end);
    const close = closers.get(text.charAt(open))?.(open) ?? -1;
    const end = close === -1 ? valueEnd(text, key.end) : close + 1;
    const value = close === -1
      ? {
        value: trim(text.slice(key.end, end)),
        note: text[end] === "#" ? "unquoted, cut at the #" : "unquoted",
      }
      : readQuoted(text.slice(open, end));
    assignments.push({ key: key.name, line: lineOf(at), ...value });
    // What follows the closing quote on its line is dropped.
    at = skipBlanks(text, close === -1 ? end : lineEnd(text, end));
  }
  return assignments;
}

interface Key {
  readonly name: string;
  /** Just behind the `=` or `:`. */
  readonly end: number;
}

/**
 * The key that starts here, or how far was looked for one in vain. Any number of `export` may stand before it, on
 * lines of their own too, and one of them is itself the key where nothing else is.
 */
function readKey(text: string, start: number): Key | number {
  for (let at = start;;) {
    const end = wordEnd(text, at);
    const after = skipBlanks(text, end);
    if (end === at || after >= text.length) return at;
    const name = text.slice(at, end);
    const key = endKey(text, { name, after });
    if (key !== null || name !== "export" || after === end) return key ?? at;
    at = after;
  }
}

function endKey(
  text: string,
  { name, after }: { readonly name: string; readonly after: number },
): Key | null {
  if (text[after] === "=") return { name, end: after + 1 };
  return text[after] === ":" && isBlank(text, after + 1) ? { name, end: after + 2 } : null;
}

function readQuoted(quoted: string): Pick<Assignment, "value" | "note"> {
  const body = quoted.slice(1, -1).replace(/\r\n?/g, "\n");
  if (!quoted.startsWith('"')) return { value: body, note: "in quotes" };
  const value = body.replace(/\\([^])/g, (pair, letter: string) => ({ n: "\n", r: "\r" })[letter] ?? pair);
  return { value, note: value === body ? "in double quotes" : "in double quotes, \\n and \\r read" };
}

interface From {
  readonly lookup: (name: string) => string | undefined;
  readonly spend: Spend;
}

/** Each `$NAME`, `${NAME}` and `${NAME:-default}`, once; what stands for a name is not searched again. */
function expand(value: string, { lookup, spend }: From, depth = 0): string {
  const parts: string[] = [];
  let at = 0;
  for (let dollar = value.indexOf("$"); dollar !== -1; dollar = value.indexOf("$", at)) {
    const escaped = dollar > at && value[dollar - 1] === "\\";
    parts.push(value.slice(at, escaped ? dollar - 1 : dollar));
    const { end, put } = escaped || dollar === value.length - 1
      ? { end: dollar + 1, put: "$" }
      : readReference(value, dollar);
    spend(put.length);
    parts.push(put);
    at = end;
  }
  return parts.join("") + value.slice(at);

  function readReference(value: string, dollar: number): { readonly end: number; readonly put: string } {
    if (value[dollar + 1] !== "{") {
      const end = nameEnd(value, dollar + 1);
      return { end, put: end === dollar + 1 ? "$" : lookup(value.slice(dollar + 1, end)) ?? "" };
    }
    const close = closingBrace(value, dollar + 2);
    if (close === -1) return { end: value.length, put: value.slice(dollar) };
    const after = nameEnd(value, dollar + 2);
    const found = lookup(value.slice(dollar + 2, after));
    const rest = value.slice(after, close);
    const end = close + 1;
    if (rest === "") return { end, put: found ?? "" };
    if (!rest.startsWith(":-")) return { end, put: value.slice(dollar, end) };
    const fallback = rest.slice(2);
    const put = found ?? (depth < DEEPEST ? expand(fallback, { lookup, spend }, depth + 1) : fallback);
    return { end, put };
  }
}

/** The brace that closes what opened before `start`; a backslash takes the next character with it. */
function closingBrace(value: string, start: number): number {
  let depth = 1;
  for (let at = start; at < value.length; at++) {
    const character = value[at];
    if (character === "\\") at++;
    else if (character === "$" && value[at + 1] === "{") depth++, at++;
    else if (character === "}" && --depth === 0) return at;
  }
  return -1;
}

function nameEnd(text: string, start: number): number {
  const name = /\w*/y;
  name.lastIndex = start;
  return start + (name.exec(text)?.[0].length ?? 0);
}

function trim(text: string): string {
  let end = text.length;
  while (isBlank(text, end - 1)) end--;
  return text.slice(Math.min(skipBlanks(text, 0), end), end);
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text, at)) at++;
  return at;
}

function isBlank(text: string, at: number): boolean {
  const character = text.charAt(at);
  return character !== "" && BLANKS.includes(character);
}

function wordEnd(text: string, start: number): number {
  const word = /[\w.-]*/y;
  word.lastIndex = start;
  return start + (word.exec(text)?.[0].length ?? 0);
}

function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}

function valueEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "#" && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
