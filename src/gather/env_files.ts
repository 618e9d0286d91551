import { parse } from "@std/dotenv";
import { relative } from "@std/path";
import type { Reading } from "../env/dialect.ts";
import { refusalOf } from "../env/refusal.ts";
import { FileError, type Host } from "../io/host.ts";
import { relationOf } from "../relation.ts";
import type {
  Assigned,
  EnvFileFact,
  Learned,
  Measurement,
  ProcessKeyFact,
  Relation,
} from "../rules/facts.ts";
import { fingerprintOf, sameSecret, Secret } from "../secret.ts";
import { measure } from "../strength.ts";
import { gatherGit } from "./git.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";
import { sessionLiteral } from "./session_literal.ts";

/** What the env files and the process give, as facts for the rules and as keys for the proofs. */
export interface GatheredKeys {
  readonly envFiles: Learned<readonly EnvFileFact[]>;
  readonly process: Learned<ProcessKeyFact>;
  readonly keys: Keys;
  /** What each env file gives as JWT key, in the order of the project's files. */
  /** Values of other variables whose name says that they are secret: to be masked, and never shown. */
  readonly others: readonly Secret[];
  readonly byFile: readonly { readonly path: string; readonly jwt: Secret | null }[];
}

interface ReadFile {
  readonly path: string;
  readonly shown: string;
  readonly mode: number | null;
  readonly unreadable: string | null;
  readonly jwt: Found | null;
  readonly session: Found | null;
  readonly previous: readonly Found[];
  readonly others: readonly Secret[];
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
      keys: NO_KEYS,
      others: [],
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
  const fileSession = read.map((file) => file.session).find((found) => found !== null) ?? null;
  const inCode = session !== null && fileSession === null && processSession === null
    ? sessionLiteral(project.tree)
    : null;
  const codeSession = inCode === null ? null : Secret.of(inCode.value);
  const sessionSecret = fileSession?.secret ?? processSession ?? codeSession;

  const envFiles: EnvFileFact[] = [];
  for (const file of read) {
    envFiles.push({
      path: file.shown,
      exists: file.mode !== null || file.unreadable !== null,
      mode: project.policy && host.platform === "windows" ? null : file.mode,
      git: file.mode === null
        ? { known: true, value: { state: "no-work-tree" } }
        : await gatherGit(host, file.path),
      jwtKey: await assignedOf(file.jwt, file.shown),
      sessionKey: await assignedOf(file.session, file.shown),
      relation: relationBetween(file.jwt?.secret ?? null, sessionSecret),
      agrees: file.jwt === null || fileJwt === null || sameSecret(file.jwt.secret, fileJwt.secret),
      unreadable: file.unreadable,
    });
  }

  return {
    envFiles: { known: true, value: envFiles },
    process: environment === null
      ? { known: false, why: "the environment may not be read", next: "--allow-env" }
      : {
        known: true,
        value: {
          jwtKey: await assignedInProcess(processJwt),
          sessionKey: await assignedInProcess(processSession),
          relation: relationBetween(processJwt, sessionSecret),
          sameAsFile: fileJwt === null || processJwt === null ? null : sameSecret(processJwt, fileJwt.secret),
          wins: winsOver(project, processJwt),
        },
      },
    others: read.flatMap((file) => file.others),
    byFile: read.map(({ path, jwt }) => ({ path, jwt: jwt?.secret ?? null })),
    keys: {
      jwt: heldKey("jwt-key", fileJwt ?? inProcess(jwt, processJwt), read),
      session: inCode !== null && codeSession !== null
        ? {
          kind: "session-key",
          name: `${session} of the code`,
          path: inCode.path,
          line: inCode.line,
          secret: codeSession,
        }
        : heldKey("session-key", fileSession ?? inProcess(session ?? "", processSession), read),
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

const NO_KEYS: Keys = { jwt: null, session: null, previous: [] };

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
    others: [],
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
  const bytes = host.files.read(path);
  const refusal = refusalOf(bytes);
  const mode = info.mode;
  if (refusal !== null) return { ...nothing, mode, unreadable: refusal.message };

  const readKey = (name: string | null): Reading =>
    name === null ? { outcome: "missing", reason: "" } : project.dialect.read(bytes, name, variables);
  const jwt = readKey(project.names.jwt);
  return {
    ...nothing,
    mode,
    unreadable: jwt.outcome === "error" ? jwt.reason : null,
    jwt: foundIn(project.names.jwt, jwt),
    session: foundIn(project.names.session ?? "", readKey(project.names.session)),
    others: otherSecrets(bytes),
    previous: previousNames(project.names.jwt).flatMap((name) => foundIn(name, readKey(name)) ?? []),
  };
}

const SECRET_NAME = /key|secret|token|pass|pwd|credential|dsn|database_url|broker_url|redis_url/i;

/** What else the file keeps secret. A weak value would mask ordinary words, so it is left to its shape. */
function otherSecrets(bytes: Uint8Array): readonly Secret[] {
  return Object.entries(parse(new TextDecoder().decode(bytes), { fast: true }))
    .filter(([name, value]) => SECRET_NAME.test(name) && value.length >= 8)
    .map(([, value]) => Secret.of(value))
    .filter((secret) => measure(secret.bytes()).guessBits >= 40);
}

function foundIn(name: string, reading: Reading): Found | null {
  return reading.outcome === "value" ? { name, secret: Secret.of(reading.value), line: reading.line } : null;
}

function inProcess(name: string, secret: Secret | null): Omit<Found, "line"> | null {
  return secret === null ? null : { name, secret };
}

function heldKey(
  kind: HeldKey["kind"],
  found: (Omit<Found, "line"> & { readonly line?: number }) | null,
  read: readonly ReadFile[],
): HeldKey | null {
  if (found === null || found.secret.bytes().length === 0) return null;
  const file = read.find((file) => file.jwt === found || file.session === found);
  const place = file && found.line !== undefined ? { path: file.shown, line: found.line } : {};
  return { kind, name: found.name, ...place, secret: found.secret };
}

async function assignedOf(found: Found | null, path: string): Promise<Assigned | null> {
  return found === null ? null : { path, line: found.line, key: await measured(found.secret) };
}

async function assignedInProcess(secret: Secret | null): Promise<Assigned | null> {
  return secret === null ? null : { key: await measured(secret) };
}

/** Measures a key; one that is weak gets no fingerprint, because a fingerprint could be used to guess it. */
export async function measured(secret: Secret): Promise<Measurement> {
  const measurement = measure(secret.bytes());
  if (measurement.weakness !== null || measurement.characters === 0) return measurement;
  return { ...measurement, fingerprint: await fingerprintOf(secret) };
}

function relationBetween(key: Secret | null, session: Secret | null): Relation | null {
  if (key === null || session === null) return null;
  const [a, b] = [key.bytes(), session.bytes()];
  return a.length === 0 || b.length === 0 ? null : relationOf(a, b);
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

/** A path as a person would say it: relative to the project where it lies inside. */
export function shownPath({ root }: Pick<Project, "root">, path: string): string {
  const inside = relative(root, path);
  return inside === "" || inside.startsWith("..") ? path : inside;
}
