import { FileError, type Host } from "../io/host.ts";
import type { Learned, StartFact, UnsafeStartsFact } from "../rules/facts.ts";
import { Secret } from "../secret.ts";
import type { Redact } from "./causes.ts";
import type { Gatherer } from "./gatherer.ts";
import type { Project } from "./project.ts";
import { startOfApplication } from "./start.ts";
import { makeTemporaryFolder } from "./temporary_folder.ts";
import { asVariables, filesWith, type Given } from "./trial/give_key.ts";
import { type Copy, makeCopy } from "./trial/make_copy.ts";
import { redactCopy } from "./trial/redact_copy.ts";
import { tryKeys } from "./trial/try_keys.ts";
import { unsafeValues, valueInFiles } from "./trial/unsafe_values.ts";

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

/**
 * Copies the code, starts it with the good key, then with each unsafe one. The copy and the HOME that it has are
 * removed at the end; the project is only read.
 */
async function tryUnsafeKeys(
  host: Host,
  project: Project,
  { redact, defer }: Trial,
): Promise<Learned<UnsafeStartsFact>> {
  if (host.platform === "windows") return { known: false, why: "on Windows no application is started" };
  if (!/^HS\d/.test(project.algorithm)) {
    return { known: false, why: `it signs with ${project.algorithm}, whose keys are no texts to try` };
  }
  let stopped = false;
  void host.stopped.then(() => stopped = true);
  const made = makeTemporaryFolder(host);
  defer(made.remove);
  try {
    // Where the temporary folder is a link, programs name what it leads to.
    const folder = host.files.realPath(made.path);
    const copy = makeCopy(host, project, { folder });
    if (typeof copy === "string") return { known: false, why: copy };
    return await tryInCopy(copy, { host, project, redact, isOver: () => stopped });
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    return { known: false, why: `the copy of the code could not be made or changed (${error.code})` };
  } finally {
    made.remove();
  }
}

async function tryInCopy(copy: Copy, { host, project, redact, isOver }: {
  readonly host: Host;
  readonly project: Project;
  readonly redact: Redact;
  readonly isOver: () => boolean;
}): Promise<Learned<UnsafeStartsFact>> {
  const { jwt, session } = project.names;
  const by = readsNoFile(project, copy) ? "environment" : "file";
  const inherited = host.environment.get(jwt);
  const inFiles = valueInFiles(host, project, jwt);
  const good = by === "environment" && inherited ? Secret.of(inherited) : inFiles;
  if (good === null) return { known: false, why: `nothing gives ${jwt} a value that it could start with` };
  const values = unsafeValues(host, project, good);
  const masked = redactCopy(copy.map, { redact, values });
  // What the copy's process has from its environment is changed there, whatever its files say.
  const inProcess = (name: string) =>
    name === jwt ? by === "environment" : name === session && copy.host.environment.get(name) !== undefined;

  const start = async (changed: Given | null): Promise<Learned<StartFact>> => {
    // Whoever has stopped the run wants no other process.
    if (isOver()) return { known: false, why: "the run was stopped" };
    const given: readonly Given[] = changed?.name === jwt
      ? [changed]
      : [{ name: jwt, value: good }, ...changed === null ? [] : [changed]];
    const variables = given.filter(({ name }) => inProcess(name)).map(asVariables);
    const moved = { ...copy.project, variables: Object.assign({ ...copy.project.variables }, ...variables) };
    return await startOfApplication.gather(copy.host, moved, masked);
  };
  return await tryKeys(copy, { values, by, start, redact: masked });
}

/** Where no file gives the key to the application, its process does. */
function readsNoFile(project: Project, { envFiles }: Copy): boolean {
  const own = envFiles.filter((file) => file.own);
  return project.application?.loader.dialect === "process" ||
    filesWith(own, project, project.names.jwt).length === 0;
}
