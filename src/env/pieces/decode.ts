import type { Reading } from "../dialect.ts";

const LINE_FEED = 0x0a;

/** The text of a file for a loader that accepts UTF-8 alone, or the error that it ends with. Keeps a BOM. */
export function decodeStrictly(bytes: Uint8Array): string | Extract<Reading, { outcome: "error" }> {
  const text = decodeOrNull(bytes);
  return text ?? { outcome: "error", reason: `Line ${firstBadLine(bytes)} is not UTF-8` };
}

/** The text of a file for a loader that puts U+FFFD where the bytes are not UTF-8. Keeps a BOM. */
export function decodeLoosely(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}

function decodeOrNull(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A line feed is never part of a longer UTF-8 sequence, so that each line can be judged alone. */
function firstBadLine(bytes: Uint8Array): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    if (decodeOrNull(bytes.subarray(start, end)) === null) break;
    start = end + 1;
  }
  return line;
}
