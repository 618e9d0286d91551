import { type Checklist, groupOf, GROUPS } from "../checklist/checklist.ts";
import { xmlText } from "./escape_xml.ts";
import type { ChecklistFormat } from "./format.ts";
import { fleetPage } from "./html_fleet.ts";
import { itemTable } from "./html_items.ts";
import { htmlPage } from "./html_page.ts";
import { countList, scopeFacts, verdictLine } from "./html_scope.ts";
import { keysLife } from "./html_timeline.ts";
import { VERDICTS } from "./item_state.ts";

/** A checklist as one page that needs nothing else: no script, no picture, no other file. */
export const html: ChecklistFormat = (report, context) => {
  const [only] = report.services;
  return report.isFleet || only === undefined ? fleetPage(report, context) : servicePage(only);
};

function servicePage(checklist: Checklist): string {
  const { scope, readiness, counts, items, timeline, next } = checklist;
  const groups = GROUPS.flatMap(({ name, title }) => {
    const inGroup = items.filter((item) => groupOf(item) === name);
    if (inGroup.length === 0) return [];
    return [
      `<section aria-labelledby="${name}">
<h2 id="${name}">${title} <span class="quiet">${inGroup.length}</span></h2>
${itemTable(inGroup, name)}
</section>`,
    ];
  });
  return htmlPage({
    title: `${scope.name}: ${VERDICTS[readiness].word} (release checklist)`,
    kind: "one",
    header: [
      `<p class="eyebrow">Release checklist</p>`,
      `<h1><bdi>${xmlText(scope.name)}</bdi></h1>`,
      verdictLine(readiness),
      countList(counts),
      scopeFacts(scope),
    ].join("\n"),
    main: [
      nextSteps(next),
      ...(timeline === null ? [] : [
        `<section aria-labelledby="life">
<h2 id="life">The key’s life</h2>
${keysLife(timeline, { gathered: scope.gathered, number: 1 })}
</section>`,
      ]),
      ...groups,
    ].filter((part) => part !== "").join("\n"),
  });
}

function nextSteps(next: Checklist["next"]): string {
  if (next.length === 0) return "";
  const steps = next.map(({ what, command }) =>
    `<li>${xmlText(what)}<pre><code>${xmlText(command)}</code></pre></li>`
  );
  return `<section aria-labelledby="next">
<h2 id="next">Next</h2>
<ol class="next">
${steps.join("\n")}
</ol>
</section>`;
}
