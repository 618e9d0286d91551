import { type ErrorCode, KeysplitError } from "../errors.ts";
import { quotedPath } from "../rules/quoted.ts";
import { FileError } from "./host.ts";

interface Cause {
  readonly why: string;
  readonly next: (path: string, folder: string) => string;
}

const NO_SPACE: Cause = {
  why: "there is no space left",
  next: (_, folder) => `df -h ${folder}`,
};
const NO_RIGHTS: Cause = {
  why: "you have no rights to do that there",
  next: (path, folder) => `ls -ld ${folder} ${path}`,
};
const BROKEN: Cause = {
  why: "the disk reports an error",
  next: (_, folder) => `findmnt -T ${folder}`,
};

/** What a code means to a person, and the command that shows more. */
const CAUSES: Readonly<Record<string, Cause>> = {
  ENOSPC: NO_SPACE,
  EDQUOT: { why: "your disk quota is used up", next: () => "quota -s" },
  EROFS: { why: "the file system is read-only", next: (_, folder) => `findmnt -T ${folder}` },
  EACCES: NO_RIGHTS,
  EPERM: NO_RIGHTS,
  EIO: BROKEN,
  EBUSY: { why: "it is in use as a mount point", next: (path) => `findmnt -T ${path}` },
  ENOENT: { why: "it does not exist", next: (_, folder) => `ls -la ${folder}` },
  ENOTDIR: { why: "a part of the path is not a folder", next: (path) => `ls -ld ${path}` },
  EISDIR: { why: "it is a folder", next: (path) => `ls -ld ${path}` },
  ELOOP: { why: "its symbolic links lead in a circle", next: (path) => `ls -l ${path}` },
  ENAMETOOLONG: { why: "the name is too long", next: (path) => `ls -ld ${path}` },
};

/** What failed, as the user knows it. */
export interface FailedAction {
  readonly code: ErrorCode;
  /** E.g. `write`, `read`. */
  readonly verb: string;
  /** As the user named it. */
  readonly path: string;
  /** What state the failure left behind, e.g. `the old file is untouched`. */
  readonly state?: string;
}

/** An error for a person out of a failed file operation; whatever is no {@linkcode FileError} stays as it is. */
export function fileFailure(error: unknown, action: FailedAction): unknown {
  if (!(error instanceof FileError)) return error;
  const { verb, path, state } = action;
  const ending = state === undefined ? "" : `; ${state}`;
  if (error.code === "ENOTCAPABLE") {
    return new KeysplitError("permission", `Cannot ${verb} "${path}": Deno was not permitted to${ending}`, {
      next: ["Add --allow-read and --allow-write to the deno run line"],
      cause: error,
    });
  }
  const cause = CAUSES[error.code] ?? { why: `the system says ${error.code}`, next: BROKEN.next };
  const folder = path.slice(0, path.lastIndexOf("/")) || "/";
  return new KeysplitError(action.code, `Cannot ${verb} "${path}": ${cause.why}${ending}`, {
    next: [cause.next(quotedPath(path), quotedPath(folder))],
    cause: error,
  });
}
