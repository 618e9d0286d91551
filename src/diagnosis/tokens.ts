import { type Answer, findAnswer as find, textLike } from "./answer.ts";
import { decodeToken, type TokenClaims } from "./decode_token.ts";
import { findRaised } from "./find.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";

/** What applications answer to a token that they do not accept, whatever the reason. */
export const REFUSES_TOKEN =
  /^Given token not valid for any token type|^token_not_valid$|^Token is invalid|^Could not validate credentials|^Invalid (?:access |authentication |bearer )?token\b|^Signature verification failed|^Signature has expired|^Token (?:has expired|is expired|expired)|^jwt expired|^invalid signature$|^Invalid token or expired|^Token is (?:not valid|blacklisted)/i;
const EXPIRED =
  /^Token is expired|^Token has expired|^Signature has expired|^jwt expired|^Token expired\b|^token_expired$|^"exp" claim timestamp check failed/i;
const OTHER_KEY = /^Signature verification failed|^invalid signature$|^Token is invalid$/i;
const UNDECIDED =
  /^Token is invalid or expired|^Could not validate credentials|^Invalid (?:access |authentication |bearer )?token\b|^Given token not valid for any token type|^token_not_valid$|^Invalid token or expired|^Invalid or expired token|^Token is not valid|^Unauthorized$/i;
const WRONG_TYPE =
  /^Token has wrong type|^Only (?:non-)?refresh tokens are allowed|^Only access tokens are allowed|^Invalid token type/i;
const MALFORMED =
  /^Not enough segments|^jwt malformed|^Invalid header (?:string|padding)|^Invalid (?:crypto |payload )?padding|^Invalid Compact JWS|^Error decoding (?:signature|token)/i;
const NOT_SENT =
  /^Authentication credentials were not provided|^Not authenticated\b|^Missing Authorization Header|^Missing JWT in|^Missing cookie "|^No (?:auth(?:orization)? )?token\b|^not_authenticated$|^Missing (?:access )?token/i;
const HEADER =
  /^Authorization header must contain two space-delimited values|^bad_authorization_header$|^Bad Authorization header|^Missing 'Bearer' type in 'Authorization' header|^Format is Authorization: Bearer|^Invalid authentication credentials$/i;
const CLAIMS =
  /^Token has no '?\w{1,20}'?(?: claim)?$|^Token contained no recognizable user identification|^Subject must be a string|^Missing claim: |^Token is missing the "\w{1,20}" claim|^Missing user_id/i;
const REVOKED = /^Token is blacklisted|^Token has been revoked/i;
const GONE = /^User not found|^user_not_found$/i;
const INACTIVE = /^User is inactive|^user_inactive$|^Inactive user/i;
/** What a request can be refused for besides its token. */
const OTHERWISE =
  /subscri|two-?factor|\b[2m]fa\b|one-?time|\bverif\w{1,8} (?:your |the )?(?:e-?mail|phone|account|identity)|\be-?mail\b|\bIP\b|\btenant\b|\bapi[- ]?key\b|suspend|disabled|deactivat|\bbanned\b|permission|\bscopes?\b|\broles?\b|\bplan\b|payment|captcha|\bterms\b|maintenance|\bdevice\b|\borigin\b/i;
/** Whatever says more than that something was refused. */
const SPOKEN = [WRONG_TYPE, CLAIMS, MALFORMED, NOT_SENT, HEADER, REVOKED, GONE, INACTIVE, OTHERWISE];
const LOGIN_AGAIN = ["deno task login {project}"] as const;

/** Seconds by which two clocks may differ before it is said. */
const LEEWAY = 5;
/** Seconds for which a token counts as one of the login before it. */
const FRESH = 300;

/** Causes that a refused token shows. */
export const TOKEN_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "token-wrong-type",
    title: "A refresh token was used as an access token, or the other way round",
    rule: null,
    not: "The key: the signature was accepted",
    why: "The two tokens of a login are for different endpoints, and say so in a claim",
    remedy: {
      text: "Send the access token to the API, and the refresh token to the refresh endpoint",
      commands: [],
    },
    find: (seen) =>
      answered(seen, WRONG_TYPE) ?? findRaised(seen, { name: /^\w{0,40}Error$/, message: WRONG_TYPE }),
  },
  {
    cause: "token-revoked",
    title: "The token was revoked",
    rule: null,
    not: "The key: the signature was accepted",
    why: "A logout or a rotation of refresh tokens put it on the list of revoked tokens",
    remedy: { text: "Log in again", commands: LOGIN_AGAIN },
    find: (seen) => answered(seen, REVOKED),
  },
  {
    cause: "token-claims-missing",
    title: "The token lacks a claim that the application needs",
    rule: null,
    not: "The key: the signature was accepted",
    why:
      "The token was made by other code or another version; PyJWT from 2.10 on also refuses a subject that is a number",
    remedy: {
      text: "Log in again; if fresh tokens are refused too, mend the code that makes them",
      commands: LOGIN_AGAIN,
    },
    find: (seen) =>
      answered(seen, CLAIMS) ?? find(seen, (answer) =>
        isFreshWithNumber(answer) ? refusedText(answer) : null) ??
        findRaised(seen, { name: /^\w{0,40}Error$/, message: CLAIMS }),
  },
  {
    cause: "user-not-found",
    title: "The user of the token does not exist",
    rule: null,
    not: "The key: the signature was accepted",
    why: "The user was deleted, or the token was made for another database",
    remedy: { text: "Log in again", commands: LOGIN_AGAIN },
    find: (seen) => answered(seen, GONE),
  },
  {
    cause: "user-inactive",
    title: "The user of the token is not active",
    rule: null,
    not: "The key: the signature was accepted",
    why: "The account was switched off after the login",
    remedy: { text: "Use another account, or switch this one on", commands: LOGIN_AGAIN },
    find: (seen) => answered(seen, INACTIVE),
  },
  {
    cause: "authorization-header-malformed",
    title: "The Authorization header has another form than the application wants",
    rule: null,
    not: "A bad token: it was not looked at",
    why:
      "Wanted are the word Bearer, one space, and the token. Some applications compare the word in exactly that spelling",
    remedy: { text: "Send Authorization: Bearer TOKEN", commands: [] },
    find: (seen) => find(seen, (answer) => textLike(answer, HEADER) ?? otherScheme(answer)),
  },
  {
    cause: "token-malformed",
    title: "What was sent is no JWT",
    rule: null,
    not: "Another key: a JWT has three parts with dots between them",
    why: "Often only a part of the token was copied, or a variable was empty",
    remedy: { text: "Log in again and send the whole token", commands: LOGIN_AGAIN },
    find: (seen) =>
      find(seen, (answer) => textLike(answer, MALFORMED)) ??
        findRaised(seen, {
          name: /^(?:DecodeError|JsonWebTokenError|JWSInvalid|JWTError|JWSError)$/,
          message: MALFORMED,
        }),
  },
  {
    cause: "token-expired",
    title: "The token has expired",
    rule: null,
    not: "Another key: the answer can be the same, so the token's own time was compared with the server's",
    why: "An access token lives for minutes",
    remedy: { text: "Refresh it, or log in again", commands: LOGIN_AGAIN },
    find: (seen) =>
      find(seen, (answer) => refusal(answer) === "expired" ? refusedText(answer) : null) ??
        findRaised(seen, {
          name:
            /^(?:ExpiredSignatureError|ExpiredTokenError|TokenExpiredError|JWTExpired|JWTError|InvalidToken)$/,
          message: EXPIRED,
        }),
  },
  {
    cause: "token-from-the-future",
    title: "The token was issued in the future, as the server's clock sees it",
    rule: null,
    not: "Another key",
    why: "The clocks of two machines differ",
    remedy: { text: "Set both clocks by NTP", commands: ["timedatectl status"] },
    find: (seen) =>
      find(seen, (answer) => refusal(answer) === "future" ? refusedText(answer) : null) ??
        findRaised(seen, { name: /^ImmatureSignatureError$|^NotBeforeError$/ }),
  },
  {
    cause: "token-signed-with-other-key",
    title: "The token was not signed with the key that this server uses",
    rule: null,
    not: "An expired token: this one's time is not over",
    why:
      "The key was changed since the token was issued, which is what a change of key is for; or two instances " +
      "have different keys, or a server still runs with the old one",
    remedy: {
      text:
        "Log in again. If fresh tokens are refused too, the instances do not have the same key: restart them all",
      commands: [...LOGIN_AGAIN, "deno task explain old-token-refused"],
    },
    find: (seen) =>
      find(seen, (answer) => refusal(answer) === "other-key" ? refusedText(answer) : null) ??
        findRaised(seen, {
          name:
            /^(?:InvalidSignatureError|JWTError|JWSError|JsonWebTokenError|JWSSignatureVerificationFailed|BadSignatureError)$/,
          message: /^(?:signature verification failed|invalid signature)/i,
        }),
  },
  {
    cause: "token-signed-with-other-key-or-expired",
    title: "The token has expired, or was signed with another key",
    rule: null,
    why:
      "The answer is the same for both, and without the token and the server's time they cannot be told apart",
    remedy: { text: "Log in again", commands: LOGIN_AGAIN },
    find: (seen) => find(seen, (answer) => refusal(answer) === "either" ? refusedText(answer) : null),
  },
  {
    cause: "no-credentials-sent",
    title: "No token was sent",
    rule: null,
    not: "A bad token. A cookie can be dropped on the way: its path, Secure or SameSite did not fit",
    why: "The request has no Authorization header and no cookie that the application reads",
    remedy: { text: "Send Authorization: Bearer TOKEN", commands: LOGIN_AGAIN },
    find: (seen) =>
      find(
        seen,
        (answer) =>
          otherScheme(answer) === null && tokenSent(answer) === null
            ? textLike(answer, NOT_SENT) ?? (sentNothing(answer) && isUnsaid(answer) ? "" : null)
            : null,
      ),
  },
];

type Refusal = "expired" | "future" | "other-key" | "either";

/** Why a token was refused, as far as the answer and the token's own times tell. */
function refusal(answer: Answer): Refusal | null {
  if (![null, 401, 403, 422].includes(answer.status)) return null;
  if (answer.request?.isLogin === true && !answer.request.fields.includes("refresh")) return null;
  if (textLike(answer, WRONG_TYPE) ?? textLike(answer, CLAIMS) ?? textLike(answer, MALFORMED)) return null;
  if (textLike(answer, EXPIRED) !== null) return "expired";
  const token = tokenSent(answer);
  const swallowed = token !== null && otherScheme(answer) === null && textLike(answer, NOT_SENT) !== null;
  const surely = textLike(answer, OTHER_KEY) !== null;
  const unsaid = token !== null && isUnsaid(answer);
  if (!surely && !swallowed && !unsaid && textLike(answer, UNDECIDED) === null) return null;
  const judged = token === null ? null : byTime(token, answer.header("date"));
  if (surely) return judged === "future" ? "future" : "other-key";
  if (judged !== null) return judged;
  return textLike(answer, /^Unauthorized$/i) === null ? "either" : null;
}

/** A 401 in words of the application's own, or in none. */
function isUnsaid(answer: Answer): boolean {
  return answer.status === 401 && SPOKEN.every((pattern) => textLike(answer, pattern) === null);
}

function sentNothing({ request }: Answer): boolean {
  return request !== null && !request.isLogin && request.authorization === null && request.cookies === "";
}

/** A token that was just issued and is refused for no reason that is said: its subject is one, the key another. */
function isFreshWithNumber(answer: Answer): boolean {
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

function tokenSent(answer: Answer): TokenClaims | null {
  const asked = answer.request;
  return asked === null ? null : decodeToken(`${asked.authorization ?? ""} ${asked.cookies} ${asked.body}`);
}

/** The text of an answer that says "nothing was sent" although a header was: it has another scheme or spelling. */
function otherScheme(answer: Answer): string | null {
  const header = answer.request?.authorization ?? null;
  return header === null || header.trim() === "" || /^Bearer \S/.test(header)
    ? null
    : textLike(answer, NOT_SENT);
}

function refusedText(answer: Answer): string {
  return textLike(answer, EXPIRED) ?? textLike(answer, OTHER_KEY) ?? textLike(answer, UNDECIDED) ?? "";
}

function answered(seen: Seen, pattern: RegExp): Sighting | null {
  return find(
    seen,
    (answer) => answer.status === null || answer.status >= 400 ? textLike(answer, pattern) : null,
  );
}
