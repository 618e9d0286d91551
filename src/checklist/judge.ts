import { POLICIES } from "../policy.ts";
import { evaluate, RULES } from "../rules/mod.ts";
import { type Checklist, countsOf, groupOf, readinessOf } from "./checklist.ts";
import type { Gathered } from "./gathered.ts";
import type { ItemResult } from "./item.ts";
import { ITEMS } from "./items.ts";
import { judgeItems } from "./judge_items.ts";

/** How many commands a report proposes. */
const MOST_NEXT = 3;

/** Judges what was gathered. Pure: `today` is an ISO date, `accepted` names items that may stay unknown. */
export function judgeChecklist(
  { scope, policy, facts, statements, digests, timeline }: Gathered,
  { accepted, today }: { readonly accepted: readonly string[]; readonly today: string },
): Checklist {
  const findings = evaluate(RULES, facts, POLICIES[policy]);
  const said = { ...statements, accepted, now: digests, today, project: facts.project };
  const items = judgeItems(ITEMS, findings, said);
  return {
    scope,
    readiness: readinessOf(items),
    counts: countsOf(items),
    items,
    findings,
    timeline,
    next: nextOf(items),
  };
}

/** What to do first: errors that fail, then what is not known, then warnings; a command is said once. */
function nextOf(items: readonly ItemResult[]): Checklist["next"] {
  const next = new Map<string, string>();
  for (const group of ["notReady", "notKnown", "warned"] as const) {
    const open = items.filter((item) => groupOf(item) === group && item.accepted !== true);
    for (const item of open.toSorted((a, b) => weightOf(a) - weightOf(b))) {
      const command = commandFor(item);
      if (command !== null && !next.has(command)) next.set(command, item.title);
    }
  }
  return [...next].slice(0, MOST_NEXT).map(([command, what]) => ({ what, command }));
}

function weightOf({ severity }: ItemResult): number {
  return severity === "error" ? 0 : 1;
}

/** What has no remedy of its own is the effect of something else. */
function commandFor({ outcome, decidedBy, remedy }: ItemResult): string | null {
  if (remedy === undefined) return null;
  // A remedy may also name a line to write into a file.
  const command = remedy.commands.find((line) => COMMAND.test(line));
  if (command !== undefined) return command;
  return outcome === "unknown" || decidedBy === null ? null : `deno task explain ${decidedBy}`;
}

const COMMAND = /^(?:[A-Z_]+=\S+ )*(?:deno|git|chmod|docker|kubectl|unset|npm|pip)\s/;
