import type { Learned, ProofFact } from "../rules/facts.ts";
import { decodeToken } from "../tokens.ts";
import { forgeAt } from "./forge_at.ts";
import { FORGERIES } from "./forgeries.ts";
import { protectedOracles, verifyOracles } from "./oracle.ts";
import type { Proof, Proving } from "./proof.ts";
import { signatureOf } from "./signature.ts";

/** Sends forged tokens to a URL that tells valid ones from others. */
export const proveForgeries: Proof = {
  rules: FORGERIES.map(({ rule }) => rule),
  facts: ["proof"],
  takes: "requests",
  prove: async (proving) => ({ proof: await proofOf(proving) }),
};

async function proofOf(
  { host, project, conversation, keys, redact, carried, asked }: Proving,
): Promise<Learned<ProofFact>> {
  const decoded = decodeToken(carried.token);
  if (decoded.outcome === "malformed") {
    return { known: false, why: `the token cannot be decoded: ${decoded.reason}` };
  }
  const { signer } = signatureOf(host, project, keys, carried.token);
  const forgeries = FORGERIES.filter(({ rule }) => asked.has(rule));
  const oracles = [
    ...verifyOracles(project, conversation),
    ...await protectedOracles(project, conversation, { by: carried.by, redact }),
  ];
  let unfit: string | null = null;
  for (const oracle of oracles) {
    const proof = await forgeAt(host, conversation, oracle, {
      token: carried.token,
      from: { project, keys, genuine: decoded, signer },
      forgeries,
    });
    if (proof.known) return proof;
    unfit ??= proof.why;
  }
  return {
    known: false,
    why: unfit ?? "no URL is known that tells valid tokens from others",
    next: `deno task upgrade ${project.typed} --protected-url /PATH`,
  };
}
