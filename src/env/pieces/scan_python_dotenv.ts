import type { Assignment } from "./assignment.ts";
import { countLines } from "./count_lines.ts";
import { isBlank, stripEnd } from "./python_text.ts";

/** Where the releases of python-dotenv differ. */
export interface PythonDotenvGrammar {
  /** What a backslash in quotes shields from being the end: the quote alone, or whatever follows it. */
  readonly backslash: "shields-quote" | "shields-any";
  /** What `#` is that follows `=` and blanks: the start of the value, or of a comment. */
  readonly hashAfterBlank: "value" | "comment";
}

/** Where a statement ended; without an assignment it was a comment, or was dropped as unreadable. */
interface Statement {
  readonly end: number;
  readonly assignment?: Omit<Assignment, "line">;
}

interface Value {
  readonly value: string;
  readonly note: string;
  readonly end: number;
}

const ESCAPED: Readonly<Record<string, string>> = {
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** All assignments, in order, of a text whose line ends are line feeds; references are not filled in. */
export function scanPythonDotenv(text: string, grammar: PythonDotenvGrammar): readonly Assignment[] {
  const lineOf = countLines(text);
  const assignments: Assignment[] = [];
  let start = skipBlanks(text, 0);
  while (start < text.length) {
    const { assignment, end } = readStatement(text, start, grammar);
    if (assignment !== undefined) assignments.push({ ...assignment, line: lineOf(start) });
    start = skipBlanks(text, end);
  }
  return assignments;
}

function readStatement(text: string, start: number, grammar: PythonDotenvGrammar): Statement {
  let at = skipExport(text, start);
  const keyStart = at;
  if (text[at] === "'") {
    const close = text.indexOf("'", at + 1);
    if (close <= at + 1) return dropped(text, at);
    at = close + 1;
  } else if (text[at] !== "#") {
    while (at < text.length && !isBlank(text.charCodeAt(at)) && text[at] !== "=" && text[at] !== "#") at++;
    if (at === keyStart) return dropped(text, at);
  }
  const keyEnd = at;
  at = skipInline(text, at);
  let value: Value | null = null;
  if (text[at] === "=") {
    const valueStart = skipInline(text, at + 1);
    const commented = grammar.hashAfterBlank === "comment" && valueStart > at + 1 && text[valueStart] === "#";
    value = commented
      ? { value: "", note: "nothing before the comment", end: valueStart }
      : readValue(text, valueStart, grammar);
    if (value === null) return dropped(text, valueStart);
    at = value.end;
  }
  const hash = skipInline(text, at);
  if (text[hash] === "#") at = lineEnd(text, hash);
  const end = skipInline(text, at);
  if (end < text.length && text[end] !== "\n") return dropped(text, at);
  if (keyEnd === keyStart) return { end };
  const quoted = text[keyStart] === "'" ? 1 : 0;
  const key = text.slice(keyStart + quoted, keyEnd - quoted);
  return { end, assignment: { key, value: value?.value ?? null, note: value?.note ?? "" } };
}

function readValue(text: string, start: number, grammar: PythonDotenvGrammar): Value | null {
  const quote = text[start];
  if (quote !== "'" && quote !== '"') return readUnquoted(text, start);
  const close = grammar.backslash === "shields-any"
    ? closeAfterPairs(text, start, quote)
    : closeAfterShieldedQuotes(text, start, quote);
  if (close === -1) return null;
  const escapes = quote === "'" ? /\\([\\'])/g : /\\([\\'"abfnrtv])/g;
  const body = text.slice(start + 1, close);
  const value = body.replace(escapes, (_, letter: string) => ESCAPED[letter] ?? letter);
  const kind = quote === "'" ? "in single quotes" : "in double quotes";
  return { value, note: value === body ? kind : `${kind}, escapes read`, end: close + 1 };
}

function readUnquoted(text: string, start: number): Value {
  const end = lineEnd(text, start);
  const line = text.slice(start, end);
  let hash = line.indexOf("#", 1);
  while (hash !== -1 && !isBlank(line.charCodeAt(hash - 1))) hash = line.indexOf("#", hash + 1);
  if (hash !== -1) return { value: stripEnd(line.slice(0, hash)), note: "unquoted, cut at the comment", end };
  return { value: stripEnd(line), note: "unquoted", end };
}

/** The first quote that no backslash shields; where each is shielded, the last one closes after all. */
function closeAfterShieldedQuotes(text: string, open: number, quote: string): number {
  let last = -1;
  for (let close = text.indexOf(quote, open + 1); close !== -1; close = text.indexOf(quote, close + 1)) {
    last = close;
    if (text[close - 1] !== "\\") break;
  }
  return last;
}

function closeAfterPairs(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === quote) return at;
    if (text[at] === "\\") at++;
  }
  return -1;
}

/** An unreadable statement takes the rest of the line with it that the scanner had reached. */
function dropped(text: string, at: number): Statement {
  return { end: lineEnd(text, at) };
}

function skipExport(text: string, start: number): number {
  if (!text.startsWith("export", start)) return start;
  const blanks = start + "export".length;
  return skipInline(text, blanks) > blanks ? skipInline(text, blanks) : start;
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

function skipInline(text: string, start: number): number {
  let at = start;
  while (text[at] !== "\n" && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}
