import { assign, end, forgetAll, lookUp, type ShellState, unset } from "./shell_state.ts";

/** An argument; `text` is null where it cannot be known. */
export interface Argument {
  readonly text: string | null;
  /** What stands before `=` in a word behind `export`, as it is written. */
  readonly name: string | null;
  readonly offset: number;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)(?:(\+)?=([\s\S]*))?$/;
/** They may set any variable, or end the shell. */
const UNFOLLOWED: ReadonlySet<string> = new Set(
  "eval read let mapfile readarray getopts alias builtin command shopt enable shift trap".split(" "),
);
const SUCCEEDS: ReadonlySet<string> = new Set([":", "true", "echo"]);
const OF_BASH: ReadonlySet<string> = new Set(
  ["declare", "typeset", "source", "let", "mapfile", "readarray", "builtin", "shopt", "enable"],
);

/** Runs what changes variables; any other command is taken to leave them. May end the file or the shell. */
export function runBuiltin(state: ShellState, name: string, args: readonly Argument[]): void {
  if (state.shell === "dash" && OF_BASH.has(name)) {
    state.status = null;
    return;
  }
  switch (name) {
    case "export":
    case "readonly":
    case "declare":
    case "typeset":
      return runDeclaration(state, name, args);
    case "local":
      if (state.shell === "dash") end("shell", "The shell ends: local stands outside of a function");
      state.status = 1;
      return;
    case "unset":
      return runUnset(state, args);
    case "set":
      return runSet(state, args);
    case "exit":
      return end("shell", "The file ends the shell");
    case "exec":
      if (args.length > 0) end("shell", "The file puts another program in the shell's place");
      return;
    case "return":
      return end("file", "The file returns");
  }
  if (name === "." || name === "source") {
    state.status = null;
    if (args.length === 0) return;
    // dash ends where the other file is not there.
    state.mayHaveEnded ||= state.shell === "dash";
    return forgetAll(state);
  }
  if (UNFOLLOWED.has(name)) return forgetAll(state);
  if (name === "printf" && args[0]?.text === "-v") return forgetAll(state);
  state.status = SUCCEEDS.has(name) ? 0 : name === "false" ? 1 : null;
}

function runDeclaration(state: ShellState, name: string, args: readonly Argument[]): void {
  const [first] = args;
  const hasOptions = first?.text?.startsWith("-") ?? false;
  if (hasOptions && first?.text !== "--" && !(first?.text === "-x" && state.shell === "bash")) {
    // -p prints; with any other option the attributes are not followed.
    return first?.text === "-p" ? undefined : forgetAll(state);
  }
  state.status = 0;
  for (const { text, name: left, offset } of hasOptions ? args.slice(1) : args) {
    // bash makes several words of braces.
    const isMany = state.shell === "bash" && /\{.*(?:,|\.\.).*\}/s.test(text ?? "");
    if (isMany || (text === null && left === null)) {
      forgetAll(state);
      continue;
    }
    const match = ASSIGNMENT.exec(text ?? `${left}=`);
    const [, key, plus, value] = match ?? [];
    if (key === undefined || (plus !== undefined && state.shell === "dash")) {
      if (state.shell === "dash") end("shell", "The shell ends: it is told to export a bad variable name");
      state.status = 1;
      continue;
    }
    const as = name === "readonly" ? "readonly" : "exported";
    if (value === undefined) mark(state, key, as);
    else {
      const before = plus === undefined ? "" : lookUp(state, key) ?? "";
      assign(state, key, { value: text === null ? null : before + value, offset, as });
    }
  }
}

/** A variable that has no value yet stays without. */
function mark(state: ShellState, key: string, as: "exported" | "readonly"): void {
  const known = state.variables.get(key);
  state.changes++;
  if (known === undefined) state.marked.set(key, [...new Set([...state.marked.get(key) ?? [], as])]);
  else state.variables.set(key, { ...known, is: [...new Set([...known.is, as])] });
}

function runUnset(state: ShellState, args: readonly Argument[]): void {
  state.status = 0;
  for (const { text } of args) {
    if (text === null || text === "-f") return forgetAll(state);
    if (text.startsWith("-")) continue;
    if (NAME.test(text)) unset(state, text);
    else if (state.shell === "dash") end("shell", "The shell ends: it is told to unset a bad variable name");
  }
}

function runSet(state: ShellState, args: readonly Argument[]): void {
  const texts = args.map(({ text }) => text);
  state.status = 0;
  if (texts.every((text) => text === "-a" || text === "+a")) {
    if (texts.length > 0) state.assignsTo = texts.at(-1) === "-a" ? "environment" : "shell";
  } else if (!texts.every((text) => /^[-+][vxhC]+$/.test(text ?? ""))) forgetAll(state);
}
