/** The world as it is: the one place where the parts of the real host come together. */

import { denoFiles } from "./deno_files.ts";
import { denoGit } from "./git.ts";
import type { Environment, Host } from "./host.ts";
import { denoHttp } from "./http.ts";
import { denoProcesses } from "./process.ts";
import { denoTerminal } from "./terminal.ts";

/** What the real host is told. */
export interface DenoHostOptions {
  /** `never` is `--no-color`; the default is `auto`: on a terminal, unless NO_COLOR is set. */
  readonly color?: "auto" | "never";
}

/** The world of this process; made once, because it listens to the signals that stop it. */
export function denoHost({ color = "auto" }: DenoHostOptions = {}): Host {
  return {
    files: denoFiles,
    processes: denoProcesses,
    git: denoGit,
    http: denoHttp,
    environment,
    clock: {
      now: () => Date.now(),
      seconds: () => performance.now() / 1000,
      sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    },
    random: { bytes: randomBytes },
    terminal: denoTerminal({ environment, color }),
    platform: Deno.build.os,
    folder: Deno.cwd(),
    executable: Deno.execPath(),
    stopped: stopSignal(),
    may,
  };
}

const environment: Environment = {
  get(name) {
    try {
      return Deno.env.get(name);
    } catch {
      // Not ours to read, or not UTF-8: then the error's message holds the value.
      return undefined;
    }
  },
  isUnreadable(name) {
    try {
      Deno.env.get(name);
      return false;
    } catch (error) {
      return error instanceof Deno.errors.InvalidData;
    }
  },
  all() {
    try {
      return Deno.env.toObject();
    } catch {
      return {};
    }
  },
};

/** What WebCrypto gives at a time. */
const RANDOM_LIMIT = 65_536;

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += RANDOM_LIMIT) {
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_LIMIT));
  }
  return bytes;
}

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];
/** Through npx one Ctrl-C comes twice. */
const SAME_STOP_MS = 1000;

/** Resolves at the first signal; one that comes a second later ends the process, should it hang. */
function stopSignal(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  function onSignal(): void {
    resolve();
    const timer = setTimeout(() => {
      for (const signal of SIGNALS) Deno.removeSignalListener(signal, onSignal);
    }, SAME_STOP_MS);
    Deno.unrefTimer(timer);
  }
  for (const signal of SIGNALS) Deno.addSignalListener(signal, onSignal);
  return promise;
}

async function may(permission: "read" | "write" | "run" | "env" | "net", what?: string): Promise<boolean> {
  return (await Deno.permissions.query(descriptor(permission, what))).state === "granted";
}

function descriptor(
  permission: "read" | "write" | "run" | "env" | "net",
  what?: string,
): Deno.PermissionDescriptor {
  if (what === undefined) return { name: permission };
  switch (permission) {
    case "read":
    case "write":
      return { name: permission, path: what };
    case "run":
      return { name: permission, command: what };
    case "env":
      return { name: permission, variable: what };
    case "net":
      return { name: permission, host: what };
  }
}
