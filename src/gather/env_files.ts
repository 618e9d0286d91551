import type { Reading } from "../env/dialect.ts";
import { dialectForFile } from "../env/dialect_for_file.ts";
import { refusalOf } from "../env/refusal.ts";
import { FileError, type Host } from "../io/host.ts";
import { relationOf } from "../relation.ts";
import type {
  Assigned,
  EnvFileFact,
  Learned,
  LoadedFileFact,
  Measurement,
  ProcessKeyFact,
  Relation,
} from "../rules/facts.ts";
import { fingerprintOf, sameSecret, Secret } from "../secret.ts";
import { measure } from "../strength.ts";
import { LARGEST_ENV_FILE } from "./choose_env_file.ts";
import { gatherGit } from "./git.ts";
import type { HeldKey, Keys } from "./keys.ts";
import { gatherLoadedFiles } from "./loaded_files.ts";
import { exampleValues } from "./env_values.ts";
import type { Project } from "./project.ts";
import { type SessionLiteral, sessionLiterals } from "./session_literal.ts";
import { shownPath } from "./shown_path.ts";

/** What the env files and the process give, as facts for the rules and as keys for the proofs. */
export interface GatheredKeys {
  readonly envFiles: Learned<readonly EnvFileFact[]>;
  readonly process: Learned<ProcessKeyFact>;
  /** The env files that are there, as every loader in use reads them. */
  readonly loadedFiles: Learned<readonly LoadedFileFact[]>;
  readonly keys: Keys;
  /** What was read of each env file, in the order of the project's files; the bytes are null where there are none. */
  readonly byFile: readonly {
    readonly path: string;
    readonly bytes: Uint8Array | null;
    readonly jwt: Secret | null;
  }[];
}

interface ReadFile {
  readonly path: string;
  readonly shown: string;
  readonly mode: number | null;
  readonly unreadable: string | null;
  readonly jwt: Found | null;
  readonly session: Found | null;
  readonly previous: readonly Found[];
  readonly bytes: Uint8Array | null;
}

interface Found {
  readonly name: string;
  readonly secret: Secret;
  readonly line: number;
}

type World = Pick<Host, "files" | "git" | "may" | "environment" | "platform">;

/** Reads both keys where the application would find them. */
export async function gatherKeys(host: World, project: Project): Promise<GatheredKeys> {
  const variables = host.environment.all();
  const read: ReadFile[] = [];
  try {
    for (const path of project.envFiles) read.push(readFile(host, project, path, variables));
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    const why = `${shownPath(project, error.path)} could not be read (${error.code})`;
    return {
      envFiles: { known: false, why },
      process: { known: false, why },
      loadedFiles: { known: false, why },
      keys: NO_KEYS,
      byFile: [],
    };
  }

  const environment = await mayReadEnvironment(host) ? variables : null;
  const { jwt, session } = project.names;
  const inherited = (name: string | null) =>
    environment === null || name === null || environment[name] === undefined
      ? null
      : Secret.of(environment[name]);
  const processJwt = inherited(jwt);
  const processSession = inherited(session);
  const fileJwt = read.map((file) => file.jwt).find((found) => found !== null) ?? null;
  const inCode = session === null ? [] : sessionLiterals(project.tree);
  const sessions = sessionKeys(project, { read, inherited: processSession, code: inCode });

  const examples = [...exampleValues(host, project)];
  const envFiles: EnvFileFact[] = [];
  for (const file of read) {
    envFiles.push({
      path: file.shown,
      exists: file.mode !== null || file.unreadable !== null,
      mode: project.policy && host.platform === "windows" ? null : file.mode,
      git: await gatherGit(host, file.path),
      jwtKey: file.jwt && await assignedOf(file.jwt, file.shown, examples),
      sessionKey: file.session && await assignedOf(file.session, file.shown, examples),
      relation: worstRelation(file.jwt?.secret ?? null, sessions),
      agrees: file.jwt === null || fileJwt === null || sameSecret(file.jwt.secret, fileJwt.secret),
      unreadable: file.unreadable,
    });
  }

  const loadedFiles = await gatherLoadedFiles(host, project, {
    files: read.flatMap(({ path, bytes }) => bytes === null ? [] : [{ path, bytes }]),
    variables,
    measure: (secret) => measuredBeside(secret, examples),
  });
  return {
    envFiles: { known: true, value: envFiles },
    loadedFiles: { known: true, value: loadedFiles },
    process: host.environment.isUnreadable(jwt)
      ? { known: false, why: `${jwt} is set in the environment, to bytes that are no text` }
      : environment === null
      ? { known: false, why: "the environment may not be read", next: "--allow-env" }
      : {
        known: true,
        value: {
          jwtKey: processJwt && { key: await measuredBeside(processJwt, examples) },
          sessionKey: processSession && { key: await measuredBeside(processSession, examples) },
          relation: worstRelation(processJwt, sessions),
          sameAsFile: fileJwt === null || processJwt === null ? null : sameSecret(processJwt, fileJwt.secret),
          wins: winsOver(project, processJwt),
        },
      },
    byFile: read.map(({ path, bytes, jwt }) => ({ path, bytes, jwt: jwt?.secret ?? null })),
    keys: {
      jwt: fileJwt === null
        ? heldKey("jwt-key", jwt, processJwt)
        : heldKey("jwt-key", fileJwt.name, fileJwt.secret, placeOf(read, fileJwt)),
      sessions,
      replaced: null,
      previous: read.flatMap((file) =>
        file.previous.map((found) => ({
          kind: "previous-key" as const,
          name: `${found.name} of ${file.shown}`,
          path: file.shown,
          line: found.line,
          secret: found.secret,
        }))
      ),
    },
  };
}

const NO_KEYS: Keys = { jwt: null, sessions: [], replaced: null, previous: [] };

/** Names under which projects keep the key before the current one. */
function previousNames(jwt: string): readonly string[] {
  return [`${jwt}_PREVIOUS`, `PREVIOUS_${jwt}`, `OLD_${jwt}`, `${jwt}_OLD`];
}

function readFile(
  host: World,
  project: Project,
  path: string,
  variables: Readonly<Record<string, string>>,
): ReadFile {
  const shown = shownPath(project, path);
  const nothing = {
    path,
    shown,
    mode: null,
    unreadable: null,
    jwt: null,
    session: null,
    previous: [],
    bytes: null,
  };
  let info;
  try {
    info = host.files.stat(path);
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT") return nothing;
    throw error;
  }
  // Reading a FIFO would block for ever, and a folder is what Docker makes of a missing bind mount.
  if (info.kind !== "file") {
    return { ...nothing, unreadable: `it is a ${info.kind}, not a file` };
  }
  if (info.size > LARGEST_ENV_FILE) return { ...nothing, unreadable: "it has more than 16 MiB" };
  const bytes = host.files.read(path);
  const refusal = refusalOf(bytes);
  const mode = info.mode;
  if (refusal !== null) return { ...nothing, mode, bytes, unreadable: refusal.message };

  const dialect = dialectForFile(project.dialect, path);
  const readKey = (name: string | null): Reading =>
    name === null ? { outcome: "missing", reason: "" } : dialect.read(bytes, name, variables);
  const jwt = readKey(project.names.jwt);
  return {
    ...nothing,
    mode,
    bytes,
    unreadable: jwt.outcome === "error" ? jwt.reason : null,
    jwt: foundIn(project.names.jwt, jwt),
    session: foundIn(project.names.session ?? "", readKey(project.names.session)),
    previous: previousNames(project.names.jwt).flatMap((name) => foundIn(name, readKey(name)) ?? []),
  };
}

function foundIn(name: string, reading: Reading): Found | null {
  return reading.outcome === "value" ? { name, secret: Secret.of(reading.value), line: reading.line } : null;
}

function heldKey(
  kind: HeldKey["kind"],
  name: string,
  secret: Secret | null,
  place: Pick<HeldKey, "path" | "line"> = {},
): HeldKey | null {
  return secret === null || secret.bytes().length === 0 ? null : { kind, name, ...place, secret };
}

function placeOf(read: readonly ReadFile[], found: Found): Pick<HeldKey, "path" | "line"> {
  const file = read.find((file) => file.jwt === found || file.session === found);
  return file === undefined ? {} : { path: file.shown, line: found.line };
}

/**
 * Every session key that may be in use. Which of file and process wins is the loader's affair, and a forgery
 * with the one that does not count would prove nothing: each of them is tried.
 */
function sessionKeys(project: Project, from: {
  readonly read: readonly ReadFile[];
  readonly inherited: Secret | null;
  readonly code: readonly SessionLiteral[];
}): readonly HeldKey[] {
  const name = project.names.session;
  if (name === null) return [];
  const inFiles = from.read.map(({ session }) =>
    session && heldKey("session-key", session.name, session.secret, placeOf(from.read, session))
  );
  const inProcess = heldKey("session-key", `${name} of the environment`, from.inherited);
  const inCode = from.code.map(({ value, path, line }) =>
    heldKey("session-key", `${name} of the code`, Secret.of(value), { path, line })
  );
  const distinct: HeldKey[] = [];
  for (const held of [...inFiles, inProcess, ...inCode]) {
    if (held && !distinct.some(({ secret }) => sameSecret(secret, held.secret))) distinct.push(held);
  }
  return distinct;
}

async function assignedOf(found: Found, path: string, examples: readonly Secret[]): Promise<Assigned> {
  return { path, line: found.line, key: await measuredBeside(found.secret, examples) };
}

/** Measures a key that may stand in an example file too: that is public, however strong it looks. */
async function measuredBeside(secret: Secret, examples: readonly Secret[]): Promise<Measurement> {
  const measurement = await measured(secret);
  if (measurement.characters === 0 || !examples.some((example) => sameSecret(example, secret))) {
    return measurement;
  }
  return { ...measurement, weakness: measurement.weakness ?? { kind: "example" }, fingerprint: null };
}

/** Measures a key; one that is weak gets no fingerprint, because a fingerprint could be used to guess it. */
export async function measured(secret: Secret): Promise<Measurement> {
  const measurement = measure(secret.bytes());
  if (measurement.weakness !== null || measurement.characters === 0) return measurement;
  return { ...measurement, fingerprint: await fingerprintOf(secret) };
}

/** How a key relates to the session keys: the first of them that it is not unrelated to tells. */
function worstRelation(key: Secret | null, sessions: readonly HeldKey[]): Relation | null {
  if (key === null || key.bytes().length === 0 || sessions.length === 0) return null;
  const relations = sessions.map(({ secret }) => relationOf(key.bytes(), secret.bytes()));
  return relations.find((relation) => relation !== "unrelated") ?? "unrelated";
}

function winsOver(project: Project, processJwt: Secret | null): boolean | null {
  switch (project.precedence) {
    case "process":
      return true;
    case "file":
      return false;
    case "ignores-empty":
      return processJwt !== null && processJwt.bytes().length > 0;
    case null:
      return null;
  }
}

async function mayReadEnvironment(host: World): Promise<boolean> {
  return await host.may("env");
}
