import { type Checklist, type ChecklistReport, groupOf, GROUPS } from "../checklist/checklist.ts";
import type { ItemResult } from "../checklist/item.ts";
import { VERSION } from "../version.ts";
import { evidencePlace } from "./evidence_place.ts";
import { markdownCode, markdownFence, markdownText } from "./escape_markdown.ts";
import type { ChecklistFormat, ReportContext } from "./format.ts";
import { countWords, needsAttention, stateOf, STATES, VERDICTS } from "./item_state.ts";
import { fleetBlocks } from "./md_fleet.ts";
import { folded, itemDetail } from "./md_item.ts";
import { scopeLines } from "./md_scope.ts";
import { timelineWords } from "./timeline_words.ts";

/** A checklist as Markdown for a pull request: verdict, of what and where, a table of the items, details folded. */
export const md: ChecklistFormat = (report, context) => markdownBlocks(report, context).join("\n\n") + "\n";

/** The parts of the Markdown, each whole for itself: nothing that one opens is closed by another. */
export function markdownBlocks(report: ChecklistReport, context: ReportContext): readonly string[] {
  const [only] = report.services;
  const blocks = report.isFleet || only === undefined ? fleetBlocks(report, context) : serviceBlocks(only);
  return [...blocks, `<sub>Keysplit ${VERSION}</sub>`].filter((block) => block !== "");
}

function serviceBlocks(checklist: Checklist): readonly string[] {
  const { symbol, word } = VERDICTS[checklist.readiness];
  return [
    `## ${symbol} Release checklist: ${word}`,
    scopeLines(checklist.scope),
    countWords(checklist.counts).map(({ number, word }) => `**${number}** ${word}`).join(" · "),
    itemTable(checklist.items),
    nextSteps(checklist),
    ...checklist.items.filter(needsAttention).map(itemDetail),
    evidenceOfRest(checklist.items),
    keysLife(checklist),
  ];
}

function itemTable(items: readonly ItemResult[]): string {
  const rows = GROUPS.flatMap(({ name }) => items.filter((item) => groupOf(item) === name)).map((item) => {
    const { symbol, word } = STATES[stateOf(item)];
    return `| ${symbol} ${word} | ${markdownText(item.title)} | ${markdownText(item.message)} |`;
  });
  return ["| State | Item | What is known |", "| --- | --- | --- |", ...rows].join("\n");
}

function nextSteps({ next }: Checklist): string {
  if (next.length === 0) return "";
  const steps = next.map(({ what, command }, i) =>
    `**${i + 1}** ${markdownText(what)}\n\n${markdownFence(command)}`
  );
  return ["### Next", ...steps].join("\n\n");
}

function evidenceOfRest(items: readonly ItemResult[]): string {
  const holding = items.filter((item) => item.outcome === "pass");
  if (holding.length === 0) return "";
  return folded(
    `${STATES.ready.symbol} Evidence of what holds`,
    holding.map(({ title, message, evidence, attestation }) => {
      const said = attestation === undefined
        ? ""
        : ` (${markdownText(attestation.by)}: ${markdownText(attestation.note)})`;
      const seen = evidence.map((one) => markdownCode(evidencePlace(one) || (one.text ?? "")));
      return `- **${markdownText(title)}**: ${markdownText(message)}${said}${
        seen.length === 0 ? "" : `: ${seen.join(", ")}`
      }`;
    }).join("\n"),
  );
}

function keysLife({ timeline, scope }: Checklist): string {
  if (timeline === null) return "";
  return folded(
    "The key's life",
    timelineWords(timeline, scope.gathered)
      .map(({ label, day, text }) => `- **${label}** ${day ?? "–"}: ${markdownText(text)}`).join("\n"),
  );
}
