import type { CommandContext, CommandResult } from "./_command.ts";
import { SYMPTOMS } from "../src/diagnosis/mod.ts";
import type { DescribedCause } from "../src/diagnosis/describe.ts";
import { diagnosisText, unrecognisedText } from "../src/report/diagnosis_text.ts";
import type { ReportError } from "../src/report/format.ts";
import { heading } from "../src/report/text.ts";
import type { Evidence, Finding } from "../src/rules/rule.ts";

/** What came out of looking at a text or a project. */
export interface Looked {
  /** The project as it is shown; null where a text was looked at and none is there. */
  readonly project: string | null;
  /** What was looked at, for line one: `standard input, 12 lines`. */
  readonly title: string;
  /** The same after "in": `12 lines`. */
  readonly at: string;
  /** The causes, the root first. */
  readonly diagnoses: readonly DescribedCause[];
  /** Whether they explain the trouble; false where there is only advice beside it. */
  readonly explained?: boolean;
  /** Causes that were shown while the text came. */
  readonly shown?: ReadonlySet<string>;
  /** What is said where nothing is wrong. */
  readonly clean: string;
  /** Redacted; null where it is clean. */
  readonly trouble: Evidence | null;
  /** Why it could not be known, where the text has no part in that. */
  readonly unknown?: ReportError;
  /** What to try where nothing was recognised. */
  readonly next: readonly string[];
  readonly findings?: readonly Finding[];
}

/** The result of `troubleshoot`: 1 where a cause was found, 0 where all is clean, else 3. */
export function verdict({ progress }: CommandContext, looked: Looked): CommandResult {
  const { project, title, diagnoses, explained = true, shown = new Set(), trouble, unknown, findings = [] } =
    looked;
  const first = shown.size > 0 ? "" : heading({ command: "troubleshoot", project, recognised: title });
  const blocks = diagnoses.filter(({ cause }) => !shown.has(cause))
    .map((cause) => diagnosisText(cause, progress.style));
  const base = { findings, extra: { diagnoses } };
  const open = openText(looked);
  if (diagnoses.length > 0) {
    const unexplained = explained || open === null ? [] : [open];
    const summary = shown.size > 0 ? [summaryOf(looked)] : [];
    return { ...base, exitCode: 1, text: joined([first, ...unexplained, ...blocks, ...summary]) };
  }
  if (open === null) return { ...base, exitCode: 0, text: joined([first, `  ${looked.clean}.`]) };
  const message = `Not recognised: ${trouble?.text ?? looked.at}`;
  const notKnown = unknown ?? { code: "not-known", message, next: looked.next };
  return { ...base, exitCode: 3, notKnown, text: joined([first, open]) };
}

/** What could not be known or recognised; null where there is nothing of the kind. */
function openText({ at, trouble, unknown, next }: Looked): string | null {
  if (unknown !== undefined) {
    return [`  Not known: ${unknown.message}.`, ...tryLines(unknown)].join("\n\n");
  }
  return trouble === null ? null : unrecognisedText({ looked: SYMPTOMS.length, at, nearest: trouble, next });
}

/** Where the causes were shown as they came, all of them in their order, and how much was read. */
function summaryOf({ title, diagnoses }: Looked): string {
  const lines = diagnoses.map(({ cause, evidence }) => {
    const line = evidence[0]?.line;
    return `    ${cause}${line === undefined ? "" : `  (line ${line})`}`;
  });
  return [`  ${title}. Found, the root first:`, ...lines].join("\n");
}

function tryLines({ next }: ReportError): readonly string[] {
  return next.length === 0 ? [] : [next.map((command) => `      ${command}`).join("\n")];
}

function joined(blocks: readonly string[]): string {
  return blocks.filter((block) => block !== "").join("\n\n") + "\n";
}
