import type { HttpAnswer } from "../io/host.ts";
import { findTokens, TOKEN_USES, type TokenUse } from "../tokens.ts";
import type { CarriedToken } from "./carried_token.ts";
import { tokensInCookies } from "./cookie_tokens.ts";

/** A token of an answer, where it was, and how it goes back. */
export interface FoundToken extends CarriedToken {
  /** For a person: `body, "data.access"`, `cookie "access_token"`, `header "authorization"`. */
  readonly where: string;
  readonly as: TokenUse;
}

/** What the code says of where the application's tokens are. */
export interface TokenPlaces {
  /** The cookie that holds the access token. */
  readonly tokenCookie?: string;
  /** The header that a token is sent in, lower case, and the word before it. */
  readonly tokenHeader?: { readonly name: string; readonly scheme: string };
}

/**
 * The tokens of an answer, the one that most probably opens things first, wherever it is: a refresh token or
 * another in the body does not hide an access token in a cookie. Of two alike the one in the body counts, then the
 * one in a cookie.
 */
export function tokensIn(
  answer: HttpAnswer,
  text: string,
  { tokenCookie, tokenHeader }: TokenPlaces,
): readonly FoundToken[] {
  const bearer = tokenHeader === undefined
    ? { kind: "bearer" as const }
    : { kind: "bearer" as const, header: tokenHeader.name, scheme: tokenHeader.scheme };
  const inBody = findTokens(parsed(text)).map(({ path, token, as }): FoundToken => ({
    token,
    as,
    where: path === "" ? "body" : `body, "${path}"`,
    by: bearer,
  }));
  const inCookies = tokensInCookies(answer)
    // The one that the settings name is theirs; it also stands before the others.
    .map((found) => found.cookie === tokenCookie ? { ...found, as: "access" as const } : found)
    .sort((a, b) => Number(b.cookie === tokenCookie) - Number(a.cookie === tokenCookie))
    .map(({ cookie, token, as, around }): FoundToken => ({
      token,
      as,
      where: `cookie "${cookie}"`,
      by: { kind: "cookie", name: cookie, ...(around.join("") === "" ? {} : { around }) },
    }));
  const others = Object.fromEntries(answer.headers.filter(([name]) => name !== "set-cookie"));
  const inHeaders = findTokens(others).map(({ path, token, as }): FoundToken => ({
    token,
    as,
    where: `header "${path}"`,
    by: bearer,
  }));
  // Sorting is stable.
  return [...inBody, ...inCookies, ...inHeaders]
    .sort((a, b) => TOKEN_USES.indexOf(a.as) - TOKEN_USES.indexOf(b.as));
}

/** Header, key, vector, text and tag; the key is empty where it was agreed on (RFC 7516 §7.1). */
const ENCRYPTED =
  /(?<![\w.-])(eyJ[\w-]{8,1000})\.[\w-]{0,2000}\.[\w-]{8,100}\.[\w-]+\.[\w-]{8,100}(?![\w.-])/;

/** Whether an answer gives a token that is encrypted as a whole, of which no signature can be seen. */
export function hasEncryptedToken({ headers }: HttpAnswer, text: string): boolean {
  const given = headers.filter(([name]) => name === "set-cookie").map(([, value]) => value);
  return [text, ...given].some((one) => {
    const header = ENCRYPTED.exec(one)?.[1];
    return header !== undefined && isEncryptionHeader(header);
  });
}

function isEncryptionHeader(part: string): boolean {
  try {
    const bytes = Uint8Array.fromBase64(part, { alphabet: "base64url" });
    const header: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof header === "object" && header !== null && "enc" in header;
  } catch {
    return false;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.trim();
  }
}
