import type { GitAnswer } from "./git.ts";
import {
  type Command,
  type Ended,
  type Host,
  type HttpAnswer,
  HttpError,
  type HttpRequest,
  type Running,
} from "./host.ts";
import { type Disk, type Entry, memoryDisk } from "./memory_disk.ts";
import { memoryFiles, type MemoryFilesOptions, type Step } from "./memory_files.ts";

/** What a scripted process does; what is left out is a quick and silent success. */
export type Scripted = Partial<Omit<Ended, "stdout" | "stderr">> & {
  readonly stdout?: string | Uint8Array;
  readonly stderr?: string | Uint8Array;
};

/** What a scripted server answers; what is left out is an empty 200. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: HttpAnswer["headers"];
  readonly body?: string | Uint8Array;
}

/** The world that a test describes; everything has a default. */
export interface MemoryOptions extends MemoryFilesOptions {
  /** What is on a new disk. */
  readonly files?: Readonly<Record<string, Entry>>;
  /** A disk that an earlier run left behind, instead of a new one. */
  readonly disk?: Disk;
  /** Null: the program does not exist. */
  readonly run?: (command: Command) => Scripted | null;
  /** Whether the scripted server that was started last listens on the port, which it does by default. */
  readonly listens?: (port: number) => boolean | null;
  /** How many workers of a scripted server can be asked alone; none by default. */
  readonly workers?: number;
  /** Null: git is not installed, which is the default. */
  readonly git?: (folder: string, words: readonly string[]) => GitAnswer | null;
  /** Null: nobody listens. */
  readonly answer?: (request: HttpRequest) => ScriptedAnswer | null;
  readonly environment?: Readonly<Record<string, string>>;
  /** Answers to questions in their order; then null. Without any, nobody can be asked. */
  readonly answers?: readonly (string | null)[];
  readonly input?: string | Uint8Array;
  readonly outputIsTerminal?: true;
  /** Milliseconds since 1970 at the start; a sleep moves the clock on. */
  readonly now?: number;
  readonly platform?: string;
  readonly folder?: string;
  /** Resolves when the user stops the run; never by default. */
  readonly stopped?: Promise<void>;
  /** Permissions that are missing, as `run` or `run git`. */
  readonly without?: readonly string[];
}

/** A host without a world, and what was done to it. */
export interface MemoryHost extends Host {
  readonly disk: Disk;
  readonly steps: readonly Step[];
  readonly commands: readonly Command[];
  readonly requests: readonly HttpRequest[];
  /** Everything on standard output. */
  printed(): string;
  /** Everything on standard error, questions included. */
  noted(): string;
}

function toBytes(text: string | Uint8Array | undefined): Uint8Array {
  return text instanceof Uint8Array ? text : new TextEncoder().encode(text ?? "");
}

function endedBy(script: Scripted | null): Ended {
  const nothing: Scripted = { exitCode: 127, stderr: "not found\n" };
  const { exitCode = 0, signal = null, timedOut = false, seconds = 0.1, stdout, stderr } = script ?? nothing;
  return { exitCode, signal, timedOut, seconds, stdout: toBytes(stdout), stderr: toBytes(stderr) };
}

/** The body of the host that tests use: nothing of it touches the machine, and any file step can fail. */
export function memoryHost(options: MemoryOptions = {}): MemoryHost {
  const disk = options.disk ?? memoryDisk(options.files);
  const files = memoryFiles(disk, options);
  const commands: Command[] = [];
  const requests: HttpRequest[] = [];
  const output: string[] = [];
  const notes: string[] = [];
  const answers = [...options.answers ?? []];
  const start = options.now ?? 1_760_000_000_000;
  let now = start;
  let counter = 0;
  const running = new Set<Running>();
  let unread = toBytes(options.input);
  let port = 40_000;

  function run(command: Command): Ended {
    commands.push(command);
    return endedBy(options.run?.(command) ?? null);
  }

  function ask(question: string): Promise<string | null> {
    notes.push(question, "\n");
    return Promise.resolve(answers.shift() ?? null);
  }

  return {
    files,
    disk,
    steps: files.steps,
    commands,
    requests,
    printed: () => output.join(""),
    noted: () => notes.join(""),
    processes: {
      run: (command) => Promise.resolve(run(command)),
      start(command, watch) {
        const { promise, resolve } = Promise.withResolvers<Ended>();
        const ended = run(command);
        watch?.("stdout", ended.stdout);
        watch?.("stderr", ended.stderr);
        // A server goes on until it is stopped; a script that says how it failed has ended.
        if (ended.exitCode !== 0 || ended.signal !== null) resolve(ended);
        const process: Running = {
          ended: promise,
          output: () => new Uint8Array([...ended.stdout, ...ended.stderr]),
          listensOn: (port) => Promise.resolve((options.listens ?? (() => true))(port)),
          async eachAlone(_port, ask) {
            const answers = [];
            for (let worker = 0; worker < (options.workers ?? 0); worker++) answers.push(await ask());
            return answers;
          },
          stop() {
            running.delete(process);
            resolve({ ...ended, exitCode: null, signal: "SIGTERM" });
            return Promise.resolve();
          },
        };
        running.add(process);
        return process;
      },
      async stopAll() {
        await Promise.all([...running].map((process) => process.stop()));
      },
      freePort: () => port++,
    },
    git: {
      ask: (folder, words) => Promise.resolve(options.git?.(folder, words) ?? null),
    },
    http: {
      request(request) {
        requests.push(request);
        const answer = options.answer?.(request) ?? null;
        if (answer === null) {
          return Promise.reject(new HttpError("refused", `Cannot connect to ${new URL(request.url).host}`));
        }
        const { status = 200, headers = [], body } = answer;
        return Promise.resolve({ status, headers, body: toBytes(body), truncated: false, seconds: 0.1 });
      },
    },
    environment: {
      get: (name) => options.environment?.[name],
      isUnreadable: () => false,
      all: () => ({ ...options.environment }),
    },
    clock: {
      now: () => now,
      seconds: () => (now - start) / 1000,
      sleep(milliseconds) {
        now += milliseconds;
        return Promise.resolve();
      },
    },
    random: {
      // Not random at all: the same in every run, different in every call.
      bytes(length) {
        counter += 1;
        return Uint8Array.from(
          { length },
          (_, index) => (counter * 151 + index * 89 + (index >> 3) * 31) & 255,
        );
      },
    },
    terminal: {
      print: (text) => void output.push(text),
      note: (text) => void notes.push(text),
      outputIsTerminal: options.outputIsTerminal ?? false,
      interactive: options.answers !== undefined,
      color: false,
      unicode: true,
      ask,
      askSecret: ask,
      readLine() {
        if (unread.length === 0) return Promise.resolve(null);
        const end = unread.indexOf(10);
        const line = end < 0 ? unread : unread.subarray(0, end);
        unread = end < 0 ? new Uint8Array() : unread.subarray(end + 1);
        return Promise.resolve(new TextDecoder().decode(line));
      },
      async *pieces() {
        const all = unread;
        unread = new Uint8Array();
        if (all.length > 0) yield await Promise.resolve(all);
      },
      readAll(maxBytes) {
        const all = unread.slice(0, maxBytes);
        unread = new Uint8Array();
        return Promise.resolve(all);
      },
    },
    platform: options.platform ?? "linux",
    folder: options.folder ?? "/project",
    executable: "/usr/bin/deno",
    stopped: options.stopped ?? new Promise<void>(() => {}),
    may: (permission, what) =>
      Promise.resolve(
        !(options.without ?? []).some((it) => it === permission || it === `${permission} ${what}`),
      ),
  };
}
