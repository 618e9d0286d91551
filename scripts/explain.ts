import { fromFileUrl } from "@std/path";
import { type Command, type CommandContext, type CommandResult, main } from "./_command.ts";
import { FLAGS } from "./_permissions.ts";
import { SYMPTOMS } from "../src/diagnosis/mod.ts";
import { KeysplitError } from "../src/errors.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { symptomPage } from "../src/report/symptom_page.ts";
import { wrap } from "../src/report/wrap.ts";
import { RULES } from "../src/rules/mod.ts";

/** Something that has a page. */
export interface Topic {
  readonly id: string;
  readonly kind: "rule" | "symptom";
  readonly title: string;
}

/** Everything that has a page: the rules in the order of a report, then the causes in that of a diagnosis. */
export const TOPICS: readonly Topic[] = [
  ...RULES.map(({ id, title }) => ({ id, kind: "rule" as const, title })),
  ...SYMPTOMS.map(({ cause, title }) => ({ id: cause, kind: "symptom" as const, title })),
];

/** Prints the page of a rule or of a cause, or lists them. */
export const explain: Command = {
  name: "explain",
  summary: "prints the page of a rule or of a cause that troubleshoot names; alone it lists them",
  options: [],
  project: "none",
  word: "RULE|CAUSE",
  windows: true,
  needs: [],
  flags: FLAGS.explain,
  run: ({ host, word }) => Promise.resolve(word === null ? list() : page(host, word)),
};

function list(): CommandResult {
  const width = Math.max(...TOPICS.map(({ id }) => id.length));
  const rows = (kind: Topic["kind"]) =>
    TOPICS.filter((topic) => topic.kind === kind)
      .map(({ id, title }) => wrap(`  ${id.padEnd(width)}  `, title));
  const text = ["explain", "", "Rules", ...rows("rule"), "", "Causes", ...rows("symptom"), ""];
  return { findings: [], text: text.join("\n"), extra: { topics: TOPICS } };
}

function page(host: CommandContext["host"], word: string): CommandResult {
  const topic = TOPICS.find(({ id }) => id === word);
  if (topic === undefined) throw unknownTopic(word);
  const symptom = SYMPTOMS.find(({ cause }) => cause === topic.id);
  const text = symptom === undefined ? rulePage(host, topic.id) : symptomPage(symptom).replace(/^##/, "#");
  return { findings: [], text, extra: { topics: [{ ...topic, page: text }] } };
}

/** Its head is made from the rule, and what follows is written by hand: the file has both. */
function rulePage({ files }: CommandContext["host"], id: string): string {
  const path = fromFileUrl(new URL(`../docs/rules/${id}.md`, import.meta.url));
  const text = new TextDecoder().decode(files.read(path));
  return text.replaceAll(/^<!-- .* -->\n\n?/gm, "");
}

/** The word is shown again only where it looks like an id: it could be anything. */
function unknownTopic(word: string): KeysplitError {
  const near = TOPICS.map(({ id }) => ({ id, likeness: likeness(id, word.toLowerCase()) }))
    .filter(({ likeness }) => likeness >= LIKE).sort((a, b) => b.likeness - a.likeness).slice(0, 3);
  const shown = /^[a-z][a-z-]{1,40}$/.test(word) ? word : "so";
  return new KeysplitError("usage", `No rule and no cause is called ${shown}`, {
    next: [...near.map(({ id }) => `deno task explain ${id}`), "all of them:  deno task explain"],
  });
}

const LIKE = 0.4;

/** The share of the pairs of letters that two words have in common, 0 to 1. */
function likeness(one: string, other: string): number {
  const pairs = (word: string) =>
    new Set(Array.from({ length: Math.max(word.length - 1, 0) }, (_, at) => word.slice(at, at + 2)));
  const [ours, theirs] = [pairs(one), pairs(other)];
  return (2 * ours.intersection(theirs).size) / (ours.size + theirs.size || 1);
}

if (import.meta.main) Deno.exit(await main(explain, Deno.args, denoHost()));
