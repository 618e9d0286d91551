import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { countLines } from "./pieces/count_lines.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { findClosers } from "./pieces/find_closers.ts";
import { limitWork, type Spend } from "./pieces/limit_work.ts";
import { refuseBuiltIn } from "./pieces/replace_references.ts";
import { withoutKey } from "./pieces/without_key.ts";
import { withValue } from "./pieces/with_value.ts";

/** `$NAME` is filled in outside quotes, with the word `undefined` for what is not set; to itself, for ever. */
export const STD_DOTENV: Dialect = {
  id: "std-dotenv",
  title: "@std/dotenv 0.225",
  loaders: ["std-dotenv@0.225.8"],
  precedence: "process",
  read,
};

interface StdAssignment extends Assignment {
  readonly value: string;
  /** Whether references in the value of the key, whichever assignment gives it, are filled in. */
  readonly expands: "yes" | "no";
}

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const text = decodeLoosely(bytes);
  const assignments = scan(text);
  const raw: ReadonlyMap<string, string> = new Map(assignments.map(({ key, value }) => [key, value]));
  const fromProcess = withoutKey(environment, key);
  const lookup = (name: string) => {
    const found = raw.get(name) ?? refuseBuiltIn(name);
    // Deno throws where no variable can have the name.
    if (found === undefined && /^$|[=\0]/.test(name)) throw new RangeError("Cannot look up the name");
    return found ?? fromProcess(name);
  };
  return limitWork(text, (spend) => {
    const known = new Map(raw);
    const toExpand = new Set(assignments.filter(({ expands }) => expands === "yes").map(({ key }) => key));
    for (const name of toExpand) known.set(name, expand(known.get(name) ?? "", { lookup, spend }));
    const reading = lastOf(assignments.filter((assignment) => assignment.key === key));
    return withValue(reading, known.get(key));
  });
}

function scan(text: string): readonly StdAssignment[] {
  const lineOf = countLines(text.replace(/\r(?!\n)/g, "\n"));
  const readers = quoteReaders(text);
  const assignments: StdAssignment[] = [];
  let at = skipBlanks(text, 0);
  while (at < text.length) {
    const found = readKey(text, at);
    if (found === null) {
      at = skipBlanks(text, lineEnd(text, at));
      continue;
    }
    const open = found.end + prefix(/[ \t]*/y, text, found.end);
    const quoted = readers.get(text.charAt(open))?.(open) ?? null;
    const { end, ...value } = quoted ?? readUnquoted(text, open);
    if (/^[A-Za-z_]\w*$/.test(found.key)) assignments.push({ key: found.key, line: lineOf(at), ...value });
    at = skipBlanks(text, lineEnd(text, end));
  }
  return assignments;
}

function readKey(text: string, start: number): { readonly key: string; readonly end: number } | null {
  const exported = text.startsWith("export", start) ? skipBlanks(text, start + 6) : start;
  return (exported > start + 6 ? readKeyAt(text, exported) : null) ?? readKeyAt(text, start);
}

/** The name and its `=` may stand on two lines. */
function readKeyAt(text: string, start: number): { readonly key: string; readonly end: number } | null {
  const end = start + prefix(/[^\s=#]*/y, text, start);
  const equals = skipBlanks(text, end);
  return end > start && text[equals] === "=" ? { key: text.slice(start, end), end: equals + 1 } : null;
}

type Value = Pick<StdAssignment, "value" | "note" | "expands"> & { readonly end: number };

/** By the quote that opens: what reads the value, or finds that no quote closes it. */
function quoteReaders(text: string): ReadonlyMap<string, (open: number) => Value | null> {
  const closeDouble = findClosers(text, '"');
  const closeSingle = findNext(text, /'/g);
  const breaker = findNext(text, /\r(?!\n)|[\u2028\u2029]/g);
  return new Map([
    ['"', (open) => {
      const close = closeDouble(open);
      if (close === -1) return null;
      const body = stripDouble(text.slice(open + 1, close));
      const value = body.replace(/\\[^]/g, (pair) => ESCAPES[pair] ?? pair);
      return { value, note: "in double quotes, escapes read", expands: "no", end: close + 1 };
    }],
    ["'", (open) => {
      const close = closeSingle(open);
      if (close === -1) return null;
      const start = open + 1 + prefix(/\r?\n?/y, text, open + 1);
      const value = text.slice(Math.min(start, close), close).replace(/(?:\r?\n|\r)$/, "");
      // Only these characters may not stand between single quotes.
      const broken = breaker(Math.min(start, close) - 1);
      if (broken !== -1 && broken < start + value.length) return null;
      return { value, note: "in single quotes", expands: "no", end: close + 1 };
    }],
  ]);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "\\n": "\n",
  "\\r": "\r",
  "\\t": "\t",
  '\\"': '"',
  "\\'": "'",
  "\\\\": "\\",
};

/** One line end goes at the start and one at the end, unless a backslash stands before it. */
function stripDouble(body: string): string {
  const inner = body.slice(prefix(/\r?\n?/y, body, 0));
  const end = /(?<!\\)(?:\\\\)*(\r\n|\r|\n)$/.exec(inner)?.[1] ?? "";
  return inner.slice(0, inner.length - end.length);
}

function readUnquoted(text: string, start: number): Value {
  const end = start + prefix(/[^\r\n#]*/y, text, start);
  const note = text[end] === "#" ? "unquoted, cut at the #" : "unquoted";
  return { value: text.slice(start, end).trim(), note, expands: end > start ? "yes" : "no", end };
}

interface From {
  readonly lookup: (name: string) => string | undefined;
  readonly spend: Spend;
}

/** All references at once, and again as long as there are some in what came out. */
function expand(value: string, { lookup, spend }: From): string {
  let text = value;
  for (;;) {
    spend(4 * text.length);
    const parts: string[] = [];
    let copied = 0;
    for (const { start, end, name, fallback } of references(text)) {
      const put = lookup(name) ?? fallback ?? "undefined";
      spend(put.length);
      parts.push(text.slice(copied, start), put);
      copied = end;
    }
    if (parts.length === 0) return text;
    text = parts.join("") + text.slice(copied);
  }
}

interface Reference {
  readonly start: number;
  readonly end: number;
  readonly name: string;
  readonly fallback: string | undefined;
}

function references(text: string): readonly Reference[] {
  const found: Reference[] = [];
  const nextBrace = findNext(text, /\}/g);
  const nextDefault = findNext(text, /:-/g);
  const nextLineEnd = findNext(text, /[\n\r\u2028\u2029]/g);
  let lastBrace = -1;
  let lineStop = -1;
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", at)) {
    if (!startsReference(text.charCodeAt(at + 1))) {
      at++;
      continue;
    }
    if (lineStop <= at) {
      const stop = nextLineEnd(at);
      lineStop = stop === -1 ? text.length : stop;
      lastBrace = at + text.slice(at, lineStop).lastIndexOf("}");
    }
    const within = { text, at, lineStop, lastBrace };
    const reference = text[at + 1] === "{"
      ? inBraces(within, { brace: nextBrace(at + 2), colon: nextDefault(at + 2) })
      : text[at - 1] === "\\"
      ? null
      : plain(within);
    if (reference !== null) found.push(reference);
    at = reference?.end ?? at + 1;
  }
  return found;
}

/** Whether this is a character of a name or an open brace. */
function startsReference(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7b) ||
    code === 0x5f;
}

interface Within {
  readonly text: string;
  readonly at: number;
  readonly lineStop: number;
  readonly lastBrace: number;
}

/** A name ends at the first brace behind its first character; a default at the last one of the line. */
function inBraces(
  { text, at, lineStop, lastBrace }: Within,
  { brace, colon }: { readonly brace: number; readonly colon: number },
): Reference | null {
  if (colon !== -1 && (brace === -1 || colon < brace) && lastBrace > colon + 2) {
    return {
      start: at,
      end: lastBrace + 1,
      name: text.slice(at + 2, colon),
      fallback: text.slice(colon + 2, lastBrace),
    };
  }
  if (brace === -1 || brace >= lineStop) return null;
  return { start: at, end: brace + 1, name: text.slice(at + 2, brace), fallback: undefined };
}

function plain({ text, at, lineStop }: Within): Reference | null {
  const end = at + 1 + prefix(/\w*/y, text, at + 1);
  if (end === at + 1) return null;
  const name = text.slice(at + 1, end);
  if (!text.startsWith(":-", end) || lineStop <= end + 2) {
    return { start: at, end, name, fallback: undefined };
  }
  return { start: at, end: lineStop, name, fallback: text.slice(end + 2, lineStop) };
}

/** Finds the next match behind an offset, or -1; asked for rising offsets it passes over the text once. */
function findNext(text: string, pattern: RegExp): (offset: number) => number {
  let next = -2;
  return (offset) => {
    if (next === -1 || next > offset) return next;
    pattern.lastIndex = offset + 1;
    next = pattern.exec(text)?.index ?? -1;
    return next;
  };
}

function prefix(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.exec(text)?.[0].length ?? 0;
}

function skipBlanks(text: string, start: number): number {
  return start + prefix(/\s*/y, text, start);
}

function lineEnd(text: string, start: number): number {
  return start + prefix(/[^\n\r\u2028\u2029]*/y, text, start);
}
