import type { Reading } from "../dialect.ts";

/** Characters that any file may cost, and those that each character of it and each step adds. */
const [AT_LEAST, PER_CHARACTER, PER_STEP] = [2 ** 26, 64, 256];

/** Takes note of a step over so many characters; throws `RangeError` when they are too many in all. */
export type Spend = (characters: number) => void;

/**
 * What `read` answers, or an error where it fills in references without end: the real loader then hangs, or
 * dies when its memory is full. A long file that ends its references is never taken for such a one.
 */
export function limitWork(text: string, read: (spend: Spend) => Reading): Reading {
  let left = AT_LEAST + PER_CHARACTER * text.length;
  const spend = (characters: number) => {
    left -= PER_STEP + characters;
    if (left < 0) throw new RangeError("Cannot fill in references: they do not end");
  };
  try {
    return read(spend);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { outcome: "error", reason: "References refer to each other without end" };
  }
}
