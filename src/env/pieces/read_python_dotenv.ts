import type { Reading } from "../dialect.ts";
import { type Assignment, lastOf } from "./assignment.ts";
import { fillReferences } from "./fill_references.ts";
import { openAsText } from "./python_text.ts";
import { type PythonDotenvGrammar, scanPythonDotenv } from "./scan_python_dotenv.ts";

/** How one library uses python-dotenv. */
export interface PythonDotenvUse {
  readonly grammar: PythonDotenvGrammar;
  /** Whether a byte order mark belongs to the first key. */
  readonly byteOrderMark: "kept" | "stripped";
  /** Where a reference looks first. `file` is `dotenv_values()`, `process` is `load_dotenv()`. */
  readonly referencesPrefer: "process" | "file";
  /** Whether the values go into the process's environment, which cannot hold a NUL. */
  readonly into: "environment" | "dictionary";
  /** Whether `key` is found in any case; then the key that the file names last for the first time wins. */
  readonly keys: "exact" | "any-case";
  /** What a key that stands alone is: not set, or what the process has under its name. */
  readonly bare: "unset" | "inherited";
}

/** Up to 1.2.2. */
export const GRAMMAR: PythonDotenvGrammar = { backslash: "shields-quote", hashAfterBlank: "value" };

/** 1.2.3. */
export const GRAMMAR_1_2_3: PythonDotenvGrammar = { backslash: "shields-any", hashAfterBlank: "value" };

/** From 1.2.4. */
export const GRAMMAR_1_2_4: PythonDotenvGrammar = { backslash: "shields-any", hashAfterBlank: "comment" };

type FileUse = PythonDotenvUse & { readonly environment: Readonly<Record<string, string>> };

/** What an application sees of `key` in a file that a library reads by python-dotenv. */
export function readPythonDotenv(
  bytes: Uint8Array,
  key: string,
  use: FileUse,
): Reading {
  const text = openAsText(bytes);
  if (typeof text !== "string") return text;
  const kept = use.byteOrderMark === "stripped" && text.startsWith("\ufeff") ? text.slice(1) : text;
  const scanned = scanPythonDotenv(kept, use.grammar);
  let filled;
  try {
    filled = fillAll(scanned, use);
  } catch {
    return { outcome: "error", reason: "References make a value grow without end" };
  }
  if (use.into === "environment") {
    const culprit = findUnfit(filled, { environment: use.environment, mayHoldNul: kept.includes("\0") });
    if (culprit !== undefined) {
      return {
        outcome: "error",
        reason: `Line ${culprit.line} holds a NUL or a key that no environment can hold`,
      };
    }
  }
  const found = filled.filter((assignment) => assignment.key === key);
  if (use.keys === "exact") {
    return lastOf(found.map((each) => use.bare === "inherited" ? inherit(each, use) : each));
  }
  return inAnyCase(filled, key);
}

function fillAll(
  assignments: readonly Assignment[],
  use: FileUse,
): readonly Assignment[] {
  const known = new Map<string, string | null>();
  const ofProcess = (name: string) =>
    Object.hasOwn(use.environment, name) ? use.environment[name] : undefined;
  const lookup = (name: string) => {
    if (use.referencesPrefer === "file" && known.has(name)) return known.get(name);
    return ofProcess(name) ?? known.get(name);
  };
  return assignments.map((assignment) => {
    const raw = assignment.value;
    const value = raw === null ? null : fillReferences(raw, lookup);
    known.set(assignment.key, value);
    return value === raw
      ? assignment
      : { ...assignment, value, note: `${assignment.note}, references filled in` };
  });
}

function inherit(assignment: Assignment, { environment }: Pick<FileUse, "environment">): Assignment {
  const { key, value } = assignment;
  if (value !== null || !Object.hasOwn(environment, key)) return assignment;
  return { ...assignment, value: environment[key] ?? null, note: "taken from the process" };
}

/** The assignment at which `os.environ[key] = value` raises; a key of the process is not assigned. */
function findUnfit(
  assignments: readonly Assignment[],
  file: { readonly environment: Readonly<Record<string, string>>; readonly mayHoldNul: boolean },
): Assignment | undefined {
  const last = new Map(assignments.map((assignment) => [assignment.key, assignment]));
  return [...last.values()].find(({ key, value }) =>
    value !== null && !Object.hasOwn(file.environment, key) &&
    (key.includes("=") || (file.mayHoldNul && (key.includes("\0") || value.includes("\0"))))
  );
}

function inAnyCase(assignments: readonly Assignment[], key: string): Reading {
  const folded = key.toLowerCase();
  const found = assignments.filter((assignment) => assignment.key.toLowerCase() === folded);
  // A dictionary keeps the place of a key's first assignment, and the spelling with the last place wins.
  const spelling = [...new Set(found.map((assignment) => assignment.key))].at(-1);
  const reading = lastOf(found.filter((assignment) => assignment.key === spelling));
  return reading.outcome === "value" && spelling !== key
    ? { ...reading, why: `${reading.why}, found in another case` }
    : reading;
}
