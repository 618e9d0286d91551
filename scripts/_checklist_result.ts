import type { CommandContext, CommandResult } from "./_command.ts";
import { addStepSummary, fileToOpen, openFile } from "./_shared_report.ts";
import type { Checklist, ChecklistReport, Readiness } from "../src/checklist/checklist.ts";
import type { JudgeOptions } from "../src/checklist/judge.ts";
import { CHECKLIST_FORMATS } from "../src/report/mod.ts";

/** What a checklist ends with; that of a fleet with the worst of all. */
export const EXIT = { "ready": 0, "not-ready": 1, "not-known": 3 } as const satisfies Record<
  Readiness,
  number
>;

/** What flags and the clock say of how it is judged. */
export function judgeOptions({ host, settings }: CommandContext): JudgeOptions {
  return {
    accepted: settings.acceptUnknown,
    today: new Date(host.clock.now()).toISOString().slice(0, 10),
  };
}

/** What is said of one service in JSON. */
export function extraOf({ readiness, counts, items, scope, timeline, next }: Checklist) {
  return { readiness, counts, scope, items, timeline, next };
}

/** The formats that are made to be shared, and where they go beside the files that flags name. */
export function shared(
  context: CommandContext,
  report: ChecklistReport,
): Required<Pick<CommandResult, "report" | "afterwards">> {
  const html = fileToOpen(context);
  return {
    report: (format, reportContext) => CHECKLIST_FORMATS[format](report, reportContext),
    async afterwards(reportContext) {
      await addStepSummary(context, report, reportContext);
      if (html !== null) await openFile(context, html);
    },
  };
}
