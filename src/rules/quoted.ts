/** A word as a shell needs it: as it is where that is safe, else in single quotes. */
export function quoted(word: string): string {
  return /^(?!~)[A-Za-z0-9_@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A path of the project as it can be typed anywhere; `root` is the project's as a shell needs it. */
export function typedPath(root: string, path: string): string {
  return path.startsWith("/") ? quoted(path) : `${root}/${quoted(path)}`;
}

/** A path as a shell needs it: one that begins with `-` would be taken for a flag. */
export function quotedPath(path: string): string {
  return quoted(path.startsWith("-") ? `./${path}` : path);
}
