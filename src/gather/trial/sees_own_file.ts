import type { Host } from "../../io/host.ts";
import type { Redact } from "../causes.ts";
import type { Project } from "../project.ts";
import { serve } from "../serve.ts";
import { startOfApplication } from "../start.ts";
import { Secret } from "../../secret.ts";
import { giveBack, giveKey, giveNothing } from "./give_key.ts";
import type { Copy } from "./make_copy.ts";

/** Seconds for a server that may listen on another port than the one it is asked on. */
const PATIENCE = 15;

/**
 * Whether a copy reads its own env file, where no key was refused that stood in it: it stops with a file that no
 * loader reads and that assigns nothing, or it listens on a port that only its own file names. The files are as
 * they came afterwards.
 */
export async function seesOwnFile(copy: Copy, redact: Redact): Promise<boolean> {
  const { host, envFiles } = copy;
  const own = envFiles.filter((file) => file.own);
  if (own.length === 0) return false;
  giveNothing(host.files, own);
  const outcome = await startOf(host, copy.project, redact);
  giveBack(host.files, own);
  if (outcome === "fails") return await startOf(host, copy.project, redact) === "starts";
  return outcome === "starts" && await listensWhereItsFileSays(copy, redact);
}

async function startOf(host: Host, project: Project, redact: Redact): Promise<string> {
  const start = await startOfApplication.gather(host, project, redact);
  return start.known ? start.value.outcome : "not-known";
}

/** The port stands in the file alone, and what answers there is what was started. */
async function listensWhereItsFileSays({ host, project, envFiles }: Copy, redact: Redact): Promise<boolean> {
  const template = project.application?.serve;
  if (!template || project.options.serve !== undefined || !(await host.may("net", "127.0.0.1"))) return false;
  const { name, words } = portOf(template.words);
  // A port on the command line leaves nothing for the file to say.
  if (words.some((word) => word.includes("{port}"))) return false;
  const own = envFiles.filter((file) => file.own);
  const port = host.processes.freePort();
  if (giveKey(host.files, project, own, { name, value: Secret.of(String(port)) }) !== null) return false;
  const processes: Host["processes"] = {
    ...host.processes,
    freePort: () => port,
    start: ({ environment, ...command }, watch) =>
      host.processes.start({ ...command, environment: without(environment, name) }, watch),
  };
  const asked: Project = {
    ...project,
    application: { ...project.application!, serve: { ...template, words } },
    options: { ...project.options, timeout: Math.min(PATIENCE, project.options.timeout) },
  };
  const served = await serve({ ...host, processes }, asked, redact);
  if (served.outcome === "serves") await served.server.stop();
  giveBack(host.files, own);
  return served.outcome === "serves";
}

/** The variable of the port, and the command without it. */
function portOf(words: readonly string[]): { readonly name: string; readonly words: readonly string[] } {
  const at = words.findIndex((word) => /^\w+=\{port\}$/.test(word));
  return at < 0
    ? { name: "PORT", words }
    : { name: words[at]!.split("=")[0]!, words: words.filter((_, index) => index !== at) };
}

function without(
  all: Readonly<Record<string, string>>,
  name: string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).filter(([one]) => one !== name && one !== "PORT"));
}
