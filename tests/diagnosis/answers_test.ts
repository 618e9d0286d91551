import type { Seen } from "../../src/diagnosis/mod.ts";
import { assertCause } from "./assert_cause.ts";
import { exchange } from "./read_fixture.ts";

const NOW = Date.parse("2026-11-21T01:30:01Z") / 1000;
const FRESH = token({ exp: NOW + 600, iat: NOW - 100 });
const OVER = token({ exp: NOW - 60, iat: NOW - 600 });
const JSON_TYPE = "Content-Type: application/json";
const USER = '{"username":"ada","password":"pw"}';

/** A token that is not signed: only its times are read. */
function token(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.AAAA`;
}

function answer(request: string, status: number, body: string): Seen {
  return exchange(
    `${request}\n\n===== response\nHTTP/1.1 ${status} X\nDate: Sat, 21 Nov 2026 01:30:01 GMT\n\n${body}`,
  );
}

function login(body: string, header = ""): string {
  return `POST /api/auth/login/ HTTP/1.1\n${JSON_TYPE}${header && `\n${header}`}\n\n${body}`;
}

function refresh(cookie: string): string {
  return `POST /api/v1/auth/token/refresh/ HTTP/1.1\n${JSON_TYPE}\nCookie: refresh_token=${cookie}\n\n{}`;
}

/** Answers of applications and servers: the causes that may stand first, `none` where nothing may be recognised. */
const ANSWERS: readonly (readonly [says: string, seen: Seen, causes: string])[] = [
  [
    "a locked account",
    answer(
      login(USER),
      403,
      '{"error":true,"message":"Account temporarily locked due to too many failed attempts","code":"ACCOUNT_LOCKED","status_code":403}',
    ),
    "account-locked|throttled",
  ],
  [
    "a locked account, 429",
    answer(
      login(USER),
      429,
      '{"error":true,"message":"Account locked","code":"ACCOUNT_LOCKED","status_code":429}',
    ),
    "throttled|account-locked",
  ],
  [
    "a locked account, django-axes",
    answer(login(USER), 403, '{"detail":"Account locked: too many login attempts. Please try again later."}'),
    "account-locked|throttled",
  ],
  [
    "a refresh with the old key, in its own words",
    answer(
      refresh(FRESH),
      401,
      '{"error":true,"message":"Failed to refresh token","code":"TOKEN_REFRESH_FAILED","status_code":401}',
    ),
    "token-signed-with-other-key|token-signed-with-other-key-or-expired",
  ],
  [
    "a refresh that came too late, in its own words",
    answer(
      refresh(OVER),
      401,
      '{"error":true,"message":"Failed to refresh token","code":"TOKEN_REFRESH_FAILED","status_code":401}',
    ),
    "token-expired|token-signed-with-other-key-or-expired",
  ],
  [
    "a refusal inside a text",
    answer(
      `GET /api/me/ HTTP/1.1\nAuthorization: Bearer ${FRESH}`,
      401,
      `{"error":true,"message":"{'detail': ErrorDetail(string='Given token not valid for any token type', code='token_not_valid'), 'code': ErrorDetail(string='token_not_valid', code='token_not_valid')}","code":"token_not_valid","status_code":401}`,
    ),
    "token-signed-with-other-key|token-signed-with-other-key-or-expired",
  ],
  [
    "a stale header at the login",
    answer(
      login(USER, `Authorization: Bearer ${FRESH}`),
      401,
      `{"error":true,"message":"x","code":"token_not_valid","status_code":401}`,
    ),
    "stale-token-blocks-login",
  ],
  [
    "a stale cookie at the login",
    answer(
      login(USER, `Cookie: jwt-auth=${OVER}`),
      401,
      '{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is expired"}]}',
    ),
    "stale-token-blocks-login",
  ],
  [
    "Invalid token",
    answer(`GET /api/v1/me HTTP/1.1\nAuthorization: Bearer ${FRESH}`, 401, '{"detail":"Invalid token"}'),
    "token-signed-with-other-key",
  ],
  [
    "Token has expired",
    answer(`GET /api/v1/me HTTP/1.1\nAuthorization: Bearer ${OVER}`, 401, '{"detail":"Token has expired"}'),
    "token-expired",
  ],
  [
    "Express, 403",
    answer(`GET /api/v1/me HTTP/1.1\nAuthorization: Bearer ${FRESH}`, 403, '{"message":"Invalid token"}'),
    "token-signed-with-other-key",
  ],
  [
    "Nest and another key",
    answer(
      `GET /api/v1/me HTTP/1.1\nAuthorization: Bearer ${FRESH}`,
      401,
      '{"message":"Unauthorized","statusCode":401}',
    ),
    "token-signed-with-other-key|token-signed-with-other-key-or-expired",
  ],
  [
    "Nest and an old token",
    answer(
      `GET /api/v1/me HTTP/1.1\nAuthorization: Bearer ${OVER}`,
      401,
      '{"message":"Unauthorized","statusCode":401}',
    ),
    "token-expired|token-signed-with-other-key-or-expired",
  ],
  [
    "Nest without a token",
    answer(`GET /api/v1/me HTTP/1.1\nHost: h`, 401, '{"message":"Unauthorized","statusCode":401}'),
    "no-credentials-sent",
  ],
  [
    "one word, without a token",
    answer(`GET /api/v1/me HTTP/1.1\nHost: h`, 401, "Unauthorized"),
    "no-credentials-sent",
  ],
  [
    "one word, with a token",
    answer(`GET /api/v1/me HTTP/1.1\nAuthorization: Bearer ${FRESH}`, 401, "Unauthorized"),
    "token-signed-with-other-key|token-signed-with-other-key-or-expired",
  ],
  [
    "nothing, with a token",
    answer(`GET /api/v1/me HTTP/1.1\nAuthorization: Bearer ${FRESH}`, 401, ""),
    "token-signed-with-other-key|token-signed-with-other-key-or-expired",
  ],
  [
    "own words, with a token",
    answer(`GET /profile HTTP/1.1\nAuthorization: Bearer ${FRESH}`, 401, '{"error":"Log in first"}'),
    "token-signed-with-other-key|token-signed-with-other-key-or-expired",
  ],
  ...["Your subscription has ended", "Two-factor authentication required", "IP address not allowed"].map((
    why,
  ) =>
    [
      `another reason, with a token (${why})`,
      answer(`GET /profile HTTP/1.1\nAuthorization: Bearer ${FRESH}`, 401, JSON.stringify({ error: why })),
      "none",
    ] as const
  ),
  [
    "a wrong name",
    answer(`POST /login HTTP/1.1\n${JSON_TYPE}\n\n${USER}`, 401, '{"error":"Wrong name or password"}'),
    "wrong-credentials",
  ],
  [
    "Nest and a wrong password",
    answer(
      `POST /auth/login HTTP/1.1\n${JSON_TYPE}\n\n${USER}`,
      401,
      '{"message":"Unauthorized","statusCode":401}',
    ),
    "wrong-credentials",
  ],
  [
    "FastAPI Users and a wrong password",
    answer(`POST /auth/login HTTP/1.1\n${JSON_TYPE}\n\n${USER}`, 400, '{"detail":"LOGIN_BAD_CREDENTIALS"}'),
    "wrong-credentials",
  ],
  [
    "Flask and a form",
    answer(
      `POST /auth/login HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nusername=a&password=b`,
      415,
      "<!doctype html>\n<title>415 Unsupported Media Type</title>\n<p>Did not attempt to load JSON data because the request Content-Type was not &#39;application/json&#39;.</p>",
    ),
    "login-content-type|login-needs-json",
  ],
  [
    "django-ratelimit",
    answer(login(USER), 403, '{"detail":"You do not have permission to perform this action."}'),
    "login-limited|throttled",
  ],
  [
    "nginx, 503",
    answer(
      login(USER),
      503,
      "<html><h1>503 Service Temporarily Unavailable</h1><center>nginx</center></html>",
    ),
    "server-unavailable",
  ],
  ["FastAPI, 500", answer(login(USER), 500, "Internal Server Error"), "server-error"],
  [
    "DEBUG and no key",
    answer(login(USER), 500, "TypeError at /api/token/\nExpected a string value\n\nRequest Method: POST\n"),
    "key-missing",
  ],
  [
    "DEBUG and an empty key",
    answer(
      login(USER),
      500,
      "InvalidKeyError at /api/token/\nHMAC key must not be empty.\n\nRequest Method: POST\n",
    ),
    "key-empty",
  ],
  [
    "DEBUG and a PEM key",
    answer(
      login(USER),
      500,
      "InvalidKeyError at /api/token/\nThe specified key is an asymmetric key or x509 certificate and should not be used as an HMAC secret.\n\nRequest Method: POST\n",
    ),
    "key-not-symmetric",
  ],
  [
    "Nest and no key",
    answer(login(USER), 500, '{"statusCode":500,"message":"secretOrPrivateKey must have a value"}'),
    "key-missing",
  ],
  [
    "Express and no key",
    answer(
      login(USER),
      500,
      "<!DOCTYPE html>\n<html><body><pre>Error: secretOrPrivateKey must have a value<br> &nbsp; &nbsp;at module.exports (/srv/app/node_modules/jsonwebtoken/sign.js:107:20)</pre></body></html>",
    ),
    "key-missing",
  ],
  [
    "Werkzeug and no key",
    answer(
      login(USER),
      500,
      "<!doctype html>\n<html lang=en>\n<head>\n<title>RuntimeError: JWT_SECRET_KEY or flask SECRET_KEY must be set when using symmetric algorithm &#34;HS256&#34;\n // Werkzeug Debugger</title>",
    ),
    "key-missing",
  ],
  [
    "a token without an id",
    answer(
      `GET /api/me/ HTTP/1.1\nAuthorization: Bearer ${FRESH}`,
      401,
      '{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token has no id"}]}',
    ),
    "token-claims-missing",
  ],
  [
    "200 without a token",
    answer(login(USER), 200, '{"success":false,"error":"Bad credentials"}'),
    "wrong-credentials",
  ],
  ["no content", answer(login(USER), 204, ""), "none"],
  [
    "a page with the word in it",
    answer("GET / HTTP/1.1\nHost: h", 200, "<html>Invalid credentials? Log in</html>"),
    "none",
  ],
  [
    "nginx, 404",
    answer(login(USER), 404, "<html><head><title>404 Not Found</title></head></html>"),
    "url-not-found",
  ],
  ["a preflight", answer("OPTIONS /api/token/ HTTP/1.1\nOrigin: http://x", 403, ""), "none|login-limited"],
  ["a missing tenant", answer(login(USER), 401, '{"detail":"Tenant header missing"}'), "none"],
  [
    "CSRF and the origin",
    answer(
      login(USER),
      403,
      '{"detail":"CSRF Failed: Origin checking failed - https://x does not match any trusted origins."}',
    ),
    "csrf-required",
  ],
  [
    "CSRF's page",
    answer(
      login(USER),
      403,
      "<h1>Forbidden <span>(403)</span></h1>\n  <p>CSRF verification failed. Request aborted.</p>",
    ),
    "csrf-required",
  ],
];

for (const [says, seen, causes] of ANSWERS) {
  Deno.test({
    name: `diagnose() judges an answer, ${says}: ${causes.replace("|", " or ")}`,
    permissions: "none",
    fn: () => assertCause(seen, causes),
  });
}
