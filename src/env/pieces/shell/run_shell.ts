import { type Argument, runBuiltin } from "./run_shell_builtin.ts";
import { expandFields, expandValue } from "./expand_shell_word.ts";
import { assign, end, forgetAll, lookUp, type ShellState } from "./shell_state.ts";
import type { Command, Redirection, ShellAssignment, SimpleCommand, Word } from "./shell_syntax.ts";

/** Of POSIX: assignments before them stay, and an error of theirs ends a shell. Only dash keeps to it. */
const SPECIAL_BUILTINS: ReadonlySet<string> = new Set(
  ". : break continue eval exec exit export readonly return set shift times trap unset".split(" "),
);

/** Does to the state what the shell does. May end the line, the file or the shell. */
export function runCommand(state: ShellState, command: Command): void {
  switch (command.kind) {
    case "simple":
      return runSimple(state, command);
    case "sequence":
      for (const each of command.commands) runCommand(state, each);
      return;
    case "chain":
      runCommand(state, command.first);
      for (const { operator, command: next } of command.rest) {
        if (state.status === null) runPerhaps(state, next);
        else if ((state.status === 0) === (operator === "&&")) runCommand(state, next);
      }
      return;
    case "apart":
      state.status = command.how === "background" ? 0 : null;
      return;
    case "not":
      if (command.command !== null) runCommand(state, command.command);
      state.status = command.command === null ? 1 : state.status === null ? null : Number(state.status === 0);
      return;
    case "test":
      state.status = null;
      return;
    case "function":
      state.functions.add(command.name);
      state.status = 0;
      return;
    case "choice":
      return forgetAll(state);
  }
}

/** Whether the command runs is not known: one that sets variables leaves none known. */
function runPerhaps(state: ShellState, command: Command): void {
  const before = state.changes;
  runCommand(state, command);
  if (state.changes > before) forgetAll(state);
  state.status = null;
}

function runSimple(state: ShellState, { assignments, words, redirections }: SimpleCommand): void {
  const statusBefore = state.status;
  const isDeclaration = words.length > 0 && isDeclarationWord(words[0]?.parts);
  const fields = words.flatMap((word, index) =>
    isDeclaration && index > 0 ? argument(state, word) : plain(state, word)
  );
  const [first, ...args] = fields;
  if (first === undefined) {
    // dash opens the files first, and assigns nothing when it cannot.
    if (state.shell === "dash" && !opens(state, redirections)) {
      state.status = 2;
      return;
    }
    const ran = state.status;
    state.status = statusBefore;
    for (const assignment of assignments) assignOne(state, assignment);
    state.status = ran === null || holdsCommand(assignments) ? null : 0;
    // bash opens the files in a process of its own.
    if (state.shell === "bash" && redirections.length > 0) state.status = null;
    return;
  }
  const name = first.text;
  const isSpecial = state.shell === "dash" && name !== null && SPECIAL_BUILTINS.has(name);
  if (!opens(state, redirections)) {
    if (isSpecial) end("shell", "The shell ends: it cannot open a file for a command");
    state.status = 1;
    return;
  }
  for (const assignment of assignments) {
    // In bash too a value stays when its name stands behind export.
    const isNamed = /^(?:export|readonly)$/.test(name ?? "") &&
      args.some(({ text }) => text === assignment.name);
    if (isSpecial || isNamed) assignOne(state, assignment);
    else expandValue(state, assignment.value ?? [], { offset: assignment.offset, tildes: "everywhere" });
  }
  if (name === null) {
    // Where the words turn out to be nothing, the assignments stay.
    const isSome = words.some(({ parts }) => parts.some((part) => part.kind === "text"));
    for (const assignment of isSome ? [] : assignments) {
      assign(state, assignment.name, { value: null, offset: assignment.offset });
    }
    state.status = null;
    return;
  }
  if (state.functions.has(name)) return forgetAll(state);
  runBuiltin(state, name, args);
}

function plain(state: ShellState, { parts, offset }: Word): readonly Argument[] {
  return expandFields(state, parts, offset).map((text) => ({ text, name: null, offset }));
}

/** What stands behind `export` is read as an assignment if it has the form of one. */
function argument(state: ShellState, word: Word): readonly Argument[] {
  const [first] = word.parts;
  const equals = first?.kind === "text" && !first.quoted ? first.text.indexOf("=") : -1;
  if (first?.kind !== "text" || equals === -1) return plain(state, word);
  const { offset } = word;
  const name = first.text.slice(0, equals);
  const parts = [{ ...first, text: first.text.slice(equals + 1) }, ...word.parts.slice(1)];
  const value = expandValue(state, parts, { offset, tildes: "everywhere" });
  return [{ text: value === null ? null : `${name}=${value}`, name, offset }];
}

function isDeclarationWord(parts: SimpleCommand["words"][number]["parts"] | undefined): boolean {
  const [first, ...others] = parts ?? [];
  return others.length === 0 && first?.kind === "text" && !first.quoted &&
    /^(?:export|readonly|declare|typeset|local)$/.test(first.text);
}

function holdsCommand(assignments: readonly ShellAssignment[]): boolean {
  return assignments.some(({ value }) => value?.some(({ kind }) => kind === "command"));
}

function assignOne(state: ShellState, { name, mode, value, offset }: ShellAssignment): void {
  if (value === null) return assign(state, name, { value: null, offset, as: "list" });
  const added = expandValue(state, value, { offset, tildes: "everywhere" });
  const before = mode === "append" ? lookUp(state, name) ?? "" : "";
  const isUnknown = added === null || (mode === "append" && lookUp(state, name) === null);
  assign(state, name, { value: isUnknown ? null : before + added, offset });
}

/** Whether the files of all redirections can be opened: one that is read is taken to be absent. */
function opens(state: ShellState, redirections: readonly Redirection[]): boolean {
  return redirections.every(({ operator, target: { parts, offset } }) => {
    if (operator.startsWith("<<")) return true;
    const path = expandValue(state, parts, { offset, tildes: "at-start" });
    if (operator === "<&" || operator === ">&") {
      if (path === null && state.shell === "dash") state.mayHaveEnded = true;
      if (path === null || /^(?:[0-2]|-)$/.test(path)) return true;
      if (!/^\d$/.test(path) && state.shell === "dash") {
        end("shell", "The shell ends: a descriptor is no number");
      }
      return !/^\d+-?$/.test(path) && operator === ">&" && path !== "";
    }
    if (path === null && state.shell === "dash") state.mayHaveEnded = true;
    if (path === null || /^\/dev\/(?:null|zero|tty|std(?:in|out|err))$/.test(path)) return true;
    return operator !== "<" && path !== "" && !path.includes("/");
  });
}
