import { toByteText } from "../byte_text.ts";
import type { ShellName } from "./shell_syntax.ts";

/** A variable of a shell; `value` is null where it cannot be known, `list` where it is an array. */
export interface Variable {
  readonly value: string | null;
  /** Where the file assigned it; null where the process did. */
  readonly offset: number | null;
  readonly is: readonly ("exported" | "readonly" | "list")[];
  /** The value of `ShellState.forgotten` when it was set; the value is not known once that is higher. */
  readonly since: number;
}

/** What a shell knows while it runs a file. */
export interface ShellState {
  readonly shell: ShellName;
  readonly variables: Map<string, Variable>;
  /** What is exported or readonly without having a value. */
  readonly marked: Map<string, Variable["is"]>;
  readonly functions: Set<string>;
  /** The status of the last command; null where it cannot be known. */
  status: number | null;
  assignsTo: "environment" | "shell";
  /** How often something ran that may have set any variable. */
  forgotten: number;
  /** How often a variable was set or taken away. */
  changes: number;
  /** Whether something ran that may have ended the shell. */
  mayHaveEnded: boolean;
}

/** What ends more than one command: the line, the reading of the file, or the shell itself. */
export type Ends = "line" | "file" | "shell";

/** Ends what `ends` says; the reason is a sentence without a full stop. */
export function end(ends: Ends, reason: string): never {
  throw new Error(reason, { cause: ends });
}

/** What an error of `end` ends; null for any other error. */
export function endsOf(error: unknown): Ends | null {
  const cause = error instanceof Error ? error.cause : null;
  return cause === "line" || cause === "file" || cause === "shell" ? cause : null;
}

/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

const SPECIAL = /^[^A-Za-z_]/;
/** Set by a shell at its start, and the same everywhere. */
const AT_START: Readonly<Record<ShellName, Readonly<Record<string, string>>>> = {
  bash: { IFS: " \t\n", OPTIND: "1", OPTERR: "1", PS4: "+ " },
  dash: { IFS: " \t\n", OPTIND: "1", PS2: "> ", PS4: "+ " },
};
/** Set by a shell at its start, to what cannot be known from a file. */
const UNKNOWN_AT_START: Readonly<Record<ShellName, RegExp>> = {
  bash:
    /^(?:BASH\w*|COLUMNS|DIRSTACK|EPOCH\w+|EUID|GROUPS|HOST(?:NAME|TYPE)|LINENO|LINES|MACHTYPE|OSTYPE|PATH|PIPESTATUS|PPID|PWD|S?RANDOM|SECONDS|SHELL|SHELLOPTS|SHLVL|TERM|UID|_)$/,
  dash: /^(?:PATH|PPID|PS1|PWD)$/,
};
/** Those of them that a process's variable replaces. */
const INHERITED = /^(?:PATH|SHELL|TERM|COLUMNS|LINES|HOSTNAME)$/;
const READONLY_AT_START = /^(?:BASHOPTS|BASH_VERSINFO|EUID|PPID|SHELLOPTS|UID)$/;

/** A shell that has read nothing yet, with every assignment going to the environment, as after `set -a`. */
export function startShell(shell: ShellName, environment: Readonly<Record<string, string>>): ShellState {
  const variables = new Map<string, Variable>();
  for (const [name, value] of Object.entries(environment)) {
    const bytes = toByteText(new TextEncoder().encode(value));
    variables.set(name, { value: bytes, offset: null, is: ["exported"], since: 0 });
  }
  return {
    shell,
    variables,
    marked: new Map(),
    functions: new Set(),
    status: 0,
    assignsTo: "environment",
    forgotten: 0,
    changes: 0,
    mayHaveEnded: false,
  };
}

/** What `$name` is: undefined where it is not set, null where that cannot be known. */
export function lookUp(state: ShellState, name: string): string | null | undefined {
  if (SPECIAL.test(name)) return lookUpSpecial(state, name);
  const found = state.variables.get(name);
  if (found !== undefined && (found.offset !== null || INHERITED.test(name))) return valueOf(state, found);
  if (UNKNOWN_AT_START[state.shell].test(name)) return null;
  if (Object.hasOwn(AT_START[state.shell], name)) return AT_START[state.shell][name];
  if (found !== undefined) return valueOf(state, found);
  return state.forgotten === 0 ? undefined : null;
}

/** Null where the value cannot be known. */
export function valueOf(state: ShellState, variable: Variable): string | null {
  return variable.since === state.forgotten ? variable.value : null;
}

function lookUpSpecial(state: ShellState, name: string): string | null | undefined {
  if (name === "?") return state.status === null ? null : String(state.status);
  if (name === "#") return "0";
  if (name === "$" || name === "-" || name === "0") return null;
  return undefined;
}

/** Sets a variable; `value` is null where it cannot be known. Ends the line or the shell for a readonly one. */
export function assign(
  state: ShellState,
  name: string,
  { value, offset, as }: {
    readonly value: string | null;
    readonly offset: number;
    readonly as?: "exported" | "readonly" | "list";
  },
): void {
  refuseReadonly(state, name);
  if ((value?.length ?? 0) > LONGEST) end("shell", "References make a value grow without end");
  const before = (state.variables.get(name)?.is ?? state.marked.get(name)) ?? [];
  const added = state.assignsTo === "environment" ? ["exported" as const] : [];
  const is = [...new Set([...before, ...added, ...(as === undefined ? [] : [as])])];
  state.variables.set(name, { value, offset, is, since: state.forgotten });
  state.changes++;
}

/** Takes a variable away. Ends the line or the shell for a readonly one. */
export function unset(state: ShellState, name: string): void {
  refuseReadonly(state, name);
  state.variables.delete(name);
  state.changes++;
}

function refuseReadonly(state: ShellState, name: string): void {
  const isReadonly = (state.variables.get(name)?.is ?? state.marked.get(name))?.includes("readonly") ||
    (state.shell === "bash" && READONLY_AT_START.test(name));
  if (isReadonly) {
    end(state.shell === "bash" ? "line" : "shell", "The shell refuses to set a readonly variable");
  }
}

/** After a command that may have set any variable, no value is known. */
export function forgetAll(state: ShellState): void {
  state.forgotten++;
  state.changes++;
  state.status = null;
}
