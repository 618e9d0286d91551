import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { countLines } from "./pieces/count_lines.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { fillComposeTemplate, type Lookup } from "./pieces/fill_compose_template.ts";
import { findStatement, isBlank, isLetterOrNumber, skipBlanks } from "./pieces/go_text.ts";
import { trimWhiteSpaceEnd } from "./pieces/white_space.ts";

type Environment = Readonly<Record<string, string>>;

/** `env_file:` in its default format. One bad line refuses the file. */
export const COMPOSE_GO: Dialect = {
  id: "compose-go",
  title: "Docker Compose v2 (env_file)",
  loaders: ["compose-go@2.13.0", "compose-go@2.16.2"],
  precedence: "file",
  read,
};

/** The `.env` beside the compose file, from which the references in that file are filled in. */
export const COMPOSE_GO_PROJECT: Dialect = {
  id: "compose-go-project",
  title: "Docker Compose v2 (the project's .env)",
  loaders: [],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Environment): Reading {
  const decoded = decodeLoosely(bytes);
  const text = decoded.startsWith("\ufeff") ? decoded.slice(1) : decoded;
  const lineOf = countLines(text);
  const known = new Map<string, string>();
  const ofProcess = (name: string) => Object.hasOwn(environment, name) ? environment[name] : undefined;
  const lookup = (name: string) => ofProcess(name) ?? known.get(name);
  const found: Assignment[] = [];
  let at = findStatement(text, 0);
  while (at < text.length) {
    const name = readName(text, at);
    const line = lineOf(at);
    if (typeof name === "string") return { outcome: "error", reason: `Line ${line} ${name}` };
    const value = name.inherited ? inherit(ofProcess(name.key), name.end) : readValue(text, name.end, lookup);
    if (typeof value === "string") return { outcome: "error", reason: `Line ${line} ${value}` };
    if (value.value !== undefined) {
      known.set(name.key, value.value);
      if (name.key === key) found.push({ key, value: value.value, note: value.note, line });
    }
    at = findStatement(text, value.end);
  }
  // A key that starts with a digit is known to references, and then dropped.
  return lastOf(/^[0-9]/.test(key) ? [] : found);
}

interface Name {
  readonly key: string;
  /** Whether it stands alone on its line, and is taken from the process. */
  readonly inherited: boolean;
  /** Where its value starts. */
  readonly end: number;
}

/** The name of a statement, or what is wrong with its line. */
function readName(text: string, statement: number): Name | string {
  const start = skipExport(text, statement);
  if (start === text.length) return "holds export alone";
  let at = start;
  while (at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if ("=:\n".includes(character)) break;
    if (!isBlank(character) && !"_.-[]".includes(character) && !isLetterOrNumber(character)) {
      return "has a character in its name that Compose refuses";
    }
    at += character.length;
  }
  // Where the file ends behind a name, the name is the value of a key without a name.
  if (at === text.length) return { key: "", inherited: false, end: start };
  const key = trimWhiteSpaceEnd(text.slice(start, at));
  if (key.includes(" ")) return "has a blank in its name";
  return { key, inherited: text[at] === "\n", end: skipBlanks(text, at + 1) };
}

function skipExport(text: string, start: number): number {
  const behind = start + "export".length;
  return text.startsWith("export", start) && /^[\t\n\f\r ]/.test(text.charAt(behind))
    ? skipBlanks(text, behind)
    : start;
}

interface Value {
  /** Undefined where nothing is stored. */
  readonly value: string | undefined;
  readonly note: string;
  readonly end: number;
}

function inherit(value: string | undefined, end: number): Value {
  return { value, note: "taken from the process", end };
}

/** The value that starts here, or what is wrong with its line. */
function readValue(text: string, start: number, lookup: Lookup): Value | string {
  const quote = text[start];
  if (quote === '"' || quote === "'") return readQuoted(text, start, lookup);
  const feed = text.indexOf("\n", start);
  const end = feed === -1 ? text.length : feed;
  const line = text.slice(start, end);
  const comment = line.indexOf(" #");
  const raw = trimWhiteSpaceEnd(comment === -1 ? line : line.slice(0, comment));
  const note = comment === -1 ? "unquoted" : "unquoted, cut at the comment";
  return fill(raw, { note, end, lookup });
}

function readQuoted(text: string, open: number, lookup: Lookup): Value | string {
  const quote = text.charAt(open);
  let close = open + 1;
  while (close < text.length && text[close] !== quote) close += text[close] === "\\" ? 2 : 1;
  if (close >= text.length) return "has a quote that never closes";
  const body = text.slice(open + 1, close).replace(/\\([^])/g, (pair, next) => next === quote ? next : pair);
  const end = close + 1;
  if (quote === "'") return { value: body, note: "in single quotes", end };
  return fill(readEscapes(body), { note: "in double quotes", end, lookup });
}

function fill(
  raw: string,
  { note, end, lookup }: { readonly note: string; readonly end: number; readonly lookup: Lookup },
): Value | string {
  const value = fillComposeTemplate(raw, lookup);
  if (value === null) return "has a reference that Compose refuses";
  return { value, note: value === raw ? note : `${note}, references filled in`, end };
}

const ESCAPED: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
  // The template then makes one of two.
  $: "$$",
};

function readEscapes(body: string): string {
  return body.replace(/\\(?:([abcfnrtv$"\\])|0([0-9]{0,3}))/g, (pair, letter, digits) => {
    if (letter !== undefined) return ESCAPED[letter] ?? pair;
    // Octal takes three digits behind the 0; otherwise the 0 alone is lost.
    return /^[0-3][0-7]{2}$/.test(digits) ? String.fromCharCode(parseInt(digits, 8)) : `\\${digits}`;
  });
}
