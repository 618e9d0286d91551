/** Runs that a hand makes without thinking: abc, 0123, aaaa, a1b2c3, and walks over the keyboard. */

const ROWS = [
  ["1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"],
  ["!@#$%^&*()_+", "QWERTYUIOP{}|", 'ASDFGHJKL:"', "ZXCVBNM<>?"],
  ["&\u00e9\"'(-\u00e8_\u00e7\u00e0)=", "azertyuiop^$", "qsdfghjklm\u00f9*", "wxcvbn,;:!"],
  ["1234567890", "AZERTYUIOP", "QSDFGHJKLM", "WXCVBN?./"],
  ["1234567890", "qwertzuiop\u00fc+", "asdfghjkl\u00f6\u00e4", "yxcvbnm,.-"],
] as const;

/** Where each character lies on each keyboard: row × 16 + column + 1, or 0. */
const PLACES: readonly Uint8Array[] = [[0, 1], [2, 3], [4]].map((layers) => {
  const places = new Uint8Array(256);
  for (const layer of layers) {
    ROWS[layer]!.forEach((row, r) => {
      for (let column = 0; column < row.length; column++) {
        places[row.charCodeAt(column)] ||= r * 16 + column + 1;
      }
    });
  }
  return places;
});

const STRAIGHT = 0.5;
const TURN = 2.5;

/**
 * For each place, how many characters from there on are neighbours on one keyboard (0, or at least 3), and what
 * it costs in bits to say which way the finger went.
 */
export function keyboardWalks(codes: Uint16Array, lengths: Int32Array, costs: Float64Array): void {
  const end = codes.length;
  lengths.fill(0, 0, end + 1);
  for (const places of PLACES) {
    let length = 1;
    let bits = 0;
    let way = 0;
    let next = end === 0 ? 0 : places[codes[end - 1]! & 255]!;
    for (let i = end - 2; i >= 0; i--) {
      const here = places[codes[i]! & 255]!;
      const step = here === 0 || next === 0 ? 0 : neighbour(here - 1, next - 1);
      next = here;
      if (step === 0) {
        length = 1;
        bits = 0;
        way = 0;
        continue;
      }
      bits += step === way ? STRAIGHT : TURN;
      way = step;
      length++;
      if (length >= 3 && length > lengths[i]!) {
        lengths[i] = length;
        costs[i] = bits;
      }
    }
  }
}

/** The way from one place to the next as a number that is not 0, or 0 where they are no neighbours. */
function neighbour(from: number, to: number): number {
  const down = (to >> 4) - (from >> 4);
  const right = (to & 15) - (from & 15);
  if (down < -1 || down > 1 || right < -1 || right > 1 || down === 0 && right === 0) return 0;
  return 5 + down * 3 + right;
}

/**
 * For each place, how many characters from there on continue in equal steps: each the same, or one or two up or down
 * (`stride` 1), or in two lanes that take turns (`stride` 2: a1b2c3). A lane goes on from 9 to 0, f to a, z to a.
 * Letters are expected in lower case.
 */
export function steadyRuns(codes: Uint16Array, stride: 1 | 2, lengths: Int32Array): void {
  const end = codes.length;
  lengths.fill(0, 0, end + 1);
  let length: number = stride;
  // The step of this lane, and of the other one if there are two.
  let own = NONE;
  let other = NONE;
  for (let i = end - 1 - stride; i >= 0; i--) {
    const step = stepOf(codes[i]!, codes[i + stride]!);
    if (step === NONE) {
      own = NONE;
      other = NONE;
      length = stride;
    } else if (own !== NONE && own !== step) {
      own = step;
      other = NONE;
      length = stride + 1;
    } else {
      own = step;
      length++;
    }
    if (length >= 3 * stride) lengths[i] = length;
    if (stride === 2) [own, other] = [other, own];
  }
}

const NONE = 9;

function stepOf(from: number, to: number): number {
  const step = to - from;
  if (step >= -2 && step <= 2) return step;
  if (to === 48) return from === 57 ? 1 : NONE;
  if (to === 57) return from === 48 ? -1 : NONE;
  return to === 97 && (from === 102 || from === 122) ? 1 : NONE;
}

// Which row of letters a character lies in, or beside: 1, 2 or 3; 0 for none.
const ROW_OF = new Uint8Array(256);
["qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"].forEach((row, index) => {
  for (const character of row) {
    ROW_OF[character.charCodeAt(0)] = index + 1;
    ROW_OF[character.toUpperCase().charCodeAt(0)] = index + 1;
  }
});
const MASHED_SHARE = 0.9;
const LEAST_MASHED = 16;

/** Whether nearly all of a text lies in one row of letters, as when a hand drums on the keys. */
export function liesInOneRow(text: string): boolean {
  const inRow = [0, 0, 0, 0];
  for (let i = 0; i < text.length; i++) inRow[ROW_OF[text.charCodeAt(i) & 255]!]!++;
  const most = Math.max(inRow[1]!, inRow[2]!, inRow[3]!);
  return text.length >= LEAST_MASHED && most >= MASHED_SHARE * text.length;
}
