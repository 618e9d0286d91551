import type { Assignment } from "./assignment.ts";
import { countLines } from "./count_lines.ts";
import { decodeStrictly } from "./decode.ts";
import { readDotenvyValue } from "./read_dotenvy_value.ts";
import { isWhiteSpace, skipWhiteSpace, trimWhiteSpaceEnd } from "./white_space.ts";

/** How one library uses the parser. */
export interface DotenvyUse {
  /** Whether quotes may span lines. */
  readonly quotes: "span lines" | "end with the line";
  /** Which assignment a reference means where several give the name a value. */
  readonly references: "first" | "last";
  readonly environment: Readonly<Record<string, string>>;
}

/** An assignment of which the value is always there. */
export interface DotenvyAssignment extends Assignment {
  readonly value: string;
}

/** What was read before the end, or before the line that the parser refuses. */
export interface DotenvyScan {
  readonly assignments: readonly DotenvyAssignment[];
  /** 1-based; null where all lines are read. */
  readonly refused: number | null;
}

/** The assignments of a file as dotenvy and dotenv-rs read it, in order; they stop at a line they refuse. */
export function scanDotenvy(bytes: Uint8Array, use: DotenvyUse): DotenvyScan {
  const { text, isWhole } = decodeToBadLine(bytes);
  const lineOf = countLines(text);
  const known = new Map<string, string>();
  const ofProcess = (name: string) =>
    Object.hasOwn(use.environment, name) ? use.environment[name] : undefined;
  const lookup = (name: string) => ofProcess(name) ?? known.get(name);
  const assignments: DotenvyAssignment[] = [];
  let at = 0;
  while (at < text.length) {
    const line = lineOf(at);
    const statement = use.quotes === "span lines" ? findStatement(text, at) : findLine(text, at);
    const parsed = statement === null ? null : parseStatement(text.slice(at, statement.end), lookup);
    if (statement === null || parsed === null) return { assignments, refused: line };
    if (parsed.key !== "") {
      if (use.references === "last" || !known.has(parsed.key)) known.set(parsed.key, parsed.value);
      assignments.push({ ...parsed, line });
    }
    at = statement.next;
  }
  return { assignments, refused: isWhole ? null : lineOf(text.length) };
}

/** Each line is decoded when it is reached, so that those above one that is not UTF-8 are read. */
function decodeToBadLine(bytes: Uint8Array): { readonly text: string; readonly isWhole: boolean } {
  const whole = decodeStrictly(bytes);
  if (typeof whole === "string") return { text: whole, isWhole: true };
  let text = "";
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    const line = decodeStrictly(bytes.subarray(start, end));
    if (typeof line !== "string") break;
    text += line;
    start = end;
  }
  return { text, isWhole: false };
}

interface Statement {
  /** Where the part to be parsed ends. */
  readonly end: number;
  /** Where the next statement starts. */
  readonly next: number;
}

function findLine(text: string, start: number): Statement {
  const feed = text.indexOf("\n", start);
  return feed === -1 ? { end: text.length, next: text.length } : { end: feed, next: feed + 1 };
}

/**
 * The lines up to one that ends outside of quotes; null where the file ends before that. Inside of single
 * quotes a backslash shields the next character here, although the parser does not let it. A blank as the
 * last character of the file is never followed by the line end that is waited for.
 */
function findStatement(text: string, start: number): Statement | null {
  if (startsComment(text, start)) return { end: start, next: findLine(text, start).next };
  let quote = "";
  let isBehindBlank = false;
  for (let at = start; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\\") {
      if (++at === text.length) return null;
      isBehindBlank = false;
      if (quote === "" && text[at] === "\n") return { end: at, next: at + 1 };
    } else if (quote !== "") {
      if (character === quote) quote = "";
    } else if (character === "\n") {
      return { end: at, next: at + 1 };
    } else if (character === "#" && isBehindBlank) {
      return { end: at, next: findLine(text, at).next };
    } else if (character === '"' || character === "'") {
      quote = character;
      isBehindBlank = false;
    } else {
      isBehindBlank = !isBehindBlank && character !== "\r" && isWhiteSpace(character);
    }
  }
  return quote === "" && !isBehindBlank ? { end: text.length, next: text.length } : null;
}

/** Whether only blanks stand before the first `#` of the line. */
function startsComment(text: string, start: number): boolean {
  let at = start;
  while (text[at] !== "\n" && isWhiteSpace(text.charAt(at))) at++;
  return text[at] === "#";
}

const KEY = /[A-Za-z_][A-Za-z0-9_.]*/y;

/** The key, the value and how it stood; an empty key where nothing is assigned, and null for a bad line. */
function parseStatement(
  statement: string,
  lookup: (name: string) => string | undefined,
): Omit<DotenvyAssignment, "line"> | null {
  const text = trimWhiteSpaceEnd(statement);
  const start = skipWhiteSpace(text, 0);
  if (start === text.length || text[start] === "#") return { key: "", value: "", note: "" };
  let key = matchKey(text, start);
  let equals = skipWhiteSpace(text, start + key.length);
  if (key === "export" && text[equals] !== "=") {
    const second = equals;
    key = matchKey(text, second);
    equals = skipWhiteSpace(text, second + key.length);
  }
  if (key === "" || text[equals] !== "=") return null;
  const valueStart = skipWhiteSpace(text, equals + 1);
  if (valueStart === text.length || text[valueStart] === "#") {
    return { key, value: "", note: "nothing after =" };
  }
  const value = readDotenvyValue(text.slice(valueStart), lookup);
  if (value === null) return null;
  return { key, value, note: /["']/.test(text) ? "quotes and escapes read" : "unquoted" };
}

function matchKey(text: string, start: number): string {
  KEY.lastIndex = start;
  return KEY.exec(text)?.[0] ?? "";
}
