/** What a text would be if it were base64, hex or URL-encoded: a disguise, not a strength. */

const INVALID = 255;
const BASE64 = table("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
BASE64["-".charCodeAt(0)] = 62;
BASE64["_".charCodeAt(0)] = 63;
const HEX = table("0123456789abcdef");
for (const digit of "ABCDEF") HEX[digit.charCodeAt(0)] = parseInt(digit, 16);

function table(digits: string): Uint8Array {
  const values = new Uint8Array(128).fill(INVALID);
  for (let i = 0; i < digits.length; i++) values[digits.charCodeAt(i)] = i;
  return values;
}

/** A decoder reads digits of `bits` bits each. */
interface Digits {
  readonly values: Uint8Array;
  readonly bits: number;
}

const BY_NAME = { base64: { values: BASE64, bits: 6 }, hex: { values: HEX, bits: 4 } } as const;

/** The encodings that {@linkcode decode} knows. */
export type Encoding = keyof typeof BY_NAME;

/** The bytes that a text encodes, one a character (Latin-1), or null where it is no such encoding. */
export function decode(text: string, encoding: Encoding): string | null {
  const digits = stripped(text);
  const { value, used } = decodeWhile(digits, BY_NAME[encoding], () => true);
  return digits.length > 0 && used === digits.length ? value : null;
}

/** The text that a URL-encoded text stands for, or null where it is none. */
export function decodeUrl(text: string): string | null {
  if (!/%[0-9a-f]{2}/i.test(text)) return null;
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

// A tail that decodes to nothing readable is what somebody typed behind the encoded text.
const LONGEST_TAIL = 16;
const LEAST_READABLE = 8;

/** Readable ASCII texts that a text encodes; a short tail that is not part of the encoding is kept. */
export function readableDecodings(text: string): readonly string[] {
  const found: string[] = [];
  const digits = stripped(text);
  for (const encoding of Object.values(BY_NAME)) {
    const { value, used } = decodeWhile(digits, encoding, readable);
    if (value.length < LEAST_READABLE || digits.length - used > LONGEST_TAIL) continue;
    found.push(value + digits.slice(used));
  }
  const plain = decodeUrl(text);
  if (plain !== null) found.push(plain);
  return found;
}

function readable(byte: number): boolean {
  return byte >= 32 && byte < 127 || byte === 9 || byte === 10 || byte === 13;
}

/** Without a scheme in front, padding behind and line breaks between. */
function stripped(text: string): string {
  return text.replace(/^(?:base64:|hex:|0x)/i, "").replace(/[\r\n]+/g, "").trim().replace(/=+$/, "");
}

/** Decodes as far as the digits are digits and the bytes are kept. */
function decodeWhile(
  text: string,
  digits: Digits,
  keep: (byte: number) => boolean,
): { readonly value: string; readonly used: number } {
  let value = "";
  let used = 0;
  let held = 0;
  let heldBits = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = digits.values[text.charCodeAt(i)] ?? INVALID;
    if (digit === INVALID) return { value, used };
    held = (held << digits.bits | digit) & 0xffff;
    heldBits += digits.bits;
    if (heldBits < 8) continue;
    heldBits -= 8;
    const byte = held >> heldBits & 0xff;
    if (!keep(byte)) return { value, used };
    value += String.fromCharCode(byte);
    used = i + 1;
  }
  // Up to a whole digit may be left over; an odd hex digit is not.
  if (digits.bits === 6 || heldBits === 0) used = text.length;
  return { value, used };
}
