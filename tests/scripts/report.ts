import { assert, assertEquals } from "@std/assert";
import type { LoaderRow } from "../../src/report/loader_table.ts";
import type { Finding, Outcome } from "../../src/rules/rule.ts";
import type { ScriptOutcome } from "./run_script.ts";
import { validateReport } from "./validate_report.ts";

/** The object that a script prints with `--format json`, as far as tests look at it. */
export interface Report {
  readonly command: string;
  readonly project: string | null;
  readonly outcome: string;
  readonly exitCode: number;
  readonly findings: readonly Finding[];
  readonly loaders?: readonly LoaderRow[];
  readonly changed?: string;
  readonly stoppedAt?: string;
  readonly edits?: readonly { readonly path: string; readonly lines: readonly number[] }[];
  readonly keys?: readonly string[];
  readonly error?: { readonly code: string; readonly message: string; readonly next: readonly string[] };
}

/** Reads the one object that a script printed: it fits its schema and has the script's own exit code. */
export function reportOf({ code, stdout, stderr }: ScriptOutcome): Report {
  let report: Report;
  try {
    report = JSON.parse(stdout);
  } catch {
    throw new Error(`Cannot read the report of a script that ended with ${code}\n${stderr}`);
  }
  assertEquals(validateReport(report), []);
  assertEquals(report.exitCode, code);
  // Exit 3 is also what findings alone can say, and exit 1 what a refused edit does.
  if (code === 0 || [2, 4, 5].includes(code)) assertEquals(report.error === undefined, code === 0, stderr);
  return report;
}

/** What a report says of one rule; null where it does not speak of it. */
export function findingOf(report: Report, rule: string): Finding | null {
  return report.findings.find((finding) => finding.rule === rule) ?? null;
}

/** The outcomes of some rules, in their order. */
export function outcomesOf(report: Report, rules: readonly string[]): readonly (Outcome | null)[] {
  return rules.map((rule) => findingOf(report, rule)?.outcome ?? null);
}

/** The rules of severity error with an outcome, in the report's order. */
export function rulesThat(report: Report, outcome: Outcome): readonly string[] {
  return report.findings.filter((finding) => finding.outcome === outcome && finding.severity === "error")
    .map(({ rule }) => rule);
}

/** Holds a report to a rule's outcome, and shows what the report says where it does not. */
export function assertFinding(report: Report, rule: string, outcome: Outcome): Finding {
  const finding = findingOf(report, rule);
  assert(finding !== null, `the report does not speak of ${rule}`);
  assertEquals(finding.outcome, outcome, `${rule}: ${finding.message}`);
  return finding;
}
