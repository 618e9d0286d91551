import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { countLines } from "./pieces/count_lines.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { findCommands } from "./pieces/find_commands.ts";
import { type Names, resolveSymfonyReferences } from "./pieces/resolve_symfony_references.ts";

type Environment = Readonly<Record<string, string>>;

/** Quoted and bare parts one after the other, as in a shell. One bad line refuses the file. */
export const SYMFONY_DOTENV: Dialect = {
  id: "symfony-dotenv",
  title: "symfony/dotenv 5.4 to 7",
  loaders: ["symfony-dotenv@5.4.53", "symfony-dotenv@7.0.4"],
  precedence: "process",
  read,
};

/** What is wrong with a line, or that it runs a command. */
type Trouble = string | typeof RUNS;
const RUNS = Symbol("runs a command");

interface KnownNames extends Names {
  /** Whether any value may hold a backslash. */
  readonly mayHoldBackslash: boolean;
}

function read(bytes: Uint8Array, key: string, environment: Environment): Reading {
  const text = decodeLoosely(bytes).replace(/\r\n?/g, "\n");
  const lineOf = countLines(text);
  const known = new Map<string, string>();
  const found: Assignment[] = [];
  let line = 1;
  const store = (name: string, value: string, note: string) => {
    known.set(name, value);
    if (name === key) found.push({ key, value, line, note });
  };
  const names: KnownNames = {
    mayHoldBackslash: [text, ...Object.values(environment)].some((each) => each.includes("\\")),
    get: (name) => {
      const ofProcess = Object.hasOwn(environment, name) ? environment[name] : undefined;
      // Symfony does not trust what a request could have set, and looks there last.
      return (name.startsWith("HTTP_") ? known.get(name) ?? ofProcess : ofProcess ?? known.get(name)) ?? "";
    },
    set: (name, value) => store(name, value, "the default of a reference"),
  };
  let at = skipEmptyLines(text, 0);
  while (at < text.length) {
    line = lineOf(at);
    const name = readName(text, at);
    if (typeof name === "string") return { outcome: "error", reason: `Line ${line} ${name}` };
    const value = readValue(text, name.end, names);
    if (value === RUNS) {
      return {
        outcome: "unpredictable",
        reason: `Line ${line} runs a command, and the file loads if it succeeds`,
      };
    }
    if (typeof value === "string") return { outcome: "error", reason: `Line ${line} ${value}` };
    store(name.key, value.value, value.note);
    at = skipEmptyLines(text, value.end);
  }
  return lastOf(found);
}

/** Blanks, line ends and comments, wherever they stand. */
function skipEmptyLines(text: string, start: number): number {
  let at = start;
  while (at < text.length && (text[at] === "#" || isBlank(text.charAt(at)))) {
    at = text[at] === "#" ? lineEnd(text, at) : at + 1;
  }
  return at;
}

const NAME = /(?:export[ \t]+(?=_?[A-Za-z]))?(_?[A-Za-z][A-Za-z0-9_]*)/y;

/** The name and the offset behind its `=`, or what is wrong with the line. */
function readName(text: string, start: number): { readonly key: string; readonly end: number } | string {
  NAME.lastIndex = start;
  const match = NAME.exec(text);
  if (match === null) return "has a name that is refused";
  const end = start + match[0].length;
  if (text[end] !== "=") return "has no = right behind its name";
  return { key: match[1] ?? "", end: end + 1 };
}

interface Value {
  readonly value: string;
  readonly note: string;
  readonly end: number;
}

function readValue(text: string, start: number, names: KnownNames): Value | Trouble {
  let at = start;
  while (text[at] === " " || text[at] === "\t") at++;
  if (at === text.length || text[at] === "\n" || text[at] === "#") {
    return { value: "", note: "nothing after =", end: lineEnd(text, at) };
  }
  if (at > start) return "has a blank behind =";
  let value = "";
  let parts = 0;
  let note = "unquoted";
  while (at < text.length && text[at] !== "\n") {
    const readPart = text[at] === "'" ? readSingleQuoted : text[at] === '"' ? readDoubleQuoted : readBare;
    const part: Value | Trouble = readPart(text, at, names);
    if (typeof part !== "object") return part;
    value += part.value;
    note = part.value === "" && parts > 0 ? note : parts > 0 ? "parts put together" : part.note;
    parts++;
    at = part.end;
    if (text[at] === "#" && readPart === readBare) break;
  }
  return { value, note, end: at };
}

function readSingleQuoted(text: string, open: number): Value | Trouble {
  const close = text.indexOf("'", open + 1);
  if (close === -1) return "has a quote that never closes";
  return { value: text.slice(open + 1, close), note: "in single quotes", end: close + 1 };
}

function readDoubleQuoted(text: string, open: number, names: KnownNames): Value | Trouble {
  let close = text.indexOf('"', open + 1);
  // One backslash shields the quote, but not where a second one stands before it, however many there are.
  while (close !== -1 && text[close - 1] === "\\" && text[close - 2] !== "\\") {
    close = text.indexOf('"', close + 1);
  }
  if (close === -1) return "has a quote that never closes";
  const body = text.slice(open + 1, close)
    .replaceAll('\\"', '"')
    .replaceAll("\\r", "\r")
    .replaceAll("\\n", "\n");
  const value = resolve(body, names);
  return typeof value === "string" ? { value, note: "in double quotes", end: close + 1 } : value.trouble;
}

function readBare(text: string, start: number, names: KnownNames): Value | Trouble {
  let bare = "";
  let previous = text.charAt(start - 1);
  let at = start;
  for (; at < text.length && !"\n\"'".includes(text.charAt(at)); at++) {
    if (text[at] === "#" && (previous === " " || previous === "\t")) break;
    if (text[at] === "\\" && (text[at + 1] === '"' || text[at + 1] === "'")) at++;
    previous = text.charAt(at);
    bare += previous;
    if (previous !== "$" || text[at + 1] !== "(") continue;
    const close = findParenthesis(text, at + 1);
    if (close === -1) return "has a parenthesis that never closes";
    bare += text.slice(at + 1, close + 1);
    at = close;
  }
  const trimmed = trimEnd(bare);
  const value = resolve(trimmed, names);
  if (typeof value !== "string") return value.trouble;
  if (value === trimmed && /[\t-\r ]/.test(value)) return "has more than one word outside of quotes";
  return { value, note: "unquoted", end: at };
}

/** Where the parenthesis closes, on the same line; -1 where it does not. */
function findParenthesis(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === "(") depth++;
    if (text[at] === ")" && --depth === 0) return at;
  }
  return -1;
}

function resolve(body: string, names: KnownNames): string | { readonly trouble: Trouble } {
  const commands = findCommands(body);
  if (commands.runs) return { trouble: RUNS };
  const value = resolveSymfonyReferences(commands.value, names);
  if (value === null) return { trouble: "has a reference that is refused" };
  // What was filled in is searched too, but a value that grows by references only where there is a reason.
  return names.mayHoldBackslash ? value.replaceAll("\\\\", "\\") : value;
}

/** PHP's `rtrim()`. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && " \n\r\t\v\0".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

function isBlank(character: string): boolean {
  return character === " " || (character >= "\t" && character <= "\r" && character.length === 1);
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}
