import type { CauseFact, StartFact } from "./facts.ts";

/**
 * The causes for which a rule about the key is to blame that a start failed. A fallback on another key is not
 * among them: it is announced by applications that start, so something else ended this one.
 */
export function blamingCauses(start: StartFact): readonly CauseFact[] {
  if (start.outcome !== "fails") return [];
  return start.causes.filter(({ rule }) => rule !== null && rule !== "refuses-empty-key");
}
