import { dirname } from "@std/path";
import { KeysplitError } from "../src/errors.ts";
import type { Host } from "../src/io/host.ts";
import { snapshot } from "../src/io/snapshot.ts";
import { commit } from "../src/io/staged_files.ts";

/**
 * Writes a report to the file of `--output`, whole or not at all.
 *
 * @throws {KeysplitError} `permission` where the task may not write there
 */
export async function writeReport(
  host: Host,
  { path, text, grant }: {
    readonly path: string;
    readonly text: string;
    readonly grant: (flag: string) => string;
  },
): Promise<void> {
  if (!(await host.may("write", dirname(path)))) {
    throw new KeysplitError("permission", `This task may not write "${path}"`, {
      next: [grant(`--allow-write=${dirname(path)}`)],
    });
  }
  const after = new TextEncoder().encode(text);
  await commit(host, [{ path, before: snapshot(host, path), after, root: dirname(path) }]);
}
