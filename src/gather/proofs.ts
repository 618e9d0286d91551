import type { Facts, Learned } from "../rules/facts.ts";
import { FORGERIES } from "./forgeries.ts";
import type { Proof, Proving } from "./proof.ts";
import { proveForgeries } from "./prove_forgeries.ts";
import { proveInstances } from "./prove_instances.ts";
import { proveOutput } from "./prove_output.ts";
import { proveRestart } from "./prove_restart.ts";
import { proveRunning } from "./prove_running.ts";
import { proveKnownKey } from "./prove_known_key.ts";
import { proveSignature } from "./prove_signature.ts";
import { proveWorkers } from "./prove_workers.ts";

/** Every proof that the token of a login allows, in the order in which they run. One more is one file and one line. */
export const PROOFS: readonly Proof[] = [
  proveSignature,
  proveKnownKey,
  proveForgeries,
  proveRunning,
  proveInstances,
  proveWorkers,
  // These end the server, and the last looks back on everything.
  proveRestart,
  proveOutput,
];

/**
 * The rules that the walk has proven: those about keys, which it changes. What a backend makes of an expiry or a
 * type is the same with any key, and another start or login is for who asks for it.
 */
export const PROVEN_IN_WALK: ReadonlySet<string> = new Set(
  PROOFS.filter(({ takes }) => takes === "requests").flatMap(({ rules }) => rules)
    .filter((rule) => !FORGERIES.some((forgery) => forgery.rule === rule && forgery.about === "claims")),
);

/** What the proofs of the rules that are asked would have learned. */
export function unproven(asked: ReadonlySet<string>, why: Learned<never>): Partial<Facts> {
  const facts = PROOFS.filter(({ rules }) => rules.some((rule) => asked.has(rule))).flatMap(({ facts }) =>
    facts
  );
  return Object.fromEntries(facts.map((fact) => [fact, why]));
}

/** Runs the proofs of the rules that are asked. */
export async function prove(proving: Proving): Promise<Partial<Facts>> {
  let facts: Partial<Facts> = {};
  for (const proof of PROOFS) {
    if (proof.rules.some((rule) => proving.asked.has(rule))) {
      facts = { ...facts, ...await proof.prove(proving) };
    }
  }
  return facts;
}
