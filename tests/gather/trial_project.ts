import { gather } from "../../src/gather/gatherer.ts";
import { type Project, type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import { unsafeStarts } from "../../src/gather/unsafe_starts.ts";
import type { Command } from "../../src/io/host.ts";
import { type MemoryHost, memoryHost, type MemoryOptions, type Scripted } from "../../src/io/memory_host.ts";
import type { Learned, UnsafeStartsFact } from "../../src/rules/facts.ts";

/** A good key of the scripted project. */
export const GOOD = "Kb8pWn4TzqXr2LmYv7JcSd9HgFe3RtUa5QxZo1ViBn6MkPwEyD";
/** Its session key. */
export const SESSION = "session(#$=&!0123456789abcdefghijklmnopqrstuvwxyz";

/** What a check "prints" that does not end. */
export const TIMES_OUT = "times out";

/** Of a project in /p whose check is scripted. */
export interface ScriptedProject {
  readonly files?: MemoryOptions["files"];
  readonly world?: Omit<MemoryOptions, "files" | "run">;
  readonly options?: Partial<ProjectOptions>;
  /** Null where it starts, else what it prints. `env` is what the copy's own file says. */
  readonly refuses: (
    env: Readonly<Record<string, string>>,
    command: Command,
    host: MemoryHost,
  ) => string | null;
}

/** What the trial finds, on a host that remembers all. */
export interface TrialRun {
  readonly host: MemoryHost;
  readonly project: Project;
  readonly fact: Learned<UnsafeStartsFact>;
  /** `case outcome`, or why nothing is known. */
  readonly outcomes: readonly string[] | string;
  readonly deferred: readonly (() => void)[];
}

/** Resolves the scripted project and tries unsafe keys in a copy of it. */
export async function tryScripted({ files, world, options, refuses }: ScriptedProject): Promise<TrialRun> {
  const run = (command: Command): Scripted => {
    const said = refuses(variablesIn(host, `${command.folder}/.env`), command, host);
    if (said === TIMES_OUT) return { exitCode: null, signal: "SIGKILL", timedOut: true };
    return said === null ? {} : { exitCode: 1, stderr: `${said}\n` };
  };
  const host: MemoryHost = memoryHost({
    files: {
      "/p/.env": `SECRET_KEY='${SESSION}'\nJWT_SECRET_KEY=${GOOD}\n`,
      "/p/app.py": "import os\n",
      "/tmp": { folder: 0o777 },
      ...files,
    },
    run,
    ...world,
  });
  const at = { root: "/p", shown: "p", typed: "p", grant: () => "" };
  const project = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 5,
    check: "check",
    ...options,
  });
  const deferred: (() => void)[] = [];
  const fact = await gather(unsafeStarts, host, project, {
    redact: (text) => text,
    defer: (cleanup) => void deferred.push(cleanup),
  });
  const outcomes = fact.known ? fact.value.cases.map((one) => `${one.case} ${one.outcome}`) : fact.why;
  return { host, project, fact, outcomes, deferred };
}

/** The variables of a file without quotes; none where there is no file. */
export function variablesIn(host: MemoryHost, path: string): Readonly<Record<string, string>> {
  let text: string;
  try {
    text = new TextDecoder().decode(host.files.read(path));
  } catch {
    return {};
  }
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, name, value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value.replace(/^(['"])(.*)\1$/, "$2")]];
    }),
  );
}
