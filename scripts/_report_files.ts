import type { Command, CommandContext } from "./_command.ts";
import { requireWritable } from "./_output.ts";
import { formatsOf } from "./_parse.ts";
import { KeysplitError } from "../src/errors.ts";
import type { Host } from "../src/io/host.ts";
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
  host: Host,
  { command, settings, grant }: Pick<CommandContext, "settings" | "grant"> & { readonly command: Command },
): Promise<readonly ReportFile[]> {
  const formats = formatsOf(command);
  const files = settings.reports.map((report) => {
    const at = report.indexOf("=");
    const format = formats.find((name) => name === report.slice(0, at));
    const path = report.slice(at + 1);
    if (format !== undefined && path !== "") return { format, path };
    throw new KeysplitError("usage", "--report needs FORMAT=FILE", {
      next: [`the formats are ${formats.join(", ")}, e.g.  --report ${formats.at(-1)}=FILE`],
    });
  });
  const paths = [...files.map(({ path }) => path), ...settings.output === undefined ? [] : [settings.output]];
  if (new Set(paths).size < paths.length) {
    throw new KeysplitError("usage", "Two reports have the same file", { next: [] });
  }
  for (const { path } of files) await requireWritable(host, path, grant);
  return files;
}
