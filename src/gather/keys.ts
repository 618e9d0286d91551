import type { SignerFact } from "../rules/facts.ts";
import type { Secret } from "../secret.ts";

/** A key in memory, with what a person would call it. */
export interface HeldKey extends SignerFact {
  readonly secret: Secret;
}

/** The keys of a run. They stay in gatherers and proofs: rules see measurements. */
export interface Keys {
  readonly jwt: HeldKey | null;
  /** Every session key that may be in use: of the files, of the process, of the code; the likeliest first. */
  readonly sessions: readonly HeldKey[];
  /** The JWT key that this run replaced. */
  readonly replaced: HeldKey | null;
  /** Keys that are kept under a name for the key before the current one. */
  readonly previous: readonly HeldKey[];
}
