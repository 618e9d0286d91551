import type { ChecklistReport } from "../checklist/checklist.ts";
import type { ErrorCode } from "../errors.ts";
import type { Finding } from "../rules/rule.ts";
import type { ExitCode } from "./exit_code.ts";

/** The formats of the command contract; a command names those that it has. */
export type FormatName = "text" | "json" | "md" | "html" | "junit" | "sarif" | "github";

/** What a report shows beside its findings. */
export interface ReportContext {
  readonly command: string;
  /** The project as a person would type it; null where the command has none. */
  readonly project: string | null;
  /** What was recognised, for the first line. */
  readonly recognised: string | null;
  /** Whether line one was shown already, before a diff or a question. */
  readonly headed?: boolean;
  readonly exitCode: ExitCode;
  readonly error?: ReportError;
  /** What to type next, copyable. */
  readonly next: readonly string[];
  /** What a command adds to its JSON object, e.g. `{ written: [...] }`. */
  readonly extra?: Readonly<Record<string, unknown>>;
  readonly style: Style;
}

/** Why a command ended without having judged. */
export interface ReportError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: readonly string[];
}

/** How words are drawn: colour only repeats what they say. */
export interface Style {
  readonly color: boolean;
  readonly unicode: boolean;
}

/** The formats of a checklist that are made to be shared. */
export type ChecklistFormatName = Exclude<FormatName, "text" | "json">;

/** A way to show a checklist. Pure: the same report gives the same bytes. */
export type ChecklistFormat = (report: ChecklistReport, context: ReportContext) => string;

/** A way to show findings. Pure. */
export type Format = (findings: readonly Finding[], context: ReportContext) => string;
