import { fromFileUrl } from "@std/path";
import { leaveOut } from "../require.ts";
import { CHECKOUT, type Person, type ScriptName, scriptWords } from "./run_script.ts";

/** What a person does once a text is shown: types keys, or sends a signal. */
export type Typing = readonly [wait: string, keys: string, signal: "SIGINT" | "SIGTERM" | null];

/** What a person saw, and how the script ended. */
export interface Session {
  readonly shown: string;
  readonly exit: number | null;
}

const TYPIST = fromFileUrl(new URL("../fixtures/io/asks_in_a_terminal.py", import.meta.url));

/** Runs a script on a pseudo-terminal and types into it. */
export async function runInTerminal(
  person: Person,
  name: ScriptName,
  { args, typing, environment = {} }: {
    readonly args: readonly string[];
    readonly typing: readonly Typing[];
    readonly environment?: Readonly<Record<string, string>>;
  },
): Promise<Session> {
  const child = new Deno.Command("python3", {
    args: [TYPIST, Deno.execPath(), ...scriptWords(name, args)],
    cwd: CHECKOUT,
    env: { ...person.environment, TERM: "xterm", NO_COLOR: "1", INIT_CWD: person.empty, ...environment },
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(JSON.stringify(typing)));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  if (!success) throw new Error(`Cannot run a script on a terminal\n${decoder.decode(stderr)}`);
  const { shown, exit } = JSON.parse(decoder.decode(stdout));
  return { shown: shown.replaceAll("\r\n", "\n"), exit };
}

/** Whether there is a Python that can make a pseudo-terminal; where not, that is said. */
export async function hasTerminal(): Promise<boolean> {
  try {
    const { success } = await new Deno.Command("python3", {
      args: ["-c", "import pty"],
      stdout: "null",
      stderr: "null",
    }).output();
    if (success) return true;
  } catch {
    // There is no python3 at all.
  }
  leaveOut("a terminal", "no Python 3 was found that can make one");
  return false;
}
