import { keyVariants } from "./key_variants.ts";
import type { KeyVariant } from "./rules/key_variant.ts";
import { decodeToken, isAsymmetric, isMac, type Token, trialOf } from "./tokens.ts";

/** Which key signed a token. A reason holds nothing of the token. */
export type WhichKey =
  | { readonly outcome: "match"; readonly name: string; readonly variant: KeyVariant }
  | { readonly outcome: "none" }
  | { readonly outcome: "asymmetric"; readonly algorithm: string }
  | { readonly outcome: "malformed"; readonly reason: string };

/**
 * Says which of the keys signed a token with HS256, HS384 or HS512. Each is tried as it is, and then as loaders
 * and people mangle it (decoded from base64 or hex, with a line end or its quotes, without its comment, …): the
 * variant is named, `exact` where it is none. An unsigned token is signed by none. Never throws; what it says
 * holds the names of the keys and nothing of them.
 *
 * @example A key that was decoded from base64 before it signed
 * ```ts
 * import { whichKey } from "@keysplit/keysplit";
 *
 * const token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.g-YemnnkPcmPS-USocJsvOpmbCEHSMKLRUBCleJzk4M";
 * const key = new TextEncoder().encode("Zm9yIGFuIGV4YW1wbGUgb25seQ==");
 * const answer = whichKey(token, { JWT_SECRET_KEY: key });
 *
 * if (answer.outcome !== "match" || answer.variant !== "base64") throw new Error("It was decoded from base64");
 * ```
 */
export function whichKey(token: string, candidates: Readonly<Record<string, Uint8Array>>): WhichKey {
  const decoded = keyedToken(token);
  if (decoded.outcome !== "keyed") return decoded;
  const signer = signerOf(decoded, Object.entries(candidates).map(([name, key]) => ({ name, key })));
  if (signer === null) return { outcome: "none" };
  return { outcome: "match", name: signer.candidate.name, variant: signer.variant };
}

/** A token whose signature is a MAC, or what it is instead, which no key need be tried for. */
export function keyedToken(
  text: string,
): ({ readonly outcome: "keyed" } & Token) | Exclude<WhichKey, { readonly outcome: "match" }> {
  const decoded = decodeToken(text);
  if (decoded.outcome === "malformed") return { outcome: "malformed", reason: decoded.reason };
  const { algorithm, signature } = decoded;
  if (isMac(algorithm)) return { ...decoded, outcome: "keyed" };
  if (isAsymmetric(algorithm)) return { outcome: "asymmetric", algorithm };
  if (algorithm !== "none") {
    return { outcome: "malformed", reason: "its header names an algorithm that is not known" };
  }
  if (signature.length === 0) return { outcome: "none" };
  return { outcome: "malformed", reason: "its algorithm is none, and yet it has a signature" };
}

/** A key that may have signed. */
export interface Candidate {
  readonly key: Uint8Array;
  /** Set where only the key as it is may fit, because there are too many of its kind. */
  readonly exactOnly?: true;
}

/** The first candidate that signed a token: one as it is comes before any variant of another. */
export function signerOf<T extends Candidate>(
  token: Token,
  candidates: readonly T[],
): { readonly candidate: T; readonly variant: KeyVariant; readonly key: Uint8Array } | null {
  const signs = trialOf(token);
  for (const candidate of candidates) {
    if (signs(candidate.key)) return { candidate, variant: "exact", key: candidate.key };
  }
  for (const candidate of candidates) {
    if (candidate.exactOnly) continue;
    for (const { variant, key } of keyVariants(candidate.key)) {
      if (signs(key)) return { candidate, variant, key };
    }
  }
  return null;
}
