import type { CommandContext } from "./_command.ts";
import { requireWritable, writeReport } from "./_output.ts";
import { KeysplitError } from "../src/errors.ts";
import type { FormatName } from "../src/report/format.ts";

/** One `--report FORMAT=FILE`. */
export interface ReportFile {
  readonly format: FormatName;
  /** Absolute. */
  readonly path: string;
}

/**
 * The files of `--report`, before anything runs.
 *
 * @throws {KeysplitError} `usage` where one is not `FORMAT=FILE`, or names what is no report, `permission`
 */
export async function reportFiles(
  { host, settings, grant }: CommandContext,
  formats: readonly FormatName[],
): Promise<readonly ReportFile[]> {
  const files = settings.reports.map((report) => {
    const at = report.indexOf("=");
    const format = formats.find((name) => name === report.slice(0, at));
    const path = report.slice(at + 1);
    if (at > 0 && format !== undefined && path !== "") return { format, path };
    throw new KeysplitError("usage", "--report needs FORMAT=FILE", {
      next: [`the formats are ${formats.join(", ")}, e.g.  --report html=checklist.html`],
    });
  });
  const twice = files.find(({ path }, at) => files.some((other, index) => index < at && other.path === path));
  if (twice !== undefined) {
    throw new KeysplitError("usage", "Two reports of --report have the same file", { next: [] });
  }
  for (const { path } of files) await requireWritable(host, path, grant);
  return files;
}

/** Writes each report, whole or not at all. */
export async function writeReports(
  { host }: Pick<CommandContext, "host">,
  files: readonly ReportFile[],
  render: (format: FormatName) => string,
): Promise<void> {
  for (const { format, path } of files) await writeReport(host, path, render(format));
}
