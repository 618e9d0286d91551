import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { fillByOperator } from "./pieces/fill_by_operator.ts";
import { inPropertyOrder } from "./pieces/in_property_order.ts";
import { limitWork, type Spend } from "./pieces/limit_work.ts";
import { mayRunCommand, RUNS_COMMAND } from "./pieces/may_run_command.ts";
import { refuseBuiltIn, replaceReferences, unescapeDollars } from "./pieces/replace_references.ts";
import { scanNpmDotenv } from "./pieces/scan_npm_dotenv.ts";
import { withoutKey } from "./pieces/without_key.ts";
import { withValue } from "./pieces/with_value.ts";

const DECRYPTED = "The value is decrypted with a private key";

/** `expand(dotenv.config())`: as dotenv-expand 12, but `$(…)` is run, and a reference to itself never ends. */
export const NPM_DOTENV_EXPAND_1000: Dialect = {
  id: "npm-dotenv-expand-1000",
  title: "npm dotenv 18 with dotenv-expand 1000",
  loaders: ["npm-dotenv@18.0.10+expand@1000.0.0"],
  precedence: "ignores-empty",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const text = decodeLoosely(bytes).replace(/\r\n?/g, "\n");
  const assignments = scanNpmDotenv(text);
  const inProcess = withoutKey(environment, key);
  return limitWork(text, (spend) => {
    const { known, unknowable } = expand(inPropertyOrder(assignments), inProcess, spend);
    const reason = unknowable.get(key);
    if (reason !== undefined) return { outcome: "unpredictable", reason };
    const reading = lastOf(assignments.filter((assignment) => assignment.key === key));
    return cutAtNul(withValue(reading, known.get(key)));
  });
}

interface Expanded {
  readonly known: ReadonlyMap<string, string>;
  /** Why the file does not tell the values of these keys. */
  readonly unknowable: ReadonlyMap<string, string>;
}

function expand(
  parsed: ReadonlyMap<string, string>,
  inProcess: (name: string) => string | undefined,
  spend: Spend,
): Expanded {
  // dotenv has put the file's values into the process before, cut at a NUL.
  const fromProcess = (name: string) => inProcess(name) ?? parsed.get(name)?.replace(/\0.*/s, "");
  const known = new Map<string, string>();
  const unknowable = new Map<string, string>();
  const lookup = (name: string) => {
    const set = fromProcess(name);
    const done = known.get(name);
    // A value that stood in the process as it stands in the file is out of date once it is filled in.
    return done !== undefined && set === parsed.get(name) ? done : set ?? done ?? refuseBuiltIn(name);
  };
  for (const [key, raw] of parsed) {
    const set = fromProcess(key);
    if (set !== undefined && set !== "" && set !== raw) {
      known.set(key, unescapeDollars(set));
      continue;
    }
    let reason = raw.startsWith("encrypted:") && lookup("DOTENV_PRIVATE_KEY") ? DECRYPTED : undefined;
    const value = replaceReferences(raw, {
      fill: (reference) => {
        reason ??= unknowable.get(reference.name);
        return fillByOperator(reference, lookup(reference.name));
      },
      isFinal: (text, name) => text === lookup(name),
      spend,
    });
    if (mayRunCommand(value)) reason ??= RUNS_COMMAND;
    if (reason !== undefined) unknowable.set(key, reason);
    known.set(key, unescapeDollars(value));
  }
  return { known, unknowable };
}
