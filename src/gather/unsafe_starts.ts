import { FileError, type Host } from "../io/host.ts";
import { createRedactor } from "../report/redact.ts";
import type { CauseFact, Learned, StartFact, UnsafeStartFact, UnsafeStartsFact } from "../rules/facts.ts";
import { Secret } from "../secret.ts";
import type { Redact } from "./causes.ts";
import type { Gatherer } from "./gatherer.ts";
import type { Project } from "./project.ts";
import { startOfApplication } from "./start.ts";
import { makeTemporaryFolder, removeFolderTree } from "./temporary_folder.ts";
import { asVariables, giveBack, giveKey } from "./trial/give_key.ts";
import { type Copy, makeCopy } from "./trial/make_copy.ts";
import { mapBack } from "./trial/map_paths.ts";
import { seesOwnFile } from "./trial/sees_own_file.ts";
import { type UnsafeValue, unsafeValues, valueInFiles } from "./trial/unsafe_values.ts";

/** What the trial is given. */
export interface Trial {
  readonly redact: Redact;
  /** Takes what removes the copy, for a run that is stopped before the trial ends. */
  readonly defer: (cleanup: () => void) => void;
}

/** What a copy of the backend does with keys that are not safe: needs `--allow-run` and `--allow-write`. */
export const unsafeStarts: Gatherer<Trial, UnsafeStartsFact> = {
  fact: "what it does with unsafe keys",
  needs: ["run", "write"],
  gather: tryUnsafeKeys,
};

/** One start, before it is known whether the copy reads what it is given. */
interface Attempt {
  readonly case: UnsafeValue["case"];
  readonly outcome: "fails" | "starts" | "not-telling";
  readonly why?: string;
  readonly seconds: number;
  readonly causes: readonly CauseFact[];
}

async function tryUnsafeKeys(
  host: Host,
  project: Project,
  { redact, defer }: Trial,
): Promise<Learned<UnsafeStartsFact>> {
  const folder = makeTemporaryFolder(host);
  const remove = () => removeFolderTree(host.files, folder);
  defer(remove);
  try {
    const copy = makeCopy(host, project, { folder });
    if (typeof copy === "string") return unknown(copy);
    return await tryIn(copy, { host, project, redact });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return unknown(`the copy of the code could not be made or changed (${error.code})`);
  } finally {
    remove();
  }
}

async function tryIn(copy: Copy, of: {
  readonly host: Host;
  readonly project: Project;
  readonly redact: Redact;
}): Promise<Learned<UnsafeStartsFact>> {
  const { project } = of;
  const name = project.names.jwt;
  const inherited = of.host.environment.get(name);
  const good = inherited ? Secret.of(inherited) : valueInFiles(of.host, project, name);
  if (good === null) return unknown(`nothing gives ${name} a value that it could start with`);
  const keyFiles = copy.envFiles.filter((file) => file.assigns);
  const values = unsafeValues(of.host, project);
  // A report says the same at each run: neither where the copy lay, nor of what the short key was made.
  const short = values.find((one) => one.case === "short")?.value ?? null;
  const maskShort = createRedactor(Object.values(asVariables({ name, value: short })));
  const redact = (text: string) => maskShort(of.redact(mapBack(copy.map, text)));

  const by = readsNoFile(project, copy) ? "environment" : "file";
  const started = async (value: Secret | null) => {
    const variables = by === "environment" ? asVariables({ name, value }) : {};
    const given = { ...copy.project, variables: { ...copy.project.variables, ...variables } };
    return await startOfApplication.gather(copy.host, given, redact);
  };

  const control = await started(good);
  if (!control.known) return control;
  if (control.value.outcome !== "starts") {
    const [cause] = control.value.causes;
    const how = control.value.outcome === "fails" ? "does not start" : "does not start in time";
    return unknown(
      `a copy of the code ${how} with the good key either${cause === undefined ? "" : `: ${cause.title}`}`,
    );
  }

  const attempts: Attempt[] = [];
  for (const { case: unsafe, value, doubt } of values) {
    const refused = giveKey(copy.host.files, project, keyFiles, { name, value });
    attempts.push(
      refused === null
        ? { case: unsafe, ...attemptOf(await started(value), doubt) }
        : { case: unsafe, outcome: "not-telling", why: refused, seconds: 0, causes: [] },
    );
  }
  giveBack(copy.host.files, copy.envFiles);

  // A failure is a refusal where the output blames the key, or where the good key still starts afterwards.
  const unblamed = attempts.some((one) => one.outcome === "fails" && !blames(one));
  const again = unblamed ? await started(good) : control;
  const stillStarts = again.known && again.value.outcome === "starts";
  const refuses = (one: Attempt) => one.outcome === "fails" && (stillStarts || blames(one));
  const reads = attempts.some(refuses) || by === "environment" && project.precedence === "process" ||
    stillStarts && await seesOwnFile(copy, redact);
  if (!reads) {
    return unknown("the copy of the code was not seen to read the key that it was given, whatever that was");
  }
  const cases = attempts.map((one): UnsafeStartFact => {
    const { case: unsafe, why, seconds, causes } = one;
    if (one.outcome !== "fails") return { ...one, outcome: one.outcome };
    return refuses(one)
      ? { case: unsafe, outcome: "refuses", seconds, causes }
      : { case: unsafe, outcome: "not-telling", why: why ?? NO_MORE, seconds, causes: [] };
  });
  return { known: true, value: { by, cases } };
}

const NO_MORE = "afterwards it does not start with the good key any more either";

/** Where no file gives the key to the application, its process does. */
function readsNoFile(project: Project, { envFiles }: Copy): boolean {
  return project.application?.loader.dialect === "process" ||
    !envFiles.some((file) => file.own && file.assigns);
}

function attemptOf(
  start: Learned<StartFact>,
  doubt: string | undefined,
): Omit<Attempt, "case"> {
  if (!start.known) return { outcome: "not-telling", why: start.why, seconds: 0, causes: [] };
  const { outcome, seconds, causes } = start.value;
  if (outcome === "starts" && doubt !== undefined) {
    return { outcome: "not-telling", why: doubt, seconds, causes: [] };
  }
  return outcome === "timed-out"
    ? { outcome: "not-telling", why: "the start did not end within its time limit", seconds, causes: [] }
    : { outcome, seconds, causes };
}

function blames({ causes }: Attempt): boolean {
  return causes.some(({ rule }) => rule !== null);
}

function unknown(why: string): Learned<never> {
  return { known: false, why };
}
