import type { Assignment } from "./assignment.ts";
import { countLines } from "./count_lines.ts";

const BLANKS = " \t\n";

/** Where the quote at `open` closes, or -1 where it does not. */
export type FindClose = (text: string, open: number) => number;

/** An assignment, and how its value stood. */
export interface NodeAssignment extends Assignment {
  readonly value: string;
  readonly form: "nothing" | "unquoted" | "unclosed" | '"' | "'" | "`";
}

/**
 * All assignments, in order, of a text without carriage returns, as Node reads it from version 22. Blanks
 * after `=` are skipped across line ends, so that `KEY= ` takes the next line for its value.
 */
export function scanNodeEnvFile(
  source: string,
  findClose: FindClose = findNextQuote,
): readonly NodeAssignment[] {
  const text = trimEnd(source);
  const lineOf = countLines(text);
  const assignments: NodeAssignment[] = [];
  let at = skipBlanks(text, 0);
  let equals = -1;
  let end = -1;
  while (at < text.length) {
    if (text[at] === "\n" || text[at] === "#") {
      at = lineEnd(text, at) + 1;
      continue;
    }
    if (end < at) end = lineEnd(text, at);
    if (equals < at) equals = text.indexOf("=", at);
    if (equals === -1) break;
    if (equals > end) {
      at = skipBlanks(text, end + 1);
      continue;
    }
    const start = skipBlanks(text, at);
    const key = trim(text.slice(at, equals));
    if (key === "" && !isNothing(text, equals + 1)) {
      // What follows the lone = is read as a statement of its own.
      at = skipBlanks(text, equals + 1);
      continue;
    }
    const { next, ...value } = readValue(text, equals + 1, findClose);
    assignments.push({ key: nameOf(key, value.form), ...value, line: lineOf(start) });
    at = next;
  }
  return assignments;
}

function findNextQuote(text: string, open: number): number {
  return text.indexOf(text.charAt(open), open + 1);
}

/** `export` is taken off only after the keys with nothing at all behind `=` were stored. */
function nameOf(key: string, form: NodeAssignment["form"]): string {
  return form !== "nothing" && key.startsWith("export ") ? trim(key.slice("export ".length)) : key;
}

interface Value extends Pick<NodeAssignment, "value" | "note" | "form"> {
  /** Where the next statement may start. */
  readonly next: number;
}

function isNothing(text: string, after: number): boolean {
  return after >= text.length || text[after] === "\n";
}

function readValue(text: string, after: number, findClose: FindClose): Value {
  if (isNothing(text, after)) {
    return { value: "", note: "nothing after =", form: "nothing", next: after };
  }
  const start = skipBlanks(text, after);
  const crossed = start > lineEnd(text, after) ? ", on a later line" : "";
  const end = lineEnd(text, start);
  const quote = text[start];
  if (quote === '"' || quote === "'" || quote === "`") {
    const close = findClose(text, start);
    if (close === -1) {
      const note = `the quote never closes${crossed}`;
      return { value: text.slice(start, end), note, form: "unclosed", next: skipBlanks(text, end) };
    }
    const body = text.slice(start + 1, close);
    const value = quote === '"' ? body.replaceAll("\\n", "\n") : body;
    return { value, note: `in quotes${crossed}`, form: quote, next: lineEnd(text, close + 1) + 1 };
  }
  const line = text.slice(start, end);
  const hash = line.indexOf("#");
  const value = trim(hash === -1 ? line : line.slice(0, hash));
  const note = `${hash === -1 ? "unquoted" : "cut at #"}${crossed}`;
  // Blanks before the next statement are skipped here, and not behind a quoted value.
  return { value, note, form: "unquoted", next: skipBlanks(text, end) };
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
