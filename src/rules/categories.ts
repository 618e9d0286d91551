import type { Facts, Measurement } from "./facts.ts";

/** The numbers that the policies compare with: a category says which of them a key reaches. */
const STEPS = {
  characters: [0, 1, 43, 50, 64],
  bytes: [0, 1, 32, 48, 64],
  guessBits: [0, 40, 64, 128],
} as const;

/**
 * The facts as they may be shared: of each key the category instead of the exact numbers. The rules judge them
 * alike, because they compare with those numbers alone.
 */
export function categorised(facts: Facts): Facts {
  return mapped(facts) as Facts;
}

function mapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== "object" || value === null) return value;
  if (isMeasurement(value)) return categoryOf(value);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapped(part)]));
}

function isMeasurement(value: object): value is Measurement {
  return "characters" in value && "bytes" in value && "guessBits" in value;
}

function categoryOf(key: Measurement): Measurement {
  const least = (steps: readonly number[], value: number) => steps.findLast((step) => step <= value) ?? 0;
  return {
    ...key,
    characters: least(STEPS.characters, key.characters),
    bytes: least(STEPS.bytes, key.bytes),
    guessBits: least(STEPS.guessBits, key.guessBits),
    atLeast: true,
  };
}
