import { folderOf, nameOf } from "../backends/paths.ts";
import type { Host } from "../io/host.ts";
import type { DocumentationFact, Learned } from "../rules/facts.ts";
import { sourcesOf } from "./loaders.ts";
import { isOfAnotherPackage } from "./loaders/place_env_file.ts";
import type { Project } from "./project.ts";
import { isAbove, projectFiles } from "./project_files.ts";

const DOCUMENT = /\.(?:md|mdx|rst|adoc|txt)$/i;
/** By their names or their folders these say how the project is set up. */
const TELLING =
  /^(?:readme|contributing|install|deploy|runbook|setup|configur|environment|operat|release|getting)/i;
const DOCUMENTS = /(?:^|\/)(?:docs?|documentation|wiki|runbooks?|guides?|deploy(?:ment)?|ops|infra)\//i;
/** What tells of the past, and lists that are no prose. */
const OTHER =
  /^(?:changelog|changes|history|licen[sc]e|notice|authors|requirements|constraints|robots|version|cmakelists)/i;
const SETTING_UP = /(?:^|\/)(?:deploy\w*|runbooks?|ops|setup|install\w*)\//i;
const MOST_DOCUMENTS = 500;
const MOST_SHOWN = 10;

/** Where the documents of a project name its variables: its README, its `docs/` and what lies beside its deployment. */
export function gatherDocumentation(host: Pick<Host, "files">, project: Project): Learned<DocumentationFact> {
  const around = projectFiles(host.files, project);
  const sources = sourcesOf(project);
  const paths = around.paths.filter((path) =>
    DOCUMENT.test(path) && !OTHER.test(nameOf(path)) &&
    (TELLING.test(nameOf(path)) || DOCUMENTS.test(path) ||
      (!path.includes("/") && /\.(?:md|rst|adoc)$/i.test(path))) &&
    (isAbove(path) || !isOfAnotherPackage(sources, folderOf(path)))
  ).toSorted((a, b) => weightOf(a) - weightOf(b)).slice(0, MOST_DOCUMENTS);
  const texts = paths.flatMap((path) => {
    const text = around.text(path);
    return text === null ? [] : [{ path, text }];
  });
  const naming = (name: string | null) =>
    name === null ? [] : texts.flatMap(({ path, text }) => firstLine(path, text, name)).slice(0, MOST_SHOWN);
  const { jwt, session } = project.names;
  return {
    known: true,
    value: { documents: texts.length, jwt: naming(jwt), session: session === jwt ? [] : naming(session) },
  };
}

/** What says how a project is set up comes before what only happens to name a variable: an audit, a plan. */
function weightOf(path: string): number {
  return TELLING.test(nameOf(path)) ? 0 : SETTING_UP.test(path) ? 1 : 2;
}

/** A name counts where it stands alone: `JWT_SECRET_KEY` does not name `SECRET_KEY`. */
function firstLine(path: string, text: string, name: string) {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (/\w/.test(text[at - 1] ?? "") || /\w/.test(text[at + name.length] ?? "")) continue;
    return [{ path, line: text.slice(0, at).split("\n").length }];
  }
  return [];
}
