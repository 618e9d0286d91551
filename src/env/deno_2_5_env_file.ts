import type { Dialect, Reading } from "./dialect.ts";
import { firstOf } from "./pieces/assignment.ts";
import { scanDotenvy } from "./pieces/scan_dotenvy.ts";

/** dotenvy, but what stands above a bad line is kept, and Deno warns and goes on. */
export const DENO_2_5_ENV_FILE: Dialect = {
  id: "deno-2.5-env-file",
  title: "deno --env-file before 2.7",
  loaders: ["deno-env-file@2.5.7"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const { assignments, refused } = scanDotenvy(isMarked ? bytes.subarray(3) : bytes, {
    quotes: "span lines",
    references: "first",
    environment,
  });
  const mayHoldNul = bytes.includes(0);
  const set = new Set(Object.keys(environment));
  for (const assignment of assignments) {
    if (set.has(assignment.key)) continue;
    set.add(assignment.key);
    if (mayHoldNul && assignment.value.includes("\0")) {
      return { outcome: "error", reason: `Line ${assignment.line} holds a NUL, on which Deno ends` };
    }
  }
  const reading = firstOf(assignments.filter((assignment) => assignment.key === key));
  return reading.outcome === "missing" && refused !== null
    ? { outcome: "missing", reason: `Line ${refused} cannot be parsed, and nothing from there on is read` }
    : reading;
}
