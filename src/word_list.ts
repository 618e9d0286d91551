import { isMac, type LongKey, longKey, type Token, trialOf } from "./tokens.ts";

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
/** A line beyond this is hashed as it comes, which is what a MAC does with a long key anyway. */
const LONGEST_HELD = 1 << 16;

/** A word list on its way past a token, in constant memory. */
export interface WordTrial {
  /** Tries the lines that end in the next piece; the 1-based line whose word signed the token, or null. */
  take(piece: Uint8Array): number | null;
  /** Tries the last line where it has no end. */
  end(): number | null;
  /** The words that were tried so far; an empty line is none. */
  words(): number;
}

/**
 * Tries each line of a list, without its line end (LF or CR LF) and whatever its bytes, as the key of a token. A
 * token that no MAC signs is signed by no word.
 */
export function wordTrial(token: Token): WordTrial {
  const signs = trialOf(token);
  const { algorithm } = token;
  const held = new Uint8Array(LONGEST_HELD);
  let length = 0;
  let long: LongKey | null = null;
  let line = 0;
  let words = 0;

  const hold = (bytes: Uint8Array): void => {
    if (bytes.length === 0) return;
    if (length + bytes.length > LONGEST_HELD && isMac(algorithm)) {
      long ??= longKey(algorithm);
      long.add(held.subarray(0, length));
      // The last byte may be the carriage return of the line end.
      long.add(bytes.subarray(0, -1));
      length = 0;
      bytes = bytes.subarray(-1);
    }
    held.set(bytes, length);
    length += bytes.length;
  };
  const finish = (bytes: Uint8Array): number | null => {
    line++;
    if (length === 0) return tryKey(withoutReturn(bytes));
    hold(bytes);
    const rest = withoutReturn(held.subarray(0, length));
    length = 0;
    if (long === null) return tryKey(rest);
    long.add(rest);
    const key = long.end();
    long = null;
    return tryKey(key);
  };
  const tryKey = (key: Uint8Array): number | null => {
    if (key.length === 0) return null;
    words++;
    return signs(key) ? line : null;
  };

  return {
    take(piece) {
      let at = 0;
      for (let end = piece.indexOf(LINE_FEED); end >= 0; end = piece.indexOf(LINE_FEED, at)) {
        const found = finish(piece.subarray(at, end));
        if (found !== null) return found;
        at = end + 1;
      }
      hold(piece.subarray(at));
      return null;
    },
    end: () => length === 0 ? null : finish(new Uint8Array()),
    words: () => words,
  };
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
