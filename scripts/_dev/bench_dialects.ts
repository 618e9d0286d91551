/**
 * Has each dialect read documents of 1 MB and of 10 MB, each of a shape that a careless reader takes the square of
 * its time for, and prints how many times as long the second takes: about 10 is linear.
 *
 *     bench_dialects.ts [--only NAME]
 *
 * The last line is `N passed, N failed`; the exit code is 1 where a factor is beyond the bound, or a dialect throws.
 */
import { parseArgs } from "@std/cli/parse-args";
import { type Dialect, DIALECTS } from "../../src/env/mod.ts";
import { type BuildDocument, HOSTILE_DOCUMENTS } from "./hostile_documents.ts";

const [SMALL, LARGE] = [1e6, 1e7];
/** A quadratic reader has a factor of 100; collecting garbage makes one of 20 out of 10. */
const BOUND = 40;
/** Milliseconds; below it a factor is noise. */
const TELLING = 20;
/** Milliseconds for the small document, above which the large one is not waited for. */
const HOPELESS = 10_000;
const ATTEMPTS = 3;

const ENVIRONMENT = { PATH: "/usr/bin:/bin", HOME: "/home/someone" };

interface Measurement {
  readonly shape: string;
  readonly small: number;
  readonly large: number;
  readonly factor: number;
}

function main(args: readonly string[]): number {
  const { only } = parseArgs([...args], { string: ["only"] });
  const wanted = typeof only === "string" ? only : "";
  const dialects = DIALECTS.filter(({ id }) => id.includes(wanted));
  console.log(row("dialect", "1 MB", "10 MB", "factor", "slowest on"));
  let failed = 0;
  for (const dialect of dialects) {
    const measurements = Object.entries(HOSTILE_DOCUMENTS).map((shape) => measure(dialect, shape));
    const beyond = measurements.filter(({ factor }) => factor > BOUND);
    if (beyond.length > 0) failed++;
    const [slowest] = measurements.toSorted((a, b) => b.large - a.large);
    for (const shown of beyond.length > 0 ? beyond : [slowest]) {
      if (shown === undefined) continue;
      const { shape, small, large, factor } = shown;
      console.log(row(dialect.id, milliseconds(small), milliseconds(large), factor.toFixed(1), shape));
    }
  }
  console.log(`\n${dialects.length - failed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

/** The best of some attempts, since a pause of the machine is not the dialect's. */
function measure(dialect: Dialect, [shape, build]: readonly [string, BuildDocument]): Measurement {
  let best = once(dialect, { shape, build });
  for (let attempt = 1; attempt < ATTEMPTS && best.factor > BOUND && best.factor < Infinity; attempt++) {
    const next = once(dialect, { shape, build });
    if (next.factor < best.factor) best = next;
  }
  return best;
}

function once(
  dialect: Dialect,
  { shape, build }: { readonly shape: string; readonly build: BuildDocument },
): Measurement {
  const small = timeOf(dialect, build(SMALL));
  const large = small > HOPELESS ? Infinity : timeOf(dialect, build(LARGE));
  return { shape, small, large, factor: large / Math.max(small, TELLING) };
}

/** Milliseconds that reading takes; infinite where it throws. */
function timeOf({ read }: Dialect, text: string): number {
  const bytes = new TextEncoder().encode(text);
  const start = performance.now();
  try {
    read(bytes, "K", ENVIRONMENT);
  } catch {
    return Infinity;
  }
  return performance.now() - start;
}

function milliseconds(time: number): string {
  return time === Infinity ? "-" : `${Math.round(time)} ms`;
}

function row(
  id: string,
  ...[small, large, factor, shape]: readonly [string, string, string, string]
): string {
  return `${id.padEnd(28)}${small.padStart(9)}${large.padStart(10)}${factor.padStart(10)}  ${shape}`;
}

if (import.meta.main) Deno.exit(main(Deno.args));
