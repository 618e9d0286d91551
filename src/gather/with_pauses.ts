import type { Clock } from "../io/host.ts";

/** Silence after which what came so far is worth a look. */
const PAUSE_MS = 300;
/** A source that is never silent is looked at all the same, so often. */
const BUSY_SECONDS = 1;

/** The pieces of a source that may stay open for long; null where it pauses, or has been busy for a second. */
export async function* withPauses(
  pieces: AsyncIterable<Uint8Array>,
  clock: Pick<Clock, "seconds" | "sleep">,
): AsyncIterable<Uint8Array | null> {
  const source = pieces[Symbol.asyncIterator]();
  let next = source.next();
  let isQuiet = true;
  let looked = clock.seconds();
  for (;;) {
    const got: IteratorResult<Uint8Array> | void = isQuiet
      ? await next
      : await Promise.race([next, clock.sleep(PAUSE_MS)]);
    const isBusy = !isQuiet && clock.seconds() - looked > BUSY_SECONDS;
    if (got === undefined || isBusy) {
      yield null;
      looked = clock.seconds();
      isQuiet = got === undefined;
    }
    if (got === undefined) continue;
    if (got.done === true) return;
    yield got.value;
    next = source.next();
    isQuiet = false;
  }
}
