import { dialectForFile } from "../../env/dialect_for_file.ts";
import type { Host } from "../../io/host.ts";
import { leastLength } from "../../policy.ts";
import type { UnsafeKey } from "../../rules/facts.ts";
import { Secret } from "../../secret.ts";
import { isReadable } from "../choose_env_file.ts";
import type { Project } from "../project.ts";
import { sessionLiterals } from "../session_literal.ts";

/** What makes a good pair of keys one that no application should start with. */
export interface UnsafeValue {
  readonly case: UnsafeKey;
  /** The variable that is changed: the JWT key's, or the session key's where the two shall be equal. */
  readonly name: string;
  /** Null for no assignment. */
  readonly value: Secret | null;
  /** Why a start with it would not tell, although a refusal would. */
  readonly doubt?: string;
}

/** Copied from one `.env.example` into many projects: 66 characters that pass every check of length. */
const PLACEHOLDER = "REQUIRED__GENERATE_WITH__python_-c_import_secrets_token_urlsafe_64";

type World = Pick<Host, "files" | "environment" | "random">;

/** The unsafe keys of a project, in the order in which they are tried; without `equal` where there is no second key. */
export function unsafeValues(host: World, project: Project, good: Secret): readonly UnsafeValue[] {
  const least = leastLength(project.policy, project.algorithm);
  const name = project.names.jwt;
  return [
    { case: "missing", name, value: null },
    { case: "empty", name, value: Secret.of("") },
    ...equal(host, project, good),
    { case: "short", name, value: Secret.of(randomText(host).slice(0, least - 1)) },
    { case: "placeholder", name, value: Secret.of(placeholder(host, project, least)) },
  ];
}

/** What an env file of the service gives a variable, as its loader reads it; null where that is nothing. */
export function valueInFiles({ files }: Pick<Host, "files">, project: Project, name: string): Secret | null {
  for (const path of project.envFiles) {
    if (!isReadable(files, path)) continue;
    const reading = dialectForFile(project.dialect, path).read(files.read(path), name, {});
    if (reading.outcome === "value" && reading.value !== "") return Secret.of(reading.value);
  }
  return null;
}

/**
 * The session key gets the value of the JWT key, which is good: another way round a session key that is short
 * would be refused for that. One that stands in the code cannot be changed.
 */
function equal(host: World, project: Project, good: Secret): readonly UnsafeValue[] {
  const { jwt, session } = project.names;
  if (session === null || session === jwt) return [];
  if (valueInFiles(host, project, session) !== null || host.environment.get(session)) {
    return [{ case: "equal", name: session, value: good }];
  }
  const [first, ...more] = new Set(sessionLiterals(project.tree).map(({ value }) => value));
  if (first === undefined) return [];
  const doubt = "the code has several session keys, and which of them is in use is not known";
  return [{ case: "equal", name: jwt, value: Secret.of(first), ...(more.length === 0 ? {} : { doubt }) }];
}

/** What the project's own example would bring, where that is long enough: an empty value is another case. */
function placeholder(host: World, { example, dialect, names }: Project, least: number): string {
  if (example === null || !isReadable(host.files, example)) return PLACEHOLDER;
  const reading = dialectForFile(dialect, example).read(host.files.read(example), names.jwt, {});
  return reading.outcome === "value" && reading.value.length >= least ? reading.value : PLACEHOLDER;
}

function randomText({ random }: Pick<Host, "random">): string {
  return random.bytes(64).toBase64({ alphabet: "base64url", omitPadding: true });
}
