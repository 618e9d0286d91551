import { parse } from "@std/dotenv";
import { relative } from "@std/path";
import { folderOf, nameOf } from "../backends/paths.ts";
import { environmentOf } from "../checklist/environment_of.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import type { Host } from "../io/host.ts";
import { relationOf } from "../relation.ts";
import type { EnvironmentFact, EnvironmentsFact, Learned, UnreadFact } from "../rules/facts.ts";
import { sameSecret, Secret } from "../secret.ts";
import { isToBeFilledIn } from "../source/deploy/place.ts";
import { isReadable } from "./choose_env_file.ts";
import { allEnvFiles, readSmallText } from "./env_values.ts";
import type { Keys } from "./keys.ts";
import { sourcesOf } from "./loaders.ts";
import { isOfAnotherPackage } from "./loaders/place_env_file.ts";
import { placeContext } from "./place_context.ts";
import { namedFiles } from "./place_files.ts";
import type { Project } from "./project.ts";
import { projectFiles } from "./project_files.ts";
import { readDescriptors } from "./read_descriptors.ts";
import { shownPath } from "./shown_path.ts";

/** The environment that an env file is for, as its path tells. */
type Environment = EnvironmentFact["environment"];

const EXAMPLE = /example|sample|template|dist|default/i;
const MOST_FILES = 100;
const MOST_SHARED = 20;
/** A shorter value is equal by chance: `true`, `localhost`. */
const LEAST_COMPARED = 16;

interface HeldThere {
  readonly path: string;
  readonly line: number | null;
  readonly name: string;
  readonly environment: Environment;
  /** The folder of the package that it belongs to; null for the application's own. */
  readonly service: string | null;
  readonly secret: Secret;
}

/**
 * The env files of other environments and services in the project, compared with the key in use and with each other
 * in memory. Files of development and of tests may share a key: what both protect is the same.
 */
export function gatherEnvironments(
  host: Pick<Host, "files">,
  project: Project,
  { jwt, environment }: Pick<Keys, "jwt"> & {
    /** Which one the project's own env file is for; by default what its name tells. */
    readonly environment?: Environment;
  },
): Learned<EnvironmentsFact> {
  const [first] = project.envFiles;
  const own: readonly HeldThere[] = jwt === null ? [] : [{
    path: jwt.path ?? "the environment of the process",
    line: jwt.line ?? null,
    name: jwt.name,
    environment: environment ??
      environmentOf(jwt.path ?? (first === undefined ? "" : shownPath(project, first))),
    service: null,
    secret: jwt.secret,
  }];
  const unread: UnreadFact[] = [];
  const held: HeldThere[] = [];
  const files = [...new Set([...allEnvFiles(project), ...filesOfDescriptors(host, project)])].filter((path) =>
    !project.envFiles.includes(path) && !EXAMPLE.test(nameOf(path))
  ).slice(0, MOST_FILES);
  for (const path of files) {
    const text = isReadable(host.files, path) ? readSmallText(host.files, path) : null;
    if (text === null) {
      unread.push({ path: shownPath(project, path), why: "it may not be read, or has more than 1 MiB" });
    } else held.push(...keysIn(project, { path, text, own: jwt?.secret ?? null }));
  }
  const shared = held.flatMap((one, index) => sharedWith(one, [...own, ...held.slice(0, index)]));
  return {
    known: true,
    value: {
      files: [
        ...new Set(held.filter((one) => own.every((mine) => isApart(one, mine))).map(({ path }) => path)),
      ],
      shared: shared.slice(0, MOST_SHARED),
      unread,
    },
  };
}

/** The env files that descriptors name, which may have any name: `.envs/.production/.django`. */
function filesOfDescriptors({ files }: Pick<Host, "files">, project: Project): readonly string[] {
  const around = projectFiles(files, project);
  const context = placeContext(files, project, around);
  return readDescriptors(around, [project.names.jwt]).places.flatMap((place) => namedFiles(place, context))
    .flatMap(({ path }) => path ?? []);
}

/** The JWT key of another file; of another service also every value that is the key in use, whatever its name. */
function keysIn(
  project: Project,
  { path, text, own }: { readonly path: string; readonly text: string; readonly own: Secret | null },
): readonly HeldThere[] {
  const shown = shownPath(project, path);
  const folder = folderOf(relative(project.root, path));
  const service = isOfAnotherPackage(sourcesOf(project), folder) ? folder : null;
  const environment = environmentOf(shown);
  const dialect = dialectForFile(project.dialect, path);
  const { jwt } = project.names;
  const reading = dialect.read(new TextEncoder().encode(text), jwt, {});
  const found: HeldThere[] =
    reading.outcome === "value" && reading.value !== "" && !isToBeFilledIn(reading.value)
      ? [{
        path: shown,
        line: reading.line,
        name: jwt,
        environment,
        service,
        secret: Secret.of(reading.value),
      }]
      : [];
  if (service === null || own === null) return found;
  const others = Object.entries(parse(text, { fast: true })).filter(([name, value]) =>
    name !== jwt && value.length >= LEAST_COMPARED
  ).map(([name, value]) => ({ name, secret: Secret.of(value) })).filter(({ secret }) =>
    sameSecret(secret, own)
  );
  return [
    ...found,
    ...others.map(({ name, secret }) => ({
      path: shown,
      line: lineOf(text, name),
      name,
      environment,
      service,
      secret,
    })),
  ];
}

function sharedWith(one: HeldThere, before: readonly HeldThere[]): readonly EnvironmentFact[] {
  for (const other of before) {
    if (!isApart(one, other)) continue;
    const relation = relationOf(one.secret.bytes(), other.secret.bytes());
    if (relation === "unrelated") continue;
    return [{
      path: one.path,
      line: one.line ?? 1,
      name: one.name,
      environment: one.service === other.service ? one.environment : "service",
      relation,
      with: { path: other.path, line: other.line },
    }];
  }
  return [];
}

/** Whether two files must not share a key. */
function isApart(one: HeldThere, other: HeldThere): boolean {
  if (one.service !== other.service) return true;
  const isOurs = (environment: Environment) => environment === "development" || environment === "test";
  return one.environment !== other.environment && !(isOurs(one.environment) && isOurs(other.environment));
}

function lineOf(text: string, name: string): number | null {
  const index = text.split(/\r?\n/).findIndex((row) =>
    row.replace(/^\s*(?:export\s+)?/, "").startsWith(name)
  );
  return index < 0 ? null : index + 1;
}
