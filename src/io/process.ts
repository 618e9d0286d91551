/**
 * Child processes, each the leader of a group that dies with Keysplit.
 *
 * A watcher sits in the group and reads a pipe from us. A line in the pipe is "end yourselves" (SIGTERM to
 * all), its end is "die" (SIGKILL to all), and its end is also what a SIGKILL of Keysplit leaves behind. So
 * nothing here needs the right to signal other processes, and no death of ours can leave a backend running.
 */

import { KeysplitError } from "../errors.ts";
import { eachAlone } from "./each_alone.ts";
import { headAndTail } from "./head_and_tail.ts";
import type { Command, Ended, OutputWatch, Processes, Running } from "./host.ts";
import { listensOn } from "./listens_on.ts";

const SHELL = "/bin/sh";
const TOOLS = "/usr/bin:/bin:/usr/sbin:/sbin";

// The watcher is orphaned at once, so that the program (which takes the shell's place by exec, and with it
// its exit code and its signals) has no child that it does not know of. It holds standard error, silently, so
// that the end of that stream says that the group has been killed.
const WATCHED = `
exec 3<&0 </dev/null
( (
  trap '' HUP INT QUIT PIPE ALRM TERM USR1 USR2
  while read -r _; do kill -TERM 0; done
  kill -KILL 0
) <&3 >/dev/null & )
exec 3<&-
case $1 in
*/*) test -e "$1" || { printf '%s was not found in %s\\n' "$1" "$PWD" >&2; exit 127; } ;;
*) command -v "$1" >/dev/null || { printf '%s was not found on PATH\\n' "$1" >&2; exit 127; } ;;
esac
exec "$@"
`;

const DEFAULT_MAX_BYTES = 1024 * 1024;
/** Between SIGTERM and SIGKILL. */
const PATIENCE_MS = 2000;
/** After the group's death, for who left it with setsid and holds the pipes: what they print is not ours. */
const DRAIN_MS = 500;

const running = new Set<Running>();

/**
 * Processes of this machine.
 *
 * A program or a folder that is not there is no exception but an {@linkcode Ended} as a shell would give it:
 * exit code 127 (126 where it is there and cannot be started) and a sentence on `stderr`.
 *
 * The only program that Deno sees is `/bin/sh`: `--allow-run=/bin/sh` is enough, and no weaker than
 * `--allow-run`.
 *
 * Two things that a shell does with an environment cannot be undone: `PWD` is set, and a variable whose name
 * is none for a shell (`A.B`) may get lost.
 */
export const denoProcesses: Processes = {
  /** @throws {KeysplitError} `permission` where Deno may not run `/bin/sh` */
  async run(command, { timeoutSeconds, maxBytes = DEFAULT_MAX_BYTES }) {
    return await launch(command, { maxBytes, timeoutSeconds }).ended;
  },
  /** @throws {KeysplitError} `permission` where Deno may not run `/bin/sh` */
  start: (command, watch) =>
    launch(command, { maxBytes: DEFAULT_MAX_BYTES, ...(watch === undefined ? {} : { watch }) }),
  freePort,
  async stopAll() {
    await Promise.all([...running].map((one) => one.stop()));
  },
};

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

interface Limits {
  readonly maxBytes: number;
  readonly timeoutSeconds?: number;
  readonly watch?: OutputWatch;
}

function launch(command: Command, limits: Limits): Running {
  const spawned = spawn(command);
  if ("child" in spawned) return attend(spawned, limits);
  limits.watch?.("stderr", spawned.stderr);
  return neverBegan(spawned);
}

function attend(group: Group, { maxBytes, timeoutSeconds, watch = () => {} }: Limits): Running {
  const { child } = group;
  const started = performance.now();
  const stdout = headAndTail(maxBytes);
  const stderr = headAndTail(maxBytes);
  const both = headAndTail(maxBytes);
  const streams = [
    reading(child.stdout, (chunk) => (watch("stdout", chunk), stdout.add(chunk), both.add(chunk))),
    reading(child.stderr, (chunk) => (watch("stderr", chunk), stderr.add(chunk), both.add(chunk))),
  ];
  let timedOut = false;
  const timer = timeoutSeconds === undefined ? undefined : setTimeout(() => {
    timedOut = true;
    self.stop();
  }, timeoutSeconds * 1000);

  async function end(): Promise<Ended> {
    const status = await child.status;
    const seconds = (performance.now() - started) / 1000;
    clearTimeout(timer);
    await group.kill();
    await within(DRAIN_MS, Promise.all(streams.map((stream) => stream.done)));
    await Promise.all(streams.map((stream) => stream.cancel()));
    running.delete(self);
    return {
      exitCode: status.signal === null ? status.code : null,
      signal: status.signal,
      timedOut,
      stdout: stdout.bytes(),
      stderr: stderr.bytes(),
      seconds,
    };
  }

  async function stop(): Promise<void> {
    await group.terminate();
    await within(PATIENCE_MS, child.status);
    await group.kill();
    await self.ended;
  }

  const self: Running = {
    ended: end(),
    output: both.bytes,
    // Of a group that has ended, the number may be another's by now.
    listensOn: async (port) =>
      running.has(self) && await listensOn(port, { group: child.pid, tools: group.tools }),
    eachAlone: async (port, ask) =>
      running.has(self) ? await eachAlone(ask, { group: child.pid, port, tools: group.tools }) : [],
    stop,
  };
  running.add(self);
  return self;
}

interface Group {
  /** Its process id is also the group's. */
  readonly child: Deno.ChildProcess;
  /** As in PATH. */
  readonly tools: string;
  /** SIGTERM to all. */
  readonly terminate: () => Promise<void>;
  /** SIGKILL to all; does nothing the second time. */
  readonly kill: () => Promise<void>;
}

function spawn(command: Command): Group | Ended {
  try {
    return spawnWatched(command);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) {
      const message = `Deno may not run ${SHELL}, through which ${command.words[0]} is started`;
      throw new KeysplitError("permission", message, { cause: error });
    }
    return notStarted(command, error);
  }
}

function spawnWatched({ words, folder, environment }: Command): Group {
  const child = new Deno.Command(SHELL, {
    args: ["-c", WATCHED, "sh", ...words],
    cwd: folder,
    clearEnv: true,
    env: { ...environment },
    detached: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const pipe = child.stdin.getWriter();
  // The pipe is broken when somebody killed the watcher, and closed the second time.
  const ignored = () => {};
  return {
    child,
    // Not every system has its tools where most have them.
    tools: `${TOOLS}:${environment.PATH ?? ""}`,
    terminate: () => pipe.write(new TextEncoder().encode("\n")).catch(ignored),
    kill: async () => {
      await pipe.close().catch(ignored);
      killLeader(child);
    },
  };
}

function killLeader(child: Deno.ChildProcess): void {
  try {
    child.kill("SIGKILL");
  } catch {
    // It has ended.
  }
}

function notStarted({ words, folder }: Command, error: unknown): Ended {
  // The shell is always there, so what was not found is the folder. Deno's own message is not passed on: for
  // a bad variable it may hold the value.
  const noFolder = error instanceof Deno.errors.NotFound;
  const sentence = noFolder
    ? `The folder ${folder} is not there`
    : `${words[0]} could not be started in ${folder} (${reason(error)})`;
  return {
    exitCode: noFolder ? 127 : 126,
    signal: null,
    timedOut: false,
    stdout: new Uint8Array(),
    stderr: new TextEncoder().encode(`${sentence}\n`),
    seconds: 0,
  };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const code = "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : error.name;
}

function neverBegan(ended: Ended): Running {
  return {
    ended: Promise.resolve(ended),
    output: () => ended.stderr,
    listensOn: () => Promise.resolve(false),
    eachAlone: () => Promise.resolve([]),
    stop: () => Promise.resolve(),
  };
}

function reading(stream: ReadableStream<Uint8Array>, add: (chunk: Uint8Array) => void) {
  const reader = stream.getReader();
  async function all(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      add(value);
    }
  }
  return {
    // A stream that breaks has ended too.
    done: all().catch(() => {}),
    cancel: () => reader.cancel().catch(() => {}),
  };
}

/** Waits for something, at most so long. */
async function within(milliseconds: number, something: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds));
  await Promise.race([something, limit]);
  clearTimeout(timer);
}
