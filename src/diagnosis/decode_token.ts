import { parseJson, property } from "./answer.ts";

/** What a token says of itself. Nothing of it is verified. */
export interface TokenClaims {
  /** Seconds since 1970; null where the claim is absent or no number. */
  readonly expires: number | null;
  readonly issued: number | null;
  /** Whether the subject is a number, which PyJWT refuses from 2.10 on. */
  readonly subjectIsNumber: boolean;
}

/** A JWT in a header, a cookie or a body. */
const TOKEN = /(?<![\w.-])(eyJ[\w-]{5,4000})\.([\w-]{2,16000})\.[\w-]{0,4000}/;

/** The claims of the first JWT in a text, or null where there is none that can be decoded. */
export function decodeToken(text: string): TokenClaims | null {
  const found = TOKEN.exec(text);
  if (found === null) return null;
  const claims = parseJson(fromBase64url(found[2] ?? ""));
  if (typeof claims !== "object" || claims === null) return null;
  return {
    expires: time(property(claims, "exp")),
    issued: time(property(claims, "iat")),
    subjectIsNumber: typeof property(claims, "sub") === "number",
  };
}

function time(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

function fromBase64url(text: string): string {
  try {
    return atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    return "";
  }
}
