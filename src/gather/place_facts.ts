import { join } from "@std/path";
import { folderOf, joinPath, nameOf } from "../backends/paths.ts";
import { plain } from "../report/plain.ts";
import type { CiKind, GivenFact, PlaceFact } from "../rules/facts.ts";
import { type ComposeService, lastField } from "../source/deploy/compose_services.ts";
import type { Handed, Place } from "../source/deploy/place.ts";
import { isOfProject as runsProject, startedBy } from "./loaders/compose_places.ts";
import { isOfAnotherPackage } from "./loaders/place_env_file.ts";
import type { PlaceContext } from "./place_context.ts";
import { givenByFile, mountedFiles, namedFiles, readsItself } from "./place_files.ts";
import type { Project } from "./project.ts";
import { isAbove } from "./project_files.ts";

/** With fewer variables of the application a place may be anything. */
const ENOUGH_SETTINGS = 2;

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
  const isOutside = DRIVES.test([name, ...place.runs].join(" "));
  const enough = isOutside || mayBeAPart(kind, { project, isOneVariable }) ? Infinity : ENOUGH_SETTINGS;
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

/**
 * Whether a setting or two without the key beside them say nothing: a job of CI and a command of a build often start a
 * part, and what runs where the code lies has the rest from the env file there, if the code reads that itself.
 */
function mayBeAPart(
  kind: string,
  { project, isOneVariable }: { readonly project: Project; readonly isOneVariable: boolean },
): boolean {
  if (BESIDE_THE_CODE.has(kind)) return readsItself(project);
  // Where there is no key beside it nothing else would tell.
  return !isOneVariable && (kind in CI_KINDS || kind === "image build");
}

const BESIDE_THE_CODE: ReadonlySet<string> = new Set(["systemd", "supervisor", "cron"]);

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

/** What tries an application from outside, with a name and a password of its settings. */
const DRIVES =
  /(?:^|[^a-z])(?:playwright|cypress|e2e|selenium|puppeteer|testcafe|k6|locust|newman)(?:[^a-z]|$)/i;

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
