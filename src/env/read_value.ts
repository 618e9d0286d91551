import {
  BACKSLASH,
  BACKTICK,
  CR,
  DOUBLE_QUOTE,
  findLineEnd,
  HASH,
  isBlank,
  LF,
  SINGLE_QUOTE,
  skipBlanks,
  trimBlanks,
} from "./ascii.ts";
import type { Quote, Span } from "./document.ts";

/** A value and where the statement that it belongs to ends. */
export interface ValueReading {
  readonly token: Span;
  readonly quote: Quote | null;
  readonly hint: Span | null;
  /** Where the last line ending of the statement begins, and where the statement ends. */
  readonly contentEnd: number;
  readonly end: number;
  /** Whether its quote is open: not closed, or closed in the middle of a later line. */
  readonly opens: boolean;
}

interface ValueRequest {
  /** Offset behind the separator. */
  readonly from: number;
  readonly line: Span & { readonly contentEnd: number };
  /** Whether quotes may span lines. */
  readonly reach: "line" | "statement";
}

const QUOTES: ReadonlyMap<number, Quote> = new Map([
  [DOUBLE_QUOTE, '"'],
  [SINGLE_QUOTE, "'"],
  [BACKTICK, "`"],
]);

/** Reads the value that begins at `from`: where it ends, what quotes it, and what comment follows it. */
export function readValue(bytes: Uint8Array, { from, line, reach }: ValueRequest): ValueReading {
  const { contentEnd, end } = line;
  const start = skipBlanks(bytes, from, contentEnd);
  const quote = start < contentEnd ? QUOTES.get(bytes[start]!) : undefined;
  if (quote === undefined) {
    return { ...readUnquoted(bytes, { from, start, end: contentEnd }), contentEnd, end, opens: false };
  }
  // Loaders do not agree what `"a"b` or an open quote is: the whole line is the value then, and no comment.
  const unsure = {
    token: { start, end: trimBlanks(bytes, start, contentEnd) },
    quote: null,
    hint: null,
    contentEnd,
    end,
  };
  const near = findClose(bytes, start, contentEnd);
  if (near === null && reach === "line") return { ...unsure, opens: true };
  const close = near ?? findClose(bytes, start, bytes.length);
  if (close === null) return { ...unsure, opens: true };
  if (reach === "statement" && goesOn(bytes, close)) return { ...unsure, opens: true };
  const last = near === null ? findLineEnd(bytes, close) : line;
  const next = skipBlanks(bytes, close + 1, last.contentEnd);
  const hasHint = next < last.contentEnd;
  if (hasHint && bytes[next] !== HASH) return { ...unsure, opens: near === null };
  return {
    token: { start, end: close + 1 },
    quote,
    hint: hasHint ? { start: next, end: last.contentEnd } : null,
    contentEnd: last.contentEnd,
    end: last.end,
    opens: false,
  };
}

function readUnquoted(
  bytes: Uint8Array,
  { from, start, end }: { readonly from: number; readonly start: number; readonly end: number },
): { readonly token: Span; readonly quote: null; readonly hint: Span | null } {
  const empty = { token: { start: from, end: from }, quote: null, hint: null };
  if (start === end) return empty;
  const hint = findHint(bytes, start, end);
  const token = { start, end: trimBlanks(bytes, start, hint ?? end) };
  // `KEY= #how to make it` is a hint; `KEY=#x9f` is a key that happens to begin so, as one in 50 of
  // Django's does.
  const words = bytes.subarray(token.start, token.end).some(isBlank);
  if (bytes[start] === HASH && (words || token.end === start + 1)) return { ...empty, hint: { start, end } };
  return { token, quote: null, hint: hint === null ? null : { start: hint, end } };
}

/** The first `#` behind a blank, but none behind a quote, which may hold it. */
function findHint(bytes: Uint8Array, start: number, end: number): number | null {
  for (let at = start; at < end && !QUOTES.has(bytes[at]!); at++) {
    if (at > start && bytes[at] === HASH && isBlank(bytes[at - 1])) return at;
  }
  return null;
}

/** The offset of the quote that closes the one at `open`, behind an even number of backslashes. */
function findClose(bytes: Uint8Array, open: number, end: number): number | null {
  const quote = bytes[open];
  for (let at = open + 1; at < end; at++) {
    if (bytes[at] === BACKSLASH) at++;
    else if (bytes[at] === quote) return at;
  }
  return null;
}

/** Whether npm dotenv, for which `\\"` closes only at last resort, finds a later quote that closes. */
function goesOn(bytes: Uint8Array, close: number): boolean {
  for (let at = close; at > 0 && bytes[at - 1] === BACKSLASH;) {
    at = bytes.indexOf(bytes[close]!, at + 1);
    if (at < 0) return false;
    const next = bytes[skipBlanks(bytes, at + 1, bytes.length)];
    if (next === undefined || next === LF || next === CR || next === HASH) return true;
  }
  return false;
}
