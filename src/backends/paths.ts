/** The folder of a path relative to the root; the root is the empty text. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Joins and normalises paths; what leaves the root keeps its `..`, what starts at `/` or `~` is taken as it is. */
export function joinPath(folder: string, path: string): string {
  if (path.startsWith("/") || path.startsWith("~")) return path;
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  const joined = parts.join("/");
  return folder.startsWith("/") ? `/${joined}` : joined;
}

/** The folder and those above it, up to the root. */
export function upward(folder: string): readonly string[] {
  const folders = [folder];
  for (let at = folder; at !== "";) folders.push(at = folderOf(at));
  return folders;
}

/** How deep a path lies below the root. */
export function depthOf(path: string): number {
  return path === "" ? 0 : path.split("/").length;
}
