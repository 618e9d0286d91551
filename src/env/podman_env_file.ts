import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { decodeLoosely } from "./pieces/decode.ts";

type Environment = Readonly<Record<string, string>>;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Bytes that Go's `bufio.Scanner` takes for a line, its line feed not counted. */
const LONGEST_LINE = 64 * 1024 - 1;

/** What stands after `=` is the value: quotes, comments and blanks too. A name may hold anything. */
export const PODMAN_ENV_FILE: Dialect = {
  id: "podman-env-file",
  title: "podman run --env-file",
  loaders: ["podman-env-file@4.3.1"],
  precedence: "file",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Environment): Reading {
  const found: Assignment[] = [];
  let start = 0;
  for (let number = 1; start < bytes.length; number++) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed;
    if (end - start > LONGEST_LINE) {
      return { outcome: "error", reason: `Line ${number} is longer than 64 KiB` };
    }
    const shown = end > start && bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
    const line = decodeLoosely(bytes.subarray(start, shown)).replace(/^[ \t]+/, "");
    start = end + 1;
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("=")) return { outcome: "error", reason: `Line ${number} has no name before =` };
    const assignment = readLine(line, key, environment);
    if (assignment !== null) found.push({ key, line: number, ...assignment });
  }
  return lastOf(found);
}

function readLine(
  line: string,
  key: string,
  environment: Environment,
): Pick<Assignment, "value" | "note"> | null {
  const equals = line.indexOf("=");
  if (equals !== -1) {
    const isOurs = line.slice(0, equals) === key;
    return isOurs ? { value: line.slice(equals + 1), note: "as it stands, quotes and comments too" } : null;
  }
  // A star stands for every variable of the process whose name starts so.
  const isOurs = line === key || (line.endsWith("*") && key.startsWith(line.slice(0, -1)));
  return isOurs && Object.hasOwn(environment, key)
    ? { value: environment[key] ?? "", note: "taken from the process" }
    : null;
}
