import { dirname } from "@std/path";
import { KeysplitError } from "../src/errors.ts";
import type { Host } from "../src/io/host.ts";
import { snapshot } from "../src/io/snapshot.ts";
import { commit } from "../src/io/staged_files.ts";

/**
 * Makes sure, before a command does anything, that its report may be written.
 *
 * @throws {KeysplitError} `permission`, or `usage` where a file is there that is no earlier report
 */
export async function requireWritable(
  host: Host,
  path: string,
  grant: (flag: string) => string,
): Promise<void> {
  if (!(await host.may("write", dirname(path)))) {
    throw new KeysplitError("permission", `This task may not write "${path}"`, {
      next: [grant(`--allow-write=${dirname(path)}`)],
    });
  }
  const before = snapshot(host, path);
  if (before === null || isReport(before.bytes)) return;
  throw new KeysplitError(
    "usage",
    `"${path}" is there and is no report of Keysplit: it is not written over`,
    {
      next: ["name another file"],
    },
  );
}

/** Writes a report to the file of `--output`, whole or not at all. */
export async function writeReport(host: Host, path: string, text: string): Promise<void> {
  const after = new TextEncoder().encode(text);
  await commit(host, [{ path, before: snapshot(host, path), after, root: dirname(path) }]);
}

/** How the reports begin, each format with what no other file has. */
const BEGINNINGS = [
  /^\{\s*"schemaVersion": \d+,\s*"tool": "keysplit(?: facts)?"/,
  /^(?:verify|append|startup|login|upgrade|checklist|troubleshoot) {2}\S/,
  /^(?:## \S+ )?Release checklist: (?:ready|not ready|not known)\n/,
  /^<!DOCTYPE html>[^]{0,800}<meta name="generator" content="Keysplit /,
  /^<\?xml[^>]*>\n<testsuites name="keysplit checklist"/,
  /^\{\s*"\$schema": "[^"]*sarif[^"]*",[^]{0,200}"name": "Keysplit"/,
];

/** Whether a file is an earlier report, which may be written over, by how those begin. */
function isReport(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 1200));
  return BEGINNINGS.some((beginning) => beginning.test(start));
}
