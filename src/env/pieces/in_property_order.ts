import type { Assignment } from "./assignment.ts";

/**
 * The last value of each key, in the order in which a JavaScript object lists its properties: whole numbers
 * first, then each key where it was first assigned. An object takes no value for `__proto__`.
 */
export function inPropertyOrder(assignments: readonly Assignment[]): ReadonlyMap<string, string> {
  const kept = assignments.filter(({ key }) => key !== "__proto__");
  return new Map(Object.entries(Object.fromEntries(kept.map(({ key, value }) => [key, value ?? ""]))));
}
