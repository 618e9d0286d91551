import { createHmac } from "node:crypto";

// A copy beside a file is honoured only where this user's own Keysplit made it, because a project may come with
// files of any name, owner and mode. So a copy's name ends with an HMAC over what it is a copy of and what it
// holds, under a random key that never leaves the user's state folder.

const DIGITS = 32;
const COPY = new RegExp(`^(?<target>.+)\\.keysplit-(?<role>old|new)-[0-9a-f]{${DIGITS}}$`, "s");

/** What a copy holds: what the file held, or what it will. */
export type CopyRole = "old" | "new";

/** What the name of a copy says; whether it is true, {@linkcode copyPath} tells. */
export interface CopyName {
  readonly target: string;
  readonly role: CopyRole;
}

/** Reads the name or path of a copy; null where it is none. */
export function parseCopyName(path: string): CopyName | null {
  const { target, role } = COPY.exec(path)?.groups ?? {};
  return target !== undefined && (role === "old" || role === "new") ? { target, role } : null;
}

/**
 * Where a copy of a file lies.
 *
 * @param key of {@linkcode makeCopyKey}
 * @param copy `target` absolute and without links
 */
export function copyPath(
  key: Uint8Array,
  { target, role, bytes }: CopyName & { readonly bytes: Uint8Array },
): string {
  const tag = createHmac("sha256", key).update(`${role}\0${target}\0`).update(bytes).digest("hex");
  return `${target}.keysplit-${role}-${tag.slice(0, DIGITS)}`;
}
