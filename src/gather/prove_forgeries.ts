import type { ForgeryFact, Learned, ProofFact } from "../rules/facts.ts";
import { decodeToken } from "../tokens.ts";
import { forgeAt, type Trial } from "./forge_at.ts";
import { FORGERIES } from "./forgeries.ts";
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

async function proofOf(proving: Proving): Promise<Learned<ProofFact>> {
  const { host, project, conversation, keys, carried, login, asked } = proving;
  const genuine = decodeToken(carried.token);
  if (genuine.outcome === "malformed") {
    return { known: false, why: `the token cannot be decoded: ${genuine.reason}` };
  }
  const { signer } = signatureOf(host, project, keys, carried.token);
  const trial: Trial = {
    token: carried.token,
    from: { project, keys, genuine, signer, refresh: login.refresh },
    forgeries: FORGERIES.filter(({ rule }) => asked.has(rule)),
  };
  const anywhere = trial.forgeries.filter(({ at }) => at === "any-url");
  const verified = anywhere.length === 0
    ? null
    : await firstThatTells(proving, verifyOracles(project, conversation), { ...trial, forgeries: anywhere });
  if (verified?.known && !verified.value.checksSignatures) return verified;
  const forgeries = verified?.known
    ? trial.forgeries.filter((one) => !anywhere.includes(one))
    : trial.forgeries;
  if (verified?.known && forgeries.length === 0) return verified;
  const guarded = await firstThatTells(
    proving,
    protectedOracles(project, conversation, { ...proving, ...carried }),
    {
      ...trial,
      forgeries,
    },
  );
  if (!verified?.known) return guarded;
  if (guarded.known) {
    if (!guarded.value.checksSignatures) return guarded;
    return { known: true, value: joined(verified.value, guarded.value.forgeries) };
  }
  const unknown: ForgeryFact = {
    outcome: "unknown",
    why: `${guarded.why}; a verify endpoint takes tokens of every type`,
    ...(guarded.next === undefined ? {} : { next: guarded.next }),
  };
  return {
    known: true,
    value: joined(verified.value, Object.fromEntries(forgeries.map(({ rule }) => [rule, unknown]))),
  };
}

function joined(proof: ProofFact, more: ProofFact["forgeries"]): ProofFact {
  return { ...proof, forgeries: { ...proof.forgeries, ...more } };
}

/** The proof at the first URL whose controls hold, else why the likeliest one tells nothing. */
async function firstThatTells(
  { host, conversation, project, command }: Proving,
  oracles: Iterable<Oracle> | AsyncIterable<Oracle>,
  trial: Trial,
): Promise<Learned<ProofFact>> {
  let unfit: string | null = null;
  for await (const oracle of oracles) {
    const proof = await forgeAt(host, conversation, oracle, trial);
    if (proof.known) return proof;
    if (oracle.origin !== "guessed") unfit ??= proof.why;
  }
  return {
    known: false,
    why: `${
      unfit ?? "no URL is known that needs a token"
    }; a URL would tell that answers with the genuine token alone`,
    next: `deno task ${command} ${project.typed} --protected-url /PATH`,
  };
}
