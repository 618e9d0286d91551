import { loadersInUse } from "../../src/gather/loaders.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

const ROOT = "/home/ada/shop";

/** The loaders in use of a project with these files: `dialect  where it was seen  files`. */
export function inUse(files: Readonly<Record<string, string>>): readonly string[] {
  return loadersInUse(projectOf(files)).map(({ dialect, seen, files }) => {
    const shown = files.map((path) => path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : path);
    return `${dialect.id}  ${seen === null ? "–" : `${seen.path}:${seen.line}`}  ${shown.join(" ")}`;
  });
}

/** A project with these files, by their paths below its root. */
export function projectOf(files: Readonly<Record<string, string>>) {
  const entries = Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, text]);
  const host = memoryHost({ files: Object.fromEntries(entries), folder: ROOT });
  const at = { root: ROOT, shown: "shop", typed: "shop", grant: (flag: string) => flag };
  return resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "configuration",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 60,
  });
}
