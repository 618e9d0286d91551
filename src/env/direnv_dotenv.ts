import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { expandAsGo } from "./pieces/expand_as_go.ts";

type Environment = Readonly<Record<string, string>>;

/** `dotenv` in an `.envrc`. A line that is neither an assignment nor a comment refuses the file. */
export const DIRENV_DOTENV: Dialect = {
  id: "direnv-dotenv",
  title: "direnv 2 (dotenv)",
  loaders: ["direnv-dotenv@2.32.1"],
  precedence: "file",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Environment): Reading {
  const known = new Map<string, string>();
  const lookup = (reference: string) => {
    const colon = reference.indexOf(":-");
    const name = colon === -1 ? reference : reference.slice(0, colon);
    const ofProcess = Object.hasOwn(environment, name) ? environment[name] : "";
    return known.get(name) ?? (ofProcess || (colon === -1 ? "" : reference.slice(colon + 2)));
  };
  const found: Assignment[] = [];
  const lines = decodeLoosely(bytes).replace(/\r\n?/g, "\n").split("\n");
  for (const [index, line] of lines.entries()) {
    const start = skipBlanks(line, 0);
    if (isEnd(line, start)) continue;
    const assignment = readAssignment(line, start);
    if (assignment === null) return { outcome: "error", reason: `Line ${index + 1} is no assignment` };
    const { value, note } = readValue(assignment.token, lookup);
    if (value === null) return { outcome: "error", reason: "References make a value grow without end" };
    known.set(assignment.key, value);
    if (assignment.key === key) found.push({ key, value, note, line: index + 1 });
  }
  return lastOf(found);
}

interface Token {
  readonly key: string;
  readonly token: string;
}

const KEY = /[A-Za-z0-9_.]+/y;

function readAssignment(line: string, start: number): Token | null {
  const exported = line.startsWith("export", start) ? skipBlanks(line, start + 6) : start;
  return (exported > start + 6 ? readKey(line, exported) : null) ?? readKey(line, start);
}

function readKey(line: string, start: number): Token | null {
  KEY.lastIndex = start;
  const key = KEY.exec(line)?.[0] ?? "";
  const behind = start + key.length;
  const equals = skipBlanks(line, behind);
  const isColon = line[equals] !== "=" && line[behind] === ":" && isBlank(line.charAt(behind + 1));
  if (key === "" || (line[equals] !== "=" && !isColon)) return null;
  const token = readToken(line, skipBlanks(line, isColon ? behind + 1 : equals + 1));
  return token === null ? null : { key, token };
}

/** Up to the last quote that only blanks and a comment follow; unquoted, one word. Null for more. */
function readToken(line: string, start: number): string | null {
  const quote = line.charAt(start);
  if (quote === "'" || quote === '"') {
    for (let close = line.lastIndexOf(quote); close > start; close = line.lastIndexOf(quote, close - 1)) {
      if (isEnd(line, skipBlanks(line, close + 1))) return line.slice(start, close + 1);
    }
  }
  let end = start;
  while (end < line.length && line[end] !== "#" && !isBlank(line.charAt(end))) end++;
  return isEnd(line, skipBlanks(line, end)) ? line.slice(start, end) : null;
}

function readValue(
  token: string,
  lookup: (name: string) => string,
): Pick<Assignment, "value" | "note"> {
  const quote = token.charAt(0);
  const isQuoted = token.length > 1 && token.endsWith(quote);
  if (isQuoted && quote === "'") return { value: token.slice(1, -1), note: "in single quotes" };
  // A dollar sign alone, like any one character, is taken as it is.
  if (token.length < 2) return { value: token, note: "unquoted" };
  if (!isQuoted || quote !== '"') {
    return { value: expandAsGo(token, lookup), note: "unquoted, references read" };
  }
  const body = token.slice(1, -1).replaceAll("\\n", "\n").replaceAll("\\r", "\r").replace(/\\([^$])/gu, "$1");
  return { value: expandAsGo(body, lookup), note: "in double quotes, escapes and references read" };
}

/** Whether the line or its comment ends here. */
function isEnd(line: string, at: number): boolean {
  return at === line.length || line[at] === "#";
}

/** Go's `\s`, which holds no vertical tab. */
function isBlank(character: string): boolean {
  return character === " " || character === "\t" || character === "\f";
}

function skipBlanks(line: string, start: number): number {
  let at = start;
  while (isBlank(line.charAt(at))) at++;
  return at;
}
