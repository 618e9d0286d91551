import type { Assignment } from "./assignment.ts";
import { countLines } from "./count_lines.ts";

const BLANKS = " \t\n";
const NOTHING = "nothing after =";

/**
 * All assignments, in order, of a text without carriage returns, as Node reads it from version 22. Blanks
 * after `=` are skipped across line ends, so that `KEY= ` takes the next line for its value.
 */
export function scanNodeEnvFile(source: string): readonly Assignment[] {
  const text = trimEnd(source);
  const lineOf = countLines(text);
  const assignments: Assignment[] = [];
  let at = skipBlanks(text, 0);
  let equals = -1;
  while (at < text.length) {
    if (text[at] === "\n" || text[at] === "#") {
      at = lineEnd(text, at) + 1;
      continue;
    }
    const end = lineEnd(text, at);
    if (equals < at) equals = text.indexOf("=", at);
    if (equals === -1) break;
    if (equals > end) {
      at = skipBlanks(text, end + 1);
      continue;
    }
    const start = skipBlanks(text, at);
    const key = trim(text.slice(at, equals));
    if (key === "") {
      // What follows the lone = is read as a statement of its own.
      at = equals + 1;
      continue;
    }
    const { value, note, next } = readValue(text, equals + 1);
    assignments.push({ key: nameOf(key, note), value, note, line: lineOf(start) });
    at = next;
  }
  return assignments;
}

/** Node takes `export` off only after it has stored the keys with nothing at all behind `=`. */
function nameOf(key: string, note: string): string {
  return note !== NOTHING && key.startsWith("export ") ? trim(key.slice("export ".length)) : key;
}

interface Value {
  readonly value: string;
  readonly note: string;
  /** Where the next statement may start. */
  readonly next: number;
}

function readValue(text: string, after: number): Value {
  if (after >= text.length || text[after] === "\n") return { value: "", note: NOTHING, next: after + 1 };
  const start = skipBlanks(text, after);
  const crossed = start > lineEnd(text, after) ? ", on a later line" : "";
  const end = lineEnd(text, start);
  const quote = text.charAt(start);
  if (`"'\``.includes(quote) && quote !== "") {
    const close = text.indexOf(quote, start + 1);
    if (close === -1) {
      return { value: text.slice(start, end), note: `the quote never closes${crossed}`, next: end + 1 };
    }
    const body = text.slice(start + 1, close);
    const value = quote === '"' ? body.replaceAll("\\n", "\n") : body;
    return { value, note: `in quotes${crossed}`, next: lineEnd(text, close) + 1 };
  }
  const line = text.slice(start, end);
  const hash = line.indexOf("#");
  const value = trim(hash === -1 ? line : line.slice(0, hash));
  return { value, note: `${hash === -1 ? "unquoted" : "cut at #"}${crossed}`, next: end + 1 };
}

function trim(text: string): string {
  return trimEnd(text.slice(skipBlanks(text, 0)));
}

function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && BLANKS.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && BLANKS.includes(text.charAt(at))) at++;
  return at;
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}
