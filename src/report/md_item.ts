import type { ItemResult } from "../checklist/item.ts";
import type { Evidence } from "../rules/rule.ts";
import { markdownCode, markdownFence, markdownHtml, markdownText } from "./escape_markdown.ts";
import { evidencePlace } from "./evidence_place.ts";
import { stateOf, STATES } from "./item_state.ts";

/** Markdown behind a line that unfolds it. */
export function folded(summary: string, body: string): string {
  return `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** An item that needs attention, folded: what is known, where it was seen, what to do. */
export function itemDetail(item: ItemResult): string {
  const { symbol, word } = STATES[stateOf(item)];
  return folded(
    `${symbol} <b>${markdownHtml(item.title)}</b>: ${word}`,
    itemBody(item),
  );
}

/** What is known of an item, in full. */
export function itemBody(
  { message, evidence, remedy, waiver, decidedBy, rules, references }: ItemResult,
): string {
  const parts = [`${markdownText(message)}.`];
  if (evidence.length > 0) parts.push(evidence.map(evidenceLine).join("\n"));
  if (waiver !== undefined) {
    parts.push(
      `Waived by ${markdownText(waiver.by)} on ${markdownText(waiver.on)} until ${
        markdownText(waiver.until)
      }: ${markdownText(waiver.reason)}.`,
    );
  }
  if (remedy !== undefined) {
    const { text, commands, code = [] } = remedy;
    const blocks = [
      ...commands.map((command) => markdownFence(command)),
      ...(code.length > 0 ? [markdownFence(code.join("\n"), "")] : []),
    ];
    parts.push(`${markdownText(text)}${blocks.length > 0 ? ":" : "."}`, ...blocks);
  }
  const asked = decidedBy === null ? rules : [decidedBy];
  const more = [...asked.map(markdownCode), ...references.map(markdownText)];
  if (more.length > 0) parts.push(`<sub>${more.join(" · ")}</sub>`);
  return parts.join("\n\n");
}

function evidenceLine(evidence: Evidence): string {
  const place = evidencePlace(evidence);
  return `- ${[place, evidence.text ?? ""].filter((part) => part !== "").map(markdownCode).join(" ")}`;
}
