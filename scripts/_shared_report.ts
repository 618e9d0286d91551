import type { CommandContext } from "./_command.ts";
import { KeysplitError } from "../src/errors.ts";
import type { ChecklistReport } from "../src/checklist/checklist.ts";
import { childEnvironment } from "../src/gather/child_environment.ts";
import { FileError } from "../src/io/host.ts";
import { snapshot } from "../src/io/snapshot.ts";
import { commit } from "../src/io/staged_files.ts";
import type { ReportContext } from "../src/report/format.ts";
import { plain } from "../src/report/plain.ts";
import { stepSummary } from "../src/report/step_summary.ts";

/** Where GitHub Actions takes the summary of a step from. */
const SUMMARY = "GITHUB_STEP_SUMMARY";

/**
 * The file that `--open` opens; null where it was not asked for.
 *
 * @throws {KeysplitError} `usage` where no HTML is written
 */
export function fileToOpen({ settings }: Pick<CommandContext, "settings">): string | null {
  if (!settings.open) return null;
  const html = settings.reports.find((report) => report.startsWith("html="));
  if (html !== undefined) return html.slice("html=".length);
  throw new KeysplitError("usage", "--open shows a report that is written as HTML", {
    next: ["name its file:  --report html=checklist.html --open"],
  });
}

/** What ends with its group would take the browser along, until that has a session of its own. */
const DETACHED =
  'command -v setsid && command -v xdg-open || exit 127; setsid xdg-open "$1" >/dev/null 2>&1 & sleep 1';

/** Shows a file with what this desktop shows it with, which outlives this run; says where nothing does. */
export async function openFile({ host, progress }: CommandContext, path: string): Promise<void> {
  const words = host.platform === "darwin" ? ["open", path] : ["/bin/sh", "-c", DETACHED, "sh", path];
  const opened = await host.may("run")
    ? await host.processes.run({ words, folder: host.folder, environment: childEnvironment(host, {}) }, {
      timeoutSeconds: 10,
    })
    : null;
  if (opened?.exitCode !== 0) progress.note(`  ${path} could not be opened here: open it in a browser`);
}

/** Adds the report to the summary of the step where GitHub Actions runs it; says where it may not be written. */
export async function addStepSummary(
  { host, settings, progress }: CommandContext,
  report: ChecklistReport,
  context: ReportContext,
): Promise<void> {
  const path = host.environment.get(SUMMARY);
  const wanted = settings.format === "github" || settings.reports.some((one) => one.startsWith("github="));
  if (!wanted || path === undefined || !path.startsWith("/")) return;
  if (!(await host.may("write", path))) {
    return progress.note(`  ${SUMMARY} may not be written here: use --format md`);
  }
  try {
    const before = snapshot(host, path);
    const text = new TextEncoder().encode(plain(stepSummary(report, context)));
    const after = new Uint8Array([...before?.bytes ?? [], ...text]);
    await commit(host, [{ path, before, after, root: path.slice(0, path.lastIndexOf("/")) || "/" }]);
  } catch (error) {
    if (!(error instanceof FileError || error instanceof KeysplitError)) throw error;
    progress.note(`  ${SUMMARY} could not be written`);
  }
}
