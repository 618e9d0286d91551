import { CR, joinBytes, LF } from "../../env/ascii.ts";
import type { Dialect } from "../../env/dialect.ts";
import { assignmentsOf, type Span } from "../../env/document.ts";
import { parseDocument } from "../../env/parse_document.ts";
import type { MendFact } from "../../rules/facts.ts";

/** A loader in use, and the value that it reads: null where it reads none. */
export interface ReadBy {
  readonly dialect: Dialect;
  readonly own: boolean;
  readonly value: string | null;
  /** The line that won: 1-based; null without a value. */
  readonly line: number | null;
}

const QUOTES = ["", "'", '"'] as const;
/** Reading a file once for each spelling is not worth waiting for beyond it. */
const MOST_BYTES = 1_000_000;
/** Bytes, below which a value is hardly the whole key. */
const LONG_ENOUGH = 32;
const COMMENT = /\s#/;
const decoder = new TextDecoder();

/**
 * The line that lets every one of these loaders read one value, which one of them reads now: found by writing it in
 * each spelling and reading the file again. Null where no spelling does.
 */
export function findMend(bytes: Uint8Array, about: {
  readonly name: string;
  readonly readers: readonly ReadBy[];
  readonly variables: Readonly<Record<string, string>>;
}): MendFact | null {
  if (bytes.length > MOST_BYTES) return null;
  const { name, readers, variables } = about;
  const places = placesOf(bytes, name);
  // Where another line hides it from all, what each line gives by itself.
  const alone = places.flatMap(({ line, start, end }) =>
    readers.map(({ dialect, own }): ReadBy => {
      const reading = dialect.read(bytes.subarray(start, end), name, variables);
      return { dialect, own, line, value: reading.outcome === "value" ? reading.value : null };
    })
  );
  const seeing = readers.some(({ value }) => value !== null && value !== "");
  for (const { value, line } of likeliestFirst(seeing ? readers : alone)) {
    const kept = places.find((place) => place.line === line) ?? placeOfLine(bytes, line);
    if (kept === null || !standsIn(decoder.decode(bytes.subarray(kept.start, kept.end)), value)) continue;
    const dropped = places.filter((place) => place.line !== line);
    for (const lineEnds of ["kept", "lf"] as const) {
      if (lineEnds === "lf" && !bytes.includes(CR)) continue;
      for (const quote of [null, ...QUOTES]) {
        const written = quote === null
          ? bytes.slice(kept.start, kept.end)
          : new TextEncoder().encode(`${name}=${quote}${value}${quote}`);
        const file = rewritten(bytes, { kept, written, dropped });
        const mended = lineEnds === "lf" ? file.filter((byte) => byte !== CR) : file;
        if (
          !readers.every(({ dialect }) => {
            const reading = dialect.read(mended, name, variables);
            return reading.outcome === "value" && reading.value === value;
          })
        ) continue;
        return {
          line,
          quote,
          dropped: dropped.map((place) => place.line),
          lineEnds,
          comment: readers.some((one) =>
            one.value !== null && one.value !== value && COMMENT.test(one.value)
          ),
          reads: readers.filter((one) => one.value === value).map(({ dialect }) => dialect.title),
        };
      }
    }
  }
  return null;
}

/** Values of which one was meant: without a comment, as long as a key, and the application's own, in this order. */
function likeliestFirst(
  readers: readonly ReadBy[],
): readonly { readonly value: string; readonly line: number }[] {
  const rank = ({ value, own }: ReadBy) =>
    value === null ? 0 : (COMMENT.test(value) ? 4 : 0) + (value.length < LONG_ENOUGH ? 2 : 0) + (own ? 0 : 1);
  return readers.toSorted((a, b) => rank(a) - rank(b)).flatMap(({ value, line }) =>
    // What is not UTF-8 could not be written back.
    value === null || value === "" || line === null || /[\ufffd\r\n]/.test(value) ? [] : [{ value, line }]
  );
}

/**
 * Whether a value stands in its line but for quotes and a comment: who mends the line takes it from there, and what
 * a loader made of references or escapes cannot be seen.
 */
function standsIn(line: string, value: string): boolean {
  const written = line.slice(line.search(/[=:]/) + 1);
  const at = written.indexOf(value);
  return at >= 0 && /^\s*["'`]?$/.test(written.slice(0, at)) &&
    /^["'`]?\s*(?:#.*)?$/s.test(written.slice(at + value.length));
}

interface Place extends Span {
  readonly line: number;
}

/** The assignments of the key, each without its line's end. */
function placesOf(bytes: Uint8Array, name: string): readonly Place[] {
  const document = parseDocument(bytes);
  const own = new Set(document.nodes);
  return assignmentsOf(document, name).filter((one) => own.has(one))
    .map(({ line, start, contentEnd }) => ({ line, start, end: contentEnd }));
}

/** A line that is no assignment, as a loader sees one in it all the same. */
function placeOfLine(bytes: Uint8Array, line: number): Place | null {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const feed = bytes.indexOf(LF, start);
    if (feed < 0) return null;
    start = feed + 1;
  }
  const feed = bytes.indexOf(LF, start);
  const end = feed < 0 ? bytes.length : feed;
  return { line, start, end: bytes[end - 1] === CR ? end - 1 : end };
}

function rewritten(
  bytes: Uint8Array,
  { kept, written, dropped }: {
    readonly kept: Place;
    readonly written: Uint8Array;
    readonly dropped: readonly Place[];
  },
): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const place of [kept, ...dropped].toSorted((a, b) => a.start - b.start)) {
    pieces.push(bytes.subarray(at, place.start));
    if (place === kept) pieces.push(written);
    at = place.end;
  }
  return joinBytes([...pieces, bytes.subarray(at)]);
}
