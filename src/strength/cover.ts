/**
 * The cheapest description of a key: every way to read it as words, published keys, repetitions, sequences and
 * free characters is weighed at once, and the one with the fewest bits is kept.
 */
import { CHILDREN, ENDS, PART, publishedStretches, symbolsOf } from "./lists.ts";
import { keyboardWalks, steadyRuns } from "./runs.ts";

/** What the cheapest description says. */
export interface Cover {
  /** What the whole costs a guesser who knows the lists. */
  readonly bits: number;
  /** What is left when words and published keys are taken for nothing. */
  readonly unexplainedBits: number;
  /** Share of the characters by part, 0 to 1. */
  readonly share: {
    readonly common: number;
    readonly placeholder: number;
    readonly known: number;
    readonly repeated: number;
    readonly sequence: number;
  };
}

/** Longest text that is looked at. */
export const LONGEST = 4096;

const PUBLISHED_BITS = 20;
const PLACEHOLDER_BITS = 7.5;
const COMMON_BITS = 11;
const SEPARATOR_BITS = 1.5;
const YEAR_BITS = 7;
const DATE_BITS = 15;
const START_OF_RUN_BITS = 4;
const DIGIT_BITS = Math.log2(10);
const LETTER_BITS = Math.log2(26);
const KEYBOARD_BITS = Math.log2(94);
const WRITTEN_BITS = 1;
const REPEAT = 4;

// The tables of one run, kept between runs: a million short keys would otherwise be a million allocations each.
const allCodes = new Uint16Array(LONGEST);
const allFolded = new Uint16Array(LONGEST);
const cost = new Float64Array(LONGEST + 1);
const from = new Int32Array(LONGEST + 1);
const partOf = new Uint8Array(LONGEST + 1);
const stretches = new Int32Array(LONGEST + 1);
const steady = new Int32Array(LONGEST + 1);
const lanes = new Int32Array(LONGEST + 1);
const walks = new Int32Array(LONGEST + 1);
const walkCosts = new Float64Array(LONGEST + 1);
const repeats = new Int32Array(LONGEST + 1);
const kinds = new Uint8Array(LONGEST + 1);
const lastSeen = new Int32Array(4096);

const KIND = { other: 0, digit: 1, lower: 2, upper: 3 } as const;

/** Describes a text of at most {@linkcode LONGEST} characters; `characterBits` is what a free character costs. */
export function cover(text: string, characterBits: number): Cover {
  const end = text.length;
  const symbols = symbolsOf(text);
  const codes = allCodes.subarray(0, end);
  const folded = allFolded.subarray(0, end);
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    codes[i] = code;
    folded[i] = code >= 65 && code <= 90 ? code + 32 : code;
    kinds[i] = kindOf(code);
  }
  publishedStretches(symbols, stretches);
  steadyRuns(folded, 1, steady);
  steadyRuns(folded, 2, lanes);
  keyboardWalks(codes, walks, walkCosts);
  findRepeats(folded);

  cost.fill(Infinity, 1, end + 1);
  cost[0] = 0;
  for (let i = 0; i < end; i++) {
    // From U+0250 on a character is part of somebody's language; nobody generates keys of those.
    const written = codes[i]! > 0x24f;
    take(i, i + 1, written ? WRITTEN_BITS : characterBits, PART.free);
    const afterWord = i > 0 && partOf[i]! >= PART.separator;
    if (symbols[i] === 30 && (afterWord || i === 0)) take(i, i + 1, SEPARATOR_BITS, PART.separator);
    takeWords(symbols, codes, i, afterWord);
    if (stretches[i]! > 0) take(i, i + stretches[i]!, PUBLISHED_BITS, PART.known);
    takeRuns(codes, i, characterBits);
  }
  return summary(end);
}

/** A text with blanks where words and published keys were found in it. */
export function withoutWords(text: string, characterBits: number): string {
  cover(text, characterBits);
  const rest = [...Array(text.length).keys()].map((i) => text.charAt(i));
  for (let at = text.length; at > 0; at = from[at]!) {
    if (isExplained(partOf[at]!)) rest.fill(" ", from[at]!, at);
  }
  return rest.join("");
}

function isExplained(part: number): boolean {
  return part === PART.common || part === PART.placeholder || part === PART.known;
}

function take(start: number, end: number, bits: number, part: number): void {
  const total = cost[start]! + bits;
  if (total >= cost[end]!) return;
  cost[end] = total;
  from[end] = start;
  partOf[end] = part;
}

/** Words from here on: a case that nobody writes costs a bit a letter, a letter as a digit one too. */
function takeWords(symbols: Uint8Array, codes: Uint16Array, start: number, afterWord: boolean): void {
  let node = 0;
  let uppers = 0;
  let changed = 0;
  const startsWord = afterWord || start === 0 || kinds[start - 1] === KIND.other ||
    kinds[start - 1] === KIND.lower && kinds[start] === KIND.upper;
  for (let i = start; i < symbols.length; i++) {
    node = CHILDREN[node * 32 + symbols[i]!]!;
    if (node === 0) return;
    if (kinds[i] === KIND.upper) uppers++;
    else if (kinds[i] !== KIND.lower) changed++;
    const part = ENDS[node]!;
    if (part === 0) continue;
    const length = i + 1 - start;
    const written = uppers === 0 || uppers === length || uppers === 1 && kinds[start] === KIND.upper;
    // Short words turn up in random text; they count where a person would have put them.
    if (length <= 3 && !(startsWord && written && changed === 0)) continue;
    const bits = part === PART.common ? COMMON_BITS : PLACEHOLDER_BITS;
    // 256 is a word, and 2 of it no letter in disguise.
    const digits = codes[start]! < 58 && codes[i]! < 58 ? 0 : changed;
    take(start, i + 1, bits + digits + (written ? Math.min(uppers, 1) : length), part);
  }
}

function takeRuns(codes: Uint16Array, i: number, characterBits: number): void {
  if (steady[i]! > 0) {
    take(i, i + steady[i]!, characterBits + START_OF_RUN_BITS + Math.log2(steady[i]!), PART.sequence);
  }
  if (lanes[i]! > 0) {
    take(i, i + lanes[i]!, 2 * characterBits + START_OF_RUN_BITS + Math.log2(lanes[i]!), PART.sequence);
  }
  if (walks[i]! > 0) take(i, i + walks[i]!, KEYBOARD_BITS + walkCosts[i]!, PART.sequence);
  if (repeats[i]! > 0) {
    const bits = START_OF_RUN_BITS + Math.log2(i + 1) + Math.log2(repeats[i]!);
    take(i, i + repeats[i]!, bits, PART.repeated);
  }
  const kind = kinds[i]!;
  if (kind === KIND.other || i > 0 && kinds[i - 1] === kind) return;
  let end = i + 1;
  while (end < codes.length && kinds[end] === kind) end++;
  const length = end - i;
  if (length >= 3) {
    const each = kind === KIND.digit ? DIGIT_BITS : LETTER_BITS;
    take(i, end, START_OF_RUN_BITS + Math.min(each, characterBits) * length, PART.free);
  }
  if (kind === KIND.digit) takeDates(codes, i, end);
}

function takeDates(codes: Uint16Array, start: number, end: number): void {
  for (let i = start; i + 4 <= end; i++) {
    const century = twoDigits(codes, i);
    if (century !== 19 && century !== 20) continue;
    take(i, i + 4, YEAR_BITS, PART.sequence);
    if (i + 8 <= end && twoDigits(codes, i + 4) <= 12 && twoDigits(codes, i + 6) <= 31) {
      take(i, i + 8, DATE_BITS, PART.sequence);
    }
  }
}

function twoDigits(codes: Uint16Array, i: number): number {
  return (codes[i]! - 48) * 10 + codes[i + 1]! - 48;
}

/** For each place, how many characters from there on stood earlier in the text: 0, or at least 4. */
function findRepeats(codes: Uint16Array): void {
  const end = codes.length;
  repeats.fill(0, 0, end + 1);
  lastSeen.fill(-1);
  for (let i = 0; i + REPEAT <= end; i++) {
    // One further on, the same copy is one shorter: without this a long repetition would be compared again and again.
    if (i > 0 && repeats[i - 1]! > REPEAT) {
      repeats[i] = repeats[i - 1]! - 1;
    }
    const hash = codes[i]! ^ codes[i + 1]! << 8 ^ codes[i + 2]! << 16 ^ codes[i + 3]! << 24;
    const slot = (Math.imul(hash, 0x9e3779b1) >>> 20) & 4095;
    const earlier = lastSeen[slot]!;
    lastSeen[slot] = i;
    if (earlier < 0 || repeats[i]! > 0) continue;
    let length = 0;
    while (i + length < end && codes[earlier + length] === codes[i + length]) length++;
    if (length < REPEAT) continue;
    repeats[i] = length;
  }
}

function kindOf(code: number): number {
  if (code >= 97 && code <= 122) return KIND.lower;
  if (code >= 65 && code <= 90) return KIND.upper;
  return code >= 48 && code <= 57 ? KIND.digit : KIND.other;
}

function summary(end: number): Cover {
  const characters = [0, 0, 0, 0, 0, 0, 0];
  let unexplainedBits = 0;
  for (let at = end; at > 0; at = from[at]!) {
    const part = partOf[at]!;
    const start = from[at]!;
    characters[part]! += at - start;
    if (!isExplained(part)) unexplainedBits += cost[at]! - cost[start]!;
  }
  const share = (part: number) => end === 0 ? 0 : characters[part]! / end;
  return {
    bits: end === 0 ? 0 : cost[end]!,
    unexplainedBits,
    share: {
      common: share(PART.common),
      placeholder: share(PART.placeholder),
      known: share(PART.known),
      repeated: share(PART.repeated),
      sequence: share(PART.sequence),
    },
  };
}
