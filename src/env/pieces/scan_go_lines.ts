import { decodeStrictly } from "./decode.ts";

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Bytes that Go's `bufio.Scanner` takes for a line, its line feed not counted. */
const LONGEST_LINE = 64 * 1024 - 1;

/** A line as Go reads it; a null text stands for one that is not UTF-8. */
export interface GoLine {
  readonly kind: "line" | "too-long";
  readonly text: string | null;
  /** 1-based. */
  readonly number: number;
}

/** The lines of a file as Go's `bufio.Scanner` gives them, a BOM taken off; it stops at one that is too long. */
export function* scanGoLines(bytes: Uint8Array): Generator<GoLine> {
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    if (end - start > LONGEST_LINE) return yield { kind: "too-long", text: null, number };
    const shown = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const decoded = decodeStrictly(bytes.subarray(start, shown));
    const text = typeof decoded === "string" ? decoded : null;
    yield { kind: "line", text: number === 1 && text?.startsWith("\ufeff") ? text.slice(1) : text, number };
    start = end + 1;
  }
}

/** Go's `strings.TrimLeftFunc(line, unicode.IsSpace)`. */
export function trimGoStart(line: string): string {
  return line.replace(/^[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/, "");
}
