import type { Ended, Host, Running } from "../io/host.ts";
import { HttpError } from "../io/host.ts";
import type { CauseFact, StartFact } from "../rules/facts.ts";
import { retype, SERVED_HERE } from "../rules/retype.ts";
import { causesIn, type Redact } from "./causes.ts";
import { childEnvironment } from "./child_environment.ts";
import { pathWithVenv, serveCommand } from "./commands.ts";
import type { Project } from "./project.ts";
import { startFact } from "./start_fact.ts";

/** A server that answers. */
export interface Server {
  /** Without a slash at its end. */
  readonly base: string;
  /** What it printed so far, redacted. */
  readonly output: () => string;
  /** Whether it is still the server that we started: asked again before a password or a token is sent. */
  readonly stillOurs: () => Promise<boolean>;
  /** Asks while each of its workers is alone; empty where they cannot be told apart. */
  readonly eachAlone: <T>(ask: () => Promise<T>) => Promise<readonly T[]>;
  readonly stop: () => Promise<void>;
}

/** What came of serving: a server, a start that failed, or why it was not tried. */
export type Served =
  | {
    readonly outcome: "serves";
    readonly server: Server;
    readonly seconds: number;
    /** How a person would start it; the URL where it ran already. */
    readonly command: string;
    /** What it printed until it answered that speaks of the key, although it started. */
    readonly causes: readonly CauseFact[];
  }
  | { readonly outcome: "fails"; readonly start: StartFact }
  | { readonly outcome: "not-known"; readonly why: string; readonly next?: string };

type World = Pick<Host, "files" | "processes" | "environment" | "http" | "clock" | "may">;

const TRIES = 3;
const BETWEEN = 100;
/** For a server whose port was taken to end, where the system does not tell whose the port is. */
const GRACE = 300;
/** Of one request, in seconds: a server that does not answer it may have been asked too early. */
const PATIENCE = 10;

/** Whether there is a server to ask: one that runs, or a command that serves. */
export function canServe(host: Pick<Host, "files" | "environment">, project: Project): boolean {
  return project.options.baseUrl !== undefined || serveCommand(host, project, 0) !== null;
}

/** Why none is known, and how to go on: a fixed port may be another program's, so the user starts it. */
function noCommand({ application, typed }: Project): { readonly why: string; readonly next: string } {
  const fixed = application?.fixedPort;
  if (fixed !== undefined) {
    const { path, line, port } = fixed;
    return {
      why: `${path}:${line} listens on port ${port} whatever it is told: start it yourself, and name it`,
      next: `deno task login ${retype(typed, { "--base-url": `http://127.0.0.1:${port}` })}`,
    };
  }
  return {
    why: "no command is known that serves the application",
    next: `deno task login ${retype(typed, { "--serve": "COMMAND with {port}" })}`,
  };
}

/**
 * The server to ask: the one that already runs at `--base-url`, else one that is served on a free loopback
 * port. It is ready when HTTP answers; an open port proves nothing. `more` are variables for it alone.
 */
export async function serve(
  host: World,
  project: Project,
  redact: Redact,
  more: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const { baseUrl } = project.options;
  if (baseUrl !== undefined) {
    const base = baseUrl.replace(/\/+$/, "");
    const problem = await answers(host, base, project.options.timeout);
    if (problem !== null) {
      const why = `no server to ask: ${problem}`;
      if (serveCommand(host, project, 0) === null) return { outcome: "not-known", why };
      return { outcome: "not-known", why, next: `deno task login ${retype(project.typed, SERVED_HERE)}` };
    }
    return {
      outcome: "serves",
      server: {
        base,
        output: () => "",
        stillOurs: () => Promise.resolve(true),
        eachAlone: () => Promise.resolve([]),
        stop: () => Promise.resolve(),
      },
      seconds: 0,
      command: base,
      causes: [],
    };
  }
  if (!(await host.may("run"))) {
    return {
      outcome: "not-known",
      why: "serving it needs the permission to run",
      next: project.grant("--allow-run"),
    };
  }
  for (let attempt = 1;; attempt++) {
    const port = host.processes.freePort();
    const command = serveCommand(host, project, port);
    if (command === null) {
      return { outcome: "not-known", ...noCommand(project) };
    }
    const start = host.clock.seconds();
    const running = host.processes.start({
      words: command.words,
      folder: project.folder,
      environment: childEnvironment(host, {
        ...pathWithVenv(host, project),
        ...project.variables,
        PORT: String(port),
        PYTHONUNBUFFERED: "1",
        ...more,
      }),
    });
    const base = `http://127.0.0.1:${port}`;
    const ended = await readyOrEnded(host, running, { port, base, seconds: project.options.timeout });
    if (ended === "ready") {
      const printed = () => new TextDecoder().decode(running.output());
      const output = () => redact(printed());
      const causes = causesIn({ kind: "output", text: printed(), exitCode: null }, project, redact)
        .filter(({ rule }) => rule !== null);
      let over = false;
      void running.ended.then(() => over = true);
      const stillOurs = async () => await running.listensOn(port) ?? !over;
      const server: Server = {
        base,
        output,
        stillOurs,
        eachAlone: (ask) => running.eachAlone(port, ask),
        stop: () => running.stop(),
      };
      return {
        outcome: "serves",
        server,
        seconds: host.clock.seconds() - start,
        command: redact(command.shown),
        causes,
      };
    }
    await running.stop();
    if (ended === "silent") {
      return {
        outcome: "not-known",
        why: `${redact(command.shown)} did not answer within ${project.options.timeout} s`,
      };
    }
    // Between finding a free port and the server's taking it, somebody else may have: another port, then.
    if (ended === "stranger") {
      if (attempt < TRIES) continue;
      return {
        outcome: "not-known",
        why: "another process answers on the port, or the server went into the background and still runs",
        next: `deno task login ${retype(project.typed, { "--base-url": "http://127.0.0.1:PORT" })}`,
      };
    }
    const fact = startFact(ended, command, project, redact);
    if (attempt < TRIES && fact.causes.some(({ cause }) => cause === "port-in-use")) continue;
    return { outcome: "fails", start: { ...fact, outcome: "fails" } };
  }
}

/**
 * How far a server came; `stranger` where somebody else answers in its place. Until it is known who listens,
 * nothing but GET / has been sent.
 */
async function readyOrEnded(
  host: World,
  running: Running,
  { port, base, seconds }: { readonly port: number; readonly base: string; readonly seconds: number },
): Promise<Ended | "ready" | "silent" | "stranger"> {
  const deadline = host.clock.seconds() + seconds;
  const ended = running.ended.then((ended) => ({ ended }));
  for (;;) {
    const left = deadline - host.clock.seconds();
    if (left <= 0) return "silent";
    const first = await Promise.race([ended, answers(host, base, Math.min(PATIENCE, Math.max(0.1, left)))]);
    if (first === null) break;
    if (typeof first === "object") return first.ended;
    await host.clock.sleep(BETWEEN);
  }
  const ours = await running.listensOn(port);
  if (ours !== null) return ours ? "ready" : "stranger";
  const after = await Promise.race([ended, host.clock.sleep(GRACE)]);
  return after === undefined ? "ready" : after.ended;
}

/** Null when anything at all answers, else why not. */
async function answers(
  host: Pick<Host, "http">,
  base: string,
  timeoutSeconds: number,
): Promise<string | null> {
  try {
    await host.http.request({ method: "GET", url: `${base}/`, timeoutSeconds });
    return null;
  } catch (error) {
    if (error instanceof HttpError) return error.message;
    throw error;
  }
}
