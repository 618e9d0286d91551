import type { Reading } from "../dialect.ts";

/** One assignment as a loader understood it. */
export interface Assignment {
  readonly key: string;
  /** Null where the key stands alone, without `=`. */
  readonly value: string | null;
  /** 1-based line on which it starts. */
  readonly line: number;
  /** How the value was read, for a person; holds no part of it. */
  readonly note: string;
}

/** What an application sees when the last of these assignments of one key wins. */
export function lastOf(assignments: readonly Assignment[]): Reading {
  return answer(assignments, assignments.length - 1, "last");
}

/** What an application sees when the first of these assignments of one key wins. */
export function firstOf(assignments: readonly Assignment[]): Reading {
  return answer(assignments, 0, "first");
}

function answer(assignments: readonly Assignment[], index: number, which: string): Reading {
  const winner = assignments[index];
  if (winner === undefined) return { outcome: "missing", reason: "No line of the file assigns it" };
  const { value, line, note } = winner;
  if (value === null) return { outcome: "missing", reason: `Line ${line} names it without a value` };
  const many = assignments.length > 1 ? `${which} of ${assignments.length} assignments, ` : "";
  return { outcome: "value", value, line, why: many + note };
}
