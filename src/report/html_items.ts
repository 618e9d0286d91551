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
  return `<table class="items" aria-labelledby="${headingId}">
<thead><tr><th scope="col">Item</th><th scope="col">What is known</th></tr></thead>
<tbody>
${items.map(row).join("\n")}
</tbody>
</table>`;
}

function row(item: ItemResult): string {
  const state = stateOf(item);
  const { symbol, word } = STATES[state];
  const more = moreOf(item);
  const open = state === "failing" ? " open" : "";
  return `<tr><th scope="row"><span class="title">${xmlText(item.title)}</span> <span class="badge ${
    TONES[state]
  }"><span aria-hidden="true">${symbol}</span> ${word}</span></th>
<td><p>${xmlText(item.message)}</p>${
    more.parts.length === 0 ? "" : `
<details${open}><summary>${more.name}<span class="hidden"> of “${xmlText(item.title)}”</span></summary>
<div class="more">${more.parts.join("\n")}</div></details>`
  }</td></tr>`;
}

function moreOf(item: ItemResult): { readonly name: string; readonly parts: readonly string[] } {
  const { evidence, remedy, waiver, attestation, decidedBy, rules, references } = item;
  const name = remedy !== undefined
    ? "What to do"
    : evidence.length > 0
    ? "Evidence"
    : waiver !== undefined || attestation !== undefined
    ? "Who said so"
    : "Rules";
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
  const asked = decidedBy === null ? rules : [decidedBy];
  const tags = [...asked.map((rule) => `<code>${xmlText(rule)}</code>`), ...references.map(xmlText)];
  if (tags.length > 0) parts.push(`<p class="tags">${tags.join(" · ")}</p>`);
  return { name, parts };
}

function seen(evidence: Evidence): string {
  const place = evidencePlace(evidence);
  const parts = [
    ...(place === "" ? [] : [`<code>${xmlText(place)}</code>`]),
    ...(evidence.text === undefined ? [] : [`<code class="seen">${xmlText(evidence.text)}</code>`]),
  ];
  return `<li>${parts.join(" ")}</li>`;
}

function remedyOf({ text, commands }: Remedy): string {
  const blocks = commands.map((command) => `<pre><code>${xmlText(command)}</code></pre>`);
  return `<div><p>${xmlText(text)}${commands.length > 0 ? ":" : "."}</p>${blocks.join("")}</div>`;
}
