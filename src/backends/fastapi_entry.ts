import type { PythonFile } from "../source/python.ts";
import type { CommandTemplate, SourceTree } from "./backend.ts";
import { depthOf, folderOf, joinPath, nameOf } from "./paths.ts";
import {
  type Candidate,
  candidatesOf,
  chooseEntry,
  type Framework,
  guessImportRoot,
  moduleOf,
  rootOf,
  type Start,
} from "./python_entry.ts";
import { filesWith, isAside, type PythonProject } from "./python_modules.ts";

/** The application object of a FastAPI project, and how it is imported and served. */
export interface FastapiEntry {
  readonly project: PythonProject;
  readonly file: PythonFile;
  /** The object that the server is given: a variable, or a function that makes it. */
  readonly attribute: string;
  readonly factory: boolean;
  /** Dotted, as imported from `importRoot`. */
  readonly module: string;
  readonly importRoot: string;
  /** The folder that commands run in. */
  readonly folder: string;
  readonly check: CommandTemplate;
  readonly serve: CommandTemplate;
}

/** A start command that some file of the project names: `uvicorn app.main:app`. */
interface Command extends Start {
  readonly appFolder: string | null;
  readonly rank: number;
}

const SAYS_HOW =
  /^(?:Procfile|Dockerfile[^/]*|[^/]*\.Dockerfile|(?:docker-)?compose[^/]*\.ya?ml|Makefile|justfile|README[^/]*|[^/]*\.sh|package\.json|pyproject\.toml|fly\.toml|render\.yaml|app\.ya?ml|[^/]*\.service|tasks\.py|main\.py|run\.py|__main__\.py|server\.py)$/i;
const STARTS =
  /(?:uvicorn|gunicorn|hypercorn|run\()[^\n]{0,200}?["'\s,[]([A-Za-z_][\w]*(?:\.\w+)*):([A-Za-z_]\w*)/g;
const FASTAPI_CLI = /\bfastapi["', ]+(?:run|dev)["', ]+(?:[^\n]{0,200}?["', ])?([\w./-]+\.py)/g;
const FRAMEWORK: Framework = { kind: "fastapi", constructor: "FastAPI" };

/** Finds the application object: the one that start commands name, else the likeliest by name and depth. */
export function findFastapiEntry(tree: SourceTree): FastapiEntry | null {
  const project: PythonProject = { tree, importRoots: ["", "src"] };
  const makers = filesWith(tree, /\bFastAPI\b/);
  const candidates = makers.flatMap((file) => candidatesOf(project, file, FRAMEWORK));
  const chosen = candidates.length === 0 ? null : chooseEntry(candidates, findCommands(tree));
  return chosen === null ? null : describe(tree, chosen.candidate, chosen.start);
}

function findCommands(tree: SourceTree): readonly Command[] {
  const commands: Command[] = [];
  for (const path of tree.paths) {
    const name = nameOf(path);
    if (!SAYS_HOW.test(name) || isAside(path) || depthOf(path) > 4) continue;
    const text = (tree.text(path) ?? "").replaceAll("\\\n", " ");
    const rank = /^Procfile|^Dockerfile/i.test(name)
      ? 0
      : /compose/.test(name)
      ? 1
      : /^README/i.test(name)
      ? 3
      : 2;
    for (const found of text.matchAll(STARTS)) {
      const before = text.slice(Math.max(0, found.index - 80), found.index);
      const line = found[0];
      const after = text.slice(found.index, text.indexOf("\n", found.index + line.length) + 1 || undefined);
      const folder = /cd ([\w./-]+)\s*(?:&&|\n|;)[^\n]*$/.exec(before)?.[1];
      const appFolder = /--app-dir[ =]"?([\w./-]+)/.exec(after)?.[1] ?? null;
      const at = folder === undefined || folder.startsWith("/")
        ? folderOf(path)
        : joinPath(folderOf(path), folder);
      commands.push({ module: found[1]!, attribute: found[2]!, appFolder, at, rank });
    }
    for (const found of text.matchAll(FASTAPI_CLI)) {
      const module = found[1]!.replace(/^\.\//, "").replace(/\.py$/, "").replaceAll("/", ".");
      commands.push({ module, attribute: null, appFolder: null, at: folderOf(path), rank });
    }
  }
  return commands.toSorted((a, b) => a.rank - b.rank || depthOf(a.at) - depthOf(b.at));
}

function describe(tree: SourceTree, chosen: Candidate, start: Command | null): FastapiEntry {
  const { file, attribute, factory } = chosen;
  const importRoot = start === null ? guessImportRoot(tree, file) : rootOf(file.path, start.module);
  const module = moduleOf(file, importRoot);
  const runsAbove = start?.appFolder != null || start === null && nameOf(importRoot) === "src";
  const folder = runsAbove ? folderOf(importRoot) : importRoot;
  const appFolder = folder === importRoot ? null : importRoot.slice(folder === "" ? 0 : folder.length + 1);
  const path = appFolder === null ? "" : `import sys; sys.path.insert(0, "${appFolder}"); `;
  const make = factory ? `; ${module}.${attribute}()` : "";
  const where = appFolder === null ? [] : ["--app-dir", appFolder];
  return {
    project: { tree, importRoots: [importRoot] },
    file,
    attribute,
    factory,
    module,
    importRoot,
    folder,
    check: { words: ["{python}", "-c", `${path}import ${module}${make}`] },
    serve: {
      words: [
        ...[
          "{python}",
          "-m",
          "uvicorn",
          `${module}:${attribute}`,
          ...(factory ? ["--factory"] : []),
          ...where,
        ],
        ...["--host", "127.0.0.1", "--port", "{port}"],
      ],
    },
  };
}
