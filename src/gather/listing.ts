import { FileError, type FileInfo, type Files } from "../io/host.ts";

/** The names in a folder, sorted; none where it may not be listed. */
export function namesIn(files: Files, folder: string): readonly string[] {
  try {
    // A name with a line end in it could pass for a line of a report.
    return files.list(folder).filter((name) => !/\p{Cc}/u.test(name));
  } catch {
    return [];
  }
}

/** What stands at a path, which is not followed where it is a link; null for nothing that may be seen. */
export function kindOf(files: Files, path: string): FileInfo["kind"] | null {
  try {
    return files.lstat(path).kind;
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
