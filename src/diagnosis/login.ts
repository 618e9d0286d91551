import { type Answer, findAnswer as find, textLike } from "./answer.ts";
import { findLine, findPrinted, findRaised } from "./find.ts";
import { missingFields, sentMalformed, shape } from "./login_shape.ts";
import { decodeToken } from "./decode_token.ts";
import { readOutput } from "./read_output.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";
import { bearerSent, REFUSES_TOKEN } from "./refusal.ts";

const WRONG =
  /^No active account found with the given credentials|^(?:The )?(?:incorrect|invalid|wrong|bad) (?:username|user name|name|email|e-mail|login|user|password|credentials|login credentials)\b|^Unable to log in with provided credentials|^(?:Username|Email|Login) (?:or|and) password (?:is|are|do|did) |^(?:INVALID_CREDENTIALS|LOGIN_BAD_CREDENTIALS|invalid_credentials)$|^Authentication failed\b|^Wrong password/i;
const MALFORMED =
  /^JSON parse error|^JSON decode error|^Failed to decode JSON object|^Body is not valid JSON|^Malformed (?:JSON|request body)|^Unexpected (?:token|end of JSON|string in JSON)|^(?:Expected property name|Expecting (?:value|property name))/i;
const CSRF =
  /CSRF verification failed|^CSRF Failed|CSRF token (?:is )?missing|Missing CSRF token|CSRF token mismatch|invalid csrf token|CSRF cookie not set/i;
const SLASH = /doesn't end in a slash and you have APPEND_SLASH set/;
const NO_JSON = /^Missing JSON in request|valid dictionary|value is not a valid dict|^Request must be JSON/i;
const UNSUPPORTED = /^Unsupported media type|request Content-Type was not 'application\/json'/i;
const THROTTLED =
  /^Request was throttled|^Rate limit exceeded|^rate_limit_exceeded$|^Too many (?:requests|login attempts)|^\d{1,6} per \d{0,6} ?\w{1,10}$/i;
const LOCKED =
  /^ACCOUNT_LOCKED$|\baccount (?:is |has been |was )?(?:temporarily )?(?:locked|blocked)\b|\btoo many (?:failed|invalid|wrong) (?:login )?attempts\b/i;
/** What limits answer where nobody gave them words: nothing, or the sentence of every refusal. */
const WORDLESS =
  /^(?:You do not have permission to perform this action\.?|permission_denied|Forbidden|403 Forbidden)$/i;
const LOGIN = ["deno task login {project}"] as const;

/** Causes that a login shows, before any token is there. */
export const LOGIN_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "csrf-required",
    title: "The endpoint wants a CSRF token",
    rule: null,
    not: "A wrong password or a bad key: the request was refused before the password was looked at",
    why:
      "The login is protected against requests from other sites, which the curl lines of guides forget. A cookie " +
      "left from an earlier login brings the same demand",
    remedy: {
      text:
        "Send the value of the csrftoken cookie as X-CSRFToken too, and over https a Referer of the same host; " +
        "or use the plain token endpoint",
      commands: LOGIN,
    },
    find: (seen) =>
      answered(seen, [null, 400, 401, 403, 419], CSRF) ?? findPrinted(seen, /^Forbidden \(CSRF /),
  },
  {
    cause: "throttled",
    title: "Too many requests: the endpoint waits before it answers again",
    rule: null,
    not: "A wrong password",
    why: "Logins are limited, and successful ones count too; behind one address everybody shares the limit",
    remedy: { text: "Wait for as long as Retry-After says", commands: LOGIN },
    find: (seen) => withStatus(seen, 429) ?? answered(seen, [null, 403], THROTTLED),
  },
  {
    cause: "account-locked",
    title: "The account is locked for a while, after too many wrong passwords",
    rule: null,
    not: "A wrong password: the right one is refused too",
    why: "The application counts failed logins of one user or address, and locks after some of them",
    remedy: { text: "Wait, or have it unlocked; then log in once", commands: LOGIN },
    find: (seen) => withStatus(seen, 423) ?? answered(seen, [null, 400, 401, 403], LOCKED),
  },
  {
    cause: "login-limited",
    title: "The login is refused without a reason, as limits on logins do",
    rule: null,
    not: "CSRF, which says so, and a wrong password, which is answered by 401 or 400",
    why:
      "A login asks for no permission that somebody could lack. What answers 403 to one with nothing in it is most " +
      "often a limit, such as five logins in a quarter of an hour, that counts successful ones too",
    remedy: { text: "Wait a quarter of an hour, then log in once", commands: LOGIN },
    find: findLimit,
  },
  {
    cause: "trailing-slash",
    title: "The URL lacks its final slash, or has one too many",
    rule: null,
    not: "A server error: Django answers 500 for it in DEBUG, and 301 without",
    why: "A redirect turns POST into GET, so the login arrives without its body",
    remedy: { text: "Use the URL exactly as the application declares it", commands: LOGIN },
    find: findSlash,
  },
  {
    cause: "redirects-to-https",
    title: "The application sends everybody to https",
    rule: null,
    not: "A missing URL: it was not looked at",
    why: "With DEBUG off, SECURE_SSL_REDIRECT or a proxy's rule answers every plain request by a redirect",
    remedy: {
      text: "Use the https address, or start it with the development settings",
      commands: LOGIN,
    },
    find: (seen) => redirected(seen, (_, to) => /^https:/i.test(to)),
  },
  {
    cause: "stale-token-blocks-login",
    title: "An old token that is sent along blocks the login",
    rule: null,
    not: "A wrong password: it was not looked at",
    why:
      "The login view checks an Authorization header or a cookie although it needs none. After a change of key " +
      "every client still holds such a token",
    remedy: {
      text:
        "Send no old token with a login; in the application give the login, refresh and logout views no " +
        "authentication classes, or rename the cookie together with the key",
      commands: LOGIN,
    },
    find: (seen) =>
      find(seen, (answer) => {
        const asked = answer.request;
        if (asked === null || !asked.isLogin || ![401, 403, 422].includes(answer.status ?? 0)) return null;
        const token = decodeToken(`${asked.authorization ?? ""} ${asked.cookies}`);
        if (token === null && bearerSent(answer) === null) return null;
        return textLike(answer, REFUSES_TOKEN);
      }),
  },
  {
    cause: "wrong-credentials",
    title: "The user name or the password is wrong",
    rule: null,
    not: "The key: it is used after the password is accepted. An inactive user gets the same answer",
    why:
      "The application did not find an active user with this name and password; some send the same answer for a " +
      "missing header, such as a tenant's",
    remedy: { text: "Try again with the credentials of an active user", commands: LOGIN },
    find: (seen) =>
      answered(seen, [null, 400, 401, 403, 404, 422], WRONG) ??
        find(seen, (answer) => isRefusedLogin(answer) ? textLike(answer, WRONG) ?? "" : null),
  },
  {
    cause: "login-needs-form",
    title: "The login wants a form, and was sent JSON",
    rule: null,
    not: "Missing fields: they were sent, but in another shape",
    why:
      "OAuth2 password endpoints (FastAPI's OAuth2PasswordRequestForm) read application/x-www-form-urlencoded",
    remedy: { text: "Send username and password as a form", commands: LOGIN },
    find: (seen) => shape(seen, "form"),
  },
  {
    cause: "login-needs-json",
    title: "The login wants JSON, and was sent something else",
    rule: null,
    why: "The endpoint reads application/json only",
    remedy: { text: "Send the fields as JSON", commands: LOGIN },
    find: (seen) => shape(seen, "json") ?? answered(seen, [null, 400, 422], NO_JSON),
  },
  {
    cause: "refresh-field-missing",
    title: "The refresh token was not sent",
    rule: null,
    why: "The endpoint wants the refresh token in a field named refresh, not in a header or a cookie",
    remedy: { text: 'Send {"refresh": "…"}', commands: [] },
    find: (seen) => missingFields(seen, (fields) => fields.every((field) => /^refresh/.test(field))),
  },
  {
    cause: "login-fields-missing",
    title: "A field of the login is missing or empty",
    rule: null,
    not: "A wrong password",
    why: "The endpoint has other names for its fields, such as email for username, or got an empty one",
    remedy: {
      text: "Send the fields that the answer names",
      commands: ["deno task login {project} --username-field email"],
    },
    find: (seen) =>
      shape(seen, "form") !== null
        ? null
        : missingFields(seen, (fields) => !fields.every((field) => /^refresh/.test(field))),
  },
  {
    cause: "login-body-malformed",
    title: "The body of the request is no valid JSON",
    rule: null,
    why: "Often the shell took the quotes of a curl line away",
    remedy: { text: "Send well-formed JSON", commands: LOGIN },
    find: (seen) =>
      answered(seen, [null, 400, 422], MALFORMED) ?? shape(seen, "malformed") ?? find(seen, sentMalformed),
  },
  {
    cause: "login-content-type",
    title: "The endpoint does not read this kind of body",
    rule: null,
    why: "The Content-Type is not one that it accepts; without the header curl sends a form",
    remedy: { text: "Send application/json", commands: LOGIN },
    find: (seen) => withStatus(seen, 415) ?? answered(seen, [null], UNSUPPORTED),
  },
  {
    cause: "login-method",
    title: "The URL does not accept this method",
    rule: null,
    not: "A missing URL: it is there. After a redirect a POST arrives as a GET",
    why: "A login is a POST; a redirect, or a browser's address line, makes a GET of it",
    remedy: { text: "Send a POST to the final URL", commands: LOGIN },
    find: (seen) => withStatus(seen, 405) ?? answered(seen, [null], /^Method "\w{1,10}" not allowed/i),
  },
  {
    cause: "url-not-found",
    title: "There is no such URL",
    rule: null,
    why: "The path is not one of the application's, or a proxy sends it elsewhere",
    remedy: { text: "Name the right path", commands: ["deno task login {project} --login-url URL"] },
    find: (seen) =>
      find(
        seen,
        (answer) =>
          answer.status === 404 && textLike(answer, /^user not found|^user_not_found$/i) === null ? "" : null,
      ),
  },
  {
    cause: "server-error",
    title: "The application failed while it answered",
    rule: null,
    not:
      "A refusal: the log of the server has the reason, and with Django's default logging and DEBUG off even that is silent",
    why: "An exception that nobody handled: missing tables, or a signing key that is None or of a wrong kind",
    remedy: {
      text: "Look into the server's log, or repeat it with the development settings",
      commands: ["deno task startup {project}"],
    },
    find: (seen) => withStatus(seen, 500) ?? findFailedRequest(seen),
  },
  {
    cause: "server-unavailable",
    title: "A proxy answers, and the application behind it does not",
    rule: null,
    not: "A refusal by the application",
    why: "The application did not start, or has not finished starting",
    remedy: { text: "Look at the start of the application", commands: ["deno task startup {project}"] },
    find: (seen) => withStatus(seen, 502) ?? withStatus(seen, 503) ?? withStatus(seen, 504),
  },
];

/** A password was sent, and the answer is a refusal without a reason, or a success that says that it is none. */
function isRefusedLogin(answer: Answer): boolean {
  const { request, status, texts } = answer;
  if (request?.isLogin !== true || request.method !== "POST") return false;
  if (status === 200) return textLike(answer, WRONG) !== null;
  if (status !== 401 || decodeToken(`${request.authorization ?? ""} ${request.cookies}`) !== null) {
    return false;
  }
  return !request.fields.includes("refresh") &&
    texts.every((text) => /^(?:401 )?Unauthorized$|^$/i.test(text.trim()));
}

/** A 500 in an access log beside which no exception stands. */
function findFailedRequest(seen: Seen): Sighting | null {
  return seen.kind === "http" || readOutput(seen).raised.length > 0
    ? null
    : findLine(seen, /"[A-Z]{3,7} \S{1,500} HTTP\/[\d.]{1,3}" 500\b/);
}

function withStatus(seen: Seen, status: number): Sighting | null {
  return find(seen, (answer) => answer.status === status ? "" : null);
}

function answered(seen: Seen, statuses: readonly (number | null)[], pattern: RegExp): Sighting | null {
  return find(seen, (answer) => statuses.includes(answer.status) ? textLike(answer, pattern) : null);
}

function findLimit(seen: Seen): Sighting | null {
  return find(seen, (answer) => {
    if (answer.request?.isLogin !== true || answer.request.method !== "POST" || answer.status !== 403) {
      return null;
    }
    if (!answer.request.fields.some((field) => /^(?:password|passwd|pwd|passwort)$/i.test(field))) {
      return null;
    }
    const said = answer.texts.filter((text) => text.trim() !== "");
    return said.every((text) => WORDLESS.test(text)) ? "" : null;
  });
}

function findSlash(seen: Seen): Sighting | null {
  return find(seen, (answer) => textLike(answer, SLASH)) ??
    findRaised(seen, { name: /^RuntimeError$/, message: SLASH }) ??
    redirected(seen, (from, to) => {
      const path = to.replace(/^[a-z]{1,10}:\/\/[^/]{0,300}/i, "").split(/[?#]/)[0] ?? "";
      return path !== from && (path === `${from}/` || `${path}/` === from);
    });
}

function redirected(seen: Seen, judge: (from: string, to: string) => boolean): Sighting | null {
  return find(seen, (answer) => {
    const to = answer.header("location");
    if (![301, 302, 303, 307, 308].includes(answer.status ?? 0) || to === null) return null;
    return judge(answer.request?.path ?? "", to) ? "" : null;
  });
}
