import { POLICIES } from "../policy.ts";
import { evaluate, RULES } from "../rules/mod.ts";
import type { Finding } from "../rules/rule.ts";
import { type Checklist, countsOf, groupOf, readinessOf } from "./checklist.ts";
import { withoutCommandsOf } from "./foreign_commands.ts";
import type { Gathered } from "./gathered.ts";
import type { ItemResult } from "./item.ts";
import { ITEMS } from "./items.ts";
import { judgeItems, type Said } from "./judge_items.ts";

/** How many commands a report proposes. */
const MOST_NEXT = 3;

/** What a checklist is judged with: `today` is an ISO date, `accepted` names items that may stay unknown. */
export interface JudgeOptions {
  readonly accepted: readonly string[];
  readonly today: string;
}

/** Judges what was gathered. Pure. */
export function judgeChecklist(gathered: Gathered, options: JudgeOptions): Checklist {
  const { scope, policy, facts, timeline } = gathered;
  const found = evaluate(RULES, facts, POLICIES[policy]);
  const findings = scope.loadedFrom === undefined ? found : withoutCommandsOf(facts, found);
  return summedUp({
    scope,
    timeline,
    findings,
    items: judgeItems(ITEMS, findings, saidOf(gathered, options)),
  });
}

/** What people said of what was gathered, and what that is held against. */
export function saidOf({ facts, statements, digests }: Gathered, options: JudgeOptions): Said {
  return { ...statements, ...options, now: digests, project: facts.project };
}

/** The same checklist with another answer of one rule. */
export function withFinding(checklist: Checklist, finding: Finding, said: Said): Checklist {
  const findings = checklist.findings.map((one) => one.rule === finding.rule ? finding : one);
  const asked = ITEMS.filter(({ rules }) => rules.includes(finding.rule));
  const anew = new Map(judgeItems(asked, findings, said).map((item) => [item.id, item]));
  return summedUp({
    ...checklist,
    findings,
    items: checklist.items.map((item) => anew.get(item.id) ?? item),
  });
}

function summedUp(
  { scope, timeline, findings, items }: Pick<Checklist, "scope" | "timeline" | "findings" | "items">,
): Checklist {
  const [readiness, counts, next] = [readinessOf(items), countsOf(items), nextOf(items)];
  return { scope, readiness, counts, items, findings, timeline, next };
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
