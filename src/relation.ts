/** How two keys relate: whoever has one of two related keys has the other after a few guesses. */
import { decode, decodeUrl } from "./encodings.ts";
import type { Relation } from "./rules/facts.ts";

// A shared stretch of eight characters, or fewer edits than this, does not happen between independent keys.
const LEAST_CONTAINED = 8;
const MOST_EDITS = 16;
const LEAST_REORDERED = 16;
const LONGEST_COMPARED = 4096;

// One character a byte, each byte another: keys are compared as bytes whatever they encode.
const ONE_EACH = new TextDecoder("latin1");

/** How two keys relate. Two keys that were generated independently are `unrelated`; so is an empty one. */
export function relationOf(a: Uint8Array, b: Uint8Array): Relation {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? "same" : "unrelated";
  return relate(ONE_EACH.decode(a), ONE_EACH.decode(b));
}

function relate(a: string, b: string): Relation {
  const plain = compare(a, b);
  if (plain !== "unrelated" || Math.max(a.length, b.length) > LONGEST_COMPARED) return plain;
  return encodesTheSame(a, b) ? "encoded" : "unrelated";
}

/** Without looking into encodings. */
function compare(a: string, b: string): Relation {
  if (a === b) return "same";
  const bareA = bare(a);
  const bareB = bare(b);
  if (bareA.trimmed === "" || bareB.trimmed === "") return "unrelated";
  if (bareA.trimmed === bareB.trimmed) return "trimmed";
  if (bareA.unquoted === bareB.unquoted) return "quoted";
  const lowerA = bareA.unquoted.toLowerCase();
  const lowerB = bareB.unquoted.toLowerCase();
  if (lowerA === lowerB) return "case";
  const [short, long] = lowerA.length <= lowerB.length ? [lowerA, lowerB] : [lowerB, lowerA];
  if (short.length >= LEAST_CONTAINED && long.includes(short)) return "contained";
  return areSimilar(short, long) ? "similar" : "unrelated";
}

/** A key without the blanks around it, and without quotes and the blanks within those. */
function bare(key: string): { readonly trimmed: string; readonly unquoted: string } {
  const trimmed = trim(key);
  let unquoted = trimmed;
  while (
    unquoted.length >= 2 && "\"'`".includes(unquoted.charAt(0)) && unquoted.at(-1) === unquoted.charAt(0)
  ) {
    unquoted = trim(unquoted.slice(1, -1));
  }
  return { trimmed, unquoted };
}

/** Without blanks, line ends, NUL and a UTF-8 byte order mark around it. */
function trim(key: string): string {
  let start = key.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  let end = key.length;
  while (start < end && isBlank(key.charCodeAt(start))) start++;
  while (end > start && isBlank(key.charCodeAt(end - 1))) end--;
  return key.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code >= 9 && code <= 13 || code === 0;
}

/** A few characters changed, added or taken away; or the same characters in another order. */
function areSimilar(short: string, long: string): boolean {
  if (long.length > LONGEST_COMPARED) return false;
  const limit = Math.min(MOST_EDITS, Math.floor(long.length / 4));
  const missing = charactersMissing(short, long);
  if (missing > limit) return false;
  if (missing === 0 && short.length === long.length && short.length >= LEAST_REORDERED) return true;
  return isWithin(short, long, limit) || isWithin([...short].reverse().join(""), long, limit);
}

const counts = new Int32Array(0x10000);

/** How many characters of the longer text the shorter one has not got: it takes at least as many edits. */
function charactersMissing(short: string, long: string): number {
  let missing = 0;
  for (let i = 0; i < long.length; i++) counts[long.charCodeAt(i)]!++;
  for (let i = 0; i < short.length; i++) counts[short.charCodeAt(i)]!--;
  for (let i = 0; i < long.length; i++) {
    missing += Math.max(0, counts[long.charCodeAt(i)]!);
    counts[long.charCodeAt(i)] = 0;
  }
  for (let i = 0; i < short.length; i++) counts[short.charCodeAt(i)] = 0;
  return missing;
}

/** Whether at most `limit` edits lead from one text to the other: Levenshtein within a band. */
function isWithin(a: string, b: string, limit: number): boolean {
  if (b.length - a.length > limit) return false;
  const far = limit + 1;
  let previous = Int32Array.from({ length: b.length + 1 }, (_, j) => Math.min(j, far));
  let row = new Int32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    const first = Math.max(1, i - limit);
    const last = Math.min(b.length, i + limit);
    let least = far;
    row[first - 1] = first === 1 ? Math.min(i, far) : far;
    for (let j = first; j <= last; j++) {
      const change = previous[j - 1]! + (a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1);
      const add = row[j - 1]! + 1;
      const remove = j === i + limit ? far : previous[j]! + 1;
      const edits = Math.min(change, add, remove, far);
      row[j] = edits;
      if (edits < least) least = edits;
    }
    if (least === far) return false;
    [previous, row] = [row, previous];
  }
  return previous[b.length]! <= limit;
}

/** Whether one is an encoding of the other, or both are of the same bytes. */
function encodesTheSame(a: string, b: string): boolean {
  const decodedA = decodings(a);
  const decodedB = decodings(b);
  return decodedA.some((text) => isRelated(text, b)) || decodedB.some((text) => isRelated(text, a)) ||
    decodedA.some((text) => decodedB.some((other) => isRelated(text, other)));
}

function isRelated(a: string, b: string): boolean {
  // Most pairs are of lengths that rule it out.
  if (Math.abs(a.length - b.length) > MOST_EDITS) return false;
  return Math.min(a.length, b.length) >= LEAST_CONTAINED && compare(a, b) !== "unrelated";
}

function decodings(key: string): readonly string[] {
  return [decode(key, "base64"), decode(key, "hex"), decodeUrl(key)].filter((text) => text !== null);
}
