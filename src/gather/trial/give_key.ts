import { dialectForFile } from "../../env/dialect_for_file.ts";
import { rewriteValue } from "../../env/rewrite_value.ts";
import { FileError, type Files } from "../../io/host.ts";
import type { Secret } from "../../secret.ts";
import type { Project } from "../project.ts";
import { writeNew } from "./copy_code.ts";

/** An env file of the copy, with the bytes that it came with. */
export interface CopiedEnvFile {
  /** In the copy, absolute. */
  readonly path: string;
  /** Its name in the project, for a person. */
  readonly shown: string;
  readonly bytes: Uint8Array;
  /** Whether it is one of the service's own, and not only another one in which the key stands. */
  readonly own: boolean;
}

/** One variable and what it shall be; null for no assignment. */
export interface Given {
  readonly name: string;
  readonly value: Secret | null;
}

/** The same as variables of a process. */
export function asVariables({ name, value }: Given): Readonly<Record<string, string>> {
  return value === null ? {} : { [name]: value.reveal() };
}

/** The files in which a variable has a value, also an empty one. */
export function filesWith(
  copied: readonly CopiedEnvFile[],
  { dialect }: Pick<Project, "dialect">,
  name: string,
): readonly CopiedEnvFile[] {
  return copied.filter(({ path, bytes }) =>
    dialectForFile(dialect, path).read(bytes, name, {}).outcome === "value"
  );
}

/** Writes each file as it came. */
export function giveBack(files: Files, copied: readonly CopiedEnvFile[]): void {
  for (const { path, bytes } of copied) replace(files, path, bytes);
}

/** Writes each file with another value; returns why not, and has then written none, where a loader would not read it. */
export function giveKey(
  files: Files,
  project: Pick<Project, "dialect">,
  copied: readonly CopiedEnvFile[],
  { name, value }: Given,
): string | null {
  const changed: { readonly path: string; readonly bytes: Uint8Array }[] = [];
  for (const { path, shown, bytes } of copied) {
    const dialect = dialectForFile(project.dialect, path);
    const after = rewriteValue(bytes, {
      key: name,
      value: asVariables({ name, value })[name] ?? null,
      dialect,
    });
    if (after === null) {
      return `${shown} cannot be written so that ${dialect.title} reads it`;
    }
    changed.push({ path, bytes: after });
  }
  for (const { path, bytes } of changed) replace(files, path, bytes);
  return null;
}

/** Writes bytes into a file of the copy that no loader reads as text, and that assign nothing. */
export function giveNothing(files: Files, copied: readonly CopiedEnvFile[]): void {
  for (const { path } of copied) replace(files, path, NOTHING);
}

const NOTHING = new Uint8Array([0x23, 0xff, 0xc0, 0x0a]);

function replace(files: Files, path: string, bytes: Uint8Array): void {
  try {
    files.remove(path);
  } catch (error) {
    // The application may have removed it.
    if (!(error instanceof FileError && error.code === "ENOENT")) throw error;
  }
  writeNew(files, { path, bytes, mode: 0o600 });
}
