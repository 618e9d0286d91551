import type { Assignment } from "./assignment.ts";
import { countLines } from "./count_lines.ts";

const QUOTES = ["'", '"', "`"] as const;
const SEPARATORS = ["\u2028", "\u2029"] as const;

/** An assignment, and the character with which its value starts where that is a quote. */
export interface NpmAssignment extends Assignment {
  readonly value: string;
  readonly quote: (typeof QUOTES)[number] | "";
}

interface Value {
  readonly raw: string;
  /** Where the search for the next assignment goes on. */
  readonly end: number;
  /** `cut`: without quotes, up to a `#`. */
  readonly kind: "quoted" | "unquoted" | "cut";
}

/**
 * All assignments, in order, of a text whose line ends are line feeds, as npm dotenv's one regular
 * expression finds them: with its crossing of line ends around `=`, but in one pass and without backtracking.
 */
export function scanNpmDotenv(text: string): readonly NpmAssignment[] {
  const lineOf = countLines(text);
  const assignments: NpmAssignment[] = [];
  let start = skipBlanks(text, 0);
  while (start < text.length) {
    const key = readKey(text, start);
    if (key === null) {
      start = skipBlanks(text, lineEnd(text, start));
      continue;
    }
    const value = readValue(text, key.valueStart);
    assignments.push({ key: key.name, line: lineOf(start), ...dress(value) });
    // A line start is needed, and blanks before it belong to the assignment that follows.
    start = skipBlanks(text, lineEnd(text, value.end));
  }
  return assignments;
}

function readKey(text: string, start: number): { readonly name: string; readonly valueStart: number } | null {
  const exported = text.startsWith("export", start) ? skipBlanks(text, start + 6) : start;
  return (exported > start + 6 ? readKeyAt(text, exported) : null) ?? readKeyAt(text, start);
}

function readKeyAt(
  text: string,
  start: number,
): { readonly name: string; readonly valueStart: number } | null {
  let end = start;
  while (isOfKey(text.charCodeAt(end))) end++;
  if (end === start) return null;
  const name = text.slice(start, end);
  const equals = skipBlanks(text, end);
  if (text[equals] === "=") return { name, valueStart: equals + 1 };
  return text[end] === ":" && isBlank(text.charCodeAt(end + 1)) ? { name, valueStart: end + 2 } : null;
}

function readValue(text: string, start: number): Value {
  const open = skipBlanks(text, start);
  const quote = QUOTES.find((each) => text[open] === each);
  const close = quote === undefined ? -1 : findClose(text, open, quote);
  if (close !== -1) return { raw: text.slice(open, close + 1), end: close + 1, kind: "quoted" };
  const feed = text.indexOf("\n", start);
  const line = text.slice(start, feed === -1 ? text.length : feed);
  const hash = line.indexOf("#");
  const raw = hash === -1 ? line : line.slice(0, hash);
  return { raw: raw.trim(), end: start + raw.length, kind: hash === -1 ? "unquoted" : "cut" };
}

/**
 * The quote that only blanks and a comment follow on its line: the first one without a backslash, or else,
 * from behind, one of those with a backslash before it. Where there is none the value is no quoted one.
 */
function findClose(text: string, open: number, quote: string): number {
  const shielded: number[] = [];
  let close = text.indexOf(quote, open + 1);
  for (; close !== -1 && text[close - 1] === "\\"; close = text.indexOf(quote, close + 1)) {
    shielded.push(close);
  }
  if (close !== -1 && endsStatement(text, close + 1)) return close;
  return shielded.findLast((each) => endsStatement(text, each + 1)) ?? -1;
}

function endsStatement(text: string, start: number): boolean {
  let at = start;
  while (!isLineEnd(text, at) && isBlank(text.charCodeAt(at))) at++;
  return isLineEnd(text, at) || text[at] === "#";
}

function dress({ raw, kind }: Value): Pick<NpmAssignment, "value" | "note" | "quote"> {
  const quote = QUOTES.find((each) => raw.startsWith(each)) ?? "";
  const inner = stripQuotes(raw, kind);
  const note = inner === raw
    ? kind === "cut" ? "unquoted, cut at the #" : "unquoted"
    : `in ${quotesName(raw)}`;
  if (quote !== '"') return { value: inner, note, quote };
  const value = inner.replaceAll("\\n", "\n").replaceAll("\\r", "\r");
  return { value, note: value === inner ? note : `${note}, \\n and \\r read`, quote };
}

function quotesName(raw: string): string {
  if (raw.startsWith('"')) return "double quotes";
  return raw.startsWith("'") ? "single quotes" : "backticks";
}

/** An unquoted value may still end with the quote that it starts with; U+2028 and U+2029 end its lines. */
function stripQuotes(raw: string, kind: Value["kind"]): string {
  if (kind === "quoted" || !SEPARATORS.some((each) => raw.includes(each))) {
    const quote = QUOTES.find((each) => raw.startsWith(each));
    return quote !== undefined && raw.length >= 2 && raw.endsWith(quote) ? raw.slice(1, -1) : raw;
  }
  const lines = raw.split(/(?<=[\u2028\u2029])/);
  return stripLines(lines);
}

/** From a line that starts with a quote up to the last line that ends with it, both quotes go. */
function stripLines(lines: readonly string[]): string {
  const bodies = lines.map((line) => line.replace(/[\u2028\u2029]$/, ""));
  const lastEnding = new Map(
    QUOTES.map((quote) => [quote, bodies.findLastIndex((body) => body.endsWith(quote))]),
  );
  let stripped = "";
  for (let index = 0; index < lines.length; index++) {
    const quote = QUOTES.find((each) => bodies[index]?.startsWith(each));
    const last = quote === undefined ? -1 : lastEnding.get(quote) ?? -1;
    if (last < index || (last === index && bodies[index]?.length === 1)) {
      stripped += lines[index];
      continue;
    }
    const joined = lines.slice(index, last + 1).join("");
    const end = joined.length - (lines[last]?.length ?? 0) + (bodies[last]?.length ?? 0);
    stripped += joined.slice(1, end - 1) + joined.slice(end);
    index = last;
  }
  return stripped;
}

function isOfKey(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f || code === 0x2e || code === 0x2d;
}

/** JavaScript's `\s`. */
function isBlank(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return code >= 0xa0 && /\s/.test(String.fromCharCode(code));
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (isBlank(text.charCodeAt(at))) at++;
  return at;
}

function isLineEnd(text: string, at: number): boolean {
  return at >= text.length || text[at] === "\n" || text[at] === "\u2028" || text[at] === "\u2029";
}

function lineEnd(text: string, start: number): number {
  let at = start;
  while (!isLineEnd(text, at)) at++;
  return at;
}
