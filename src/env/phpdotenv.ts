import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { decodeLoosely, decodeStrictly } from "./pieces/decode.ts";
import { resolvePhpReferences } from "./pieces/resolve_php_references.ts";

/** Where the releases differ. */
interface Release {
  /** Matches a whole name. */
  readonly name: RegExp;
  /** Whether a line within quotes that opens quotes after `=` needs two more to be the last one. */
  readonly nestedStart: "counts" | "is ignored";
}

/** As Laravel reads. An entry that cannot be parsed refuses the file; references see the file alone. */
export const PHPDOTENV: Dialect = dialect({
  id: "phpdotenv",
  title: "PHP dotenv (Laravel) from 5.5",
  loaders: ["phpdotenv@5.6.4"],
}, { name: /^[\p{Ll}\p{Lu}\p{M}\p{N}_.]+$/u, nestedStart: "is ignored" });

/** Names are ASCII. */
export const PHPDOTENV_5_4: Dialect = dialect({
  id: "phpdotenv-5.4",
  title: "PHP dotenv (Laravel) 5 up to 5.4",
  loaders: ["phpdotenv@5.4.1"],
}, { name: /^[a-zA-Z0-9_.]+$/, nestedStart: "counts" });

function dialect(about: Pick<Dialect, "id" | "title" | "loaders">, release: Release): Dialect {
  return { ...about, precedence: "process", read: (bytes, key) => read(bytes, key, release) };
}

function read(bytes: Uint8Array, key: string, release: Release): Reading {
  const entries: Entry[] = [];
  for (const { text, line } of joinLines(decode(bytes).split(/\r\n|\n|\r/), release)) {
    const entry = parseEntry(text, release);
    if (typeof entry === "string") return { outcome: "error", reason: `Line ${line} ${entry}` };
    entries.push({ ...entry, line });
  }
  const known = new Map<string, string>();
  const found: Assignment[] = [];
  for (const { name, value, line } of entries) {
    if (value === null) {
      known.delete(name);
      if (name === key) found.push({ key, value: null, note: "", line });
      continue;
    }
    const filled = resolvePhpReferences(value.text, value.dollars, (each) => known.get(each));
    if (filled === null) {
      return { outcome: "error", reason: "References make a value grow without end" };
    }
    known.set(name, filled);
    const note = filled === value.text ? value.note : `${value.note}, references filled in`;
    if (name === key) found.push({ key, value: filled, note, line });
  }
  return lastOf(found);
}

/** A question mark stands for what is not UTF-8; a byte order mark is taken off. */
function decode(bytes: Uint8Array): string {
  const strict = decodeStrictly(bytes);
  const text = typeof strict === "string" ? strict : decodeLoosely(bytes).replaceAll("\ufffd", "?");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

interface Joined {
  readonly text: string;
  /** 1-based line on which it starts. */
  readonly line: number;
}

/** Entries without blank lines and comments; one whose quotes never close is dropped with all below it. */
function* joinLines(lines: readonly string[], release: Release): Generator<Joined> {
  let open: string[] = [];
  for (const [index, line] of lines.entries()) {
    const isWithin = open.length > 0;
    const starts = isWithin && release.nestedStart === "is ignored" ? false : startsMany(line);
    if (isWithin || starts) {
      open.push(line);
      if (countQuotes(line) < (starts ? 2 : 1) && line !== '"') continue;
    }
    const text = open.length > 0 ? open.join("\n") : line;
    const first = index + 1 - Math.max(0, open.length - 1);
    open = [];
    const shown = trim(text);
    if (shown !== "" && !shown.startsWith("#")) yield { text, line: first };
  }
}

function startsMany(line: string): boolean {
  return line.includes('="') && countQuotes(line) < 2;
}

/** Quotes that neither stand first nor behind a backslash. */
function countQuotes(line: string): number {
  return line.replaceAll("\\\\", "").match(/(?<=[^\\])"/g)?.length ?? 0;
}

interface Value {
  readonly text: string;
  /** Offsets of the dollar signs that may start a reference. */
  readonly dollars: readonly number[];
  readonly note: string;
}

interface Entry {
  readonly name: string;
  /** Null where the name stands alone, which unsets it. */
  readonly value: Value | null;
  readonly line: number;
}

/** The entry, or what is wrong with it. */
function parseEntry(text: string, release: Release): Omit<Entry, "line"> | string {
  const equals = text.indexOf("=");
  const left = equals === -1 ? text : trim(text.slice(0, equals));
  if (left === "") return "has no name before =";
  const name = takeOffQuotes(takeOffExport(left));
  if (!release.name.test(name)) return "has a name that is refused";
  if (equals === -1) return { name, value: null };
  const value = parseValue(trim(text.slice(equals + 1)));
  return typeof value === "string" ? value : { name, value };
}

function takeOffExport(name: string): string {
  // With a name of one letter the whole is too short to be looked at.
  return Array.from(name).length > 8 && /^export[\t-\r ]/.test(name) ? trimStart(name.slice(6)) : name;
}

function takeOffQuotes(name: string): string {
  const quote = name.charAt(0);
  const isQuoted = (quote === '"' || quote === "'") && name.endsWith(quote) && Array.from(name).length > 2;
  return isQuoted ? name.slice(1, -1) : name;
}

const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  $: "$",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Characters. */
const LONGEST_PIECE = 1000;

/** The value, or what is wrong with it. */
function parseValue(token: string): Value | string {
  const quote = token.charAt(0);
  if (quote === "'") return parseSingleQuoted(token);
  if (quote === '"') return parseDoubleQuoted(token);
  // What stands first is taken whatever it is, unless it starts a comment.
  let end = quote === "" || quote === "#" ? 0 : 1;
  // Blanks that trim() leaves, as form feeds, are one piece.
  if (isBlank(quote)) { while (end < LONGEST_PIECE && isBlank(token.charAt(end))) end++; }
  while (end > 0 && end < token.length && token[end] !== "#" && !isBlank(token.charAt(end))) end++;
  if (end > 0 && !endsValue(token, end)) return "has more than one word outside of quotes";
  const text = token.slice(0, end);
  const dollars = Array.from(text.matchAll(/\$/g), (match) => match.index);
  return { text, dollars, note: end < token.length ? "unquoted, cut at #" : "unquoted" };
}

function parseSingleQuoted(token: string): Value | string {
  const close = token.indexOf("'", 1);
  if (close === -1) return "has a quote that never closes";
  if (!endsValue(token, close + 1)) return "has something behind the closing quote";
  return { text: token.slice(1, close), dollars: [], note: "in single quotes" };
}

function parseDoubleQuoted(token: string): Value | string {
  const dollars: number[] = [];
  let text = "";
  let at = 1;
  for (; at < token.length && token[at] !== '"'; at++) {
    if (token[at] === "$") dollars.push(text.length);
    if (token[at] !== "\\") {
      text += token.charAt(at);
      continue;
    }
    const escaped = ESCAPED[token.charAt(++at)];
    if (escaped === undefined) return "has an escape that is refused";
    text += escaped;
  }
  if (at >= token.length) return "has a quote that never closes";
  if (!endsValue(token, at + 1)) return "has something behind the closing quote";
  return { text, dollars, note: "in double quotes" };
}

/** Whether nothing but blanks and a comment follows. */
function endsValue(token: string, start: number): boolean {
  let at = start;
  while (isBlank(token.charAt(at))) at++;
  return at === token.length || token[at] === "#";
}

function isBlank(character: string): boolean {
  return character === " " || (character >= "\t" && character <= "\r" && character.length === 1);
}

function trimStart(text: string): string {
  let start = 0;
  while (" \n\r\t\v\0".includes(text.charAt(start)) && start < text.length) start++;
  return text.slice(start);
}

/** PHP's `trim()`: a form feed stays, and a NUL goes. */
function trim(text: string): string {
  let end = text.length;
  while (end > 0 && " \n\r\t\v\0".includes(text.charAt(end - 1))) end--;
  return trimStart(text.slice(0, end));
}
