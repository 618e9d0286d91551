import type { Reading } from "../dialect.ts";

/** A value as the process's environment keeps it when the loader does not refuse a NUL: up to the NUL. */
export function cutAtNul(reading: Reading): Reading {
  if (reading.outcome !== "value") return reading;
  const nul = reading.value.indexOf("\0");
  if (nul === -1) return reading;
  return { ...reading, value: reading.value.slice(0, nul), why: `${reading.why}, cut at a NUL` };
}
