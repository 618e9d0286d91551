import type { Expression, PythonFile } from "../source/python.ts";
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
import { isAtLeast, readPackages } from "./versions.ts";

/** The application object of a Flask project, and how it is imported and served. */
export interface FlaskEntry {
  readonly project: PythonProject;
  readonly file: PythonFile;
  readonly importRoot: string;
  /** The folder that commands run in. */
  readonly folder: string;
  /** What serves it: `flask run` reads a `.env` by itself, gunicorn does not. */
  readonly server: "flask" | "gunicorn";
  readonly check: CommandTemplate;
  readonly serve: CommandTemplate;
}

/** A command or variable of the project that names the application: `gunicorn app:app`, `FLASK_APP=app.py`. */
interface Naming extends Start {
  /** As it was written, where that is a file in another folder: flask imports it from there. */
  readonly path: string | null;
  readonly gunicorn: boolean;
  readonly rank: number;
}

const FRAMEWORK: Framework = { kind: "flask", constructor: "Flask" };

const SAYS_HOW =
  /^(?:Procfile|Dockerfile[^/]*|[^/]*\.Dockerfile|(?:docker-)?compose[^/]*\.ya?ml|Makefile|justfile|README[^/]*|[^/]*\.sh|\.flaskenv|\.env\.[^/]*|package\.json|pyproject\.toml|fly\.toml|render\.yaml|app\.ya?ml|[^/]*\.service)$/i;
const MODULE = String.raw`([A-Za-z_]\w*(?:[./]\w+)*?(?:\.py)?)(?::([A-Za-z_]\w*))?`;
const GUNICORN = new RegExp(
  String.raw`\bgunicorn\b[^\n]{0,200}?["'\s,[]([A-Za-z_]\w*(?:\.\w+)*):([A-Za-z_]\w*)`,
  "g",
);
const FLASK_APP = new RegExp(String.raw`\bFLASK_APP["']?[\s=:]\s*["']?(?:\./)?${MODULE}(?=["'\s(&;]|$)`, "g");
const FLASK_RUN = new RegExp(
  String.raw`\bflask["', ]+(?:--app|-A)["',= ]+(?:\./)?${MODULE}(?=["'\s(]|$)`,
  "g",
);

/** Finds the application object: the one that commands name, else the likeliest by name and depth. */
export function findFlaskEntry(tree: SourceTree): FlaskEntry | null {
  const project: PythonProject = { tree, importRoots: ["", "src"] };
  const candidates = filesWith(tree, /\bFlask\b/).flatMap((file) => candidatesOf(project, file, FRAMEWORK));
  const chosen = candidates.length === 0 ? null : chooseEntry(candidates, findNamings(tree));
  return chosen === null ? null : describe(project, chosen.candidate, chosen.start);
}

function findNamings(tree: SourceTree): readonly Naming[] {
  const namings: Naming[] = [];
  for (const path of tree.paths) {
    const name = nameOf(path);
    if (!SAYS_HOW.test(name) || isAside(path) || depthOf(path) > 4) continue;
    const text = (tree.text(path) ?? "").replaceAll("\\\n", " ");
    const readme = /^README/i.test(name) ? 3 : 0;
    for (const [pattern, rank] of [[GUNICORN, 0], [FLASK_RUN, 1], [FLASK_APP, 1]] as const) {
      for (const [, written = "", attribute] of text.matchAll(pattern)) {
        const module = written.replace(/\.py$/, "");
        namings.push({
          module: module.replaceAll("/", "."),
          attribute: attribute ?? null,
          path: module.includes("/") ? written : null,
          gunicorn: pattern === GUNICORN && readme === 0,
          at: folderOf(path),
          rank: rank + readme,
        });
      }
    }
  }
  return namings.toSorted((a, b) => a.rank - b.rank || depthOf(a.at) - depthOf(b.at));
}

function describe(project: PythonProject, chosen: Candidate, start: Naming | null): FlaskEntry {
  const { tree } = project;
  const { file, attribute, factory } = chosen;
  const byPath = start?.path != null &&
    joinPath(start.at, start.path).startsWith(file.path.replace(/\.py$/, ""));
  const importRoot = byPath || start === null ? guessImportRoot(tree, file) : rootOf(file.path, start.module);
  const folder = byPath ? start!.at : importRoot;
  const module = moduleOf(file, importRoot);
  const given = factory ? argumentsOf(project, chosen) : "";
  const call = factory ? `${attribute}(${given})` : attribute;
  const packages = readPackages(tree, folder);
  // Without a loader in the code, only flask's own command reads the .env that a developer has.
  const loadsItself = filesWith(tree, /load_dotenv|read_env|decouple|BaseSettings/, importRoot).length > 0;
  const server = start?.gunicorn === true && (loadsItself || !packages.has("python-dotenv"))
    ? "gunicorn"
    : "flask";
  // flask calls a factory by itself, gunicorn does not.
  const target = `${byPath ? start!.path : module}:${server === "flask" && given === "" ? attribute : call}`;
  const old = packages.version("flask") !== null && !isAtLeast(packages.version("flask"), "2.2");
  const flask = old
    ? ["env", `FLASK_APP=${target}`, "{python}", "-m", "flask"]
    : ["{python}", "-m", "flask", "--app", target];
  return {
    project: { tree, importRoots: [importRoot] },
    file,
    importRoot,
    folder,
    server,
    // Both start as the server does: with the same loader, up to the application object.
    check: {
      words: server === "flask"
        ? [...flask, "routes"]
        : ["{python}", "-c", `import ${module}${factory ? `; ${module}.${call}` : ""}`],
    },
    serve: {
      words: server === "flask"
        ? [...flask, "run", "--no-reload", "--host", "127.0.0.1", "--port", "{port}"]
        : ["{python}", "-m", "gunicorn", "--bind", "127.0.0.1:{port}", target],
    },
  };
}

/** What a factory that needs arguments is called with elsewhere, as far as those are texts. */
function argumentsOf(project: PythonProject, { file, attribute }: Candidate): string {
  const made = file.functions.find((one) => one.name === attribute && one.scope === "");
  const needed = made?.parameters.filter(({ value }) => value === null).length ?? 0;
  if (needed === 0) return "";
  const calls = filesWith(project.tree, new RegExp(`\\b${attribute}\\(`)).flatMap((user) =>
    user.calls.filter(({ callee }) => callee.split(".").at(-1) === attribute)
  );
  for (const { call } of calls) {
    const given = call.positional.map(textIn);
    if (given.length >= needed && given.every((text) => text !== null)) {
      return given.map((text) => `'${text}'`).join(", ");
    }
  }
  return "";
}

/** A name such as `development`: of a literal, or of one that stands in for it. */
function textIn(expression: Expression): string | null {
  if (expression.kind === "text") return /^\w+$/.test(expression.value) ? expression.value : null;
  if (expression.kind === "either") return expression.choices.map(textIn).find((one) => one !== null) ?? null;
  return expression.kind === "call"
    ? textIn(expression.positional[1] ?? { ...expression, kind: "none" })
    : null;
}
