import { KeysplitError } from "../src/errors.ts";
import { FileError, HttpError } from "../src/io/host.ts";
import type { ReportError } from "../src/report/format.ts";

/** What a person is told of whatever was thrown: never a stack, never a source line, never a value. */
export function errorOf(thrown: unknown): ReportError {
  if (thrown instanceof KeysplitError) {
    return { code: thrown.code, message: thrown.message, next: thrown.next };
  }
  if (thrown instanceof FileError) return fileError(thrown);
  if (thrown instanceof HttpError) {
    return { code: "unreachable", message: thrown.message, next: [] };
  }
  const kind = thrown instanceof Error ? thrown.constructor.name : typeof thrown;
  const place = thrown instanceof Error ? placeIn(thrown) : "";
  return {
    code: "defect",
    message: `A defect in Keysplit (${kind}${place}); nothing more is shown, because it could hold a secret`,
    next: ["report this line, your Deno version and the command without its values"],
  };
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "is not there",
  EACCES: "may not be read or written by this user",
  EPERM: "may not be read or written by this user",
  EISDIR: "is a folder",
  ENOTDIR: "is below something that is not a folder",
  ELOOP: "is a loop of links",
  ENOSPC: "does not fit: the disk is full",
  EDQUOT: "does not fit: the quota is used up",
  EROFS: "lies on a read-only file system",
  EIO: "could not be read or written: the disk reports an error",
  ENAMETOOLONG: "has a name that is too long",
};

function fileError({ code, path }: FileError): ReportError {
  if (code === "ENOTCAPABLE") {
    return { code: "permission", message: `Deno was not given the permission for ${path}`, next: [] };
  }
  return { code: "unreadable", message: `${path} ${WORDS[code] ?? `failed with ${code}`}`, next: [] };
}

/** The first frame of our own code as file:line, which holds no data. */
function placeIn(error: Error): string {
  const frame = /\/((?:src|scripts)\/[\w/]+\.ts:\d+)/.exec(error.stack ?? "");
  return frame ? ` at ${frame[1]}` : "";
}
