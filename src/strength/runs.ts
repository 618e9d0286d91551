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
export function keyboardWalks(text: string, lengths: Int32Array, costs: Float64Array): void {
  const end = text.length;
  lengths.fill(0, 0, end + 1);
  for (const places of PLACES) {
    let length = 1;
    let bits = 0;
    let way = 0;
    for (let i = end - 2; i >= 0; i--) {
      const here = places[text.charCodeAt(i)] ?? 0;
      const next = places[text.charCodeAt(i + 1)] ?? 0;
      const step = here === 0 || next === 0 ? 0 : neighbour(here - 1, next - 1);
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
 * For each place, how many characters from there on continue in equal steps: each one up, one down or the same
 * (`stride` 1), or in two lanes that take turns (`stride` 2: a1b2c3). A lane goes on from 9 to 0, f to a, z to a.
 */
export function steadyRuns(text: string, stride: 1 | 2, lengths: Int32Array): void {
  const end = text.length;
  lengths.fill(0, 0, end + 1);
  const none = 9;
  const steps = new Int8Array(stride).fill(none);
  let length = stride;
  for (let i = end - 1 - stride; i >= 0; i--) {
    const step = stepOf(text.charCodeAt(i), text.charCodeAt(i + stride));
    const lane = i % stride;
    const before = steps[lane]!;
    if (step === none) {
      steps.fill(none);
      length = stride;
    } else if (before !== none && before !== step) {
      steps.fill(none);
      length = stride + 1;
    } else {
      length++;
    }
    if (step !== none) steps[lane] = step;
    if (length >= 3 * stride) lengths[i] = length;
  }
}

function stepOf(from: number, to: number): number {
  const step = to - from;
  if (step >= -1 && step <= 1) return step;
  if (from === 57 && to === 48) return 1;
  if (from === 48 && to === 57) return -1;
  const letter = from | 32;
  const wraps = (to | 32) === 97 && (letter === 102 || letter === 122) && (from & 32) === (to & 32);
  return wraps && from !== to ? 1 : 9;
}

// The letters of each row, and what lies beside them.
const LETTER_ROWS = ["qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./"].map((row) => new Set(row));
const MASHED_SHARE = 0.9;

/** Whether nearly all of a text lies in one row of letters, as when a hand drums on the keys. */
export function liesInOneRow(text: string): boolean {
  const lower = text.toLowerCase();
  return LETTER_ROWS.some((row) => {
    let inRow = 0;
    for (const character of lower) if (row.has(character)) inRow++;
    return text.length >= 16 && inRow >= MASHED_SHARE * text.length;
  });
}
