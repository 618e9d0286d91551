import type { Host } from "../io/host.ts";
import type { Learned, SignatureFact, SignerFact } from "../rules/facts.ts";
import { Secret } from "../secret.ts";
import { type Candidate, keyedToken, signerOf } from "../which_key.ts";
import type { HeldKey, Keys } from "./keys.ts";
import type { Project } from "./project.ts";
import { foundSigners, heldSigners, withComment } from "./signers.ts";

/** Bytes that are hashed at most for keys that were only found: the token may be long, and the backend chose it. */
const MOST_HASHED = 1 << 29;
/** A token beyond this many characters is tried with keys as they are alone. */
const LONG = 1 << 16;

interface HeldCandidate extends Candidate {
  readonly held: HeldKey;
}

/** Which key signed a token, as a fact and, where it is held here, as a key: the bytes that signed. */
export interface Signature {
  readonly fact: Learned<SignatureFact>;
  readonly signer: HeldKey | null;
}

/**
 * Which key signed a token: every candidate is tried on its bytes, and nothing is sent anywhere. The keys that the
 * application is known to have are tried in all their variants before any other.
 */
export function signatureOf(
  host: Pick<Host, "files" | "environment">,
  project: Project,
  keys: Keys,
  text: string,
): Signature {
  const token = keyedToken(text);
  if (token.outcome !== "keyed") return { fact: { known: false, why: whyNoKey(token) }, signer: null };
  const { algorithm, signingInput } = token;
  const held = [...heldSigners(keys), ...withComment(host, project, keys)].map((key) => candidateOf(key));
  const signer = signerOf(token, held);
  if (signer !== null) return signatureBy(algorithm, signer, held);
  const most = Math.ceil(MOST_HASHED / signingInput.length);
  const found: HeldCandidate[] = [];
  for (const key of foundSigners(host, project)) {
    if (found.length === most) break;
    found.push(candidateOf(key, text.length));
  }
  return signatureBy(algorithm, signerOf(token, found), [...held, ...found]);
}

/** Why no shared key signed a token at all. */
export function whyNoKey(
  token: Exclude<ReturnType<typeof keyedToken>, { readonly outcome: "keyed" }>,
): string {
  switch (token.outcome) {
    case "malformed":
      return `the token cannot be decoded: ${token.reason}`;
    case "asymmetric":
      return `the token is signed with ${token.algorithm}, which no shared key makes`;
    case "none":
      return "the token is unsigned (alg: none): no key made it";
  }
}

/** The texts of the source are very many, and a default in the code signs as it stands there. */
function candidateOf(held: HeldKey, length = 0): HeldCandidate {
  const exactOnly = length > LONG || (held.kind === "known" && held.path !== undefined);
  return { held, key: held.secret.bytes(), ...(exactOnly ? { exactOnly } : {}) };
}

function signatureBy(
  algorithm: string,
  found: ReturnType<typeof signerOf<HeldCandidate>>,
  tried: readonly HeldCandidate[],
): Signature {
  const notBy = [...new Set(tried.filter(({ held }) => held.kind !== "known").map(({ held }) => held.name))];
  if (found === null) return { fact: signatureFact("issued", algorithm, null, notBy), signer: null };
  const { held } = found.candidate;
  const variant = held.variant ?? (found.variant === "exact" ? undefined : found.variant);
  const signer = { ...held, secret: Secret.of(found.key), ...(variant === undefined ? {} : { variant }) };
  return {
    fact: signatureFact("issued", algorithm, signer, notBy.filter((name) => name !== held.name)),
    signer,
  };
}

/** What was found out about a signature, without the key. */
export function signatureFact(
  token: SignatureFact["token"],
  algorithm: string,
  signer: SignerFact | null,
  notBy: readonly string[],
): Learned<SignatureFact> {
  const signedBy = signer === null ? null : {
    kind: signer.kind,
    name: signer.name,
    ...(signer.path === undefined ? {} : { path: signer.path }),
    ...(signer.line === undefined ? {} : { line: signer.line }),
    ...(signer.variant === undefined ? {} : { variant: signer.variant }),
  };
  return { known: true, value: { token, algorithm, signedBy, notBy } };
}
