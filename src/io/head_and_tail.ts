/** Bytes that are kept as they come, up to a limit: the first half and the last half of it. */
export interface HeadAndTail {
  add(chunk: Uint8Array): void;
  /** What was kept; where the middle was left out, a line of its own says how many bytes that were. */
  bytes(): Uint8Array;
}

/**
 * Keeps the head and the tail of an output, so that a backend that prints without end fills no memory: a
 * start-up error stands at either end, never in the middle of a flood.
 */
export function headAndTail(maxBytes: number): HeadAndTail {
  const headLimit = Math.ceil(maxBytes / 2);
  const tailLimit = maxBytes - headLimit;
  const head: Uint8Array[] = [];
  const tail: Uint8Array[] = [];
  let headLength = 0;
  let tailLength = 0;
  let leftOut = 0;

  function add(chunk: Uint8Array): void {
    const forHead = chunk.subarray(0, headLimit - headLength);
    if (forHead.length > 0) {
      head.push(forHead);
      headLength += forHead.length;
    }
    const forTail = chunk.subarray(forHead.length);
    if (forTail.length === 0) return;
    tail.push(forTail);
    tailLength += forTail.length;
    while (tailLength > tailLimit) {
      const [oldest] = tail;
      if (oldest === undefined) return;
      const surplus = Math.min(oldest.length, tailLength - tailLimit);
      if (surplus === oldest.length) tail.shift();
      else tail[0] = oldest.subarray(surplus);
      tailLength -= surplus;
      leftOut += surplus;
    }
  }

  function bytes(): Uint8Array {
    const gap = leftOut === 0 ? "" : `\n[${leftOut} bytes left out]\n`;
    return joined([...head, new TextEncoder().encode(gap), ...tail]);
  }

  return { add, bytes };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
