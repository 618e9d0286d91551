import type { ItemResult } from "../checklist/item.ts";
import type { Evidence, Remedy } from "../rules/rule.ts";
import { evidencePlace } from "./evidence_place.ts";
import { xmlText } from "./escape_xml.ts";
import { type ItemState, stateOf, STATES } from "./item_state.ts";

/** The class that gives a state its colour. */
export const TONES = {
  "ready": "ok",
  "attested": "ok",
  "failing": "no",
  "warning": "maybe",
  "unknown": "maybe",
  "accepted": "off",
  "waived": "off",
  "not-applicable": "off",
} as const satisfies Record<ItemState, string>;

/** Items as a table: what each says, its state, what is known, and unfolded the evidence and what to do. */
export function itemTable(items: readonly ItemResult[], headingId: string): string {
  return twoColumns(headingId, ["Item", "What is known"], items.map(row));
}

/**
 * A table of two columns, which stand below each other where there is no room. A browser takes a table whose rows are
 * no rows any more for none, so each part says what it is.
 *
 * @param rows pairs of HTML
 */
export function twoColumns(
  headingId: string,
  heads: readonly [string, string],
  rows: readonly (readonly [string, string])[],
): string {
  return `<table class="items" role="table" aria-labelledby="${headingId}">
<thead role="rowgroup"><tr role="row">${
    heads.map((head) => `<th scope="col" role="columnheader">${head}</th>`).join("")
  }</tr></thead>
<tbody role="rowgroup">
${
    rows.map(([head, cell]) =>
      `<tr role="row"><th scope="row" role="rowheader">${head}</th><td role="cell">${cell}</td></tr>`
    ).join("\n")
  }
</tbody>
</table>`;
}

function row(item: ItemResult): readonly [string, string] {
  const state = stateOf(item);
  const { symbol, word } = STATES[state];
  const more = moreOf(item);
  const folded = more.length === 0 ? "" : `
<details${state === "failing" ? " open" : ""}><summary>${nameOf(item)}<span class="hidden"> of “${
    xmlText(item.title)
  }”</span></summary>
<div class="more">${more.join("\n")}</div></details>`;
  return [
    `<span class="title">${xmlText(item.title)}</span> <span class="badge ${
      TONES[state]
    }"><span aria-hidden="true">${symbol}</span> ${word}</span>`,
    `<p>${xmlText(item.message)}</p>${folded}${tagsOf(item)}`,
  ];
}

function nameOf({ evidence, remedy }: ItemResult): string {
  if (remedy !== undefined) return "What to do";
  return evidence.length > 0 ? "Evidence" : "Who said so";
}

function tagsOf({ decidedBy, rules, references }: ItemResult): string {
  const asked = decidedBy === null ? rules : [decidedBy];
  const tags = [...asked.map((rule) => `<code>${xmlText(rule)}</code>`), ...references.map(xmlText)];
  return tags.length === 0 ? "" : `\n<p class="tags">${tags.join(" · ")}</p>`;
}

function moreOf({ evidence, remedy, waiver, attestation }: ItemResult): readonly string[] {
  const parts: string[] = [];
  if (evidence.length > 0) parts.push(`<ul class="evidence">${evidence.map(seen).join("")}</ul>`);
  if (attestation !== undefined) {
    const { by, on, until, note } = attestation;
    const limit = until === undefined ? "" : `, until ${xmlText(until)}`;
    parts.push(`<p>Attested by <bdi>${xmlText(by)}</bdi> on ${xmlText(on)}${limit}: ${xmlText(note)}</p>`);
  }
  if (waiver !== undefined) {
    const { by, on, until, reason } = waiver;
    parts.push(
      `<p>Waived by <bdi>${xmlText(by)}</bdi> on ${xmlText(on)}, until ${xmlText(until)}: ${
        xmlText(reason)
      }</p>`,
    );
  }
  if (remedy !== undefined) parts.push(remedyOf(remedy));
  return parts;
}

function seen(evidence: Evidence): string {
  const place = evidencePlace(evidence);
  const parts = [
    ...(place === "" ? [] : [`<code>${xmlText(place)}</code>`]),
    ...(evidence.text === undefined ? [] : [`<code class="seen">${xmlText(evidence.text)}</code>`]),
  ];
  return `<li>${parts.join(" ")}</li>`;
}

function remedyOf({ text, commands, code = [] }: Remedy): string {
  const blocks = [...commands, ...(code.length > 0 ? [code.join("\n")] : [])]
    .map((block) => `<pre><code>${xmlText(block)}</code></pre>`);
  return `<div><p>${xmlText(text)}${blocks.length > 0 ? ":" : "."}</p>${blocks.join("")}</div>`;
}
