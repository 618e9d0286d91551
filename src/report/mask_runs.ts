import { decodedViews } from "./decoded_views.ts";

/** Shown in the place of a secret; of one width, so that it tells no length. */
export const MASK = "••••";

/** Shortest run of a secret that counts as a part of it. */
const RUN = 6;

/** Half-open, in UTF-16 units. */
type Range = readonly [start: number, end: number];

/** Public in every Django project: a run of it alone tells nothing of the key. */
const PUBLIC_PREFIX = /^django-insecure-/i;

interface Needles {
  /** Every run of six units of a secret or of its base64 forms, folded. */
  readonly runs: ReadonlySet<string>;
  /** Which pairs of units begin a run, and which end one: most places are passed over by these alone. */
  readonly begins: Uint8Array;
  readonly ends: Uint8Array;
  /** Values that are masked only as whole words. */
  readonly words: readonly { readonly text: string; readonly joined: RegExp }[];
}

/**
 * Makes a function that masks every run of six or more characters of the secrets, whole words where a secret
 * is shorter, and of the known (public) values only the whole. In any case, and also where the text has them
 * percent-encoded, backslash-escaped, as HTML entities or in base64.
 */
export function createRunMasker(
  secrets: readonly string[],
  known: readonly string[],
): (text: string) => string {
  const needles = needlesOf(secrets, known);
  return (text) => replaceRanges(text, rangesIn(text, needles));
}

function needlesOf(secrets: readonly string[], known: readonly string[]): Needles {
  const publicly = new Set(known.map(fold));
  const runs = new Set<string>();
  const words = new Map<string, RegExp>();
  for (const value of known) for (const form of [value, ...base64Of(value)]) words.set(fold(form), /[\w-]/);
  for (const value of secrets) {
    if (publicly.has(fold(value)) || value.trim() === "") continue;
    const own = value.replace(PUBLIC_PREFIX, "");
    if (own.length < RUN) {
      for (const form of [own, ...base64Of(own)]) words.set(fold(form), /\w/);
      continue;
    }
    for (const form of [own, own.toUpperCase(), ...base64Inside(own)]) addRuns(runs, fold(form));
  }
  words.delete("");
  const begins = new Uint8Array(1 << 16);
  const ends = new Uint8Array(1 << 16);
  for (const run of runs) {
    begins[pair(run, 0)] = 1;
    ends[pair(run, RUN - 2)] = 1;
  }
  return { runs, begins, ends, words: [...words].map(([text, joined]) => ({ text, joined })) };
}

function addRuns(runs: Set<string>, text: string): void {
  for (let at = 0; at + RUN <= text.length; at++) runs.add(text.slice(at, at + RUN));
}

/** A hash of two units. */
function pair(text: string, at: number): number {
  return (text.charCodeAt(at) * 257 + text.charCodeAt(at + 1)) & 0xffff;
}

/** Lower case of the same length, so that places stay comparable. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text.charAt(at);
    const folded = unit.toLowerCase();
    return folded.length === 1 ? folded : unit;
  }).join("");
}

function base64(bytes: Uint8Array): string {
  let units = "";
  for (const byte of bytes) units += String.fromCharCode(byte);
  return btoa(units);
}

/** A value alone in base64, in both alphabets, with padding and without. */
function base64Of(value: string): readonly string[] {
  const text = base64(new TextEncoder().encode(value));
  return [
    ...new Set([text, text.replace(/=+$/, ""), urlAlphabet(text), urlAlphabet(text).replace(/=+$/, "")]),
  ];
}

/**
 * The base64 of a value inside a longer text: three forms, by where a group of three bytes begins, each
 * without the units that its neighbours share.
 */
function base64Inside(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  return [0, 1, 2].flatMap((skip) => {
    const padded = new Uint8Array(bytes.length + skip);
    padded.set(bytes, skip);
    const whole = base64(padded).replace(/=+$/, "");
    const shared = padded.length % 3 === 0 ? 0 : 1;
    const text = whole.slice(skip === 0 ? 0 : skip + 1, whole.length - shared);
    return [text, urlAlphabet(text)];
  });
}

function urlAlphabet(text: string): string {
  return text.replaceAll("+", "-").replaceAll("/", "_");
}

function rangesIn(text: string, needles: Needles): readonly Range[] {
  if (needles.runs.size === 0 && needles.words.length === 0) return [];
  const ranges: Range[] = [...matches(fold(text), needles)];
  let start = 0;
  for (const line of text.split("\n")) {
    if (/[%\\&]/.test(line)) {
      for (const view of decodedViews(line)) {
        for (const [from, to] of matches(fold(view.text), needles)) {
          ranges.push([start + (view.starts[from] ?? 0), start + (view.starts[to] ?? line.length)]);
        }
      }
    }
    start += line.length + 1;
  }
  return ranges.sort(([a], [b]) => a - b);
}

function* matches(text: string, needles: Needles): Generator<Range> {
  const { runs, begins, ends, words } = needles;
  if (runs.size > 0) {
    for (let at = 0; at + RUN <= text.length; at++) {
      if (begins[pair(text, at)] === 0 || ends[pair(text, at + RUN - 2)] === 0) continue;
      if (runs.has(text.slice(at, at + RUN))) yield [at, at + RUN];
    }
  }
  for (const word of words) {
    for (let at = text.indexOf(word.text); at >= 0; at = text.indexOf(word.text, at + 1)) {
      const end = at + word.text.length;
      if (!word.joined.test(text.charAt(at - 1)) && !word.joined.test(text.charAt(end))) yield [at, end];
    }
  }
}

/** Replaces ranges that are sorted by their start; those that touch become one. */
function replaceRanges(text: string, ranges: readonly Range[]): string {
  if (ranges.length === 0) return text;
  const parts: string[] = [];
  let done = 0;
  let index = 0;
  while (index < ranges.length) {
    const [start, first] = ranges[index] ?? [0, 0];
    let end = first;
    for (index += 1; index < ranges.length; index++) {
      const [next, nextEnd] = ranges[index] ?? [0, 0];
      if (next > end) break;
      end = Math.max(end, nextEnd);
    }
    parts.push(text.slice(done, start), MASK);
    done = end;
  }
  parts.push(text.slice(done));
  return parts.join("");
}
