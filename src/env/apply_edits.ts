import { joinBytes } from "./ascii.ts";

/** One change of one range of bytes, and how a person sees it. `insert` may hold a secret, `shown` never. */
export interface Edit {
  /** Byte offset in the file as it was. */
  readonly at: number;
  /** Bytes taken out there. */
  readonly remove: number;
  readonly insert: Uint8Array;
  /** 1-based line of the first line that is new or changed, in the file as it will be. */
  readonly line: number;
  readonly shown: readonly ShownLine[];
}

/** A line of a diff: `-` is numbered as the file was, the others as it will be. Values are masked. */
export interface ShownLine {
  readonly sign: "+" | "-" | " ";
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/**
 * Applies edits, which are in the order of the file and do not overlap.
 *
 * @throws {RangeError} when they do, or lie outside the bytes
 */
export function applyEdits(bytes: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  let at = 0;
  for (const edit of edits) {
    if (edit.at < at || edit.remove < 0 || edit.at + edit.remove > bytes.length) {
      throw new RangeError("Cannot apply edits: they overlap or lie outside the file");
    }
    pieces.push(bytes.subarray(at, edit.at), edit.insert);
    at = edit.at + edit.remove;
  }
  return joinBytes([...pieces, bytes.subarray(at)]);
}
