import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { inPropertyOrder } from "./pieces/in_property_order.ts";
import { limitWork, type Spend } from "./pieces/limit_work.ts";
import { refuseBuiltIn, unescapeDollars } from "./pieces/replace_references.ts";
import { scanNpmDotenv } from "./pieces/scan_npm_dotenv.ts";
import { withoutKey } from "./pieces/without_key.ts";
import { withValue } from "./pieces/with_value.ts";

/** References in one value: Next calls itself for each, and its stack ends between 8,000 and 10,000. */
const MOST_REFERENCES = 9_000;

/** As npm dotenv, then `$NAME` is filled in from the end, digits too; a default wins over the file. */
export const NEXT: Dialect = {
  id: "next",
  title: "Next.js, @next/env 16",
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
      known.set(name, unescapeDollars(fill(fromProcess(name) ?? raw, { known, fromProcess, spend })));
    }
    const winner = lastOf(assignments.filter((assignment) => assignment.key === key));
    return cutAtNul(withValue(winner, known.get(key)));
  });
  if (reading.outcome !== "error") return reading;
  return { outcome: "missing", reason: `${reading.reason}, so Next reads nothing of the file` };
}

interface From {
  readonly known: ReadonlyMap<string, string>;
  readonly fromProcess: (name: string) => string | undefined;
  readonly spend: Spend;
}

/** The last `$` is filled in first; where it is no reference nothing before it is filled in either. */
function fill(value: string, { known, fromProcess, spend }: From): string {
  let text = value;
  for (let count = 0; count < MOST_REFERENCES; count++) {
    const start = lastDollar(text);
    if (start === -1) return text;
    const match = /^\$\{?(\w+)(?::-([^}\\]*))?\}?/.exec(text.slice(start));
    if (match === null) return text;
    spend(text.length);
    const [written, name = "", fallback] = match;
    const found = fromProcess(name) || fallback || known.get(name);
    text = text.replace(written, found || (refuseBuiltIn(name) ?? ""));
  }
  throw new RangeError("Cannot fill in references: there are too many");
}

function lastDollar(text: string): number {
  let at = text.lastIndexOf("$");
  while (at > 0 && text[at - 1] === "\\") at = text.lastIndexOf("$", at - 1);
  return at;
}
