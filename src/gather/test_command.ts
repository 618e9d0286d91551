import { relative } from "@std/path";
import { nodeManifests } from "../backends/node_manifest.ts";
import type { Host } from "../io/host.ts";
import { type ReadyCommand, readyCommand, shellCommand } from "./commands.ts";
import type { Project } from "./project.ts";

/** The test command, given or found; null where there is none, or no test to run. */
export function testCommand(
  host: Pick<Host, "files" | "environment">,
  project: Project,
): ReadyCommand | null {
  if (project.options.test !== undefined) return shellCommand(project.options.test);
  const { application } = project;
  if (application === null) return null;
  const words = application.backend === "node_jose" ? inManifest(project) : inPython(project);
  return words === null ? null : readyCommand(host, project, { words });
}

/** pytest where it is configured, else Django's own runner. */
function inPython(project: Project): readonly string[] | null {
  const below = pathsBelow(project);
  if (
    !below.some((path) =>
      /(?:^|\/)(?:tests?|test_[^/]*|[^/]*_tests?)\.py$|(?:^|\/)tests?\/.*\.py$/.test(path)
    )
  ) {
    return null;
  }
  // Its cache would be a change of the project.
  if (configuresPytest(project)) return ["{python}", "-m", "pytest", "-p", "no:cacheprovider"];
  return below.includes("manage.py") ? ["{python}", "manage.py", "test"] : null;
}

const PYTEST: readonly (readonly [file: string, section: RegExp])[] = [
  ["pytest.ini", /^\s*\[pytest\]/m],
  [".pytest.ini", /^\s*\[pytest\]/m],
  ["pyproject.toml", /^\s*\[tool\.pytest(?:\.ini_options)?\]/m],
  ["tox.ini", /^\s*\[pytest\]/m],
  ["setup.cfg", /^\s*\[tool:pytest\]/m],
  ["conftest.py", /^/],
  ["tests/conftest.py", /^/],
];

/** pytest takes the first of its files from the folder upwards. */
function configuresPytest({ tree, root, folder }: Project): boolean {
  const inside = relative(root, folder).replace(/\/?$/, "/").replace(/^\//, "");
  return ["", inside].some((at) =>
    PYTEST.some(([file, section]) => {
      const text = tree.text(`${at}${file}`);
      return text !== null && section.test(text);
    })
  );
}

/** `npm test` or `deno task test`, where a manifest of this folder has one that npm itself did not write. */
function inManifest({ tree, root, folder }: Project): readonly string[] | null {
  const here = nodeManifests(tree).filter((manifest) => manifest.folder === relative(root, folder));
  const tests = here.filter(({ scripts }) => scripts.has("test") && !NOTHING.test(scripts.get("test")!));
  if (tests.some(({ kind }) => kind === "npm")) return ["npm", "test"];
  return tests.length > 0 ? ["deno", "task", "test"] : null;
}

const NOTHING = /no test specified/;

function pathsBelow({ tree, root, folder }: Project): readonly string[] {
  const at = relative(root, folder);
  return at === ""
    ? tree.paths
    : tree.paths.flatMap((path) => path.startsWith(`${at}/`) ? [path.slice(at.length + 1)] : []);
}
