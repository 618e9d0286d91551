/** The bytes that mean something in a `.env`. Everything else is passed through as it is. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const SINGLE_QUOTE = 0x27;
export const COLON = 0x3a;
export const EQUALS = 0x3d;
export const BACKSLASH = 0x5c;
export const BACKTICK = 0x60;

/** A space or a tab, the only white space that every loader takes for a blank. */
export function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB;
}

/** The first offset from `at` on that holds no blank; `end` where there is none. */
export function skipBlanks(bytes: Uint8Array, at: number, end: number): number {
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** The offset behind the last byte before `end` that is no blank; `start` where there is none. */
export function trimBlanks(bytes: Uint8Array, start: number, end: number): number {
  while (end > start && isBlank(bytes[end - 1])) end--;
  return end;
}

/** Whether the bytes before `end` end in an odd number of backslashes, none of them before `start`. */
export function endsEscaped(bytes: Uint8Array, start: number, end: number): boolean {
  let at = end;
  while (at > start && bytes[at - 1] === BACKSLASH) at--;
  return (end - at) % 2 === 1;
}

/** Puts pieces one after the other. */
export function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

/** Where the line ending behind `from` begins and ends: LF, CR LF or a lone CR; both the length without one. */
export function findLineEnd(
  bytes: Uint8Array,
  from: number,
): { readonly contentEnd: number; readonly end: number } {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  const ending = at === bytes.length ? 0 : bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1;
  return { contentEnd: at, end: at + ending };
}

/** How many lines end between two offsets. */
export function countLineEndings(bytes: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count++;
  }
  return count;
}
