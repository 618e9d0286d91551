import type { Reading } from "../dialect.ts";

/** The reading of the assignment that wins, with the value that it has once all references are filled in. */
export function withValue(reading: Reading, value: string | undefined): Reading {
  if (reading.outcome !== "value" || value === undefined || value === reading.value) return reading;
  return { ...reading, value, why: `${reading.why}, references filled in` };
}
