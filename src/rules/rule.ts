import type { Policy } from "../policy.ts";
import type { Facts } from "./facts.ts";

/** What a rule found. What could not be known is `unknown`, never a fail and never a pass. */
export type Outcome = "pass" | "fail" | "unknown" | "not-applicable";

/** How much a failing rule weighs; only a failing `error` makes a command end with 1. */
export type Severity = "error" | "warning" | "advice";

/** Where a finding was seen: a file, a line in it, or a line of text (redacted). */
export interface Evidence {
  /** As a person would say it: relative to the project where it lies inside. */
  readonly path?: string;
  /** 1-based. */
  readonly line?: number;
  /** A line of a file or of an output, or a few words. */
  readonly text?: string;
}

/** What to do about a finding: a sentence, and commands or lines of code that can be copied as they are. */
export interface Remedy {
  /** A sentence without a full stop. */
  readonly text: string;
  /** Each whole, to be copied. */
  readonly commands: readonly string[];
  /** Lines of code for the settings, in their order. */
  readonly code?: readonly string[];
}

/** What a rule's check returns: a finding without what the rule itself knows. */
export interface Verdict {
  readonly outcome: Outcome;
  /** One sentence without a full stop, true of this project now. */
  readonly message: string;
  readonly evidence?: readonly Evidence[];
  readonly remedy?: Remedy;
  /** Where the policy makes the rule weigh more or less than it usually does. */
  readonly severity?: Severity;
}

/** A rule's answer about one project. */
export interface Finding {
  /** The rule's id. */
  readonly rule: string;
  /** Whether its statement holds. */
  readonly outcome: Outcome;
  /** What a failure weighs. */
  readonly severity: Severity;
  /** One sentence without a full stop. */
  readonly message: string;
  /** Where it was seen; may be empty. */
  readonly evidence: readonly Evidence[];
  /** What to do, where something is to be done. */
  readonly remedy?: Remedy;
}

/**
 * The moment at which a rule can be asked: of the env files, of the rest of the project (which only the checklist
 * looks at), of a start, of a login and its token.
 */
export type Stage = "files" | "project" | "start" | "login" | "proof";

/** One statement about a safe key that holds or does not. Its id is public and never changes meaning. */
export interface Rule {
  readonly id: string;
  /** The statement in a few words, for a column. */
  readonly title: string;
  readonly severity: Severity;
  readonly stage: Stage;
  /** Whether it is left out where nobody asked for it: what it needs to know takes more than the stage does. */
  readonly onRequest?: true;
  /** Why it matters: a paragraph for the rule's page. */
  readonly why: string;
  /** Links to the standards or the measurements that it rests on. */
  readonly references: readonly string[];
  readonly check: (facts: Facts, policy: Policy) => Verdict;
}
