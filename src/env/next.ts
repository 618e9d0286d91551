import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { inPropertyOrder } from "./pieces/in_property_order.ts";
import { limitWork, type Spend } from "./pieces/limit_work.ts";
import { unescapeDollars } from "./pieces/replace_references.ts";
import { scanNpmDotenv } from "./pieces/scan_npm_dotenv.ts";
import { withoutKey } from "./pieces/without_key.ts";
import { withValue } from "./pieces/with_value.ts";

/** References in one value: Next calls itself for each, and its stack ends between 8,000 and 10,000. */
const MOST_REFERENCES = 9_000;

/** Characters of all the states of a value that Node's memory holds. */
const MOST_CHARACTERS = 4e9;

/** Next catches the end of its stack, and starts the application without any variable of the file. */
const TOO_DEEP: Reading = {
  outcome: "missing",
  reason: "References refer to each other without end, so Next reads nothing of the file",
};

const TOO_LARGE: Reading = { outcome: "error", reason: "References make a value fill Node's memory" };

/** As npm dotenv, then `$NAME` is filled in from the end, digits too; a default wins over the file. */
export const NEXT: Dialect = {
  id: "next",
  title: "Next.js 16",
  loaders: ["next-env@16.4.6"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const text = decodeLoosely(bytes).replace(/\r\n?/g, "\n");
  const assignments = scanNpmDotenv(text);
  const fromProcess = withoutKey(environment, key);
  const reading = limitWork(text, (spend) => {
    const known = new Map(inPropertyOrder(assignments));
    for (const [name, raw] of known) {
      const value = fill(fromProcess(name) ?? raw, { known, fromProcess, spend });
      if (typeof value !== "string") return value;
      known.set(name, unescapeDollars(value));
    }
    const winner = lastOf(assignments.filter((assignment) => assignment.key === key));
    return cutAtNul(withValue(winner, known.get(key)));
  });
  return reading.outcome === "error" && reading !== TOO_LARGE ? TOO_DEEP : reading;
}

interface From {
  readonly known: ReadonlyMap<string, string>;
  readonly fromProcess: (name: string) => string | undefined;
  readonly spend: Spend;
}

/** The last `$` is filled in first; where it is no reference nothing before it is filled in either. */
function fill(value: string, { known, fromProcess, spend }: From): string | Reading {
  let text = value;
  for (let count = 0; count < MOST_REFERENCES; count++) {
    const start = lastDollar(text);
    if (start === -1) return text;
    const match = /^\$\{?(\w+)(?::-([^}\\]*))?\}?/.exec(text.slice(start));
    if (match === null) return text;
    const growth = text.length - value.length;
    const inTheEnd = growth / Math.max(count, 200) * MOST_REFERENCES ** 2 / 2;
    if (growth > 2 ** 24 || inTheEnd > MOST_CHARACTERS) return TOO_LARGE;
    const [written, name = "", fallback] = match;
    const found = fromProcess(name) || fallback || known.get(name);
    // A function of every object would put back what it replaces, until the stack ends.
    if (!found && name in Object.prototype) return TOO_DEEP;
    text = text.replace(written, found ?? "");
    spend(text.length / 4);
  }
  return TOO_DEEP;
}

function lastDollar(text: string): number {
  let at = text.lastIndexOf("$");
  while (at > 0 && text[at - 1] === "\\") at = text.lastIndexOf("$", at - 1);
  return at;
}
