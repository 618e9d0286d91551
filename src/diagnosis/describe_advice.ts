import type { Evidence } from "../rules/rule.ts";
import { describe, type DescribedCause, type Place } from "./describe.ts";
import type { Symptom } from "./symptom.ts";

/** Old advice that a project follows or gives, and where. */
export interface AdviceSeen {
  readonly symptom: Symptom;
  readonly evidence: readonly Evidence[];
}

/**
 * Old advice in a project's own files in words and commands. It is no cause of what the project's check printed, and
 * stands behind it; only the files tell whether it is gone.
 */
export function describeAdvice(advice: readonly AdviceSeen[], project: Place): readonly DescribedCause[] {
  return advice.map(({ symptom, evidence }) => ({
    ...describe({ symptom }, { project, evidence }),
    check: [`deno task troubleshoot ${project.typed}`],
  }));
}
