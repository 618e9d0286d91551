/**
 * Makes docs/rules: the head of each rule's page, and the index. What stands below the head is written by hand
 * and kept. With `--check` it only says what is out of sync.
 */
import { type Generated, writeOrCheck } from "./generated.ts";
import { RULES } from "../../src/rules/mod.ts";
import type { Rule, Stage } from "../../src/rules/rule.ts";

const BEGIN = "<!-- The head is made from the rule's source by `deno task docs`. -->";
const END = "<!-- What follows is written by hand. -->";

const SEVERITY = {
  error: "error: a command that finds it failing ends with 1",
  warning: "warning: it is shown and does not change the exit code",
  advice: "advice: it is shown and does not change the exit code",
} as const satisfies Record<Rule["severity"], string>;

const ASKED_OF = {
  files: "the env files and the environment",
  project: "the other files of the project, by the checklist",
  start: "a start of the application",
  login: "a login",
  proof: "a running application and its tokens",
} as const satisfies Record<Stage, string>;

/** The pages of the rules and their index. */
export const RULE_PAGES: readonly Generated[] = [
  { path: "docs/rules/README.md", make: () => indexOf(RULES) },
  ...RULES.map((rule) => ({
    path: `docs/rules/${rule.id}.md`,
    make: (now: string) => pageOf(rule, bodyOf(now)),
  })),
];

function pageOf(rule: Rule, body: string): string {
  return [
    BEGIN,
    `# ${rule.id}`,
    statementOf(rule),
    `- Shown as: ${rule.title}\n- Severity: ${SEVERITY[rule.severity]}\n- Asked of: ${ASKED_OF[rule.stage]}`,
    "## Why it matters",
    rule.why,
    "## References",
    rule.references.map((link) => `- <${link}>`).join("\n"),
    END,
    body,
  ].join("\n\n").trimEnd() + "\n";
}

function indexOf(rules: readonly Rule[]): string {
  const stages = [...new Set(rules.map(({ stage }) => stage))];
  const sections = stages.map((stage) => {
    const rows = rules.filter((rule) => rule.stage === stage)
      .map((rule) => `| [${rule.id}](${rule.id}.md) | ${statementOf(rule)} | ${rule.severity} |`);
    return [
      `## Asked of ${ASKED_OF[stage]}`,
      ["| rule | | severity |", "| --- | --- | --- |", ...rows].join("\n"),
    ]
      .join("\n\n");
  });
  return [
    "<!-- Made from src/rules by `deno task docs`. -->",
    "# The rules",
    "A rule is a statement that holds or does not. What could not be known is unknown, and never a failure; " +
    "where the question does not arise the rule is not applicable. Each has a page that says what to do.",
    ...sections,
  ].join("\n\n") + "\n";
}

/** `Holds when …`: the first sentence of the rule's documentation in its source. */
function statementOf({ id }: Rule): string {
  const source = new URL(`../../src/rules/${id.replaceAll("-", "_")}.ts`, import.meta.url);
  const [, statement] =
    /\/\*\* (Holds when [^*]+?) \*\/\nexport const \w+: Rule/.exec(Deno.readTextFileSync(source)) ?? [];
  if (statement === undefined) throw new Error(`Cannot find "Holds when" in the source of "${id}"`);
  return statement;
}

/** What stands below the generated head. */
function bodyOf(page: string): string {
  const at = page.indexOf(END);
  return at < 0 ? "" : page.slice(at + END.length).trim();
}

if (import.meta.main) Deno.exit(writeOrCheck(RULE_PAGES, Deno.args));
