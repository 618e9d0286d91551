import { fromFileUrl, join } from "@std/path";
import { FLAGS } from "../../scripts/_permissions.ts";
import { denoCache } from "../../src/demo/mod.ts";

/** A script that a person can call. */
export type ScriptName = keyof typeof FLAGS;

/** How a script ended, and what it printed. */
export interface ScriptOutcome {
  readonly code: number;
  readonly signal: Deno.Signal | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and how a script is called. */
export interface CallOptions {
  /** The folder of the person who calls it, as `deno task` gives it in INIT_CWD; an empty one by default. */
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** What stands on standard input; nothing and no terminal by default. */
  readonly stdin?: string;
  /** Flags of Deno; those of the script's task by default. */
  readonly flags?: readonly string[];
  /** The folder of Keysplit's deno.json; this checkout by default. */
  readonly checkout?: string;
}

/** A person's account: a HOME, a state folder and a temporary folder of its own, and an empty folder to stand in. */
export interface Person extends Disposable {
  /** Absolute, links resolved. */
  readonly home: string;
  /** XDG_STATE_HOME. */
  readonly state: string;
  /** TMPDIR. */
  readonly temporary: string;
  /** Empty, and in no git work tree. */
  readonly empty: string;
  /** All that a script inherits where a call adds nothing. */
  readonly environment: Readonly<Record<string, string>>;
  /** Runs a script to its end. */
  readonly run: (name: ScriptName, args: readonly string[], options?: CallOptions) => Promise<ScriptOutcome>;
  /** Starts a script and lets it run; the caller ends it. */
  readonly start: (name: ScriptName, args: readonly string[], options?: CallOptions) => Deno.ChildProcess;
}

/** The folder of Keysplit's deno.json. */
export const CHECKOUT = fromFileUrl(new URL("../../", import.meta.url)).replace(/\/$/, "");

const SECONDS = 90;

/** Makes an account for one test; `using` removes it and all that was left in it. */
export function makePerson(): Person {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "keysplit-" }));
  const [home, state, temporary, empty] = ["home", "state", "tmp", "empty"].map((name) =>
    join(folder, name)
  ) as [
    string,
    string,
    string,
    string,
  ];
  for (const path of [home, state, temporary, empty]) Deno.mkdirSync(path);
  const environment = {
    PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin",
    HOME: home,
    XDG_STATE_HOME: state,
    TMPDIR: temporary,
    LANG: "C.UTF-8",
    // With a HOME of its own, Deno would fetch every package anew.
    DENO_DIR: denoCache((name) => Deno.env.get(name), Deno.build.os) ?? join(folder, "deno"),
  };
  const command = (name: ScriptName, args: readonly string[], options: CallOptions) =>
    new Deno.Command(Deno.execPath(), {
      args: scriptWords(name, args, options),
      cwd: options.checkout ?? CHECKOUT,
      env: { ...environment, INIT_CWD: options.folder ?? empty, ...options.environment },
      clearEnv: true,
      stdin: options.stdin === undefined ? "null" : "piped",
      stdout: "piped",
      stderr: "piped",
    });
  return {
    home,
    state,
    temporary,
    empty,
    environment,
    async run(name, args, options = {}) {
      const child = command(name, args, options).spawn();
      const guard = setTimeout(() => child.kill("SIGKILL"), SECONDS * 1000);
      const feeding = options.stdin === undefined ? null : feed(child, options.stdin);
      const { code, signal, stdout, stderr } = await child.output();
      await feeding;
      clearTimeout(guard);
      const decoder = new TextDecoder();
      return { code, signal, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
    },
    start: (name, args, options = {}) => command(name, args, options).spawn(),
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

/** The words after `deno` that call a script as its task does. */
export function scriptWords(
  name: ScriptName,
  args: readonly string[],
  { flags = FLAGS[name], checkout = CHECKOUT }: Pick<CallOptions, "flags" | "checkout"> = {},
): string[] {
  return ["run", "--no-prompt", ...flags, join(checkout, "scripts", `${name}.ts`), ...args];
}

async function feed(child: Deno.ChildProcess, text: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(text));
    await writer.close();
  } catch {
    // It ended without reading all.
  }
}
