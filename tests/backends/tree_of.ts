import type { SourceTree } from "../../src/backends/backend.ts";
import { isScript, parseScript, type ScriptFile } from "../../src/source/javascript.ts";
import { parsePython, type PythonFile } from "../../src/source/python.ts";

/** A tree of files given as texts; null stands for a file that exists and was not read, as an `.env`. */
export function treeOf(files: Readonly<Record<string, string | null>>): SourceTree {
  const parsed = new Map<string, PythonFile>();
  const scripts = new Map<string, ScriptFile>();
  return {
    root: "/home/someone/project",
    paths: Object.keys(files).toSorted(),
    text: (path) => files[path] ?? null,
    python(path) {
      const text = path.endsWith(".py") ? files[path] : null;
      if (text == null) return null;
      const known = parsed.get(path) ?? parsePython(path, text);
      parsed.set(path, known);
      return known;
    },
    script(path) {
      const text = isScript(path) ? files[path] : null;
      if (text == null) return null;
      const known = scripts.get(path) ?? parseScript(path, text);
      scripts.set(path, known);
      return known;
    },
  };
}
