import { isAbsolute, join, relative, resolve } from "@std/path";
import { depthOf, folderOf, joinPath, nameOf } from "../backends/paths.ts";
import type { Dialect } from "../env/dialect.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import { dialectOf } from "../env/mod.ts";
import type { Files } from "../io/host.ts";
import { plain } from "../report/plain.ts";
import type { CiKind, GivenFact, PlaceFact } from "../rules/facts.ts";
import { type ComposeService, lastField } from "../source/deploy/compose_services.ts";
import type { Handed, Place } from "../source/deploy/place.ts";
import { isReadable } from "./choose_env_file.ts";
import { readSmallText } from "./env_values.ts";
import { sourcesOf } from "./loaders.ts";
import { isIn, isOfProject as runsProject, mountsIn, startedBy } from "./loaders/compose_places.ts";
import { isManifest, isOfAnotherPackage, placeEnvFile, placeExactly } from "./loaders/place_env_file.ts";
import type { Sources } from "./loaders/seen_loader.ts";
import type { Project } from "./project.ts";
import { isAbove, type ProjectFiles } from "./project_files.ts";
import { shownPath } from "./shown_path.ts";

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
/** With fewer of them a place may be anything. */
const ENOUGH_SETTINGS = 2;
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

/** A place of the application, and whether it is given anything of it, or names a file that may. */
export interface JudgedPlace<Kind extends string> {
  readonly fact: PlaceFact<Kind>;
  readonly isGiven: boolean;
}

/** What a place is given of the application's variables; null where it is another's of the repository. */
export function judgePlace<Kind extends string>(
  place: Place & { readonly kind: Kind },
  context: PlaceContext,
  service?: ComposeService,
): JudgedPlace<Kind> | null {
  const { project, settings } = context;
  if (isAnothers(place, context, service)) return null;
  const { path, line, kind, name, role, variables, stores } = place;
  const { jwt: jwtName, session: sessionName } = project.names;
  const isOneVariable = sessionName === null || sessionName === jwtName;
  const read = [
    ...namedFiles(place, context),
    ...(service === undefined ? [] : mountedFiles(service, context)),
  ];
  const jwt = givenBy(jwtName, place) ?? givenByFile(jwtName, read, context);
  const session = isOneVariable
    ? null
    : givenBy(sessionName, place) ?? givenByFile(sessionName, read, context);
  const others = [...new Set(variables.map(({ name }) => name))].filter((name) => settings.has(name));
  const unseen = [
    ...stores,
    ...storesRun(place),
    ...read.filter(({ path }) => path === null).map(({ shown }) => shown),
  ];
  const isBuilt = service !== undefined &&
    (lastField(service.layers, "build") !== undefined ||
      hasWord(place.runs.join(" ").toLowerCase(), nameOf(project.root).toLowerCase()));
  // What CI starts is often a part: without the key beside it a setting or two say nothing.
  const enough = kind in CI_KINDS && !isOneVariable ? Infinity : ENOUGH_SETTINGS;
  return {
    fact: {
      path,
      line,
      kind,
      name: shownName(name),
      role,
      jwt,
      session,
      others: others.slice(0, 3),
      unseen: [...new Set(unseen.map(shownName))].slice(0, 5),
    },
    isGiven: jwt !== null || session !== null || others.length >= enough ||
      namesOwnFile(unseen, place, { isBuilt }),
  };
}

/** Programs that start another one with what a store of secrets has. */
const STORE =
  /(?:^|[\s"'/;&|(])(doppler run|infisical run|op run|chamber exec|sops exec-env|vault kv get|aws ssm|aws secretsmanager|gcloud secrets|az keyvault|envconsul|berglas exec|teller run)\b/;

function storesRun({ runs }: Place): readonly string[] {
  return runs.flatMap((run) => STORE.exec(run.slice(0, 4000))?.[1] ?? []);
}

const LONGEST_NAME = 80;

/** A name of a stranger's file as one short line without anything that a terminal would obey. */
export function shownName(name: string): string {
  return plain(name.slice(0, 1000)).replaceAll(/\s+/g, " ").trim().slice(0, LONGEST_NAME) || "without a name";
}

const CI_KINDS = {
  "GitHub Actions": true,
  "GitLab CI": true,
  CircleCI: true,
  "Azure Pipelines": true,
  "Bitbucket Pipelines": true,
  "Travis CI": true,
  Jenkins: true,
  tox: true,
  pytest: true,
  "env file": true,
} as const satisfies Record<CiKind, true>;

/** What holds the settings of a database or the like, as far as its name tells. */
const SUPPLIED =
  /(?:^|[^a-z])(?:postgres(?:ql)?|mysql|mariadb|mongo(?:db)?|redis|rabbitmq|db|database|nginx|minio)(?:[^a-z]|$)/i;

/** A place that names files or objects which are not here may be given all by them. */
function namesOwnFile(
  unseen: readonly string[],
  { kind, name, stores }: Place,
  { isBuilt }: { readonly isBuilt: boolean },
): boolean {
  if (unseen.length === 0 || [name, ...unseen].some((words) => SUPPLIED.test(words))) return false;
  return kind === "systemd" || (kind === "Compose" && isBuilt) ||
    (kind === "Kubernetes" && stores.some((one) => /^Secret /.test(one)));
}

function isAnothers(
  place: Place,
  { project, sources, siblings }: PlaceContext,
  service: ComposeService | undefined,
): boolean {
  const { root } = project;
  const code = join(root, sources.folder);
  if (service !== undefined) {
    const above = isAbove(place.path) && !runsProject(service, { root, code });
    const by = startedBy(service, { root, code });
    if (above || by === "another") return true;
    if (by === "the application" && sources.folder !== "") return false;
    const built = /^build (\S+)/.exec(place.image ?? "")?.[1];
    if (built !== undefined && isOfAnotherPackage(sources, joinPath(folderOf(place.path), built))) {
      return true;
    }
  } else if (isAbove(place.path)) {
    const own = nameOf(root).toLowerCase();
    const told = [place.path, place.name, ...place.runs].some((words) => hasWord(words.toLowerCase(), own));
    if (!told && !place.variables.some(({ name }) => name === project.names.jwt)) return true;
  } else if (isOfAnotherPackage(sources, folderOf(place.path))) return true;
  if (place.variables.some(({ name }) => name === project.names.jwt)) return false;
  // It may be of another package by its name, its image or its folder: `deploy/billing/…`.
  const words = [place.name, ...place.runs.map((run) => run.slice(0, 300)), folderOf(place.path)].join(" ")
    .toLowerCase();
  const own = (nameOf(sources.folder) || nameOf(root)).toLowerCase();
  const isOwn = hasWord(words, own);
  return [...siblings].some((name) => (!isOwn || name.includes(own)) && hasWord(words, name.toLowerCase()));
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[a-z0-9_]/.test(text[at - 1] ?? "") && !/[a-z0-9_]/.test(text[at + word.length] ?? "")) return true;
  }
  return false;
}

const FROM = {
  text: "text",
  default: "default",
  secret: "secret",
  surroundings: "surroundings",
} as const satisfies Record<Handed["value"]["kind"], GivenFact["from"]>;

function givenBy(name: string, place: Place): GivenFact | null {
  const one = handedOf(name, place);
  return one === undefined
    ? null
    : { path: one.path ?? place.path, line: one.line, from: FROM[one.value.kind] };
}

/** The first of several counts; what is written there to be empty hands over nothing. */
export function handedOf(name: string, place: Place): Handed | undefined {
  const one = place.variables.find((variable) => variable.name === name);
  if (one !== undefined) return one.value.kind === "text" && one.value.text === "" ? undefined : one;
  // Images and loaders of secrets read the file whose name such a variable holds.
  const file = place.variables.find((variable) => variable.name === `${name}_FILE`);
  return file === undefined ? undefined : { ...file, value: { kind: "secret" } };
}

/** A file that a place names: where it is, or how it is called where it is not in the project. */
export interface NamedFile {
  /** Absolute; null where it is not here. */
  readonly path: string | null;
  readonly shown: string;
  readonly dialect: Dialect;
}

/** The env files that a place names. */
export function namedFiles(place: Place, context: PlaceContext): readonly NamedFile[] {
  const { project, known, files } = context;
  const home = folderOf(place.path);
  return place.files.flatMap(({ file, from }): readonly NamedFile[] => {
    const at = file.startsWith("/") && place.kind === "Kubernetes"
      ? file.slice(1)
      : from === "file"
      ? placeExactly(file, known, home)
      : placeEnvFile(file, known, isAbove(place.path) || home.startsWith(".") ? "" : home);
    const dialect = dialectFor(place, project);
    // A computed name may be any file's.
    if (at === null) return [{ path: null, shown: file, dialect }];
    const path = isAbsolute(at) ? at : resolve(project.root, at);
    const inside = !isAbsolute(at) && !at.startsWith("~") && (known.known.has(at) || !isAbove(at));
    const isHere = inside && isReadable(files, path) && isOfProject(path, context);
    return [{
      path: isHere ? path : null,
      shown: isHere ? shownPath(project, path) : file,
      dialect,
    }];
  });
}

/** Whether a file lies in the project, or is one of its repository, wherever a link says that it lies. */
function isOfProject(path: string, { project, files, known }: PlaceContext): boolean {
  return project.envFiles.includes(path) || isIn(files.realPath(path), project.root) ||
    known.known.has(relative(project.root, files.realPath(path)));
}

function dialectFor({ kind }: Place, project: Project): Dialect {
  const id = kind === "Compose" ? "compose-go" : kind === "systemd" ? "systemd-environment-file" : "";
  return dialectOf(id) ?? project.dialect;
}

/** A mounted folder brings the env file with it, where the code reads that itself. */
function mountedFiles(service: ComposeService, { project, files }: PlaceContext): readonly NamedFile[] {
  if (project.loadsNoFile || project.envFilesBy === "starter") return [];
  const mounts = mountsIn(service, project.root);
  return project.envFiles.filter((path) => mounts.some((mount) => isIn(path, mount))).map((path) => ({
    path: isReadable(files, path) ? path : null,
    shown: shownPath(project, path),
    dialect: project.dialect,
  }));
}

function givenByFile(
  name: string,
  read: readonly NamedFile[],
  { files, project }: PlaceContext,
): GivenFact | null {
  for (const { path, dialect } of read) {
    if (path === null) continue;
    const reading = dialectForFile(dialect, path).read(files.read(path), name, {});
    if (reading.outcome === "value" && reading.value !== "") {
      return { path: shownPath(project, path), line: reading.line, from: "text" };
    }
  }
  return null;
}
