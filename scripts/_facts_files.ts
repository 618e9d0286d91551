import { basename } from "@std/path";
import type { CommandContext } from "./_command.ts";
import { requireWritable, writeReport } from "./_output.ts";
import type { Gathered } from "../src/checklist/gathered.ts";
import { parseGathered, printGathered } from "../src/checklist/saved.ts";
import { KeysplitError } from "../src/errors.ts";
import { FileError } from "../src/io/host.ts";

const LARGEST = 16 << 20;

/**
 * What a file of `--save-facts` holds.
 *
 * @throws {KeysplitError} `usage` where there is no such file, `configuration` where it holds something else
 */
export function loadFacts({ host, typed }: Pick<CommandContext, "host" | "typed">, path: string): Gathered {
  const name = basename(path);
  try {
    const { kind, size } = host.files.stat(path);
    if (kind !== "file") throw new KeysplitError("usage", `${name} is no file`, { next: [] });
    if (size > LARGEST) {
      throw new KeysplitError("configuration", `${name} has more than 16 MiB`, { next: [] });
    }
    return parseGathered(new TextDecoder().decode(host.files.read(path)), name);
  } catch (error) {
    if (!(error instanceof FileError && error.code === "ENOENT")) throw error;
    throw new KeysplitError("usage", `There is no file ${path}`, {
      next: [`gather first:  deno task checklist ${typed} --save-facts ${name}`],
    });
  }
}

/** Makes sure, before anything is gathered, that it may be saved. */
export async function requireFactsFile({ host, settings, grant }: CommandContext): Promise<void> {
  const { saveFacts: path, output, reports } = settings;
  if (path === undefined) return;
  const isReport = path === output ||
    reports.some((report) => report.slice(report.indexOf("=") + 1) === path);
  if (isReport) {
    throw new KeysplitError("usage", "--save-facts and a report have the same file", { next: [] });
  }
  await requireWritable(host, path, grant);
}

/** Saves what was gathered where `--save-facts` says so. */
export async function saveFacts({ host, settings }: CommandContext, gathered: Gathered): Promise<void> {
  if (settings.saveFacts !== undefined) await writeReport(host, settings.saveFacts, printGathered(gathered));
}
