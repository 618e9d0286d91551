import { type Answer, findAnswer as find, textLike } from "./answer.ts";
import { decodeToken, type TokenClaims } from "./decode_token.ts";
import type { Seen, Sighting } from "./symptom.ts";

/** What applications answer to a token that they do not accept, whatever the reason. */
export const REFUSES_TOKEN =
  /^Given token not valid for any token type|^token_not_valid$|^Token is invalid|^Could not validate credentials|^Invalid (?:access |authentication |bearer )?token\b|^Signature verification failed|^Signature has expired|^Token (?:has expired|is expired|expired)|^jwt expired|^invalid signature$|^Invalid token or expired|^Token is (?:not valid|blacklisted)/i;
export const EXPIRED =
  /^Token is expired|^Token has expired|^Signature has expired|^jwt expired|^Token expired\b|^token_expired$|^The token has expired|^"exp" claim timestamp check failed/i;
export const OTHER_KEY =
  /^Signature verification failed|^invalid signature$|^Token is invalid$|^The token signature is invalid/i;
const UNDECIDED =
  /^Token is invalid or expired|^Could not validate credentials|^Invalid (?:access |authentication |bearer )?token\b|^Given token not valid for any token type|^token_not_valid$|^Invalid token or expired|^Invalid or expired token|^Token is not valid|^Unauthorized$/i;
export const WRONG_TYPE =
  /^Token has wrong type|^Only (?:non-)?refresh tokens are allowed|^Only access tokens are allowed|^Invalid token type/i;
export const MALFORMED =
  /^Not enough segments|^jwt malformed|^(?:Authorization token is invalid: )?The token is malformed|^token is malformed|^Nil JSON web token|^Not enough or too many segments|^Invalid header (?:string|padding)|^Invalid (?:crypto |payload )?padding|^Invalid Compact JWS|^Error decoding (?:signature|token)/i;
export const NOT_SENT =
  /^Authentication credentials were not provided|^Not authenticated\b|^Missing Authorization Header|^Missing JWT in|^Missing cookie "|^No (?:auth(?:orization)? )?token\b|^No Authorization was found|^not_authenticated$|^Missing (?:access )?token/i;
export const HEADER =
  /^Authorization header must contain two space-delimited values|^bad_authorization_header$|^Bad Authorization header|^Missing 'Bearer' type in 'Authorization' header|^Format is Authorization: Bearer|^Invalid authentication credentials$/i;
export const CLAIMS =
  /^Token has no '?\w{1,20}'?(?: claim)?$|^Token contained no recognizable user identification|^Subject must be a string|^Missing claim: |^Token is missing the "\w{1,20}" claim|^Missing user_id|^missing required "\w{1,20}" claim|^token is missing required claim/i;
/** What says that a claim is there, and is for somebody else. */
export const WRONG_CLAIM =
  /^jwt (?:issuer|audience|subject|jwtid|id) invalid|^Invalid (?:issuer|audience|subject)\b|^Audience doesn't match|^Audience .{0,100}does not match|^unexpected "\w{1,20}" claim value|^The (?:iss|aud|sub|jti|nonce) claim value is not allowed|^(?:token has invalid claims: )?token has invalid (?:issuer|audience|subject)|^invalid_claim: /i;
/** What says that the header names an algorithm that is not accepted. */
export const ALGORITHM =
  /^The specified alg value is not allowed|^invalid algorithm$|^"alg" \(Algorithm\) Header Parameter value not allowed|^(?:token signature is invalid: )?signing method \w{2,10} is invalid|^Expected a different algorithm|^Unsupported algorithm|^Unsigned authorization token|^The token algorithm is invalid|^Algorithm .{1,20} is not allowed/i;
export const REVOKED = /^Token is blacklisted|^Token has been revoked/i;
export const GONE = /^User not found|^user_not_found$/i;
export const INACTIVE = /^User is inactive|^user_inactive$|^Inactive user/i;
/** What a request can be refused for besides its token. */
const OTHERWISE =
  /subscri|two-?factor|\b[2m]fa\b|one-?time|\bverif\w{1,8} (?:your |the )?(?:e-?mail|phone|account|identity)|\be-?mail\b|\bIP\b|\btenant\b|\bapi[- ]?key\b|suspend|disabled|deactivat|\bbanned\b|permission|\bscopes?\b|\broles?\b|\bplan\b|payment|captcha|\bterms\b|maintenance|\bdevice\b|\borigin\b/i;
/** Whatever says more than that something was refused. */
const SPOKEN = [
  WRONG_TYPE,
  CLAIMS,
  WRONG_CLAIM,
  ALGORITHM,
  MALFORMED,
  NOT_SENT,
  HEADER,
  REVOKED,
  GONE,
  INACTIVE,
  OTHERWISE,
];
/** Seconds by which two clocks may differ before it is said. */
const LEEWAY = 5;
/** Seconds for which a token counts as one of the login before it. */
const FRESH = 300;

/** What code sends that has no token, and identifiers; any other word may stand for a token that was taken out. */
const NO_TOKEN =
  /^"?(?:undefined|null|none|nan|true|false|\[object \w{1,20}\]|[0-9a-f]{32,200}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"?$/i;

/** Why a token was refused. */
export type Refusal = "expired" | "future" | "other-key" | "either";

/** Why a token was refused, as far as the answer and the token's own times tell. */
export function refusal(answer: Answer): Refusal | null {
  if (![null, 401, 403, 422].includes(answer.status)) return null;
  if (answer.request?.isLogin === true && !answer.request.fields.includes("refresh")) return null;
  if (
    [WRONG_TYPE, CLAIMS, WRONG_CLAIM, ALGORITHM, MALFORMED].some((said) => textLike(answer, said) !== null)
  ) {
    return null;
  }
  if (sentNoToken(answer)) return null;
  if (textLike(answer, EXPIRED) !== null) return "expired";
  const token = tokenSent(answer);
  const swallowed = token !== null && otherScheme(answer) === null && textLike(answer, NOT_SENT) !== null;
  const surely = textLike(answer, OTHER_KEY) !== null;
  const unsaid = token !== null && isUnsaid(answer);
  const judged = token === null ? null : byTime(token, answer.header("date"));
  // A 403 in one word may be a want of rights as well: only the token's own time tells.
  if (answer.status === 403 && judged === "expired" && answer.texts.every((text) => text === "Forbidden")) {
    return "expired";
  }
  if (!surely && !swallowed && !unsaid && textLike(answer, UNDECIDED) === null) return null;
  if (surely) return judged === "future" ? "future" : "other-key";
  if (judged !== null) return judged;
  return textLike(answer, /^Unauthorized$/i) === null ? "either" : null;
}

/** A 401 in words of the application's own, or in none. */
export function isUnsaid(answer: Answer): boolean {
  return answer.status === 401 && SPOKEN.every((pattern) => textLike(answer, pattern) === null);
}

/** Whether the request is known, and holds neither credentials nor a body that could. */
export function sentNothing({ request }: Answer): boolean {
  return request !== null && !request.isLogin && !request.hidesBody && request.authorization === null &&
    request.cookies === "";
}

/** What stands behind the word Bearer; null where there is nothing. */
export function bearerSent({ request }: Answer): string | null {
  return /^Bearer\s{1,4}(\S.{0,8000})$/.exec(request?.authorization ?? "")?.[1]?.trim() ?? null;
}

/** Whether what stands behind the word Bearer is surely no JWT. */
export function sentNoToken(answer: Answer): boolean {
  return NO_TOKEN.test(bearerSent(answer) ?? "");
}

/** A token that was just issued and is refused for no reason that is said: its subject is one, the key another. */
export function isFreshWithNumber(answer: Answer): boolean {
  const token = tokenSent(answer);
  const now = Date.parse(answer.header("date") ?? "") / 1000;
  return token?.subjectIsNumber === true && token.issued !== null && Math.abs(now - token.issued) < FRESH &&
    refusal(answer) === "other-key";
}

/** By its own times a token that was refused has expired, or else has another fault: the signature. */
function byTime(token: TokenClaims, date: string | null): Refusal | null {
  const now = date === null ? NaN : Date.parse(date) / 1000;
  if (Number.isNaN(now)) return null;
  if (token.expires !== null && token.expires <= now) return "expired";
  if (token.issued !== null && token.issued > now + LEEWAY) return "future";
  return "other-key";
}

export function tokenSent(answer: Answer): TokenClaims | null {
  const asked = answer.request;
  return asked === null ? null : decodeToken(`${asked.authorization ?? ""} ${asked.cookies} ${asked.body}`);
}

/** The text of an answer that says "nothing was sent" although a header was: it has another scheme or spelling. */
export function otherScheme(answer: Answer): string | null {
  const header = answer.request?.authorization ?? null;
  return header === null || header.trim() === "" || /^Bearer \S/.test(header)
    ? null
    : textLike(answer, NOT_SENT);
}

export function refusedText(answer: Answer): string {
  return textLike(answer, EXPIRED) ?? textLike(answer, OTHER_KEY) ?? textLike(answer, UNDECIDED) ?? "";
}

export function answered(seen: Seen, pattern: RegExp): Sighting | null {
  return find(
    seen,
    (answer) => answer.status === null || answer.status >= 400 ? textLike(answer, pattern) : null,
  );
}
