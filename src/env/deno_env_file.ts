import type { Dialect, Reading } from "./dialect.ts";
import { firstOf } from "./pieces/assignment.ts";
import { decodeStrictly } from "./pieces/decode.ts";
import { type NodeAssignment, scanNodeEnvFile } from "./pieces/scan_node_env_file.ts";

type Environment = Readonly<Record<string, string>>;

/** Characters; see `fill_references.ts`. */
const LONGEST = 2 ** 26;

/** As Node reads, but the first assignment wins and `$NAME` is filled in outside single quotes. */
export const DENO_ENV_FILE: Dialect = {
  id: "deno-env-file",
  title: "deno --env-file from 2.7",
  loaders: ["deno-env-file@2.9.6"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Environment): Reading {
  const text = decodeStrictly(bytes);
  // Deno warns, and starts the program without any variable of the file.
  if (typeof text !== "string") return { outcome: "missing", reason: `${text.reason}, so nothing is read` };
  const mayHoldNul = text.includes("\0");
  const known = new Map<string, string>();
  const found: NodeAssignment[] = [];
  for (const assignment of scanNodeEnvFile(text.replaceAll("\r", ""), findCloser)) {
    const value = expands(assignment) ? expand(assignment.value, { known, environment }) : assignment.value;
    if (value === null) return { outcome: "error", reason: "References make a value grow without end" };
    known.set(assignment.key, value);
    // No value above holds one, so that a value grown by references is searched only where its own text does.
    const holdsNul = (value: string) => `${assignment.key}${value}`.includes("\0");
    if (mayHoldNul && holdsNul(assignment.value) && holdsNul(value)) break;
    if (assignment.key === "") {
      return { outcome: "error", reason: `Line ${assignment.line} has no name before =` };
    }
    if (assignment.key === key) found.push({ ...assignment, value });
  }
  return firstOf(found);
}

function expands({ form }: NodeAssignment): boolean {
  return form === "unquoted" || form === '"';
}

/** The next quote if the line ends or a comment starts behind it, else the best one of the line it is on. */
function findCloser(text: string, open: number): number {
  const quote = text.charAt(open);
  const first = text.indexOf(quote, open + 1);
  if (first === -1) return -1;
  const feed = text.indexOf("\n", first);
  const end = feed === -1 ? text.length : feed;
  const afterFirst = firstNotBlank(text, first + 1);
  if (afterFirst >= end || text[afterFirst] === "#") return first;
  let atEnd = -1;
  for (let at = text.lastIndexOf(quote, end - 1); at > first; at = text.lastIndexOf(quote, at - 1)) {
    const behind = firstNotBlank(text, at + 1);
    if (behind < end && text[behind] === "#") return at;
    if (behind >= end && atEnd === -1) atEnd = at;
  }
  return atEnd === -1 ? first : atEnd;
}

function firstNotBlank(text: string, start: number): number {
  let at = start;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

/** Each `$NAME` and `${NAME}`: the process's variable, else the file's, else nothing. Null when too long. */
function expand(
  value: string,
  from: { readonly known: ReadonlyMap<string, string>; readonly environment: Environment },
): string | null {
  let expanded = "";
  let copied = 0;
  // A brace that never closes takes the rest of the value for its name.
  for (const match of value.matchAll(/\\\$|\$\{([^}]*)\}?|\$([A-Za-z0-9_]*)/g)) {
    const name = match[1] ?? match[2];
    const put = name === undefined
      ? "$"
      : Object.hasOwn(from.environment, name)
      ? from.environment[name]
      : from.known.get(name);
    expanded += value.slice(copied, match.index) + (put ?? "");
    copied = match.index + match[0].length;
    if (expanded.length > LONGEST) return null;
  }
  return expanded + value.slice(copied);
}
