import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { fromByteText, runesOf, toByteText } from "./pieces/byte_text.ts";
import { countLines } from "./pieces/count_lines.ts";
import { isBlank, skipBlanks } from "./pieces/go_text.ts";
import { trimWhiteSpaceEnd } from "./pieces/white_space.ts";

/** Where the releases of godotenv differ. */
interface Release {
  /** Whether a hyphen may stand in a name. */
  readonly hyphen: "refused" | "part of a name";
  /** Which of several ` #` starts the comment; the newer release ends on a value that starts with `#`. */
  readonly comment: "last" | "first";
  /** What keeps a quote from closing: one backslash before it, or an odd number of them. */
  readonly shield: "one" | "odd";
  /** Whether a reference that the file does not define is looked up in the process. */
  readonly references: "file" | "file, then process";
}

/** One bad line refuses the file; references see only what stands above them in it. */
export const GODOTENV: Dialect = dialect({
  id: "godotenv",
  title: "godotenv 1.5 (Go)",
  loaders: ["godotenv@1.5.1"],
}, { hyphen: "refused", comment: "last", shield: "one", references: "file" });

/** Ends the program on a value that starts with `#`. */
export const GODOTENV_1_6: Dialect = dialect({
  id: "godotenv-1.6",
  title: "godotenv 1.6-pre.4 (Go)",
  loaders: ["godotenv@1.6.0-pre.4"],
}, { hyphen: "part of a name", comment: "first", shield: "odd", references: "file, then process" });

type Lookup = (name: string) => string | undefined;

function dialect(about: Pick<Dialect, "id" | "title" | "loaders">, release: Release): Dialect {
  return {
    ...about,
    precedence: "process",
    read: (bytes, key, environment) => {
      const known = new Map<string, string>();
      const ofProcess = release.references === "file" ? {} : environment;
      const lookup = (name: string) =>
        known.get(name) ?? (Object.hasOwn(ofProcess, name) ? ofProcess[name] : undefined);
      return read(bytes, key, { release, known, lookup });
    },
  };
}

interface Context {
  readonly release: Release;
  readonly known: Map<string, string>;
  readonly lookup: Lookup;
}

/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

function read(bytes: Uint8Array, key: string, { release, known, lookup }: Context): Reading {
  const text = toByteText(bytes).replaceAll("\r\n", "\n");
  const lineOf = countLines(text);
  const findEnd = endsOfNames(text, release);
  const found: Assignment[] = [];
  let at = findStatement(text, 0);
  while (at < text.length) {
    const line = lineOf(at);
    const name = readName(text, at, findEnd);
    if (typeof name === "string") return { outcome: "error", reason: `Line ${line} ${name}` };
    const value = readValue(text, name.end, release);
    if (typeof value === "string") return { outcome: "error", reason: `Line ${line} ${value}` };
    const filled = value.expands ? fillIn(value.value, lookup) : value.value;
    if (filled === null) {
      return { outcome: "error", reason: "References make a value grow without end" };
    }
    known.set(name.key, filled);
    if (name.key === key) {
      const note = filled === value.value ? value.note : `${value.note}, references filled in`;
      found.push({ key, value: filled, note, line });
    }
    at = findStatement(text, value.end);
  }
  return lastOf(found);
}

/** What Go's `unicode.IsSpace` holds for, in UTF-8. */
const SPACES = new Set(
  ["\t", "\n", "\v", "\f", "\r", " ", "\xc2\x85", "\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8", "\xe2\x80\xa9"]
    .concat(["\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80"])
    .concat(Array.from("\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a", (last) => `\xe2\x80${last}`)),
);

/** The blanks within a line, in UTF-8. */
const BLANKS = new Set(["\t", "\v", "\f", "\r", " ", "\xc2\x85", "\xc2\xa0"]);

function skip(spaces: ReadonlySet<string>, text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const byte = text.charAt(at);
    const length = byte < "\x80" ? 1 : byte < "\xe0" ? 2 : 3;
    if (!spaces.has(text.slice(at, at + length))) break;
    at += length;
  }
  return at;
}

function findStatement(text: string, start: number): number {
  let at = skip(SPACES, text, start);
  while (text[at] === "#") {
    const feed = text.indexOf("\n", at);
    at = feed === -1 ? text.length : skip(SPACES, text, feed);
  }
  return at;
}

interface Name {
  readonly key: string;
  /** Where its value starts. */
  readonly end: number;
}

/** Each byte is judged as if it were a character, so that some letters pass and others do not. */
const OF_NAME = /[A-Za-z0-9_.\xaa\xb2\xb3\xb5\xb9\xba\xbc-\xbe\xc0-\xd6\xd8-\xf6\xf8-\xff]/;

/** The name of a statement, or what is wrong with its line. */
function readName(text: string, statement: number, findEnd: (start: number) => number): Name | string {
  const behind = statement + "export".length;
  const blanks = text.startsWith("export", statement) ? skip(BLANKS, text, behind) : behind;
  const start = blanks > behind ? blanks : statement;
  if (start === text.length) return "holds export alone";
  const at = findEnd(start);
  if (at < text.length && text[at] !== "=" && text[at] !== ":") {
    return "has a character in its name that godotenv refuses";
  }
  // Where the file ends behind a name, the name is the value of a key without a name.
  if (at === text.length) return { key: "", end: start };
  const key = trimWhiteSpaceEnd(fromByteText(text.slice(start, at)));
  return { key, end: skip(BLANKS, text, at + 1) };
}

/**
 * Finds the first byte from an offset on that no name may hold. Asked for rising offsets it passes over the text
 * once: behind the last `=` each line that a lone carriage return ends would else look for one up to the end.
 */
function endsOfNames(text: string, release: Release): (start: number) => number {
  const hyphen = release.hyphen === "refused" ? "" : "-";
  const isOfName = (byte: string) => isBlank(byte) || byte === hyphen || OF_NAME.test(byte);
  let end = 0;
  return (start) => {
    end = Math.max(end, start);
    while (end < text.length && isOfName(text.charAt(end))) end++;
    return end;
  };
}

interface Value {
  readonly value: string;
  readonly note: string;
  /** Whether references are filled in. */
  readonly expands: boolean;
  readonly end: number;
}

/** The value that starts here, or what is wrong with its line. */
function readValue(text: string, start: number, release: Release): Value | string {
  const quote = text[start];
  if (quote === '"' || quote === "'") return readQuoted(text, start, release);
  const end = lineEnd(text, start);
  const line = runesOf(text.slice(start, end));
  const comment = findComment(line, release);
  if (comment === 0) return "has a value that starts with #";
  return {
    value: trimBlanks(comment === -1 ? line : line.slice(0, comment)),
    note: comment === -1 ? "unquoted" : "unquoted, cut at the comment",
    expands: true,
    end,
  };
}

/** Where the comment starts; 0 where godotenv looks in front of the line and panics. */
function findComment(line: string, { comment }: Release): number {
  if (comment === "first" && line.startsWith("#")) return 0;
  const isStart = (at: number) => isBlank(line.charAt(at - 1));
  const step = (at: number) =>
    comment === "first" ? line.indexOf("#", at + 1) : line.lastIndexOf("#", at - 1);
  let at = step(comment === "first" ? 0 : line.length);
  while (at > 0 && !isStart(at)) at = step(at);
  return at > 0 ? at : -1;
}

function readQuoted(text: string, open: number, release: Release): Value | string {
  const quote = text.charAt(open);
  const close = release.shield === "one" ? closeAtOne(text, open) : closeAtOdd(text, open);
  if (close === -1) return "has a quote that never closes";
  let start = open;
  let end = close;
  while (end > start && text[end - 1] === quote) end--;
  while (start < end && text[start] === quote) start++;
  const body = fromByteText(text.slice(start, end));
  if (quote === "'") return { value: body, note: "in single quotes", expands: false, end: close + 1 };
  return { value: readEscapes(body), note: "in double quotes", expands: true, end: close + 1 };
}

/** The next quote that no backslash stands before. */
function closeAtOne(text: string, open: number): number {
  const quote = text.charAt(open);
  let close = text.indexOf(quote, open + 1);
  while (close !== -1 && text[close - 1] === "\\") close = text.indexOf(quote, close + 1);
  return close;
}

/** The next quote that no odd number of backslashes stands before. */
function closeAtOdd(text: string, open: number): number {
  const quote = text.charAt(open);
  let at = open + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === "\\" ? 2 : 1;
  return at < text.length ? at : -1;
}

/** Line ends first; then a backslash goes, unless a dollar sign follows that it shields. */
function readEscapes(body: string): string {
  return body
    .replace(/\\([^\n])/gu, (pair, letter) => letter === "n" ? "\n" : letter === "r" ? "\r" : pair)
    .replace(/\\([^$])/gu, "$1");
}

/** Names are upper case; what is put in is not searched again. Null when it grows too long. */
function fillIn(value: string, lookup: Lookup): string | null {
  let filled = "";
  let copied = 0;
  for (const match of value.matchAll(/(\\)?\$\(?\{?([A-Z0-9_]+)?\}?/g)) {
    const [reference, backslash, name] = match;
    const put = name === undefined ? reference : lookup(name) ?? "";
    filled += value.slice(copied, match.index) + (backslash === undefined ? put : reference.slice(1));
    copied = match.index + reference.length;
    if (filled.length > LONGEST) return null;
  }
  return filled + value.slice(copied);
}

function trimBlanks(line: string): string {
  let end = line.length;
  while (end > 0 && isBlank(line.charAt(end - 1))) end--;
  return line.slice(Math.min(skipBlanks(line, 0), end), end);
}

function lineEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at++;
  return at;
}
