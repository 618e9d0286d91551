import { dirname, join, relative } from "@std/path";
import type { Files } from "../io/host.ts";
import { readSmallText } from "./env_values.ts";
import { isComposeText } from "./loaders/compose_loaders.ts";
import { isBeside } from "./loaders/is_beside.ts";
import type { AboveFile } from "./loaders/seen_loader.ts";

/** More of them than any repository has. */
const MOST_FILES = 50;

/**
 * The compose files in the folders above a project, the nearest first, up to the top of its repository: the folder
 * that holds `.git`. None where the project is that folder itself, or lies in no repository.
 */
export function composeFilesAbove(files: Files, root: string): readonly AboveFile[] {
  const folders: string[] = [];
  for (let folder = root; !holdsGit(files, folder); folder = dirname(folder)) {
    if (folder === dirname(folder)) return [];
    folders.push(dirname(folder));
  }
  return folders.flatMap((folder) => composeFilesIn(files, folder)).slice(0, MOST_FILES)
    .map((path) => ({ path: relative(root, path), text: readSmallText(files, path) ?? "" }));
}

function composeFilesIn(files: Files, folder: string): readonly string[] {
  try {
    return files.list(folder).map((name) => join(folder, name)).filter((path) =>
      !isBeside(path.slice(folder.length)) && isComposeText(path, () => readSmallText(files, path) ?? "")
    );
  } catch {
    // A folder that may not be listed shows nothing.
    return [];
  }
}

function holdsGit(files: Files, folder: string): boolean {
  try {
    files.lstat(join(folder, ".git"));
    return true;
  } catch {
    return false;
  }
}
