import type { Scope } from "../checklist/checklist.ts";
import { plain } from "./plain.ts";

/**
 * The path of a file from the folder that the command was started in, as tools name it that stand at the root of a
 * checkout: `services/shop/.env`. Null where it lies outside. Where the project does not lie below that folder, its
 * own folder is taken for the root.
 *
 * @param project as a person would type it
 * @param path as evidence names it: relative to the project where it lies inside
 */
export function sourcePath(project: string, path: string): string | null {
  const [folder, file] = [plain(project), plain(path)];
  if (isRooted(file)) return null;
  const root = isRooted(folder) ? [] : follow([], folder) ?? [];
  const steps = follow(root, file);
  return steps === null || steps.length === 0 ? null : steps.join("/");
}

/** The folder of a project as {@linkcode sourcePath} takes it. */
export function folderOf({ folder, project }: Pick<Scope, "folder" | "project">): string {
  return folder ?? project;
}

/** The folders and the file that a path leads to from others; null where it leads out of them. */
function follow(from: readonly string[], path: string): readonly string[] | null {
  const steps = [...from];
  for (const step of path.split("/")) {
    if (step === "" || step === ".") continue;
    if (step !== "..") steps.push(step);
    else if (steps.pop() === undefined) return null;
  }
  return steps;
}

function isRooted(path: string): boolean {
  return /^(?:[/\\~]|[A-Za-z]:[/\\])/.test(path);
}
