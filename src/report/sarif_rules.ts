import type { ChecklistReport } from "../checklist/checklist.ts";
import type { ItemResult } from "../checklist/item.ts";
import { ITEMS } from "../checklist/items.ts";
import { RULES } from "../rules/mod.ts";
import type { Rule, Severity } from "../rules/rule.ts";
import { markdownText } from "./escape_markdown.ts";

/** A rule as SARIF describes it: a `reportingDescriptor`. */
export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly helpUri?: string;
  readonly help: { readonly text: string; readonly markdown: string };
  readonly defaultConfiguration: { readonly level: SarifLevel };
  readonly properties: { readonly tags: readonly string[] };
}

/** How much a failure weighs in SARIF. */
export type SarifLevel = "error" | "warning" | "note";

/** GitHub refuses more. */
const MOST_TAGS = 20;

/** The level of a severity. */
export const SARIF_LEVELS = {
  error: "error",
  warning: "warning",
  advice: "note",
} as const satisfies Record<Severity, SarifLevel>;

/** Every rule, then what the report names besides: the items that no rule answers, and rules of a later version. */
export function sarifRules({ services }: ChecklistReport): readonly SarifRule[] {
  const rules = new Map(RULES.map((rule) => [rule.id, describeRule(rule)]));
  for (const { items, findings } of services) {
    for (const { rule, severity } of findings) {
      if (!rules.has(rule)) {
        rules.set(rule, describe({ id: rule, title: rule, why: rule, severity, references: [] }));
      }
    }
    for (const item of items) {
      const id = item.decidedBy ?? item.id;
      if (!rules.has(id)) rules.set(id, describeItem({ ...item, id }));
    }
  }
  return [...rules.values()];
}

/** The standards that ask for a rule are its own, and those of the items that it answers. */
function describeRule({ id, title, why, severity, references }: Rule): SarifRule {
  const asked = ITEMS.filter(({ rules }) => rules.includes(id)).flatMap(({ references }) => references);
  return describe({ id, title, why, severity, references: [...references, ...asked] });
}

function describeItem({ id, title, severity, references }: ItemResult): SarifRule {
  return describe({
    id,
    title,
    why:
      "No rule answers this item of the checklist: somebody who knows says so, for this commit and this key.",
    severity,
    references,
  });
}

function describe({ id, title, why, severity, references }: Omit<Rule, "check" | "stage">): SarifRule {
  const explain = `deno task explain ${id}`;
  const links = references.filter((reference) => reference.startsWith("https://"));
  const [helpUri] = links;
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: why },
    ...(helpUri === undefined ? {} : { helpUri }),
    help: {
      text: [why, `More: ${explain}`, ...references].join("\n"),
      markdown: [
        why,
        `More: \`${explain}\``,
        references.map((one) => links.includes(one) ? `- <${one}>` : `- ${markdownText(one)}`).join("\n"),
      ].filter((part) => part !== "").join("\n\n"),
    },
    defaultConfiguration: { level: SARIF_LEVELS[severity] },
    properties: { tags: [...new Set(["security", ...references.flatMap(tagsOf)])].slice(0, MOST_TAGS) },
  };
}

/** A weakness as GitHub knows it, `external/cwe/cwe-321`; another standard in its own words. */
function tagsOf(reference: string): readonly string[] {
  const number = /(?:^CWE-|cwe\.mitre\.org\/data\/definitions\/)(\d+)/.exec(reference)?.[1];
  if (number !== undefined) return [`external/cwe/cwe-${number.padStart(3, "0")}`];
  return reference.startsWith("https://") ? [] : [reference];
}
