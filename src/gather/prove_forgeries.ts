import type { ForgeryFact, Learned, ProofFact } from "../rules/facts.ts";
import { retype } from "../rules/retype.ts";
import { decodeToken } from "../tokens.ts";
import { whyNotAsked } from "./backend_http.ts";
import { forgeAt, type Trial } from "./forge_at.ts";
import { FORGERIES, type Forgery } from "./forgeries.ts";
import { type Oracle, protectedOracles, verifyOracles } from "./oracle.ts";
import type { Proof, Proving } from "./proof.ts";
import { signatureOf } from "./signature.ts";

/** Sends forged tokens to a URL that tells valid ones from others. */
export const proveForgeries: Proof = {
  rules: FORGERIES.map(({ rule }) => rule),
  facts: ["proof"],
  takes: "requests",
  prove: async (proving) => ({ proof: await proofOf(proving) }),
};

/** URLs of one sort, and which forged tokens they can tell. */
interface Place {
  readonly oracles: Iterable<Oracle> | AsyncIterable<Oracle>;
  readonly tells: (forgery: Forgery) => boolean;
}

async function proofOf(proving: Proving): Promise<Learned<ProofFact>> {
  const { host, project, conversation, keys, carried, login, asked } = proving;
  const genuine = decodeToken(carried.token);
  if (genuine.outcome === "malformed") {
    return { known: false, why: `the token cannot be decoded: ${genuine.reason}` };
  }
  const { signer } = signatureOf(host, project, keys, carried.token);
  const from = { project, keys, genuine, signer, refresh: login.refresh };
  const verify: Place = {
    oracles: verifyOracles(project, conversation),
    tells: ({ at }) => at === "any-url",
  };
  const guarded: Place = {
    oracles: protectedOracles(project, conversation, { ...proving, ...carried }),
    tells: () => true,
  };
  // A URL that somebody named is what they want to know of. Else both are asked: a verify endpoint is the
  // framework's, and code of the application's own that is too kind to a token stands before its other URLs.
  const isNamed = project.options.protectedUrl !== undefined;
  const all = FORGERIES.filter(({ rule }) => asked.has(rule));
  let left = all;
  let proof: ProofFact | null = null;
  let untold: Untold | null = null;
  for (const place of isNamed ? [guarded, verify] : [verify, guarded]) {
    const forgeries = (isNamed ? left : all).filter(place.tells);
    if (forgeries.length === 0) continue;
    const found = await firstThatTells(proving, place.oracles, { token: carried.token, from, forgeries });
    if (!found.known) {
      if (untold === null || place === guarded) untold = found;
      continue;
    }
    if (!found.value.checksSignatures) return found;
    left = left.filter((forgery) => !forgeries.includes(forgery));
    proof = proof === null ? found.value : joined(proof, found.value.forgeries);
  }
  untold ??= { known: false, why: "no URL was asked" };
  return proof === null ? untold : { known: true, value: joined(proof, unknown(left, untold)) };
}

type Untold = Extract<Learned<never>, { known: false }>;

/** What was not tried although a verify endpoint told the rest. */
function unknown(forgeries: readonly Forgery[], { why, next }: Untold): ProofFact["forgeries"] {
  const fact: ForgeryFact = {
    outcome: "unknown",
    why: `a verify endpoint takes tokens of every type, and ${why}`,
    ...(next === undefined ? {} : { next }),
  };
  return Object.fromEntries(forgeries.map(({ rule }) => [rule, fact]));
}

/** With what another URL says: one that lets a token in decides, then one that refuses it, the first that was asked. */
function joined(proof: ProofFact, more: ProofFact["forgeries"]): ProofFact {
  const forgeries = { ...proof.forgeries };
  for (const [rule, fact] of Object.entries(more)) {
    if (fact !== undefined && weightOf(fact) > weightOf(forgeries[rule])) forgeries[rule] = fact;
  }
  return { ...proof, forgeries };
}

const WEIGHT = { unknown: 1, "nothing-to-forge": 2, refused: 3, accepted: 4 } as const satisfies Record<
  ForgeryFact["outcome"],
  number
>;

function weightOf(fact: ForgeryFact | undefined): number {
  return fact === undefined ? 0 : WEIGHT[fact.outcome];
}

/** The proof at the first URL whose controls hold, else why the likeliest one tells nothing. */
async function firstThatTells(
  { host, conversation, again }: Proving,
  oracles: Iterable<Oracle> | AsyncIterable<Oracle>,
  trial: Trial,
): Promise<Learned<ProofFact>> {
  const waiting = whyNotAsked(conversation);
  if (waiting !== null) return { known: false, why: waiting };
  let unfit: string | null = null;
  for await (const oracle of oracles) {
    const proof = await forgeAt(host, conversation, oracle, trial);
    if (proof.known) return proof;
    const why = whyNotAsked(conversation);
    if (why !== null) return { known: false, why };
    if (oracle.origin !== "guessed") unfit ??= proof.why;
  }
  return {
    known: false,
    why: unfit === null
      ? "no URL is known that needs a token"
      : `${unfit}; name a URL that only a good token opens`,
    next: retype(again, { "--protected-url": "/PATH" }),
  };
}
