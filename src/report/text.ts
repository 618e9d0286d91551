import { RULES } from "../rules/mod.ts";
import type { Evidence, Finding, Remedy } from "../rules/rule.ts";
import { copied } from "./copied.ts";
import { evidencePlace } from "./evidence_place.ts";
import type { Format, ReportContext } from "./format.ts";
import { paint, symbolOf } from "./symbols.ts";
import { shownLength, wrap } from "./wrap.ts";

const TITLES: ReadonlyMap<string, string> = new Map(RULES.map((rule) => [rule.id, rule.title]));
const COLUMN = Math.max(...RULES.map((rule) => rule.title.length));

/** Findings for a terminal: the project, one line a rule, what fails in full, what to type next. */
export const text: Format = (findings, context) => {
  const blocks = [
    context.headed ? "" : heading(context),
    findings.map((finding) => line(finding, context)).join("\n"),
  ];
  for (const group of together(findings.filter(needsMore))) blocks.push(detail(group, context));
  const said = new Set(
    findings.flatMap((finding) => needsMore(finding) ? finding.remedy?.commands ?? [] : []),
  );
  const next = context.next.filter((command) => !said.has(command));
  if (next.length > 0) blocks.push(nextLines(next));
  return blocks.filter((block) => block !== "").join("\n\n") + "\n";
};

/** Line one of every command: its name, the project as it was resolved, and what was recognised. */
export function heading(
  { command, project, recognised }: Pick<ReportContext, "command" | "project" | "recognised">,
): string {
  const first = [command, project].filter((part) => part !== null).join("  ");
  if (recognised === null) return first;
  return shownLength(first) + 2 + recognised.length <= 80
    ? `${first}  ${recognised}`
    : `${first}\n${wrap(" ".repeat(command.length + 2), recognised)}`;
}

/** `Next`, and each command on a line of its own. */
export function nextLines(next: readonly string[]): string {
  return ["Next", ...next.map((command) => `  ${command}`)].join("\n");
}

/** An error for a terminal: what happened, and what to type. */
export function errorText({ command, error }: ReportContext): string {
  if (!error) return "";
  const next = error.next.length > 0 ? "\n\n" + error.next.map((line) => `  ${line}`).join("\n") : "";
  return `${command}: ${error.message}${next}\n`;
}

function line(finding: Finding, { style }: ReportContext): string {
  const title = (TITLES.get(finding.rule) ?? finding.rule).padEnd(COLUMN);
  return wrap(`  ${symbolOf(finding, style)} ${title}  `, finding.message);
}

function needsMore({ outcome, remedy }: Finding): boolean {
  return (outcome === "fail" || outcome === "unknown") && remedy !== undefined;
}

/** What becomes known in one way is said once: after a URL that tells nothing, that is most of the proofs. */
function together(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const sameWay = ({ rule, outcome, evidence, remedy }: Finding) =>
    outcome === "unknown" ? JSON.stringify([evidence, remedy]) : rule;
  return [...Map.groupBy(findings, sameWay).values()];
}

function detail(group: readonly Finding[], { style }: ReportContext): string {
  const { evidence, remedy } = group[0]!;
  const lines = wrap("  ", group.map(({ rule }) => rule).join(", ")).split("\n")
    .map((line) => paint(line, 1, style));
  for (const item of evidence) lines.push(wrap("    ", evidenceText(item)));
  if (remedy) {
    lines.push(...remedyLines(remedy));
  }
  return lines.join("\n");
}

/** A remedy in full, under what it mends: the sentence, and what is to be copied. */
export function remedyLines(remedy: Remedy): readonly string[] {
  const lines = copied(remedy);
  return [
    wrap("    ", `${remedy.text}${lines.length > 0 ? ":" : "."}`),
    ...lines.map((line) => `      ${line}`),
  ];
}

/** Where something was seen and what, for a person: `.env:13`, `output line 121  …`. */
export function evidenceText(evidence: Evidence): string {
  return [evidencePlace(evidence), evidence.text].filter((part) => part !== undefined && part !== "").join(
    "  ",
  );
}
