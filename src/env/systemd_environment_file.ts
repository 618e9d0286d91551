import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { toByteText } from "./pieces/byte_text.ts";
import { countLines } from "./pieces/count_lines.ts";
import { decodeStrictly } from "./pieces/decode.ts";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
/** What no Unicode text may hold, by Unicode's own word; systemd refuses it as it does bad UTF-8. */
const NO_CHARACTER = /\p{Noncharacter_Code_Point}/u;

/**
 * Quotes may follow each other, `#` starts a comment only at the start of a line, as `;` does, and a backslash
 * at the end of a line joins the next one to it, that of a comment too. Up to 253; later ones end a comment.
 */
export const SYSTEMD_ENVIRONMENT_FILE: Dialect = {
  id: "systemd-environment-file",
  title: "systemd EnvironmentFile= up to 253",
  loaders: ["systemd-EnvironmentFile@252"],
  precedence: "file",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const text = toByteText(bytes);
  if (text.includes("\0")) return { outcome: "error", reason: "The file holds a NUL, so nothing is read" };
  const found: Assignment[] = [];
  for (const assignment of scan(text)) {
    const name = decode(assignment.key);
    const value = decode(assignment.value ?? "");
    if (name === null || value === null) {
      return { outcome: "error", reason: `Line ${assignment.line} is not UTF-8, so nothing is read` };
    }
    if (name === key) found.push({ ...assignment, key, value });
  }
  if (!NAME.test(key)) return { outcome: "missing", reason: "systemd drops a variable of such a name" };
  return lastOf(found);
}

function decode(byteText: string): string | null {
  if (!/[\x80-\xff]/.test(byteText)) return byteText;
  const text = decodeStrictly(Uint8Array.from(byteText, (character) => character.charCodeAt(0)));
  return typeof text !== "string" || NO_CHARACTER.test(text) ? null : text;
}

function scan(text: string): readonly Assignment[] {
  const lineOf = countLines(text);
  const assignments: Assignment[] = [];
  let at = skip(text, 0, " \t\r\n");
  while (at < text.length) {
    if (text[at] === "#" || text[at] === ";") {
      at = skip(text, endOfComment(text, at), " \t\r\n");
      continue;
    }
    // An equals sign at the start is part of the name, which no service gets then.
    const start = at++;
    while (at < text.length && !"=\r\n".includes(text.charAt(at))) at++;
    if (text[at] === "=") {
      const key = trimEnd(text.slice(start, at));
      const { end, ...value } = readValue(text, at + 1);
      assignments.push({ key, line: lineOf(start), ...value });
      at = end;
    }
    at = skip(text, at, " \t\r\n");
  }
  return assignments;
}

function endOfComment(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += text[at] === "\\" ? 2 : 1;
  return at;
}

interface Value {
  readonly value: string;
  readonly note: string;
  readonly end: number;
}

/** Any number of quoted parts, blanks between them dropped, and then what is not quoted. */
function readValue(text: string, start: number): Value {
  let value = "";
  let note = "nothing behind =";
  let at = skip(text, start, " \t");
  while (text[at] === "'" || text[at] === '"') {
    const part = text[at] === "'" ? readSingle(text, at + 1) : readDouble(text, at + 1);
    value += part.value;
    note = part.note;
    at = skip(text, part.end, " \t");
  }
  if (at >= text.length || text[at] === "\n" || text[at] === "\r") return { value, note, end: at };
  const rest = readUnquoted(text, at);
  return {
    ...rest,
    value: value + rest.value,
    note: value === "" ? rest.note : "quoted and unquoted parts joined",
  };
}

function readSingle(text: string, start: number): Value {
  const close = text.indexOf("'", start);
  if (close === -1) return { value: text.slice(start), note: "the quote never closes", end: text.length };
  return { value: text.slice(start, close), note: "in single quotes", end: close + 1 };
}

function readDouble(text: string, start: number): Value {
  const pieces: string[] = [];
  let copied = start;
  let at = start;
  while (at < text.length && text[at] !== '"') {
    if (text[at] !== "\\") {
      at++;
      continue;
    }
    const next = text.charAt(at + 1);
    pieces.push(text.slice(copied, at), next === "" || next === "\n" || '"\\`$'.includes(next) ? "" : "\\");
    copied = next === "\n" ? at + 2 : at + 1;
    at += 2;
  }
  pieces.push(text.slice(copied, at));
  const note = at < text.length ? "in double quotes" : "the quote never closes";
  return { value: pieces.join(""), note, end: Math.min(at + 1, text.length) };
}

/** Up to the end of the line; blanks before it go, if no backslash stands behind or before them. */
function readUnquoted(text: string, start: number): Value {
  const pieces: string[] = [];
  let copied = start;
  let kept = start;
  let at = start;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") {
    if (text[at] === "\\") {
      pieces.push(text.slice(copied, at));
      const next = text[at + 1];
      copied = next === "\n" || next === "\r" ? at + 2 : at + 1;
      at += 2;
      kept = at;
    } else {
      at++;
      if (text[at - 1] !== " " && text[at - 1] !== "\t") kept = at;
    }
  }
  const end = Math.min(at, text.length);
  pieces.push(text.slice(copied, Math.max(copied, Math.min(kept, end))));
  return { value: pieces.join(""), note: "unquoted, comments and all", end };
}

/** Not by an expression, which takes the square of the length of blanks that something follows. */
function trimEnd(text: string): string {
  let end = text.length;
  while (text[end - 1] === " " || text[end - 1] === "\t") end--;
  return text.slice(0, end);
}

function skip(text: string, start: number, characters: string): number {
  let at = start;
  while (at < text.length && characters.includes(text.charAt(at))) at++;
  return at;
}
