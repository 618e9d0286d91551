import { quotedPath } from "../rules/quoted.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Temporary } from "./temporary_file.ts";

/** What a person should know about a file that was written, and commands that mend it. */
export interface FileWarning {
  readonly kind: "open-mode" | "hard-links" | "owner" | "not-synced";
  readonly text: string;
  readonly commands: readonly string[];
}

/** One change as it came out. */
export interface CommittedFile {
  readonly path: string;
  /** The real file. */
  readonly target: string;
  readonly done: "created" | "replaced" | "overwritten" | "unchanged";
  readonly mode: number;
  /** Whether the mode lets others than the owner in. */
  readonly wider: boolean;
  readonly warnings: readonly FileWarning[];
}

interface Changed {
  readonly path: string;
  readonly before: Snapshot | null;
}

interface Written {
  readonly change: Changed;
  readonly target: string;
  readonly next: Temporary;
}

/** A change whose bytes were there already. */
export function unchangedFile({ path, before }: Changed): CommittedFile {
  const mode = before?.info.mode ?? 0o600;
  const file = { path, target: before?.target ?? path, done: "unchanged", mode } as const;
  return { ...file, wider: isOpen(mode), warnings: openMode(path, mode) };
}

/** A change that was made. */
export function committedFile(file: Written, done: CommittedFile["done"]): CommittedFile {
  const { change: { path, before }, target, next } = file;
  const mode = done === "overwritten" && before !== null ? before.info.mode : next.mode;
  const warnings = [...openMode(path, mode)];
  if (before !== null && done === "replaced") {
    const { links, uid, gid } = before.info;
    if (links > 1) {
      const text = `"${path}" had ${links} names (hard links); the others still hold the old contents`;
      warnings.push({ kind: "hard-links", text, commands: [] });
    }
    if (next.owner === "changed") {
      const text = `"${path}" belonged to user ${uid} and group ${gid}, which only root can give it`;
      warnings.push({ kind: "owner", text, commands: [`sudo chown ${uid}:${gid} ${quotedPath(path)}`] });
    }
  }
  return { path, target, done, mode, wider: isOpen(mode), warnings };
}

function isOpen(mode: number): boolean {
  return (mode & 0o077) !== 0;
}

function openMode(path: string, mode: number): readonly FileWarning[] {
  if (!isOpen(mode)) return [];
  const text = `"${path}" is open to others than its owner (mode ${mode.toString(8).padStart(4, "0")})`;
  return [{ kind: "open-mode", text, commands: [`chmod 600 ${quotedPath(path)}`] }];
}

/** The same file with the warning that a power cut may lose it. */
export function notSynced(file: CommittedFile): CommittedFile {
  const text = `"${file.path}" is written, but its folder could not be synced: a power cut now may lose it`;
  return { ...file, warnings: [...file.warnings, { kind: "not-synced", text, commands: ["sync"] }] };
}
