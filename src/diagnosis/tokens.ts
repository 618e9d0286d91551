import { type Answer, findAnswer as find, textLike } from "./answer.ts";
import { findPrinted, findRaised } from "./find.ts";
import {
  ALGORITHM,
  answered,
  CLAIMS,
  EXPIRED,
  GONE,
  HEADER,
  INACTIVE,
  isFreshWithNumber,
  isUnsaid,
  MALFORMED,
  NOT_SENT,
  otherScheme,
  refusal,
  refusedText,
  REFUSES_TOKEN,
  REVOKED,
  sentNothing,
  sentNoToken,
  tokenSent,
  WRONG_CLAIM,
  WRONG_TYPE,
} from "./refusal.ts";
import type { Symptom } from "./symptom.ts";

const LOGIN_AGAIN = ["deno task login {project}"] as const;

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
        findRaised(seen, { name: /^\w{0,40}Error$|^JWTClaimValidationFailed$/, message: CLAIMS }),
  },
  {
    cause: "token-claims-wrong",
    title: "The token is for another issuer or audience than the server expects",
    rule: null,
    not: "Another key: the signature was accepted",
    why: "The setting of the issuer or the audience differs between what makes tokens and what reads them",
    remedy: {
      text: "Compare both settings, then log in again",
      commands: LOGIN_AGAIN,
    },
    find: (seen) =>
      answered(seen, WRONG_CLAIM) ?? findRaised(seen, { message: WRONG_CLAIM }) ??
        findPrinted(seen, tail(WRONG_CLAIM)),
  },
  {
    cause: "token-algorithm-refused",
    title: "The token names another algorithm than the server accepts",
    rule: null,
    not: "Another key: the algorithm is compared before the signature is",
    why: "The algorithm was changed, perhaps together with the key, or another application made the token",
    remedy: {
      text: "Give both sides the same algorithm, then log in again",
      commands: LOGIN_AGAIN,
    },
    find: (seen) =>
      answered(seen, ALGORITHM) ?? findRaised(seen, { message: ALGORITHM }) ??
        findPrinted(seen, tail(ALGORITHM)),
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
      find(seen, (answer) => textLike(answer, MALFORMED)) ?? find(seen, isRefusedAsNoToken) ??
        findRaised(seen, {
          name: /^(?:DecodeError|JsonWebTokenError|JWSInvalid|JWTError|JWSError)$/,
          message: MALFORMED,
        }) ?? findPrinted(seen, /\btoken is malformed: /),
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
            /^(?:ExpiredSignatureError|ExpiredTokenError|TokenExpiredError|JWTExpired|JWTError|InvalidToken|ExpiredSignature|TokenError)$/,
          message: EXPIRED,
        }) ?? findPrinted(seen, /\btoken has invalid claims: token is expired/),
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
            /^(?:InvalidSignatureError|JWTError|JWSError|JsonWebTokenError|JWSSignatureVerificationFailed|BadSignatureError|VerificationError|TokenError)$/,
          message: /^(?:signature verification failed|invalid signature|the token signature is invalid)/i,
        }) ?? findPrinted(seen, /\btoken signature is invalid: signature is invalid/),
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

/** A token was needed, and what was sent as one is none. */
function isRefusedAsNoToken(answer: Answer): string | null {
  if (![401, 403, 422].includes(answer.status ?? 0) || answer.request?.isLogin === true) return null;
  return sentNoToken(answer) ? textLike(answer, REFUSES_TOKEN) ?? "" : null;
}

/** The same words where something stands before them in a line: "parse token: token is expired". */
function tail({ source }: RegExp): RegExp {
  return new RegExp(source.replaceAll("^", "(?:^|: )"), "i");
}
