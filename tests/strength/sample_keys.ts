/** Keys as the usual generators make them, from a seeded source, so that a test that passes passes again. */

/** A small deterministic stream of 32-bit numbers (xorshift128). */
export function stream(seed: number): () => number {
  const state = Uint32Array.of(seed ^ 0x9e3779b9, seed + 0x7f4a7c15, 0x2545f491, 0x6c078965);
  const next = () => {
    let t = state[3]!;
    const first = state[0]!;
    state.copyWithin(1, 0, 3);
    t ^= t << 11;
    t ^= t >>> 8;
    state[0] = t ^ first ^ (first >>> 19);
    return state[0]!;
  };
  for (let i = 0; i < 32; i++) next();
  return next;
}

/** As many bytes of the stream. */
export function bytes(next: () => number, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => next() >>> 24);
}

function picked(next: () => number, options: { readonly alphabet: string; readonly length: number }): string {
  return Array.from({ length: options.length }, () => options.alphabet[next() % options.alphabet.length])
    .join("");
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;
const PRINTABLE = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join("");

const urlsafe = (length: number) => (next: () => number) =>
  bytes(next, length).toBase64({ alphabet: "base64url", omitPadding: true });
const hex = (length: number) => (next: () => number) => bytes(next, length).toHex();

/** Generators by name. */
export const GENERATORS: Readonly<Record<string, (next: () => number) => string>> = {
  "token_urlsafe(64)": urlsafe(64),
  "token_urlsafe(48)": urlsafe(48),
  "token_urlsafe(32)": urlsafe(32),
  "token_hex(32)": hex(32),
  "token_hex(32) in upper case": (next) => hex(32)(next).toUpperCase(),
  "token_hex(64)": hex(64),
  "Django's get_random_secret_key()": (next) =>
    picked(next, { alphabet: `${LETTERS}0123456789!@#$%^&*(-_=+)`, length: 50 }),
  "openssl rand -base64 48": (next) => bytes(next, 48).toBase64(),
  "64 letters and digits": (next) => picked(next, { alphabet: ALPHANUMERIC, length: 64 }),
  "50 lower-case letters": (next) => picked(next, { alphabet: LETTERS, length: 50 }),
  "64 printable characters": (next) => picked(next, { alphabet: PRINTABLE, length: 64 }),
  "a random key behind words": (next) => `jwt-secret-key-prod-${urlsafe(32)(next)}`,
};
