/**
 * Strength is not length. A key is strong when what no list and no habit explains of it is worth 128 bits; a
 * guesser has the lists too.
 */
import { POLICIES } from "./policy.ts";
import type { Alphabet, Measurement, Weakness } from "./rules/facts.ts";
import { readableDecodings } from "./encodings.ts";
import { type Cover, cover, LONGEST, withoutWords } from "./strength/cover.ts";
import { readsLikeLanguage, REST, WHOLE } from "./strength/language.ts";
import { isPublished } from "./strength/lists.ts";
import { liesInOneRow } from "./strength/runs.ts";

/** The least worth of a key in bits (OWASP ASVS 5.0, 11.5.1). */
const ENOUGH_BITS = 128;
/** Django's security.W009 asks for as many different characters. */
const LEAST_DIFFERENT = 5;
const DEEPEST_ENCODING = 2;

const FORBIDDEN = [...new Set(Object.values(POLICIES).flatMap((policy) => policy.forbidden))];

/**
 * What a rule may know of a key. Never throws: bytes that are not UTF-8 count as one character each.
 * `fingerprint` is null; a gatherer adds it. Strength is judged by the first 4096 characters.
 */
export function measure(key: Uint8Array): Measurement {
  const { text, isText } = read(key);
  const lower = text.toLowerCase();
  const { weakness, bits } = judge(text.length > LONGEST ? text.slice(0, LONGEST) : text, isText, 0);
  return {
    characters: isText ? countCharacters(key) : key.length,
    bytes: key.length,
    alphabet: isText ? alphabetOf(key) : "bytes",
    weakness,
    forbidden: FORBIDDEN.filter((pattern) => lower.includes(pattern)),
    guessBits: Math.floor(bits),
    fingerprint: null,
  };
}

const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ONE_EACH = new TextDecoder("latin1");

function read(key: Uint8Array): { readonly text: string; readonly isText: boolean } {
  try {
    return { text: UTF_8.decode(key), isText: true };
  } catch {
    return { text: ONE_EACH.decode(key), isText: false };
  }
}

/** Code points of valid UTF-8: every byte but those that continue one. */
function countCharacters(key: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < key.length; i++) if ((key[i]! & 0xc0) !== 0x80) count++;
  return count;
}

const CLASS = { digit: 1, lowHex: 2, low: 4, upHex: 8, up: 16, url: 32, base64: 64, sign: 128, beyond: 256 };

// The class of each byte, as a bit.
const CLASSES = new Uint16Array(256).fill(CLASS.beyond);
for (let code = 32; code < 127; code++) {
  const character = String.fromCharCode(code);
  CLASSES[code] = /\d/.test(character)
    ? CLASS.digit
    : /[a-f]/.test(character)
    ? CLASS.lowHex
    : /[g-z]/.test(character)
    ? CLASS.low
    : /[A-F]/.test(character)
    ? CLASS.upHex
    : /[G-Z]/.test(character)
    ? CLASS.up
    : "-_".includes(character)
    ? CLASS.url
    : "+/=".includes(character)
    ? CLASS.base64
    : CLASS.sign;
}
const HEX = CLASS.digit | CLASS.lowHex | CLASS.upHex;
const ALPHANUMERIC = HEX | CLASS.low | CLASS.up;

function alphabetOf(key: Uint8Array): Alphabet {
  let seen = 0;
  for (let i = 0; i < key.length; i++) seen |= CLASSES[key[i]!]!;
  if ((seen & ~HEX) === 0) return "hex";
  if ((seen & ~ALPHANUMERIC) === 0) return "alphanumeric";
  if ((seen & ~(ALPHANUMERIC | CLASS.url)) === 0) return "base64url";
  if ((seen & ~(ALPHANUMERIC | CLASS.base64)) === 0) return "base64";
  return (seen & CLASS.beyond) === 0 ? "printable" : "text";
}

interface Judgement {
  readonly weakness: Weakness | null;
  readonly bits: number;
}

const DJANGO_DEFAULT = "django-insecure-";
// An MD5 digest or a UUID: 122 bits at best, and often the digest of a password.
const DIGEST_OR_UUID = /^[0-9a-f]{8}(-?)[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}$/i;
const UUID_BITS = 122;

function judge(text: string, isText: boolean, depth: number): Judgement {
  if (isPublished(text)) return { weakness: { kind: "known", how: "same" }, bits: 0 };
  const { bits: each, different } = characterBits(text, isText);
  const made = cover(text, each);
  const direct = { weakness: weaknessOf(text, made, { each, different }), bits: made.bits };
  if (direct.weakness !== null || depth === DEEPEST_ENCODING) return direct;
  for (const decoded of readableDecodings(text)) {
    if (decoded === text) continue;
    const inner = judge(decoded, true, depth + 1);
    if (inner.weakness === null) continue;
    const known = inner.weakness.kind === "known";
    return { weakness: known ? { kind: "known", how: "encoded" } : inner.weakness, bits: inner.bits };
  }
  return DIGEST_OR_UUID.test(text)
    ? { weakness: { kind: "guessable" }, bits: Math.min(direct.bits, UUID_BITS) }
    : direct;
}

const SEEN = new Uint8Array(256);

/** What one free character is worth: by the alphabet, unless far fewer characters turn up than chance would give. */
function characterBits(text: string, isText: boolean): { readonly bits: number; readonly different: number } {
  let classes = 0;
  let different = 0;
  SEEN.fill(0);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    classes |= code < 256 ? CLASSES[code]! : CLASS.beyond;
    // Beyond Latin-1, characters that agree in the lower byte count as one: a few less make no difference.
    different += SEEN[code & 255]! ^ 1;
    SEEN[code & 255] = 1;
  }
  const expected = (size: number) => size * (1 - (1 - 1 / size) ** text.length);
  const size = isText ? sizeOf(classes) : 256;
  const usual = different >= 0.7 * expected(size);
  return { bits: Math.log2(Math.max(2, usual ? size : different)), different };
}

function sizeOf(classes: number): number {
  if ((classes & ~(HEX & ~CLASS.upHex)) === 0 || (classes & ~(HEX & ~CLASS.lowHex)) === 0) {
    return (classes & ~CLASS.digit) === 0 ? 10 : 16;
  }
  let size = 0;
  if (classes & CLASS.digit) size += 10;
  if (classes & (CLASS.lowHex | CLASS.low)) size += 26;
  if (classes & (CLASS.upHex | CLASS.up)) size += 26;
  if (classes & CLASS.url) size += 2;
  if (classes & CLASS.base64) size += 2;
  if (classes & CLASS.sign) size += 26;
  if (classes & CLASS.beyond) size += 100;
  return size;
}

function weaknessOf(
  text: string,
  made: Cover,
  { each, different }: { readonly each: number; readonly different: number },
): Weakness | null {
  if (text.startsWith(DJANGO_DEFAULT)) return { kind: "placeholder" };
  if (different < LEAST_DIFFERENT && text.length > 0) {
    return { kind: made.share.repeated + made.share.sequence >= 0.5 ? "repeated" : "few-characters" };
  }
  const { common, placeholder, known, repeated, sequence } = made.share;
  if (made.unexplainedBits >= ENOUGH_BITS) {
    // Twice: words in front of a random key must not lend it their sound.
    const isLanguage = readsLikeLanguage(text, WHOLE) && readsLikeLanguage(withoutWords(text, each), REST);
    if (isLanguage) return { kind: "words" };
    return liesInOneRow(text) ? { kind: "sequence" } : null;
  }
  if (known >= 0.5 || known > placeholder && known > 0.3) return { kind: "known", how: "varied" };
  if (placeholder + known >= 0.3) return { kind: "placeholder" };
  if (repeated + sequence >= 0.5) return { kind: repeated >= sequence ? "repeated" : "sequence" };
  if (common + placeholder + known >= 0.4 || readsLikeLanguage(text, WHOLE)) return { kind: "words" };
  return { kind: "guessable" };
}
