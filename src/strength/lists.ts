/** The words and published keys, laid out so that a text is compared with all of them in one walk. */
import { KNOWN_KEYS } from "../known_keys.ts";
import { COMMON_WORDS, FAMOUS_DIGITS, PLACEHOLDER_WORDS } from "../vocabulary.ts";
import { readableDecodings } from "../encodings.ts";

/** What a stretch of a text can be. */
export const PART = {
  free: 0,
  separator: 1,
  common: 2,
  placeholder: 3,
  known: 4,
  repeated: 5,
  sequence: 6,
} as const;

const OTHER = 31;
const SEPARATOR = 30;
// Characters that stand for one another in leetspeak share a symbol, as i and l have to, for 1 is either.
const LEET: Readonly<Record<string, string>> = { 0: "o", 1: "i", 3: "e", 4: "a", 5: "s", 7: "t", l: "i" };
const LEET_SIGNS: Readonly<Record<string, string>> = { "@": "a", $: "s", "!": "i", "|": "i" };

/** The symbol (0 to 31) of each character below U+0250: case, accents and leetspeak make no difference. */
const SYMBOLS: Uint8Array = new Uint8Array(0x250).fill(OTHER);
for (let code = 0; code < SYMBOLS.length; code++) {
  const letter = String.fromCharCode(code).normalize("NFD").charAt(0).toLowerCase();
  const plain = LEET[letter] ?? LEET_SIGNS[letter] ?? letter;
  if (plain >= "a" && plain <= "z") SYMBOLS[code] = plain.charCodeAt(0) - 97;
  else if ("2689".includes(plain)) SYMBOLS[code] = 26 + "2689".indexOf(plain);
  else if ("-_ .:/".includes(plain)) SYMBOLS[code] = SEPARATOR;
}

/** The symbols of a text, in as many bytes. */
export function symbolsOf(text: string): Uint8Array {
  const symbols = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    symbols[i] = code < SYMBOLS.length ? SYMBOLS[code]! : OTHER;
  }
  return symbols;
}

// Known keys up to this length are words; longer ones are recognised by any stretch of this length.
const STRETCH = 10;
const GRAM = 6;

/** A trie in one array: 32 children a node, 0 where there is none. */
export const CHILDREN: Int32Array = new Int32Array(32 * 24_000);
/** What ends at a node of the trie: a {@linkcode PART}, or 0. */
export const ENDS: Uint8Array = new Uint8Array(24_000);
let nodes = 1;

function addWord(word: string, part: number): void {
  let node = 0;
  for (const symbol of symbolsOf(word)) {
    const at = node * 32 + symbol;
    if (CHILDREN[at] === 0) CHILDREN[at] = nodes++;
    node = CHILDREN[at]!;
  }
  ENDS[node] ||= part;
}

// The 6-gram 1 1 1 1 1 1.
const ONES = 0x2108421;

// Sets of 6-grams of published keys, packed into 30 bits: open addressing, 0 is free.
const GRAMS = new Int32Array(1 << 16);

function slotOf(gram: number): number {
  let slot = Math.imul(gram, 0x9e3779b1) >>> 16;
  while (GRAMS[slot] !== 0 && GRAMS[slot] !== gram + 1) slot = slot + 1 & 0xffff;
  return slot;
}

function addKnown(key: string): void {
  if (key.length < STRETCH) return addWord(key, PART.known);
  const symbols = symbolsOf(key);
  let gram = 0;
  for (let i = 0; i < symbols.length; i++) {
    gram = (gram << 5 | symbols[i]!) & 0x3fffffff;
    // One symbol over and over is nobody's key in particular.
    if (i >= GRAM - 1 && gram !== symbols[i]! * ONES) GRAMS[slotOf(gram)] = gram + 1;
  }
}

const published = new Set<string>();
for (const { value } of KNOWN_KEYS) {
  published.add(value);
  for (const text of readableDecodings(value)) published.add(text);
}
// The first to claim a word has it.
for (const word of PLACEHOLDER_WORDS) addWord(word, PART.placeholder);
for (const word of COMMON_WORDS) addWord(word, PART.common);
for (const key of [...published, ...FAMOUS_DIGITS]) {
  addKnown(key);
  addKnown([...key].reverse().join(""));
}

/** Whether a text is a published key to the letter. */
export function isPublished(text: string): boolean {
  return published.has(text);
}

/**
 * For each place of a text, how many characters from there on are a stretch of a published key: 0, or at
 * least 10. Ten in a row do not happen by chance.
 */
export function publishedStretches(symbols: Uint8Array, lengths: Int32Array): void {
  const end = symbols.length;
  lengths.fill(0, 0, end + 1);
  let gram = 0;
  let run = 0;
  for (let i = 0; i < end; i++) {
    gram = (gram << 5 | symbols[i]!) & 0x3fffffff;
    if (i < GRAM - 1) continue;
    const isIn = GRAMS[slotOf(gram)] !== 0;
    run = isIn ? run + 1 : 0;
    const length = run + GRAM - 1;
    if (isIn && length >= STRETCH) lengths[i + 1 - length] = length;
  }
}
