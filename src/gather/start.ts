import type { Ended, Host } from "../io/host.ts";
import type { CauseFact, EmptyStartFact, Learned, StartFact } from "../rules/facts.ts";
import { causesIn, type Redact } from "./causes.ts";
import { childEnvironment } from "./child_environment.ts";
import { checkCommand, pathWithVenv, type ReadyCommand } from "./commands.ts";
import type { Gatherer } from "./gatherer.ts";
import type { Project } from "./project.ts";
import { makeTemporaryFolder, removeFolderTree } from "./temporary_folder.ts";

type World = Pick<Host, "files" | "processes" | "environment" | "random">;

const TAIL = 6;

/** Whether the application starts: needs `--allow-run`. */
export const startOfApplication: Gatherer<Redact, StartFact> = {
  fact: "whether the application starts",
  needs: ["run"],
  gather: gatherStart,
};

/** Whether it refuses to start with the JWT key set but empty: needs `--allow-run`. */
export const startWithoutKey: Gatherer<Redact, EmptyStartFact> = {
  fact: "whether it starts without a key",
  needs: ["run", "write"],
  gather: gatherEmptyStart,
};

/** Runs the backend's check as the server is started: same folder, same environment, a time limit. */
async function gatherStart(
  host: World,
  project: Project,
  redact: Redact,
): Promise<Learned<StartFact>> {
  const command = checkCommand(host, project);
  if (command === null) return noCheck(project);
  const ended = await run(host, project, command, {});
  return { known: true, value: startFact(ended, command, project, redact) };
}

/**
 * Runs the check with the JWT key set but empty, in a HOME of its own, after a control that it starts there
 * with the good key: importing an application can write into HOME.
 */
async function gatherEmptyStart(
  host: World,
  project: Project,
  redact: Redact,
): Promise<Learned<EmptyStartFact>> {
  const command = checkCommand(host, project);
  if (command === null) return noCheck(project);
  const home = makeTemporaryFolder(host);
  try {
    const control = await run(host, project, command, { HOME: home });
    if (control.exitCode !== 0) {
      return notTelling(
        "with a HOME of its own the application does not start with the good key either",
        control,
      );
    }
    const ended = await run(host, project, command, { HOME: home, [project.names.jwt]: "" });
    if (ended.timedOut) return notTelling("the check did not end within its time limit", ended);
    const causes = causesIn(seen(ended), project, redact);
    if (ended.exitCode !== 0) return await refusal(host, project, command, { home, ended, causes });
    // It started: that tells only where an empty variable of the process reaches the application.
    if (project.precedence === "process") {
      return { known: true, value: { outcome: "starts", seconds: ended.seconds, causes } };
    }
    return notTelling(
      project.precedence === null
        ? "the loader is not known, so the empty variable may not have reached the application"
        : "the loader does not let an empty variable win over the file",
      ended,
    );
  } finally {
    removeFolderTree(host.files, home);
  }
}

/** A failure is a refusal where the output blames the key, or where the good key still starts afterwards. */
async function refusal(host: World, project: Project, command: ReadyCommand, tried: {
  readonly home: string;
  readonly ended: Ended;
  readonly causes: readonly CauseFact[];
}): Promise<Learned<EmptyStartFact>> {
  const { home, ended, causes } = tried;
  if (!causes.some(({ rule }) => rule !== null)) {
    const again = await run(host, project, command, { HOME: home });
    if (again.exitCode !== 0) {
      return notTelling("it then does not start with the good key any more either", again);
    }
  }
  return { known: true, value: { outcome: "refuses", seconds: ended.seconds, causes } };
}

function notTelling(why: string, { seconds }: Ended): Learned<EmptyStartFact> {
  return { known: true, value: { outcome: "not-telling", why, seconds, causes: [] } };
}

function noCheck(project: Project): { readonly known: false; readonly why: string; readonly next: string } {
  return {
    known: false,
    why: "no command is known that checks whether the application starts",
    next: `deno task startup ${project.typed} --check 'COMMAND'`,
  };
}

async function run(
  host: World,
  project: Project,
  command: ReadyCommand,
  more: Readonly<Record<string, string>>,
): Promise<Ended> {
  return await host.processes.run({
    words: command.words,
    folder: project.folder,
    environment: childEnvironment(host, { ...pathWithVenv(host, project), ...project.variables, ...more }),
  }, { timeoutSeconds: project.options.timeout });
}

function seen(ended: Ended) {
  const text = new TextDecoder().decode(ended.stdout) + "\n" + new TextDecoder().decode(ended.stderr);
  return { kind: "output" as const, text, exitCode: ended.exitCode };
}

/** How a check ended, as a fact; also for a server that ended before it answered. */
export function startFact(ended: Ended, command: ReadyCommand, project: Project, redact: Redact): StartFact {
  const output = seen(ended);
  const outcome = ended.timedOut ? "timed-out" : ended.exitCode === 0 ? "starts" : "fails";
  const causes = causesIn(output, project, redact);
  return {
    command: command.shown,
    folder: project.folder,
    outcome,
    exitCode: ended.exitCode,
    seconds: ended.seconds,
    causes: outcome === "fails" ? causes : causes.filter((cause) => cause.rule !== null),
    tail: outcome === "starts" ? [] : tailOf(redact(output.text)),
  };
}

/** The last lines that say something: rules of `=` or `-` and blank lines are left out. */
export function tailOf(text: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trimEnd());
  return lines.filter((line) => /[A-Za-z0-9]/.test(line)).slice(-TAIL).map((line) => line.slice(0, 200));
}
