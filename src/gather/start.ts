import type { Host } from "../io/host.ts";
import type { EmptyStartFact, Learned, StartFact } from "../rules/facts.ts";
import type { Redact } from "./causes.ts";
import { childEnvironment } from "./child_environment.ts";
import { checkCommand, pathWithVenv, type ReadyCommand, reasonCommand, serveCommand } from "./commands.ts";
import type { Gatherer } from "./gatherer.ts";
import type { Project } from "./project.ts";
import { serve } from "./serve.ts";
import { startFact } from "./start_fact.ts";
import { makeTemporaryFolder } from "./temporary_folder.ts";

type World = Pick<
  Host,
  "files" | "processes" | "environment" | "random" | "http" | "clock" | "may" | "stopped"
>;

/** Whether the application starts: needs `--allow-run`. */
export const startOfApplication: Gatherer<Redact, StartFact> = {
  fact: "whether the application starts",
  needs: ["run"],
  gather: (host, project, redact) => start(host, project, redact, {}),
};

/** Whether it refuses to start with the JWT key set but empty: needs `--allow-run`. */
export const startWithoutKey: Gatherer<Redact, EmptyStartFact> = {
  fact: "whether it starts without a key",
  needs: ["run", "write"],
  gather: gatherEmptyStart,
};

/**
 * Runs the backend's check as the server is started: same folder, same environment, a time limit. Where a backend
 * has none, as Node has, the start itself is the check: it is served until HTTP answers, and ended.
 */
async function start(
  host: World,
  project: Project,
  redact: Redact,
  more: Readonly<Record<string, string>>,
): Promise<Learned<StartFact>> {
  const command = checkCommand(host, project);
  if (command === null) return await startServing(host, project, redact, more);
  const checked = await run(host, project, { command, redact, more });
  const reason = checked.causes.some(({ cause }) => cause === HIDDEN) ? reasonCommand(host, project) : null;
  if (reason === null) return { known: true, value: checked };
  const asked = await run(host, project, { command: reason, redact, more });
  return { known: true, value: withReason(checked, asked, reason) };
}

/** What a check runs into that goes on without its settings. */
const HIDDEN = "settings-failure-hidden";

async function run(
  host: World,
  project: Project,
  { command, redact, more }: {
    readonly command: ReadyCommand;
    readonly redact: Redact;
    readonly more: Readonly<Record<string, string>>;
  },
): Promise<StartFact> {
  const ended = await host.processes.run({
    words: command.words,
    folder: project.folder,
    environment: childEnvironment(host, { ...pathWithVenv(host, project), ...project.variables, ...more }),
  }, { timeoutSeconds: project.options.timeout });
  return startFact(ended, command, project, redact);
}

/** The failed check with the causes that another command names, unless that one failed for being unknown. */
function withReason(checked: StartFact, asked: StartFact, { words }: ReadyCommand): StartFact {
  const isUnknown = asked.tail.some((line) => line.includes(words.at(-1) ?? ""));
  const causes = asked.causes.filter(({ cause }) => cause !== HIDDEN);
  if (asked.outcome !== "fails" || isUnknown || causes.length === 0) return checked;
  return { ...checked, causes, tail: asked.tail };
}

async function startServing(
  host: World,
  project: Project,
  redact: Redact,
  more: Readonly<Record<string, string>>,
): Promise<Learned<StartFact>> {
  // A server that somebody else runs tells nothing of a start.
  const command = project.options.baseUrl === undefined ? serveCommand(host, project, 0) : null;
  if (command === null) {
    return {
      known: false,
      why: "no command is known that checks whether the application starts",
      next: `deno task startup ${project.typed} --check 'COMMAND'`,
    };
  }
  if (!(await host.may("net", "127.0.0.1"))) {
    return {
      known: false,
      why: "it has no check but its start, and seeing that needs the permission to reach 127.0.0.1",
      next: project.grant("--allow-net=127.0.0.1"),
    };
  }
  const served = await serve(host, project, redact, more);
  if (served.outcome === "not-known") {
    return { known: false, why: served.why, ...(served.next === undefined ? {} : { next: served.next }) };
  }
  if (served.outcome === "fails") return { known: true, value: served.start };
  await served.server.stop();
  return {
    known: true,
    value: {
      command: served.command,
      folder: project.folder,
      outcome: "starts",
      served: true,
      exitCode: null,
      seconds: served.seconds,
      causes: served.causes,
      tail: [],
    },
  };
}

/**
 * Starts it with the JWT key set but empty, in a HOME of its own, after a control that it starts there with the
 * good key: importing an application can write into HOME.
 */
async function gatherEmptyStart(
  host: World,
  project: Project,
  redact: Redact,
): Promise<Learned<EmptyStartFact>> {
  let isOver = false;
  void host.stopped.then(() => isOver = true);
  const made = makeTemporaryFolder(host);
  const home = made.path;
  try {
    const control = await start(host, project, redact, { HOME: home });
    if (!control.known) return control;
    if (control.value.outcome !== "starts") {
      return notTelling(
        "with a HOME of its own the application does not start with the good key either",
        control.value,
      );
    }
    // What a stopped run starts would outlive its cleaning up.
    if (isOver) return notTelling(STOPPED, control.value);
    const empty = await start(host, project, redact, { HOME: home, [project.names.jwt]: "" });
    if (!empty.known) return notTelling(empty.why, control.value);
    const { outcome, seconds, causes } = empty.value;
    if (outcome === "timed-out") {
      return notTelling("the check did not end within its time limit", empty.value);
    }
    if (isOver) return notTelling(STOPPED, empty.value);
    if (outcome === "fails") {
      // A failure is a refusal where the output blames the key, or where the good key still starts afterwards.
      const again = causes.some(({ rule }) => rule !== null)
        ? control
        : await start(host, project, redact, { HOME: home });
      return again.known && again.value.outcome === "starts"
        ? { known: true, value: { outcome: "refuses", seconds, causes } }
        : notTelling("it then does not start with the good key any more either", empty.value);
    }
    // It started: that tells only where an empty variable of the process reaches the application.
    if (project.precedence === "process") {
      return { known: true, value: { outcome: "starts", seconds, causes } };
    }
    return notTelling(
      project.precedence === null
        ? "the loader is not known, so the empty variable may not have reached the application"
        : "the loader does not let an empty variable win over the file",
      empty.value,
    );
  } finally {
    made.remove();
  }
}

const STOPPED = "the run was stopped";

function notTelling(why: string, { seconds }: StartFact): Learned<EmptyStartFact> {
  return { known: true, value: { outcome: "not-telling", why, seconds, causes: [] } };
}
