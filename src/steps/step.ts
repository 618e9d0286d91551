import type { Dialect } from "../env/dialect.ts";
import type { ShownLine } from "../env/apply_edits.ts";
import type { Secret } from "../secret.ts";

/** One file as a step sees it. */
export interface StepFile {
  /** Absolute. */
  readonly path: string;
  /** As a person would say it. */
  readonly shown: string;
  /** Null where there is none. */
  readonly bytes: Uint8Array | null;
}

/** An env file of the service. */
export interface StepEnvFile extends StepFile {
  /** Whether a rule fails here that a new key mends; a key that passes is never replaced. */
  readonly needsKey: boolean;
}

/** Everything that the steps plan from. */
export interface StepState {
  readonly names: { readonly jwt: string; readonly session: string | null };
  /** The loader that has to read the new key. */
  readonly dialect: Dialect;
  readonly envFiles: readonly StepEnvFile[];
  readonly example: StepFile | null;
  /** The `.gitignore` beside the env file, where git would not ignore that; null where there is nothing to do. */
  readonly gitignore: StepFile | null;
  /** Made for this run, or the good one that another file of the service has. */
  readonly newJwtKey: Secret;
  readonly newSessionKey: Secret;
}

/** One file that shall have other bytes. */
export interface FileEdit {
  readonly path: string;
  readonly shown: string;
  /** Null: the file does not exist yet. */
  readonly before: Uint8Array | null;
  readonly after: Uint8Array;
  /** The diff for a person; values are masked. */
  readonly lines: readonly ShownLine[];
}

/** Edits with the question that is asked before they are made. */
export interface Plan {
  readonly kind: "plan";
  /** What it does, in a word. */
  readonly title: string;
  readonly edits: readonly FileEdit[];
  readonly question: string;
  /** What `--yes` takes. */
  readonly default: "yes" | "no";
  readonly notes: readonly string[];
  /** Whether a key that was there gets another value. */
  readonly replaces: boolean;
}

/** Why a step does not edit, although it would have to. */
export interface StepRefusal {
  readonly kind: "refused";
  readonly path: string;
  readonly line: number;
  readonly message: string;
  readonly next: readonly string[];
}

/** One change that mends something. It plans as data; writing, asking and dry runs are the runner's. */
export interface Step {
  readonly id: string;
  /** Null where there is nothing to do. */
  readonly plan: (state: StepState) => Plan | StepRefusal | null;
}
