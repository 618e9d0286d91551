import type { Ended, Host } from "../io/host.ts";
import type { Learned, TestsFact } from "../rules/facts.ts";
import { causesIn, type Redact } from "./causes.ts";
import { childEnvironment } from "./child_environment.ts";
import { pathWithVenv, type ReadyCommand } from "./commands.ts";
import type { Gatherer } from "./gatherer.ts";
import type { Project } from "./project.ts";
import { tailOf } from "./start_fact.ts";
import { testCommand } from "./test_command.ts";

/** Seconds that tests may take where `--timeout` does not allow more: they are no start. */
const LEAST_SECONDS = 600;

/** Whether the backend's own tests pass: needs `--allow-run`. */
export const backendTests: Gatherer<Redact, TestsFact> = {
  fact: "whether the backend's own tests pass",
  needs: ["run"],
  gather: runTests,
};

/** Runs the project's own test command in its own folder, with its env files as they are. */
async function runTests(
  host: Pick<Host, "files" | "processes" | "environment">,
  project: Project,
  redact: Redact,
): Promise<Learned<TestsFact>> {
  const command = testCommand(host, project);
  if (command === null) {
    return {
      known: false,
      why: "no tests of the backend were found",
      next: `deno task checklist ${project.typed} --run-tests --test 'COMMAND'`,
    };
  }
  const ended = await host.processes.run({
    words: command.words,
    folder: project.folder,
    // Test runners of Node wait for changes unless they are told that nobody watches.
    environment: childEnvironment(host, { ...pathWithVenv(host, project), CI: "true", ...project.variables }),
  }, { timeoutSeconds: Math.max(LEAST_SECONDS, project.options.timeout) });
  return { known: true, value: factOf(ended, command, { project, redact }) };
}

function factOf(
  ended: Ended,
  command: ReadyCommand,
  { project, redact }: { readonly project: Project; readonly redact: Redact },
): TestsFact {
  const text = [ended.stdout, ended.stderr].map((bytes) => new TextDecoder().decode(bytes)).join("\n");
  const outcome = outcomeOf(ended, text);
  return {
    command: redact(command.shown),
    folder: project.folder,
    outcome,
    exitCode: ended.exitCode,
    seconds: ended.seconds,
    causes: outcome === "fail"
      ? causesIn({ kind: "output", text, exitCode: ended.exitCode }, project, redact)
      : [],
    tail: outcome === "pass" ? [] : tailOf(redact(text)),
  };
}

/** Django, unittest, pytest, Jest, Vitest, Node's own runner and Mocha, where they ran none. */
const NO_TEST =
  /^(?:Ran 0 tests in|NO TESTS RAN|=+ no tests ran|=+ \d+ (?:skipped|deselected)(?:, \d+ (?:deselected|warnings?))* in |collected 0 items$|No tests found, exiting|No test files found|(?:#|ℹ) tests 0$| *0 passing \()/m;

/** That one part of a run had nothing to run does not say it of the others. */
const SOME_TEST = /^(?:Ran [1-9]|(?:#|ℹ) tests [1-9])|\b[1-9]\d* (?:passed|failed|passing|failing)\b/m;

function outcomeOf({ timedOut, exitCode }: Ended, text: string): TestsFact["outcome"] {
  if (timedOut) return "timed-out";
  if (NO_TEST.test(text) && !SOME_TEST.test(text)) return "none";
  return exitCode === 0 ? "pass" : "fail";
}
