import { qualify } from "../source/python/names.ts";
import type { PythonFile } from "../source/python.ts";
import type { CommandTemplate, SourceTree } from "./backend.ts";
import { depthOf, folderOf, joinPath, nameOf, upward } from "./paths.ts";
import { filesWith, findImported, isAside, type PythonProject } from "./python_modules.ts";

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

interface Candidate {
  readonly file: PythonFile;
  readonly attribute: string;
  readonly factory: boolean;
}

/** A start command that some file of the project names: `uvicorn app.main:app`, with the folder it is run in. */
interface Start {
  readonly module: string;
  readonly attribute: string | null;
  readonly appFolder: string | null;
  readonly at: string;
  readonly rank: number;
}

const SAYS_HOW =
  /^(?:Procfile|Dockerfile[^/]*|[^/]*\.Dockerfile|(?:docker-)?compose[^/]*\.ya?ml|Makefile|justfile|README[^/]*|[^/]*\.sh|package\.json|pyproject\.toml|fly\.toml|render\.yaml|app\.ya?ml|[^/]*\.service|tasks\.py|main\.py|run\.py|__main__\.py|server\.py)$/i;
const STARTS =
  /(?:uvicorn|gunicorn|hypercorn|run\()[^\n]{0,200}?["'\s,[]([A-Za-z_][\w]*(?:\.\w+)*):([A-Za-z_]\w*)/g;
const FASTAPI_CLI = /\bfastapi["', ]+(?:run|dev)["', ]+(?:[^\n]{0,200}?["', ])?([\w./-]+\.py)/g;
const NAMES = [
  "main.py",
  "app.py",
  "asgi.py",
  "server.py",
  "api.py",
  "application.py",
  "__init__.py",
  "run.py",
];

/** Finds the application object: the one that start commands name, else the likeliest by name and depth. */
export function findFastapiEntry(tree: SourceTree): FastapiEntry | null {
  const project: PythonProject = { tree, importRoots: ["", "src"] };
  const makers = filesWith(tree, /\bFastAPI\b/);
  const candidates = makers.flatMap((file) => candidatesOf(project, file));
  if (candidates.length === 0) return null;
  const starts = findStarts(tree);
  const named = starts.flatMap((start) => {
    const one = candidates.filter((candidate) => fits(candidate, start))
      .toSorted((a, b) => near(start, a) - near(start, b))[0];
    return one === undefined ? [] : [{ candidate: one, start }];
  })[0];
  const chosen = named?.candidate ?? candidates.toSorted((a, b) => likelihood(a) - likelihood(b))[0]!;
  return describe(tree, chosen, named?.start ?? null);
}

/** The objects of a file, and those that other files get from the functions of this one. */
function candidatesOf(project: PythonProject, file: PythonFile): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const app of file.routes.apps) {
    if (app.kind !== "fastapi") continue;
    if (app.scope === "") found.push({ file, attribute: app.variable, factory: false });
  }
  const factories = file.functions.filter((one) =>
    one.scope === "" && (
      file.routes.apps.some((app) => app.kind === "fastapi" && app.scope === one.name) ||
      one.returns.some((value) =>
        value.kind === "call" && value.callee.kind === "name" &&
        qualify(value.callee.name, file.imports).endsWith("FastAPI")
      )
    )
  );
  for (const factory of factories) {
    const users = [...filesWith(project.tree, new RegExp(`\\b${factory.name}\\b`))];
    const made = users.flatMap((user) =>
      user.assignments.filter((one) =>
        one.scope === "" && one.value?.kind === "call" && one.value.callee.kind === "name" &&
        names(project, user, { called: one.value.callee.name, factory: factory.name, of: file })
      ).map((one): Candidate => ({ file: user, attribute: one.target, factory: false }))
    );
    found.push(...made);
    if (made.length === 0) found.push({ file, attribute: factory.name, factory: true });
  }
  return found;
}

function names(
  project: PythonProject,
  user: PythonFile,
  link: { readonly called: string; readonly factory: string; readonly of: PythonFile },
): boolean {
  if (user === link.of) return link.called === link.factory;
  const [head = ""] = link.called.split(".");
  const bound = user.imports.find((one) => one.as === head);
  const found = bound === undefined ? null : findImported(project, bound, user.path);
  return found?.path === link.of.path && (found.symbol ?? link.called.split(".").at(-1)) === link.factory;
}

function findStarts(tree: SourceTree): readonly Start[] {
  const starts: Start[] = [];
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
      starts.push({ module: found[1]!, attribute: found[2]!, appFolder, at, rank });
    }
    for (const found of text.matchAll(FASTAPI_CLI)) {
      const module = found[1]!.replace(/^\.\//, "").replace(/\.py$/, "").replaceAll("/", ".");
      starts.push({ module, attribute: null, appFolder: null, at: folderOf(path), rank });
    }
  }
  return starts.toSorted((a, b) => a.rank - b.rank || depthOf(a.at) - depthOf(b.at));
}

function modulePath(module: string): readonly string[] {
  const path = module.replaceAll(".", "/");
  return [`${path}.py`, `${path}/__init__.py`];
}

function fits(candidate: Candidate, start: Start): boolean {
  if (start.attribute !== null && start.attribute !== candidate.attribute) return false;
  return modulePath(start.module).some((path) =>
    candidate.file.path === path || candidate.file.path.endsWith(`/${path}`)
  );
}

/** 0 where the module lies right at the folder of the start command. */
function near(start: Start, candidate: Candidate): number {
  return modulePath(start.module).some((path) => joinPath(start.at, path) === candidate.file.path) ? 0 : 1;
}

function likelihood(candidate: Candidate): number {
  const name = NAMES.indexOf(nameOf(candidate.file.path));
  return (name < 0 ? NAMES.length : name) + depthOf(candidate.file.path) * 4 + (candidate.factory ? 2 : 0);
}

function describe(tree: SourceTree, chosen: Candidate, start: Start | null): FastapiEntry {
  const { file, attribute, factory } = chosen;
  const importRoot = start === null ? guessImportRoot(tree, file) : rootOf(file.path, start.module);
  const inside = importRoot === "" ? file.path : file.path.slice(importRoot.length + 1);
  const module = inside.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".");
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

function rootOf(path: string, module: string): string {
  const own = modulePath(module).find((one) => path === one || path.endsWith(`/${one}`)) ?? path;
  return path.slice(0, path.length - own.length).replace(/\/$/, "");
}

/** The folder above the package, judged by what the file imports and by `__init__.py`. */
function guessImportRoot(tree: SourceTree, file: PythonFile): string {
  const own = folderOf(file.path);
  const package_ = nameOf(file.path) === "__init__.py" ? folderOf(own) : own;
  const exists = (folder: string, module: string): boolean => {
    const path = joinPath(folder, module);
    return tree.paths.includes(`${path}.py`) ||
      tree.paths.some((one) => one.startsWith(`${path}/`) && one.endsWith(".py"));
  };
  for (const { module } of file.imports) {
    if (module.startsWith(".")) continue;
    const [head = ""] = module.split(".");
    const found = upward(package_).find((folder) => exists(folder, head));
    if (found !== undefined) return found;
  }
  const relative = file.imports.some((one) => one.module.startsWith("."));
  let root = package_;
  if (relative && root !== "" && nameOf(file.path) !== "__init__.py") root = folderOf(root);
  while (root !== "" && tree.paths.includes(joinPath(root, "__init__.py"))) root = folderOf(root);
  return root;
}
