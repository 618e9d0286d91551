import { join } from "@std/path";
import type { Files } from "../io/host.ts";

/** The names under which projects keep a template of their `.env`, the usual ones first. */
const EXAMPLE_NAMES: readonly string[] = [
  ".env.example",
  ".env.sample",
  ".env.template",
  ".env.dist",
  "env.example",
  "env.sample",
  "env.template",
  ".env_example",
  ".env-example",
  ".example.env",
  ".env.default",
  ".env.defaults",
  "example.env",
  "sample.env",
];

/** Whether a file of this name is a template, which holds no key in use. */
export function isExampleName(name: string): boolean {
  return EXAMPLE_NAMES.includes(name);
}

/** The first template that is in one of the folders, absolute; null where there is none. */
export function findExample(
  files: Files,
  { root, folders }: { readonly root: string; readonly folders: readonly string[] },
): string | null {
  for (const folder of folders) {
    for (const name of EXAMPLE_NAMES) {
      const path = join(folder, name);
      try {
        // A link that leads out of the project would copy somebody else's file into it.
        const inside = root === "/" || files.realPath(path).startsWith(`${root}/`);
        if (inside && files.stat(path).kind === "file") return path;
      } catch {
        // Not there, or not to be read: the next name.
      }
    }
  }
  return null;
}
