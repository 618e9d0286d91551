import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { fillByOperator } from "./pieces/fill_by_operator.ts";
import { limitWork, type Spend } from "./pieces/limit_work.ts";
import { mayRunCommand, RUNS_COMMAND } from "./pieces/may_run_command.ts";
import { refuseBuiltIn, replaceReferences, unescapeDollars } from "./pieces/replace_references.ts";
import { type NpmAssignment, scanNpmDotenv } from "./pieces/scan_npm_dotenv.ts";
import { withoutKey } from "./pieces/without_key.ts";

/** Bytes that Linux allows one variable of a new process, with its name, `=` and a NUL. */
const LONGEST_VARIABLE = 2 ** 17;

type Environment = Readonly<Record<string, string>>;

/** As npm dotenv, with `$NAME` filled in and `$(…)` run outside single quotes, and values decrypted. */
export const DOTENVX: Dialect = {
  id: "dotenvx",
  title: "dotenvx 2",
  loaders: ["dotenvx@2.38.2(run)"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Environment): Reading {
  const text = decode(bytes).replace(/\r\n?/g, "\n");
  return limitWork(text, (spend) => {
    const { known, unknowable } = expand(scanNpmDotenv(text), { environment, key, spend });
    const tooLong = [...known.values()].find((each) => lengthOf(each) > LONGEST_VARIABLE);
    if (tooLong !== undefined) {
      return {
        outcome: "error",
        reason: `Line ${tooLong.line} is too long for the environment of a process`,
      };
    }
    const reason = unknowable.get(key);
    if (reason !== undefined) return { outcome: "unpredictable", reason };
    const winner = known.get(key);
    return cutAtNul(lastOf(winner === undefined ? [] : [winner]));
  });
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] !== 0xff || bytes[1] !== 0xfe) return decodeLoosely(bytes);
  return new TextDecoder("utf-16le", { ignoreBOM: true }).decode(bytes);
}

function lengthOf({ key, value }: NpmAssignment): number {
  if (3 * (key.length + value.length) < LONGEST_VARIABLE - 2) return 0;
  return new TextEncoder().encode(`${key}=${value}\0`).length;
}

interface Expanded {
  readonly known: ReadonlyMap<string, NpmAssignment>;
  /** Why the file does not tell the values of these keys. */
  readonly unknowable: ReadonlyMap<string, string>;
}

interface From {
  readonly environment: Environment;
  readonly key: string;
  readonly spend: Spend;
}

/** Each assignment in its turn, so that a reference finds what was assigned above it. */
function expand(assignments: readonly NpmAssignment[], { environment, key, spend }: From): Expanded {
  const fromProcess = withoutKey(environment, key);
  const decrypts = Object.keys(environment).some((name) => name.startsWith("DOTENV_PRIVATE_KEY"));
  const known = new Map<string, NpmAssignment>();
  const literals = new Set<string>();
  const unknowable = new Map<string, string>();
  const lookup = (name: string) => fromProcess(name) ?? known.get(name)?.value ?? refuseBuiltIn(name);
  for (const assignment of assignments) {
    const { key: name, quote } = assignment;
    const set = fromProcess(name);
    let value = set ?? readEscapes(assignment);
    let note = assignment.note;
    let reason: string | undefined;
    if (value.startsWith("encrypted:")) {
      note = `${note}, not decrypted for want of a private key`;
      if (decrypts) reason = "The value is decrypted with a private key";
    } else if (quote !== "'") {
      if (mayRunCommand(value)) reason = RUNS_COMMAND;
      else if (!set) {
        const filled = replaceReferences(value, {
          fill: (reference) => {
            if (fromProcess(reference.name) === undefined) reason ??= unknowable.get(reference.name);
            return fillByOperator(reference, lookup(reference.name));
          },
          isFinal: (text, to) => text === lookup(to) || literals.has(to),
          spend,
        });
        if (filled !== value) note = `${note}, references filled in`;
        value = unescapeDollars(filled);
      }
    }
    // These two ask a password manager's own program.
    if (/^(?:op|bw):\/\//.test(value)) note = `${note}, where no password manager resolves it`;
    if (quote === "'") holdsReference(value) ? literals.add(name) : literals.delete(name);
    if (reason === undefined) unknowable.delete(name);
    else unknowable.set(name, reason);
    known.set(name, { ...assignment, value, note });
  }
  return { known, unknowable };
}

/** What dotenvx reads in quotes beyond npm dotenv. */
function readEscapes({ value, quote }: NpmAssignment): string {
  if (quote === "'") return value.replaceAll("\\'", "'");
  return quote === '"' ? value.replaceAll("\\t", "\t") : value;
}

function holdsReference(value: string): boolean {
  return /\$\{[^}]+\}|\$[A-Za-z_]/.test(value);
}
