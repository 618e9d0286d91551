/** How paths of a project become those of its copy. */
export interface PathMap {
  /** The folder that `to` stands for: the project's root, or one above it where an env file lies there. */
  readonly from: string;
  readonly to: string;
  /** The project's root. */
  readonly root: string;
  /** Folders of the project that were not copied, absolute: environments and packages, used where they are. */
  readonly shared: readonly string[];
}

/** A path in the copy; one that lies outside of what was copied stays as it is. */
export function inCopy({ from, to }: Pick<PathMap, "from" | "to">, path: string): string {
  return path === from || path.startsWith(`${from}/`) ? to + path.slice(from.length) : path;
}

/** A text, as a variable or a command, with every path of the project changed to the copy's. */
export function mapText(map: PathMap, text: string): string {
  const mapped = replacePath(text, map.root, inCopy(map, map.root));
  return map.shared.reduce((text, folder) => replacePath(text, inCopy(map, folder), folder), mapped);
}

/**
 * A command that was typed for the project's folder, for the copy's: `.venv/bin/python` is none of its files.
 * `folder` is where the command runs, in the project.
 */
export function mapCommand(map: PathMap, folder: string, command: string): string {
  const relative = map.shared.filter((one) => one.startsWith(`${folder}/`)).map((one) =>
    one.slice(folder.length + 1)
  );
  return relative.reduce(
    (text, one) =>
      text.replaceAll(
        new RegExp(`(?<![\\w./-])(?:\\./)?${escaped(one)}(?=/)`, "g"),
        () => `${folder}/${one}`,
      ),
    mapText(map, command),
  );
}

function replacePath(text: string, from: string, to: string): string {
  return text.replaceAll(new RegExp(`(?<![\\w.-])${escaped(from)}(?![\\w.-])`, "g"), () => to);
}

function escaped(path: string): string {
  return path.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
