import type { CauseFact, Facts } from "./facts.ts";
import { presentFiles } from "./judged_keys.ts";

/**
 * The causes for which a rule about the key is to blame that a start failed. A fallback on another key is not
 * among them: it is announced by applications that start, so something else ended this one. Where a variable of
 * the process hides the file's key, whatever the application says of its key is said of that variable.
 */
export function blamingCauses(facts: Facts): readonly CauseFact[] {
  if (!facts.start?.known || facts.start.value.outcome !== "fails") return [];
  const causes = facts.start.value.causes.filter(({ rule }) => rule !== null && rule !== "refuses-empty-key");
  return isMasked(facts) ? causes.map((cause) => ({ ...cause, rule: "not-masked-by-environment" })) : causes;
}

function isMasked(facts: Facts): boolean {
  const { process } = facts;
  if (!process?.known || !presentFiles(facts).some((file) => file.jwtKey !== null)) return false;
  const { jwtKey, sameAsFile, wins } = process.value;
  return jwtKey !== null && sameAsFile === false && wins !== false;
}
