/**
 * HMAC-SHA-256 (RFC 2104, FIPS 180-4) of one message under very many keys, several times as fast as `node:crypto`,
 * whose call for each key costs more than the hash. What depends on the message alone is computed once.
 */

const ROUNDS = Int32Array.from([
  ...[0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5],
  ...[0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174],
  ...[0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da],
  ...[0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967],
  ...[0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85],
  ...[0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070],
  ...[0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3],
  ...[0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2],
]);
const START = Int32Array.from([
  ...[0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19],
]);
const BLOCK = 64;
const WORDS = 16;
const STEPS = 64;
const DIGEST_WORDS = 8;

/** A function that tells whether a key makes this MAC of this message; it compares in constant time. */
export function macTrial(message: Uint8Array, mac: Uint8Array): (key: Uint8Array) => boolean {
  const isOfLength = mac.length === DIGEST_WORDS * 4;
  const expected = isOfLength ? wordsOf(mac) : new Int32Array(DIGEST_WORDS);
  // The block of the key stands before the message, and is a block whatever the key: the rest never changes.
  const messageBlocks = wordsOf(padded(message, BLOCK));
  const schedules: Int32Array[] = [];
  for (let at = 0; at < messageBlocks.length; at += WORDS) {
    schedules.push(expanded(messageBlocks.subarray(at, at + WORDS), new Int32Array(STEPS)));
  }
  const outerTail = wordsOf(padded(new Uint8Array(DIGEST_WORDS * 4), BLOCK));
  const keyWords = new Int32Array(WORDS);
  const schedule = new Int32Array(STEPS);
  const inner = new Int32Array(DIGEST_WORDS);
  const outer = new Int32Array(DIGEST_WORDS);
  const masked = new Int32Array(WORDS);

  const startWith = (state: Int32Array, mask: number): void => {
    for (let i = 0; i < WORDS; i++) masked[i] = keyWords[i]! ^ mask;
    state.set(START);
    compress(state, expanded(masked, schedule));
  };

  return (key) => {
    loadKey(key, keyWords);
    startWith(inner, 0x36363636);
    for (let i = 0; i < schedules.length; i++) compress(inner, schedules[i]!);
    startWith(outer, 0x5c5c5c5c);
    outerTail.set(inner);
    compress(outer, expanded(outerTail, schedule));
    let different = 0;
    for (let i = 0; i < DIGEST_WORDS; i++) different |= outer[i]! ^ expected[i]!;
    return isOfLength && different === 0;
  };
}

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const digest = new Uint8Array(DIGEST_WORDS * 4);
  const view = new DataView(digest.buffer);
  hashOf(bytes).forEach((word, i) => view.setInt32(i * 4, word));
  return digest;
}

/** A key as one block: filled up with zeros, or its hash where it is longer. */
function loadKey(key: Uint8Array, words: Int32Array): void {
  words.fill(0);
  if (key.length > BLOCK) {
    words.set(hashOf(key));
    return;
  }
  for (let i = 0; i < key.length; i++) words[i >> 2]! |= key[i]! << (24 - (i & 3) * 8);
}

function hashOf(bytes: Uint8Array): Int32Array {
  const words = wordsOf(padded(bytes, 0));
  const state = START.slice();
  const schedule = new Int32Array(STEPS);
  for (let at = 0; at < words.length; at += WORDS) {
    compress(state, expanded(words.subarray(at, at + WORDS), schedule));
  }
  return state;
}

/** Whole blocks: the bytes, a one bit, zeros, and the length in bits of what came before and of the bytes. */
function padded(bytes: Uint8Array, before: number): Uint8Array {
  const blocks = Math.ceil((bytes.length + 9) / BLOCK);
  const whole = new Uint8Array(blocks * BLOCK);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  new DataView(whole.buffer).setBigUint64(whole.length - 8, BigInt(before + bytes.length) * 8n);
  return whole;
}

/** Big-endian words of bytes whose count is a multiple of four. */
function wordsOf(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4));
}

/** The message schedule of a block, each word with the constant of its round added. */
function expanded(block: Int32Array, schedule: Int32Array): Int32Array {
  for (let i = 0; i < WORDS; i++) schedule[i] = block[i]!;
  for (let i = WORDS; i < STEPS; i++) {
    const x = schedule[i - 15]!;
    const y = schedule[i - 2]!;
    const small0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
    const small1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
    schedule[i] = schedule[i - 16]! + small0 + schedule[i - 7]! + small1;
  }
  for (let i = 0; i < STEPS; i++) schedule[i]! += ROUNDS[i]!;
  return schedule;
}

/** One block into the state. */
function compress(state: Int32Array, schedule: Int32Array): void {
  let a = state[0]!;
  let b = state[1]!;
  let c = state[2]!;
  let d = state[3]!;
  let e = state[4]!;
  let f = state[5]!;
  let g = state[6]!;
  let h = state[7]!;
  for (let i = 0; i < STEPS; i++) {
    const big1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
    const t = h + big1 + (g ^ (e & (f ^ g))) + schedule[i]! | 0;
    const big0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
    const majority = (a & b) ^ (c & (a ^ b));
    h = g;
    g = f;
    f = e;
    e = d + t | 0;
    d = c;
    c = b;
    b = a;
    a = t + big0 + majority | 0;
  }
  state[0]! += a;
  state[1]! += b;
  state[2]! += c;
  state[3]! += d;
  state[4]! += e;
  state[5]! += f;
  state[6]! += g;
  state[7]! += h;
}
