import { type Checklist, countsOf, type Scope } from "./checklist.ts";
import type { ItemResult } from "./item.ts";
import { ITEMS } from "./items.ts";

/**
 * The checklist of a service of which nothing could be learned: nothing is known, and nothing can be accepted.
 *
 * @param command the one that looks at it alone
 */
export function unjudged(
  scope: Scope,
  { error, command }: { readonly error: NonNullable<Checklist["error"]>; readonly command: string },
): Checklist {
  const items = ITEMS.map(({ id, title, rules, severity, references }): ItemResult => ({
    id,
    title,
    rules,
    severity,
    references,
    outcome: "unknown",
    decidedBy: null,
    message: error.message,
    evidence: [],
  }));
  return {
    scope,
    readiness: "not-known",
    counts: countsOf(items),
    items,
    findings: [],
    timeline: null,
    next: [{ what: "look at it alone", command }],
    error,
  };
}
