import type { Ended } from "../io/host.ts";
import type { StartFact } from "../rules/facts.ts";
import { causesIn, type Redact } from "./causes.ts";
import type { ReadyCommand } from "./commands.ts";
import type { Project } from "./project.ts";

const TAIL = 6;

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
    // One that was given can hold a value.
    command: redact(command.shown),
    typed: redact(command.typed),
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
