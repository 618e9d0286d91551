import type { Checklist, ChecklistReport, SharedKey } from "../checklist/checklist.ts";
import { xmlText } from "./escape_xml.ts";
import type { ReportContext } from "./format.ts";
import { itemTable, TONES, twoColumns } from "./html_items.ts";
import { htmlPage } from "./html_page.ts";
import { countItems, scopeFacts, VERDICT_TONES, verdictLine } from "./html_scope.ts";
import { keysLife } from "./html_timeline.ts";
import {
  columnsOf,
  countWords,
  type ItemState,
  needsAttention,
  serviceCounts,
  stateOf,
  STATES,
  VERDICTS,
} from "./item_state.ts";

/** Puts the symbol before a cell's word; the style has it, so that a thousand services stay small. */
const SYMBOL_CLASSES = {
  "ready": "y",
  "attested": "y",
  "failing": "x",
  "warning": "w",
  "unknown": "q",
  "accepted": "q",
  "waived": "v",
  "not-applicable": "n",
} as const satisfies Record<ItemState, string>;
const VERDICT_CLASSES = { "ready": "y", "not-ready": "x", "not-known": "q" } as const;

/** The checklists of a fleet: a table service × item, the keys that are shared, and each service folded. */
export function fleetPage(report: ChecklistReport, context: ReportContext): string {
  const { readiness, services, sharedKeys } = report;
  const title = `${services.length} ${services.length === 1 ? "service" : "services"}`;
  return htmlPage({
    title: `${title}: ${VERDICTS[readiness].word} (release checklist)`,
    kind: "fleet",
    header: [
      `<p class="eyebrow">Release checklist</p>`,
      `<h1>${title}</h1>`,
      verdictLine(readiness),
      countItems(
        serviceCounts(services).map(({ readiness, number }) => ({ number, word: VERDICTS[readiness].word })),
      ),
    ].join("\n"),
    main: [
      nextCommands(context.next),
      matrix(services),
      shared(sharedKeys),
      `<section aria-labelledby="details">
<h2 id="details">Each service</h2>
${services.map(serviceDetail).join("\n")}
</section>`,
    ].filter((part) => part !== "").join("\n"),
  });
}

function nextCommands(next: readonly string[]): string {
  if (next.length === 0) return "";
  return `<section aria-labelledby="next">
<h2 id="next">Next</h2>
<pre><code>${next.map(xmlText).join("\n")}</code></pre>
</section>`;
}

function matrix(services: readonly Checklist[]): string {
  const columns = columnsOf(services);
  const rows = services.map(({ scope, readiness, items }, i) => {
    const byId = new Map(items.map((item) => [item.id, item]));
    const cells = columns.map(({ id }) => {
      const item = byId.get(id);
      const state = item === undefined ? "not-applicable" : stateOf(item);
      return `<td class="${SYMBOL_CLASSES[state]} ${TONES[state]}">${STATES[state].short}</td>`;
    });
    return `<tr><th scope="row"><a href="#s${i + 1}">${xmlText(scope.name)}</a></th><td class="${
      VERDICT_CLASSES[readiness]
    } ${VERDICT_TONES[readiness]}">${VERDICTS[readiness].word}</td>${cells.join("")}</tr>`;
  });
  const heads = ["Service", "Verdict", ...columns.map(({ title }) => xmlText(title))];
  return `<section aria-labelledby="matrix">
<h2 id="matrix">Services and items</h2>
<div class="scroll" role="group" aria-labelledby="matrix" tabindex="0">
<table class="matrix">
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
<tbody>
${rows.join("\n")}
</tbody>
</table>
</div>
</section>`;
}

function shared(sharedKeys: readonly SharedKey[]): string {
  if (sharedKeys.length === 0) return "";
  const rows = sharedKeys.map(({ fingerprint, places }) =>
    [
      `<code>${xmlText(fingerprint)}</code>`,
      places.map((place) => `<bdi>${xmlText(place)}</bdi>`).join(", "),
    ] as const
  );
  return `<section aria-labelledby="shared">
<h2 id="shared">Keys that are shared <span class="quiet">${sharedKeys.length}</span></h2>
${twoColumns("shared", ["Fingerprint", "Who has it"], rows)}
</section>`;
}

/** What holds everywhere stands in the table; here is what a reader has to look at. */
function serviceDetail(checklist: Checklist, i: number): string {
  const { scope, readiness, counts, items, timeline } = checklist;
  const { symbol, word } = VERDICTS[readiness];
  const counted = countWords(counts).map(({ number, word }) => `${number} ${word}`).join(", ");
  const open = items.filter(needsAttention);
  const id = `s${i + 1}`;
  return `<details class="service"><summary><b><bdi>${xmlText(scope.name)}</bdi></b> <span class="badge ${
    VERDICT_TONES[readiness]
  }"><span aria-hidden="true">${symbol}</span> ${word}</span> <span class="quiet">${counted}</span></summary>
<div id="${id}">${scopeFacts(scope)}${
    open.length === 0 ? "" : `
<h3 id="${id}-items">What to look at</h3>
${itemTable(open, `${id}-items`)}`
  }${
    timeline === null ? "" : `
<h3>The key’s life</h3>
${keysLife(timeline, { gathered: scope.gathered, number: i + 1 })}`
  }</div></details>`;
}
