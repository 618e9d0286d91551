import { depthOf, folderOf, nameOf } from "../backends/paths.ts";
import type { Files } from "../io/host.ts";
import { readSmallText } from "./env_values.ts";
import { sourcesOf } from "./loaders.ts";
import { isManifest, isOfAnotherPackage } from "./loaders/place_env_file.ts";
import type { Sources } from "./loaders/seen_loader.ts";
import type { Project } from "./project.ts";
import type { ProjectFiles } from "./project_files.ts";

/** What places are judged with. */
export interface PlaceContext {
  readonly files: Files;
  readonly project: Project;
  readonly sources: Sources;
  /** What env files may be: those of the sources, and the files of the repository around them. */
  readonly known: Pick<Sources, "known" | "folder">;
  /** The names of the application's variables, as its env file and the template of that tell; usual ones left out. */
  readonly settings: ReadonlySet<string>;
  /** Names of the folders of other packages of the project. */
  readonly siblings: ReadonlySet<string>;
}

/** Variables that anything is given, and those of what runs in a browser or is a database. */
const COMMON =
  /^(?:(?:NODE_|APP_|RAILS_|FLASK_)?ENV(?:IRONMENT)?|DEBUG|PORT|HOST(?:NAME)?|TZ|LANG|LC_\w+|LOG_?LEVEL|PATH|HOME|USER|PYTHON\w+|PIP_\w+|CI|VERSION|DOMAIN|(?:VITE|NEXT_PUBLIC|REACT_APP|NUXT|PUBLIC|EXPO_PUBLIC|GATSBY|POSTGRES|MYSQL|MARIADB|MONGO|PG|RABBITMQ|MINIO)_?\w*)$/;
/** Variables that only a Django or Flask application is given. */
const FRAMEWORK: ReadonlySet<string> = new Set(["DJANGO_SETTINGS_MODULE", "FLASK_APP"]);
const MOST_SETTINGS = 1000;
/** Packages that lie deeper are parts of others. */
const DEEPEST_SIBLING = 2;

/** Gathers what all places are judged with. */
export function placeContext(files: Files, project: Project, around: ProjectFiles): PlaceContext {
  const sources = sourcesOf(project);
  const { jwt, session } = project.names;
  const texts = [...project.envFiles, ...(project.example === null ? [] : [project.example])]
    .map((path) => readSmallText(files, path) ?? "");
  const names = texts.flatMap((text) =>
    [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=/gm)].map(([, name = ""]) => name)
  ).filter((name) => name !== jwt && name !== session && !COMMON.test(name));
  const own = new Set([nameOf(sources.folder), nameOf(project.root)]);
  const packages = project.tree.paths.filter((path) => isManifest(path)).map(folderOf);
  const siblings = packages.filter((folder) =>
    folder !== "" && depthOf(folder) <= DEEPEST_SIBLING && isOfAnotherPackage(sources, folder) &&
    !own.has(nameOf(folder))
  ).map(nameOf);
  return {
    files,
    project,
    sources,
    known: { known: new Set([...sources.known, ...around.known]), folder: sources.folder },
    settings: new Set([...names.slice(0, MOST_SETTINGS), ...FRAMEWORK]),
    siblings: new Set(siblings),
  };
}
