/** A power of two. */
const PLACES = 1 << 16;

/**
 * Makes a counter of hashes that returns how often one came before. Its memory does not grow: of two hashes that share
 * a place the later one counts, and a forgotten one begins anew.
 */
export function timesBefore(): (hash: number) => number {
  const hashes = new Uint32Array(PLACES);
  const times = new Uint32Array(PLACES);
  return (hash) => {
    const place = hash & (PLACES - 1);
    const known = hash >>> 0;
    if (hashes[place] !== known) {
      hashes[place] = known;
      times[place] = 0;
    }
    const before = times[place] ?? 0;
    times[place] = before + 1;
    return before;
  };
}
