import { matchAt, readProgram, skipLines, unexpected } from "./parse_shell.ts";
import { isMeta, scanShellWord } from "./scan_shell_word.ts";
import type { Cursor, ShellAssignment, Word } from "./shell_syntax.ts";

/** A line end may stand in it that a backslash takes away. */
const ASSIGNMENT = /([A-Za-z_](?:\w|\\\n)*)(\+)?=/y;
const ELEMENT = /[A-Za-z_]\w*\[/y;

/** `name=value`, `name+=value` or `name[index]=value` at the cursor; null where there is none. */
export function parseAssignment(cursor: Cursor): ShellAssignment | null {
  const { text, shell, at: offset } = cursor;
  const match = matchAt(ASSIGNMENT, text, offset);
  if (match === null) return shell === "bash" ? parseElement(cursor) : null;
  const [whole, raw = "", plus] = match;
  if (plus !== undefined && shell === "dash") return null;
  cursor.at += whole.length;
  const about = {
    name: raw.replaceAll("\\\n", ""),
    mode: plus === undefined ? "set" : "append",
    offset,
  } as const;
  if (shell === "bash" && text[cursor.at] === "(") {
    const start = cursor.at;
    parseElements(cursor);
    if (isMeta(text[cursor.at])) return { ...about, value: null };
    // With something behind the parenthesis it is no array after all, but text.
    const list = { kind: "text", text: text.slice(start, cursor.at), quoted: true } as const;
    return { ...about, value: [list, ...scanShellWord(cursor, readProgram)] };
  }
  return { ...about, value: scanShellWord(cursor, readProgram) };
}

/** `name[index]=value` */
function parseElement(cursor: Cursor): ShellAssignment | null {
  const { text, at: offset } = cursor;
  const match = matchAt(ELEMENT, text, offset);
  if (match === null) return null;
  const close = text.indexOf("]", offset + match[0].length);
  if (close === -1) throw new SyntaxError("a bracket never closes");
  const equals = text.startsWith("+=", close + 1) ? close + 3 : text[close + 1] === "=" ? close + 2 : -1;
  if (equals === -1) return null;
  cursor.at = equals;
  scanShellWord(cursor, readProgram);
  return { name: match[0].slice(0, -1), mode: "set", value: null, offset };
}

/** `name=(…)` behind `export` and its like: the name alone matters. */
export function parseArray(cursor: Cursor): Word | null {
  const match = matchAt(ASSIGNMENT, cursor.text, cursor.at);
  if (match === null || cursor.text[cursor.at + match[0].length] !== "(") return null;
  const offset = cursor.at;
  cursor.at += match[0].length;
  parseElements(cursor);
  return { parts: [{ kind: "command" }], offset };
}

function parseElements(cursor: Cursor): void {
  cursor.at++;
  while (true) {
    skipLines(cursor);
    const character = cursor.text[cursor.at];
    if (character === ")") break;
    if (isMeta(character) && !/[<>]/.test(character ?? "")) throw unexpected(cursor);
    const start = cursor.at;
    scanShellWord(cursor, readProgram);
    if (cursor.at === start) throw unexpected(cursor);
  }
  cursor.at++;
}
