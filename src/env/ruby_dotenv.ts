import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { decodeStrictly } from "./pieces/decode.ts";
import { findCommands } from "./pieces/find_commands.ts";
import { strip } from "./pieces/ruby_text.ts";
import { scanRubyDotenv2 } from "./pieces/scan_ruby_dotenv_2.ts";
import { scanRubyDotenv3 } from "./pieces/scan_ruby_dotenv_3.ts";

type Environment = Readonly<Record<string, string>>;

/** `Dotenv.load`. Line by line; a key that stands alone is ignored. */
export const RUBY_DOTENV_2: Dialect = {
  id: "ruby-dotenv-2",
  title: "Ruby dotenv 2 up to 2.7",
  loaders: ["ruby-dotenv@2.4.0"],
  precedence: "process",
  read: (bytes, key, environment) => read(bytes, key, { evaluate: evaluate2, environment }),
};

/** `Dotenv.load`. Quotes span lines, a key that stands alone is empty, and `\x` outside quotes is `x`. */
export const RUBY_DOTENV: Dialect = {
  id: "ruby-dotenv",
  title: "Ruby dotenv 3",
  loaders: ["ruby-dotenv@3.2.0"],
  precedence: "process",
  read: (bytes, key, environment) => read(bytes, key, { evaluate: evaluate3, environment }),
};

/** The values that the file comes to, or how loading it ends. */
type Evaluate = (text: string, environment: Environment) => readonly ValuedAssignment[] | Reading;

interface ValuedAssignment extends Assignment {
  readonly value: string;
}

function read(
  bytes: Uint8Array,
  key: string,
  { evaluate, environment }: { readonly evaluate: Evaluate; readonly environment: Environment },
): Reading {
  const decoded = decodeStrictly(bytes);
  if (typeof decoded !== "string") return decoded;
  const text = (decoded.startsWith("\ufeff") ? decoded.slice(1) : decoded).replace(/\r\n?/g, "\n");
  const assignments = evaluate(text, environment);
  if ("outcome" in assignments) return assignments;
  if (text.includes("\0")) {
    const last = new Map(assignments.map((assignment) => [assignment.key, assignment]));
    const culprit = [...last.values()].find((each) =>
      each.value.includes("\0") && !Object.hasOwn(environment, each.key)
    );
    if (culprit !== undefined) return { outcome: "error", reason: `Line ${culprit.line} holds a NUL` };
  }
  return lastOf(assignments.filter((assignment) => assignment.key === key));
}

function evaluate2(text: string, environment: Environment): ReturnType<Evaluate> {
  const known = new Map<string, string>();
  const lookup = (name: string) => ofProcess(environment, name) ?? known.get(name);
  const assignments: ValuedAssignment[] = [];
  // Values that grow by references are searched only where there is something to find.
  const mayRun = [text, ...Object.values(environment)].some((each) => each.includes("("));
  for (const { kind, key, token, line } of scanRubyDotenv2(text)) {
    if (kind === "unset export") return unsetExport(line);
    const { quote, body } = takeOffQuotes(strip(token));
    const plain = quote === '"' ? unescape(readLineEnds(body)) : body;
    const value = quote === "'" ? plain : fillIn(plain, lookup);
    if (value === null) return tooLong(line);
    const commands = quote === "'" || !mayRun ? { runs: false, value } : findCommands(value);
    if (commands.runs) return runsCommand(line);
    known.set(key, commands.value);
    assignments.push({ key, value: commands.value, line, note: noteOf(quote) });
  }
  return assignments;
}

function evaluate3(text: string, environment: Environment): ReturnType<Evaluate> {
  const known = new Map<string, string>();
  const lookup = (name: string) => known.get(name) ?? ofProcess(environment, name);
  const assignments: ValuedAssignment[] = [];
  for (const { key, token, isExported, line } of scanRubyDotenv3(text)) {
    if (isExported && token === null && !Object.hasOwn(environment, key)) {
      if (!known.has(key)) return unsetExport(line);
      continue;
    }
    const { quote, body } = takeOffQuotes(strip(token ?? ""));
    const isLegacy = lookup("DOTENV_LINEBREAK_MODE") === "legacy";
    const plain = quote === "'"
      ? body
      : unescape(quote === "" ? body : isLegacy ? readLineEnds(body) : shieldLineEnds(body));
    const commands = quote === "'" ? { runs: false, value: plain } : findCommands(plain);
    // The value of a key that the process has is not looked at.
    if (commands.runs && !Object.hasOwn(environment, key)) return runsCommand(line);
    const value = quote === "'" ? plain : fillIn(commands.value, lookup);
    if (value === null) return tooLong(line);
    known.set(key, ofProcess(environment, key) ?? value);
    const note = token === null ? "nothing after the name" : noteOf(quote);
    assignments.push({ key, value, line, note });
  }
  return assignments;
}

function ofProcess(environment: Environment, name: string): string | undefined {
  return Object.hasOwn(environment, name) ? environment[name] : undefined;
}

type Quote = "'" | '"' | "";

function takeOffQuotes(value: string): { readonly quote: Quote; readonly body: string } {
  const quote = value.charAt(0);
  return (quote === "'" || quote === '"') && value.length > 1 && value.endsWith(quote)
    ? { quote, body: value.slice(1, -1) }
    : { quote: "", body: value };
}

function readLineEnds(body: string): string {
  return body.replaceAll("\\n", "\n").replaceAll("\\r", "\r");
}

/** So that `\n` stays what it is when the backslashes are taken off. */
function shieldLineEnds(body: string): string {
  return body.replaceAll("\\n", "\\\\n").replaceAll("\\r", "\\\\r");
}

function unescape(body: string): string {
  return body.replace(/\\([^$])/gu, "$1");
}

/** Characters; references that refer to each other twice over would otherwise grow without end. */
const LONGEST = 2 ** 26;

/** Null when it grows too long; what is put in is not searched again. */
function fillIn(value: string, lookup: (name: string) => string | undefined): string | null {
  let filled = "";
  let copied = 0;
  for (const match of value.matchAll(/(\\)?\$(?!\()\{?([A-Z0-9_]+)?\}?/giu)) {
    const [reference, backslash, name] = match;
    const put = name === undefined ? reference : lookup(name) ?? "";
    filled += value.slice(copied, match.index) + (backslash === undefined ? put : reference.slice(1));
    copied = match.index + reference.length;
    if (filled.length > LONGEST) return null;
  }
  return filled + value.slice(copied);
}

function noteOf(quote: Quote): string {
  if (quote === "'") return "in single quotes";
  return quote === '"' ? "in double quotes, escapes and references read" : "unquoted, references read";
}

function unsetExport(line: number): Reading {
  return { outcome: "error", reason: `Line ${line} exports a name that nothing above it sets` };
}

function runsCommand(line: number): Reading {
  return {
    outcome: "unpredictable",
    reason: `Line ${line} runs a command, and the file loads if it succeeds`,
  };
}

function tooLong(line: number): Reading {
  return { outcome: "error", reason: `References make the value on line ${line} grow without end` };
}
