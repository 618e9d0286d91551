import type { Checklist, ChecklistReport, SharedKey } from "../checklist/checklist.ts";
import { markdownCode, markdownFence, markdownHtml, markdownText } from "./escape_markdown.ts";
import type { ReportContext } from "./format.ts";
import {
  columnsOf,
  countWords,
  needsAttention,
  serviceCounts,
  stateOf,
  STATES,
  VERDICTS,
} from "./item_state.ts";
import { folded, itemBody } from "./md_item.ts";
import { scopeLines } from "./md_scope.ts";

/** The checklists of a fleet: a table service × item, the keys that are shared, and what needs attention, folded. */
export function fleetBlocks(report: ChecklistReport, context: ReportContext): readonly string[] {
  const { readiness, services, sharedKeys } = report;
  const { symbol, word } = VERDICTS[readiness];
  return [
    `## ${symbol} Release checklist of ${servicesWord(services.length)}: ${word}`,
    serviceCounts(services).map(({ readiness, number }) => `**${number}** ${VERDICTS[readiness].word}`).join(
      " · ",
    ),
    fleetTable(services),
    sharedKeysTable(sharedKeys),
    ...(context.next.length === 0 ? [] : ["### Next", markdownFence(context.next.join("\n"))]),
    ...services.filter(({ items }) => items.some(needsAttention)).map(serviceDetail),
  ];
}

/** `1 service`, `12 services`. */
export function servicesWord(number: number): string {
  return number === 1 ? "1 service" : `${number} services`;
}

function fleetTable(services: readonly Checklist[]): string {
  const columns = columnsOf(services);
  const rows = services.map(({ scope, readiness, items }) => {
    const byId = new Map(items.map((item) => [item.id, item]));
    const cells = columns.map(({ id }) => {
      const item = byId.get(id);
      const state = STATES[item === undefined ? "not-applicable" : stateOf(item)];
      return `${state.symbol} ${state.short}`;
    });
    const { symbol, word } = VERDICTS[readiness];
    return `| ${[markdownText(scope.name), `${symbol} ${word}`, ...cells].join(" | ")} |`;
  });
  const heads = ["Service", "Verdict", ...columns.map(({ title }) => markdownText(title))];
  return [`| ${heads.join(" | ")} |`, `|${" --- |".repeat(heads.length)}`, ...rows].join("\n");
}

function sharedKeysTable(sharedKeys: readonly SharedKey[]): string {
  if (sharedKeys.length === 0) return "";
  const rows = sharedKeys.map(({ fingerprint, places }) =>
    `| ${markdownCode(fingerprint)} | ${places.map(markdownText).join(", ")} |`
  );
  return ["### Keys that are shared\n", "| Fingerprint | Who has it |", "| --- | --- |", ...rows].join("\n");
}

function serviceDetail({ scope, readiness, counts, items }: Checklist): string {
  const { symbol, word } = VERDICTS[readiness];
  const counted = countWords(counts).map(({ number, word }) => `${number} ${word}`).join(", ");
  const parts = items.filter(needsAttention).map((item) => {
    const { symbol, word } = STATES[stateOf(item)];
    return `**${symbol} ${markdownText(item.title)}**: ${word}\n\n${itemBody(item)}`;
  });
  return folded(
    `${symbol} <b>${markdownHtml(scope.name)}</b>: ${word} (${counted})`,
    [scopeLines(scope), ...parts].join("\n\n"),
  );
}
