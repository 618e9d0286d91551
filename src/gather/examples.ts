import { dirname, resolve } from "@std/path";
import { folderOf, nameOf } from "../backends/paths.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import type { Host } from "../io/host.ts";
import { relationOf } from "../relation.ts";
import type { ExampleFact, Learned } from "../rules/facts.ts";
import { Secret } from "../secret.ts";
import { isReadable } from "./choose_env_file.ts";
import { measured } from "./env_files.ts";
import { findExample, isExampleName } from "./example_file.ts";
import type { Keys } from "./keys.ts";
import { sourcesOf } from "./loaders.ts";
import { isIn } from "./loaders/compose_places.ts";
import { isOfAnotherPackage } from "./loaders/place_env_file.ts";
import type { Project } from "./project.ts";
import { shownPath } from "./shown_path.ts";

/** Names that a template may have beside the usual ones: `.env.production.example`, `env-example-postgres`. */
const EXAMPLE = new RegExp(
  String.raw`^\.?env[._-](?:[\w-]+[._-])?(?:example|sample|template|dist)(?:[._-][\w-]+)?$` +
    String.raw`|^\.?(?:[\w-]+[._-])?(?:example|sample|template)[._-]env$`,
  "i",
);
const MOST_EXAMPLES = 20;

/** The templates of the env file: whether they name the JWT key, and whether what they give would do as one. */
export async function gatherExamples(
  host: Pick<Host, "files">,
  project: Project,
  { jwt: inUse }: Pick<Keys, "jwt">,
): Promise<Learned<readonly ExampleFact[]>> {
  const sources = sourcesOf(project);
  const paths = project.tree.paths.filter((path) =>
    (isExampleName(nameOf(path)) || EXAMPLE.test(nameOf(path))) &&
    !isOfAnotherPackage(sources, folderOf(path))
  ).map((path) => resolve(project.root, path));
  // The env file may lie above the project, in its repository: so does its template then.
  const beside = project.envFiles.map(dirname).filter((folder) => !isIn(folder, project.root)).flatMap((
    folder,
  ) => findExample(host.files, { root: folder, folders: [folder] }) ?? []);
  const all = [...new Set([...(project.example === null ? [] : [project.example]), ...beside, ...paths])]
    .filter((path) => !project.envFiles.includes(path)).slice(0, MOST_EXAMPLES);
  const found: ExampleFact[] = [];
  for (const path of all) {
    const shown = shownPath(project, path);
    if (!isReadable(host.files, path)) {
      return { known: false, why: `${shown} could not be read` };
    }
    const bytes = host.files.read(path);
    const dialect = dialectForFile(project.dialect, path);
    const read = (name: string) => dialect.read(bytes, name, {});
    const jwt = read(project.names.jwt);
    const session = project.names.session === null ? null : read(project.names.session);
    const text = new TextDecoder().decode(bytes);
    const rows = text.split(/\r?\n/);
    // A loader that is told of nothing may read no value where the line stands: `KEY=` is named all the same.
    const line = jwt.outcome === "value" ? jwt.line : lineThat(rows, assigns(project.names.jwt));
    const secret = Secret.of(jwt.outcome === "value" ? jwt.value : "");
    const sessionAt = session?.outcome === "value" ? session.line : null;
    const commentedAt = line === null ? lineThat(rows, mentions(project.names.jwt)) : null;
    // A template for something else: the database's, the client's.
    if (line === null && commentedAt === null && sessionAt === null && path !== project.example) continue;
    found.push({
      path: shown,
      jwt: line === null ? null : { path: shown, line, key: await measured(secret) },
      commentedAt,
      sessionAt,
      relation: line === null || inUse === null || secret.bytes().length === 0
        ? null
        : relationOf(secret.bytes(), inUse.secret.bytes()),
    });
  }
  return { known: true, value: found };
}

function lineThat(rows: readonly string[], like: RegExp): number | null {
  const index = rows.findIndex((row) => row.length < 8192 && like.test(row));
  return index < 0 ? null : index + 1;
}

function assigns(name: string): RegExp {
  return new RegExp(`^\\s*(?:export\\s+)?${name.replaceAll(/[^\w]/g, "\\$&")}\\s*=`);
}

function mentions(name: string): RegExp {
  return new RegExp(`^\\s*#.*(?<!\\w)${name.replaceAll(/[^\w]/g, "\\$&")}(?!\\w)`);
}
