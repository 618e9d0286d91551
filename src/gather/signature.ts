import type { Host } from "../io/host.ts";
import type { Learned, SignatureFact } from "../rules/facts.ts";
import { decodeToken, signedWith } from "../tokens.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";
import { signers } from "./signers.ts";

/** Which key signed a token, as a fact and, where it is held here, as a key. */
export interface Signature {
  readonly fact: Learned<SignatureFact>;
  readonly signer: HeldKey | null;
}

/** Which key signed a token: every candidate is tried on its bytes, and nothing is sent anywhere. */
export function signatureOf(
  host: Pick<Host, "files" | "environment">,
  project: Project,
  keys: Keys,
  token: string,
): Signature {
  const unknown = (why: string): Signature => ({ fact: { known: false, why }, signer: null });
  const decoded = decodeToken(token);
  if (decoded.outcome === "malformed") return unknown(`the token cannot be decoded: ${decoded.reason}`);
  if (!decoded.algorithm.startsWith("HS")) {
    return unknown(`the token is signed with ${decoded.algorithm}, which no shared key makes`);
  }
  const notBy: string[] = [];
  for (const candidate of signers(host, project, keys)) {
    if (signedWith(decoded, candidate.secret.bytes())) {
      return { fact: signatureFact("issued", decoded.algorithm, candidate, notBy), signer: candidate };
    }
    if (candidate.kind !== "known") notBy.push(candidate.name);
  }
  return { fact: signatureFact("issued", decoded.algorithm, null, notBy), signer: null };
}

/** The fact without the key. */
export function signatureFact(
  token: SignatureFact["token"],
  algorithm: string,
  signer: HeldKey | null,
  notBy: readonly string[],
): Learned<SignatureFact> {
  const signedBy = signer === null ? null : {
    kind: signer.kind,
    name: signer.name,
    ...(signer.path === undefined ? {} : { path: signer.path }),
    ...(signer.line === undefined ? {} : { line: signer.line }),
  };
  return { known: true, value: { token, algorithm, signedBy, notBy } };
}
