import type { Counts, Readiness, Scope } from "../checklist/checklist.ts";
import { xmlText } from "./escape_xml.ts";
import { countWords, VERDICTS } from "./item_state.ts";

/** The class that gives a verdict its colour. */
export const VERDICT_TONES = {
  "ready": "ok",
  "not-ready": "no",
  "not-known": "maybe",
} as const satisfies Record<Readiness, string>;

/** The answer, in one line. */
export function verdictLine(readiness: Readiness): string {
  const { symbol, word } = VERDICTS[readiness];
  return `<p class="verdict ${VERDICT_TONES[readiness]}"><span aria-hidden="true">${symbol}</span> ${
    capital(word)
  }</p>`;
}

/** How many items are in each group. */
export function countList(counts: Counts): string {
  return countItems(countWords(counts));
}

/** Numbers with their words. */
export function countItems(
  counted: readonly { readonly number: number; readonly word: string }[],
): string {
  const items = counted.map(({ number, word }) => `<li><b>${number}</b> ${word}</li>`);
  return `<ul class="counts">${items.join("")}</ul>`;
}

/** Of what a checklist is, and where and when it was made. */
export function scopeFacts(scope: Scope): string {
  const { name, project, recognised, commit, environment, gathered, loadedFrom } = scope;
  const facts = [
    ...(name === project ? [] : [["Project", `<code>${xmlText(project)}</code>`]]),
    ["Application", recognised === null ? "not recognised" : xmlText(recognised)],
    [
      "Commit",
      commit === null
        ? "none: not in a git work tree"
        : `<code>${xmlText(commit.id.slice(0, 12))}</code>${commit.clean ? "" : ", with changes on top"}`,
    ],
    ...(environment === null ? [] : [["Environment", xmlText(environment)]]),
    ...(gathered === undefined ? [] : [["Looked at", `<time>${xmlText(gathered)}</time>`]]),
    ...(loadedFrom === undefined ? [] : [["Facts from", `<code>${xmlText(loadedFrom)}</code>`]]),
  ];
  return `<dl class="facts">
${facts.map(([label, value]) => `<dt>${label}</dt><dd>${value}</dd>`).join("\n")}
</dl>`;
}

/** A word as the first of a line. */
export function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
