import type { SignerFact } from "../rules/facts.ts";
import type { Secret } from "../secret.ts";

/** A key in memory, with what a person would call it. */
export interface HeldKey extends SignerFact {
  readonly secret: Secret;
}

/** The keys of a run. They stay in gatherers and proofs: rules see measurements. */
export interface Keys {
  readonly jwt: HeldKey | null;
  readonly session: HeldKey | null;
  /** The key before this run, where one was replaced or is kept under another name. */
  readonly previous: readonly HeldKey[];
}
