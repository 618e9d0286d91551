import type { CauseFact } from "./facts.ts";

/**
 * A key with which no application should start: no assignment at all, nothing behind the `=`, the session key's
 * value, a key one character under the policy's minimum, or a placeholder that everybody can read.
 */
export type UnsafeKey = "missing" | "empty" | "equal" | "short" | "placeholder";

/** One start in a copy of the backend's code, with an unsafe key. */
export interface UnsafeStartFact {
  readonly case: UnsafeKey;
  readonly outcome: "refuses" | "starts" | "not-telling";
  /** Why it does not tell. */
  readonly why?: string;
  readonly seconds: number;
  /** What it printed that speaks of the key (redacted). */
  readonly causes: readonly CauseFact[];
}

/**
 * Starts with unsafe keys, after the controls: the copy starts with the good key, and was seen to read the key
 * that it was given.
 */
export interface UnsafeStartsFact {
  /** Whether the keys were given by the copy's env files or by the environment of its process. */
  readonly by: "file" | "environment";
  /** One of each kind; without `equal` where there is no second key. */
  readonly cases: readonly UnsafeStartFact[];
}

/** One run of the backend's own tests, with its env files as they are. */
export interface TestsFact {
  /** The command as a person would type it, in `folder`. */
  readonly command: string;
  readonly folder: string;
  /** `none`: it ended and had run no test. */
  readonly outcome: "pass" | "fail" | "none" | "timed-out";
  readonly exitCode: number | null;
  readonly seconds: number;
  /** Causes that were recognised in the output of a failing run. */
  readonly causes: readonly CauseFact[];
  /** The last lines of a run that did not pass (redacted). */
  readonly tail: readonly string[];
}

/** Code that lets the settings refuse, in the project's language and with its names. */
export interface GuardFact {
  /** What gives the key to the code: a variable that it reads, or a field of a settings class that is made later. */
  readonly from: "variable" | "field";
  /** Where the code reads the key: relative to the root; absent where that was not found. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  /** Refuses a key that is missing, empty, equal or short. */
  readonly key: readonly string[];
  /** Refuses a placeholder. */
  readonly placeholder: readonly string[];
}
