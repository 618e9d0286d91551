import { type Checklist, groupOf, GROUPS } from "../checklist/checklist.ts";
import type { ItemResult } from "../checklist/item.ts";
import { copied } from "./copied.ts";
import type { ReportContext, Style } from "./format.ts";
import { paint, symbolOf } from "./symbols.ts";
import { evidenceText, heading } from "./text.ts";
import { wrap } from "./wrap.ts";

const READINESS = {
  "ready": { words: "READY", color: 32 },
  "not-ready": { words: "NOT READY", color: 31 },
  "not-known": { words: "NOT KNOWN", color: 33 },
} as const;

/** Of evidence, remedies and commands behind an item that is open. */
const INDENT = "      ";
const MOST_EVIDENCE = 5;

/** The checklist for a terminal: the verdict, then what is open in full, then what holds, a line each. */
export function checklistText(
  checklist: Checklist,
  context: Pick<ReportContext, "style" | "headed">,
): string {
  const { style } = context;
  const blocks = [
    context.headed ? "" : headerText(checklist),
    verdictText(checklist, style),
    ...GROUPS.map(({ name, title }) => groupText(title, itemsIn(checklist, name), style)),
    nextText(checklist),
  ];
  return blocks.filter((block) => block !== "").join("\n\n") + "\n";
}

/** What is judged: the project, what was recognised, the commit, the environment, and where the facts are from. */
export function headerText({ scope }: Pick<Checklist, "scope">): string {
  const { commit, environment, gathered, loadedFrom } = scope;
  const at = [
    commit === null ? null : `at ${commit.id.slice(0, 7)} (${commit.clean ? "clean" : "with changes"})`,
    environment === null ? null : `environment ${environment}`,
    loadedFrom === undefined ? null : `facts of ${loadedFrom}`,
    gathered === undefined ? null : `gathered ${gathered}`,
  ].filter((part) => part !== null).join(", ");
  const first = heading({ command: "checklist", project: scope.name, recognised: scope.recognised });
  return at === "" ? first : `${first}\n${wrap(" ".repeat("checklist".length + 2), at)}`;
}

/** The verdict of one checklist or of a fleet, with counts. */
export function verdictText(
  { readiness, counts }: Pick<Checklist, "readiness" | "counts">,
  style: Style,
): string {
  const { words, color } = READINESS[readiness];
  const parts = [
    `${counts.ready} hold`,
    `${counts.notReady} do not`,
    `${counts.notKnown} not known`,
    ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
    ...(counts.warned > 0 ? [`${counts.warned} warn`] : []),
    `${counts.notApplicable} not applicable`,
  ];
  return `${paint(words, color, style)}   ${parts.join("   ")}`;
}

function itemsIn({ items }: Checklist, group: typeof GROUPS[number]["name"]): readonly ItemResult[] {
  return items.filter((item) => groupOf(item) === group);
}

function groupText(title: string, items: readonly ItemResult[], style: Style): string {
  if (items.length === 0) return "";
  const column = Math.max(...items.map((item) => item.title.length));
  const lines = items.map((item) => itemText(item, { column, style }));
  return [title, ...lines].join("\n");
}

function itemText(
  item: ItemResult,
  { column, style }: { readonly column: number; readonly style: Style },
): string {
  const prefix = `  ${symbolOf(item, style)} ${item.title.padEnd(column)}  `;
  const lines = [wrap(prefix, item.message + leaveText(item))];
  if (item.outcome !== "fail" && item.outcome !== "unknown") return lines.join("\n");
  for (const evidence of item.evidence.slice(0, MOST_EVIDENCE)) {
    lines.push(wrap(INDENT, evidenceText(evidence)));
  }
  const more = item.evidence.length - MOST_EVIDENCE;
  if (more > 0) lines.push(`${INDENT}and ${more} more, all in --format json`);
  if (item.remedy && item.waiver === undefined && item.accepted !== true) {
    const given = copied(item.remedy);
    lines.push(wrap(INDENT, `${item.remedy.text}${given.length > 0 ? ":" : "."}`));
    lines.push(...given.map((line) => `${INDENT}  ${line}`));
  }
  return lines.join("\n");
}

function leaveText({ waiver, accepted }: ItemResult): string {
  if (waiver !== undefined) return `; waived by ${waiver.by} until ${waiver.until}: ${waiver.reason}`;
  return accepted === true ? "; accepted for this run" : "";
}

function nextText({ next }: Checklist): string {
  if (next.length === 0) return "";
  const width = Math.max(...next.map(({ what }) => what.length));
  return ["Next", ...next.map(({ what, command }, at) => `  ${at + 1}  ${what.padEnd(width)}  ${command}`)]
    .join("\n");
}
