import { join } from "@std/path";
import { FileError, type Files, type Host } from "../io/host.ts";

/** Makes an empty folder of mode 0700 in the temporary folder of the system; the caller removes it. */
export function makeTemporaryFolder(host: Pick<Host, "files" | "environment" | "random">): string {
  const parent = host.environment.get("TMPDIR") ?? "/tmp";
  const name = [...host.random.bytes(8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const path = join(parent, `keysplit-${name}`);
  host.files.makeFolder(path, 0o700);
  return path;
}

/** Removes a folder that we made, with what a child left in it; links in it are not followed. */
export function removeFolderTree(files: Files, folder: string): void {
  try {
    for (const name of files.list(folder)) {
      const path = join(folder, name);
      if (files.lstat(path).kind === "folder") removeFolderTree(files, path);
      else files.remove(path);
    }
    files.removeFolder(folder);
  } catch (error) {
    // What a child locked away stays in the temporary folder of the system: not worth failing a run.
    if (!(error instanceof FileError)) throw error;
  }
}
