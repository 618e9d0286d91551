import { decodeToken, isAsymmetric, isMac, useOf } from "./tokens.ts";

/** Why a verifier refuses a token whatever its key is. */
export type TokenFault =
  | "malformed"
  | "unsigned"
  | "unknown-algorithm"
  | "critical-header"
  | "unreadable-time"
  | "expired"
  | "not-yet-valid"
  | "issued-in-the-future"
  | "wrong-type";

/** The faults for a person. */
export const FAULT_WORDS = {
  "malformed": "it is malformed",
  "unsigned": "it is unsigned",
  "unknown-algorithm": "its algorithm is not known",
  "critical-header": "its header has an extension that is called critical",
  "unreadable-time": "one of its times is no number",
  "expired": "it has expired by the Date of the answer",
  "not-yet-valid": "it is not valid yet by the Date of the answer",
  "issued-in-the-future": "it was issued after the Date of the answer, so one of two clocks is wrong",
  "wrong-type": "it is for another use",
} as const satisfies Readonly<Record<TokenFault, string>>;

/** What a token is held against. */
export interface TokenFaultsOptions {
  /**
   * The clock of whoever verifies: the `Date` header of its answer, `new Date(response.headers.get("date"))`. By a
   * date that is none, nothing is said of times.
   */
  readonly at: Date;
  /** What the token is to be used for, in a claim `token_type` or `type`; a token without one is for anything. */
  readonly use?: string;
  /** Seconds by which clocks may differ; 0 if not told otherwise. */
  readonly leeway?: number;
}

/**
 * What of a token is wrong beside its signature, which is not looked at: backends answer all of it alike. Empty
 * where a refusal must be due to the signature or to what the backend knows of the user. Never throws.
 *
 * @example An expired token is not one with a wrong signature
 * ```ts
 * import { tokenFaults } from "@keysplit/keysplit";
 *
 * const token = "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE3MDAwMDAwMDB9.AAAA";
 * const faults = tokenFaults(token, { at: new Date("Tue, 14 Nov 2023 22:13:20 GMT") });
 *
 * if (faults.join() !== "expired") throw new Error("It expires in that very second");
 * ```
 */
export function tokenFaults(token: string, options: TokenFaultsOptions): readonly TokenFault[] {
  const decoded = decodeToken(token);
  if (decoded.outcome === "malformed") return ["malformed"];
  const { algorithm, header, claims } = decoded;
  const { at, use, leeway = 0 } = options;
  const faults: TokenFault[] = [];
  if (algorithm === "none") faults.push("unsigned");
  else if (!isMac(algorithm) && !isAsymmetric(algorithm)) faults.push("unknown-algorithm");
  // Whoever does not know an extension that is called critical refuses the token (RFC 7515 §4.1.11).
  if (header.crit !== undefined) faults.push("critical-header");
  const now = at.getTime() / 1000;
  const { exp, nbf, iat } = claims;
  if ([exp, nbf, iat].some((time) => time !== undefined && typeof time !== "number")) {
    faults.push("unreadable-time");
  }
  if (typeof exp === "number" && exp <= now - leeway) faults.push("expired");
  if (typeof nbf === "number" && nbf > now + leeway) faults.push("not-yet-valid");
  if (typeof iat === "number" && iat > now + leeway) faults.push("issued-in-the-future");
  const says = useOf(decoded);
  if (use !== undefined && says !== undefined && says !== use) faults.push("wrong-type");
  return faults;
}
