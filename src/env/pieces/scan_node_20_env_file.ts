import type { Assignment } from "./assignment.ts";
import { countLines } from "./count_lines.ts";

/**
 * All assignments, in order, of a text without carriage returns, as Node 20 reads it: a line without `=`
 * becomes part of the next key, and a tab is no blank.
 */
export function scanNode20EnvFile(source: string): readonly Assignment[] {
  const text = trim(source);
  const lineOf = countLines(text);
  const assignments: Assignment[] = [];
  let at = 0;
  while (at < text.length) {
    const feed = text.indexOf("\n", at);
    if ((text[at] === "\n" || text[at] === "#") && feed !== -1) {
      at = feed + 1;
      continue;
    }
    const equals = text.indexOf("=", at);
    if (equals <= at) break;
    // Where spaces alone stand before =, Node 20 overruns them, and the line end before them is the key.
    const name = trim(text.slice(at, equals)) || "\n";
    const key = name.startsWith("export ") ? name.slice("export ".length) : name;
    const value = readValue(text, skipSpaces(text, equals + 1));
    if (value.value !== null) {
      assignments.push({ key, value: value.value, note: value.note, line: lineOf(equals) });
    }
    at = value.next;
  }
  return assignments;
}

interface Value {
  /** Null where nothing is stored. */
  readonly value: string | null;
  readonly note: string;
  readonly next: number;
}

function readValue(text: string, start: number): Value {
  const feed = text.indexOf("\n", start);
  const end = feed === -1 ? text.length : feed;
  const quote = text[start];
  if (quote === '"' || quote === "'" || quote === "`") {
    const close = text.indexOf(quote, start + 1);
    if (close === -1) {
      // On the last line nothing is stored, and what follows the = is read as a statement of its own.
      return {
        value: feed === -1 ? null : text.slice(start, end),
        note: "the quote never closes",
        next: feed === -1 ? start : end,
      };
    }
    const after = text.indexOf("\n", close + 1);
    const body = text.slice(start + 1, close);
    const value = quote === '"' ? body.replaceAll("\\n", "\n") : body;
    return { value, note: "in quotes", next: after === -1 ? text.length : after };
  }
  const line = text.slice(start, end);
  const hash = line.indexOf("#");
  const value = trim(hash === -1 ? line : line.slice(0, hash));
  return { value, note: hash === -1 ? "unquoted" : "cut at #", next: end };
}

function trim(text: string): string {
  let end = text.length;
  while (text[end - 1] === " ") end--;
  return text.slice(Math.min(skipSpaces(text, 0), end), end);
}

function skipSpaces(text: string, start: number): number {
  let at = start;
  while (text[at] === " ") at++;
  return at;
}
