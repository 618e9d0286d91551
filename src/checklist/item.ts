import type { Evidence, Outcome, Remedy, Severity } from "../rules/rule.ts";

/** One line of the checklist, as data: the rules that answer it, and what a person can say of it. */
export interface Item {
  /** Public, and never changes its meaning: reports, attestations and waivers name it. */
  readonly id: string;
  /** The statement in a few words, for a column. */
  readonly title: string;
  /** The rules that answer it: the worst answer counts. Empty where only people know. */
  readonly rules: readonly string[];
  /**
   * What a person says who attests it, as a sentence; an item with it is not known where no rule answers. An
   * attestation never outweighs a rule that fails.
   */
  readonly attest?: string;
  /** What it weighs where no rule answers: only an `error` that is not known keeps a release from being ready. */
  readonly severity: Severity;
  /** The standards that ask for it, in their own short form: `CWE-321`, `OWASP ASVS 5.0 13.3.1`. */
  readonly references: readonly string[];
}

/** What somebody said of an item that only people know. */
export interface Attestation {
  readonly item: string;
  readonly by: string;
  readonly note: string;
  /** ISO date, e.g. `2026-11-21`. */
  readonly on: string;
  /** The last day on which it counts, as an ISO date. */
  readonly until?: string;
  /** Of the files that it was said of, 64 hex digits. */
  readonly files: string;
  /** Of the JWT key that it was said of; null where it was too weak to have one. */
  readonly key: string | null;
}

/** A decision to release although an item does not hold. */
export interface Waiver {
  readonly item: string;
  readonly by: string;
  readonly reason: string;
  /** ISO date. */
  readonly on: string;
  /** The last day on which it counts, as an ISO date. */
  readonly until: string;
}

/** What is known of an item. */
export interface ItemResult {
  readonly id: string;
  readonly title: string;
  readonly outcome: Outcome;
  /** What it weighs: of the finding that decides it, or of the item where none does. */
  readonly severity: Severity;
  readonly rules: readonly string[];
  /** The rule that decides it; null where none does. */
  readonly decidedBy: string | null;
  /** One sentence without a full stop. */
  readonly message: string;
  readonly evidence: readonly Evidence[];
  readonly remedy?: Remedy;
  readonly references: readonly string[];
  /** Where it holds because somebody said so. */
  readonly attestation?: Attestation;
  /** Where it does not hold, and that was decided to be borne until a day. */
  readonly waiver?: Waiver;
  /** Whether somebody accepted for this run that it is not known. */
  readonly accepted?: true;
}
