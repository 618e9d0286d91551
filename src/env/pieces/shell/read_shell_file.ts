import type { Reading } from "../../dialect.ts";
import { fromByteText, toByteText } from "../byte_text.ts";
import { parseLine } from "./parse_shell.ts";
import { runCommand } from "./run_shell.ts";
import { endsOf, type ShellState, startShell, valueOf } from "./shell_state.ts";
import type { Cursor, ShellName } from "./shell_syntax.ts";

/** Linux passes no longer variable to a program: `NAME=value` and a NUL. */
const LONGEST_VARIABLE = 128 * 1024;
/** bash takes a file with more for no text. */
const MOST_NULS = 256;

/** What a program sees of `key` that the shell starts after `set -a; . FILE`. Never throws. */
export function readShellFile(
  bytes: Uint8Array,
  key: string,
  { shell, environment }: {
    readonly shell: ShellName;
    readonly environment: Readonly<Record<string, string>>;
  },
): Reading {
  const withoutNuls = bytes.filter((byte) => byte !== 0);
  if (shell === "bash" && bytes.length - withoutNuls.length > MOST_NULS) {
    return { outcome: "missing", reason: "The shell takes a file with so many NULs for no text" };
  }
  const state = startShell(shell, environment);
  const cursor: Cursor = { text: toByteText(withoutNuls), shell, at: 0, depth: 0, awaited: [] };
  const failure = run(state, cursor);
  return failure ?? answer(state, key, cursor.text);
}

/** Runs line after line; an answer where the shell does not live to start the program. */
function run(state: ShellState, cursor: Cursor): Reading | null {
  try {
    for (let command = parseLine(cursor); command !== null; command = parseLine(cursor)) {
      try {
        runCommand(state, command);
      } catch (error) {
        if (endsOf(error) !== "line") throw error;
        state.status = 1;
      }
    }
    return null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof RangeError) return { outcome: "unpredictable", reason: error.message };
    const ends = endsOf(error);
    if (ends === "file") return null;
    if (ends === "shell") return { outcome: "error", reason: error.message };
    if (!(error instanceof SyntaxError)) throw error;
    const line = lineAt(cursor.text, Math.min(cursor.at, cursor.text.length - 1));
    // bash goes on behind the file, with what the lines before have set.
    return state.shell === "bash" ? null : { outcome: "error", reason: `Line ${line}: ${error.message}` };
  }
}

function answer(state: ShellState, key: string, text: string): Reading {
  if (state.mayHaveEnded) {
    return { outcome: "unpredictable", reason: "A command of the file may end the shell" };
  }
  for (const [name, { value, offset, is }] of state.variables) {
    if (offset === null || !is.includes("exported") || value === null) continue;
    if (name.length + value.length + 2 > LONGEST_VARIABLE) {
      const line = lineAt(text, offset);
      return { outcome: "error", reason: `Line ${line} sets a variable too long to start a program with` };
    }
  }
  const found = state.variables.get(key);
  if (found === undefined || found.offset === null) {
    if (state.forgotten === 0) return { outcome: "missing", reason: "No command of the file sets it" };
    return { outcome: "unpredictable", reason: "A command of the file may set it" };
  }
  const line = lineAt(text, found.offset);
  if (found.is.includes("list")) return { outcome: "missing", reason: `Line ${line} makes it an array` };
  if (!found.is.includes("exported")) {
    return { outcome: "missing", reason: `Line ${line} does not export it` };
  }
  const byteText = valueOf(state, found);
  if (byteText === null) {
    return { outcome: "unpredictable", reason: `What line ${line} sets depends on more than the file` };
  }
  const value = fromByteText(byteText);
  return { outcome: "value", value, line, why: "as the shell expands it" };
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return line;
}
