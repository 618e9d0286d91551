import { join } from "@std/path";
import type { Gathered } from "../checklist/gathered.ts";
import type { Timeline } from "../checklist/checklist.ts";
import {
  NO_STATEMENTS,
  notStatements,
  parseStatements,
  type Statements,
  STATEMENTS_FILE,
} from "../checklist/statements.ts";
import { FileError, type Host } from "../io/host.ts";
import type { Policy } from "../policy.ts";
import type { EnvironmentFact, Facts } from "../rules/facts.ts";
import { RULES } from "../rules/mod.ts";
import { fingerprintOf } from "../secret.ts";
import { measure } from "../strength.ts";
import { backendTests } from "./backend_tests.ts";
import type { Redact } from "./causes.ts";
import { type GatheredKeys, gatherKeys } from "./env_files.ts";
import { baseFacts } from "./facts.ts";
import { gather } from "./gatherer.ts";
import type { Keys } from "./keys.ts";
import { secretsOf } from "./login.ts";
import type { Credentials } from "./login_request.ts";
import type { Project } from "./project.ts";
import { gatherProjectFacts } from "./project_facts.ts";
import { notServed, proveServed } from "./prove_served.ts";
import { redactorFor } from "./redactor.ts";
import { replacedKey } from "./replaced_key.ts";
import { shownPath } from "./shown_path.ts";
import { startOfApplication, startWithoutKey } from "./start.ts";
import { gatherFilesState } from "./tracked_files.ts";
import { unsafeStarts } from "./unsafe_starts.ts";

/** What a checklist is gathered with. */
export interface ChecklistOptions {
  /** The service's name in a fleet; the project as it is typed by default. */
  readonly name?: string;
  /** The project's folder, from where the command was started; null where it does not lie below that. */
  readonly folder: string | null;
  readonly recognised: string | null;
  readonly environment: string | null;
  /** Null where there are none: then what can be proven without a login is. */
  readonly credentials: Credentials | null;
  /** The command that goes on with credentials. */
  readonly withCredentials: string;
  /** Whether the backend's own tests are run. */
  readonly runsTests: boolean;
  /** Takes what cleans up after a run that is stopped. */
  readonly defer: (cleanup: () => void) => void;
  /** Shows that a step runs. */
  readonly during: <T>(step: string, work: Promise<T>) => Promise<T>;
}

/** Every rule that needs a running server. */
const PROOFS: ReadonlySet<string> = new Set(
  RULES.filter(({ stage }) => stage === "proof").map(({ id }) => id),
);

/** Gathers everything that the checklist of a project asks for, as far as the permissions go. */
export async function gatherChecklist(
  host: Host,
  project: Project,
  options: ChecklistOptions,
): Promise<Gathered> {
  const { credentials, during } = options;
  const statements = readStatements(host, project.root);
  const gathered = await during("  the files are read", gatherKeys(host, project));
  const replaced = replacedKey(host, project, gathered.keys);
  const keys: Keys = { ...gathered.keys, replaced };
  const redact = redactorFor(host, project, keys, credentials === null ? [] : secretsOf(credentials));
  const base: Facts = {
    ...baseFacts(project, gathered, host.platform),
    ...(replaced === null ? {} : { replaced: true }),
  };
  const around = await during(
    "  the project is read",
    gatherProjectFacts(host, project, {
      jwt: keys.jwt,
      ...(isKnown(options.environment) ? { environment: options.environment } : {}),
    }),
  );
  const start = await during("  the check runs", gather(startOfApplication, host, project, redact));
  const starts = start.known && start.value.outcome === "starts";
  // What it makes of other keys tells nothing where it does not start with its own.
  const tried = starts ? await tryKeys(host, project, redact, options) : notTried(project, options);
  const proven = start.known && !starts
    ? notServed(PROOFS, "the application does not start", `deno task startup ${project.typed}`)
    : await proveServed(host, project, {
      asked: PROOFS,
      keys,
      credentials,
      again: `deno task checklist ${project.typed}`,
      withCredentials: options.withCredentials,
      redact,
      during: (step, work) => during(STEPS[step], work),
    });
  const { digest, commit } = await during("  the files are compared", gatherFilesState(host, project));
  return {
    scope: {
      name: options.name ?? project.shown,
      project: project.shown,
      ...(options.folder === null ? {} : { folder: options.folder }),
      recognised: options.recognised,
      commit,
      environment: options.environment,
      gathered: `${new Date(host.clock.now()).toISOString().slice(0, 19)}Z`,
    },
    policy: project.policy.name,
    facts: { ...base, ...around, start, ...tried, ...proven },
    statements,
    digests: { files: digest, key: await keyFingerprint(gathered) },
    timeline: timelineOf(host, project, options.environment),
  };
}

/** What the application does with keys that are not safe, and with its own tests. */
async function tryKeys(
  host: Host,
  project: Project,
  redact: Redact,
  { during, defer, runsTests }: ChecklistOptions,
): Promise<Pick<Facts, "emptyStart" | "unsafeStarts" | "tests">> {
  const emptyStart = await during(
    "  the check runs with an empty key",
    gather(startWithoutKey, host, project, redact),
  );
  const unsafe = await during(
    "  a copy is started with unsafe keys",
    gather(unsafeStarts, host, project, { redact, defer }),
  );
  if (!runsTests) return { emptyStart, unsafeStarts: unsafe };
  const tests = await during("  its own tests run", gather(backendTests, host, project, redact));
  return { emptyStart, unsafeStarts: unsafe, tests };
}

/** Tests that were asked for and not run are not known: what was not asked for keeps nothing back. */
function notTried(
  project: Project,
  { runsTests }: Pick<ChecklistOptions, "runsTests">,
): Pick<Facts, "tests"> {
  if (!runsTests) return {};
  const why = "its tests were not run, because it was not seen to start";
  return { tests: { known: false, why, next: `deno task startup ${project.typed}` } };
}

function isKnown(environment: string | null): environment is Environment {
  return ENVIRONMENTS.some((name) => name === environment);
}

type Environment = Exclude<EnvironmentFact["environment"], "service">;
const ENVIRONMENTS: readonly Environment[] = ["development", "test", "staging", "production"];

const STEPS = {
  server: "  the server starts",
  login: "  the login is answered",
  proof: "  the proofs run",
} as const;

/** In bytes: of thousands of statements. */
const LARGEST = 1 << 20;

/**
 * What people said of a project's items.
 *
 * @throws {KeysplitError} `configuration` where the file is not what Keysplit writes
 */
export function readStatements({ files }: Pick<Host, "files">, root: string): Statements {
  const path = join(root, STATEMENTS_FILE);
  try {
    const { kind, size } = files.stat(path);
    if (kind !== "file" || size > LARGEST) {
      throw notStatements(kind === "file" ? "has more than 1 MiB" : "is no file");
    }
    return parseStatements(new TextDecoder().decode(files.read(path)));
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT") return NO_STATEMENTS;
    throw error;
  }
}

/** What a statement about the key is bound to; a weak key has no fingerprint, because it could be guessed from it. */
export async function keyFingerprint({ keys }: Pick<GatheredKeys, "keys">): Promise<string | null> {
  if (keys.jwt === null) return null;
  const { weakness, characters } = measure(keys.jwt.secret.bytes());
  return weakness !== null || characters === 0 ? null : await fingerprintOf(keys.jwt.secret);
}

const DAY_MS = 86_400_000;

/** What the file system knows of the key's life: when its file was last changed, and what the policy makes of that. */
function timelineOf(
  { files }: Pick<Host, "files">,
  project: Project,
  environment: string | null,
): Timeline | null {
  const [path] = project.envFiles;
  if (path === undefined) return null;
  try {
    const changed = Number(files.stat(path).modified / 1_000_000n);
    const days = rotationDays(project.policy, environment);
    return {
      issued: dayOf(changed),
      by: `${shownPath(project, path)} was last changed`,
      graceUntil: null,
      due: days === null ? null : dayOf(changed + days * DAY_MS),
    };
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}

/** Where nothing says which environment it is, the longest time is no promise: that of production is used. */
function rotationDays({ rotationDays }: Policy, environment: string | null): number | null {
  if (rotationDays === null) return null;
  return rotationDays[environment as keyof typeof rotationDays] ?? rotationDays.production;
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
