import type { PolicyName } from "../policy.ts";
import type { Facts } from "../rules/facts.ts";
import type { Scope, Timeline } from "./checklist.ts";
import type { Digests } from "./staleness.ts";
import type { Statements } from "./statements.ts";

/** Everything that a checklist is judged from: plain data without a secret, which can be judged elsewhere. */
export interface Gathered {
  readonly scope: Scope;
  readonly policy: PolicyName;
  readonly facts: Facts;
  readonly statements: Statements;
  /** What statements are bound to. */
  readonly digests: Digests;
  readonly timeline: Timeline | null;
}
