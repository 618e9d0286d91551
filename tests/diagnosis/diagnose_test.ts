import { assert, assertEquals } from "@std/assert";
import { diagnose, guessNames, type Names, type Seen, SYMPTOMS } from "../../src/diagnosis/mod.ts";
import { plain } from "../../src/report/plain.ts";
import { readOutput } from "../../src/diagnosis/read_output.ts";
import { exchange, readFixtures } from "./read_fixture.ts";

const NAMES: Names = { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" };
const FIXTURES = { read: [new URL("../fixtures/", import.meta.url)] };

function printed(text: string, exitCode: number | null = 1): Seen {
  return { kind: "output", text, exitCode };
}

function causes(seen: Seen | string, names = NAMES): readonly string[] {
  return diagnose(typeof seen === "string" ? printed(seen) : seen, names).map(({ symptom }) => symptom.cause);
}

Deno.test({
  name: "diagnose() names the cause of every recorded output, and none where there is none",
  permissions: FIXTURES,
  async fn() {
    for (const { name, causes: expected, seen } of await readFixtures()) {
      const found = causes(seen);
      if (expected.includes("none")) assertEquals(found, [], name);
      else assert(expected.includes(found[0] ?? ""), `${name}: ${found.join(" ")}`);
    }
  },
});

Deno.test({
  name: "diagnose() quotes a line that the output has at that place",
  permissions: FIXTURES,
  async fn() {
    for (const { name, seen } of await readFixtures()) {
      const lines = (seen.kind === "output" ? seen.text : seen.body).split("\n");
      for (const { sighting } of diagnose(seen, NAMES)) {
        const line = plain(lines[sighting.line - 1] ?? "");
        const last = sighting.text.slice(-20);
        assert(line.includes(last) || sighting.text.startsWith("HTTP "), `${name}: ${sighting.text}`);
      }
    }
  },
});

Deno.test({
  name: "diagnose() finds the same cause behind colours, carriage returns and the prefixes of logs",
  permissions: FIXTURES,
  async fn() {
    const decorate: readonly ((line: string) => string)[] = [
      (line) => `\u001b[31m${line}\u001b[0m\r`,
      (line) => `web-1  | ${line}`,
      (line) => `Nov 21 01:22:50 host gunicorn[4711]: ${line}`,
      (line) => `2026-11-21T01:22:50.123456+00:00 app[web.1]: ${line}`,
      (line) => `2026-11-21T01:22:50.123456789Z stderr F ${line}`,
      (line) => `2026-11-21T01:22:50.1234567Z ${line}`,
    ];
    for (const { name, causes: expected, seen } of await readFixtures()) {
      if (seen.kind !== "output" || expected.includes("none")) continue;
      for (const each of decorate) {
        const found = causes({ ...seen, text: seen.text.split("\n").map(each).join("\n") });
        assert(expected.includes(found[0] ?? ""), `${name}: ${found.join(" ")} in ${each("")}`);
      }
    }
  },
});

Deno.test({
  name: "diagnose() finds the same cause when the output is printed twice, or follows a healthy start",
  permissions: FIXTURES,
  async fn() {
    const healthy =
      "System check identified no issues (0 silenced).\nWatching for file changes with StatReloader\n";
    for (const { name, causes: expected, seen } of await readFixtures()) {
      if (seen.kind !== "output" || expected.includes("none")) continue;
      for (const text of [seen.text + seen.text, healthy + seen.text + healthy]) {
        assert(expected.includes(causes({ ...seen, text })[0] ?? ""), name);
      }
    }
  },
});

const PYTHON =
  'Traceback (most recent call last):\n  File "/srv/app/main.py", line 3, in <module>\n    from settings import settings\n';
const PYDANTIC = `${PYTHON}pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\n`;
const SEE = "\n    For further information visit https://errors.pydantic.dev/2.13/v/x\n";

const OUTPUTS: readonly (readonly [name: string, text: string, cause: string | null, names?: Names])[] = [
  [
    "pydantic 2, missing",
    `${PYDANTIC}jwt_secret_key\n  Field required [type=missing, input_value={}, input_type=dict]${SEE}`,
    "key-missing",
  ],
  [
    "pydantic 2, prefix",
    `${PYDANTIC}jwt_secret_key\n  Field required [type=missing, input_value={}, input_type=dict]${SEE}`,
    "key-missing",
    { jwt: "APP_JWT_SECRET_KEY", session: "APP_SECRET_KEY" },
  ],
  [
    "pydantic 2, nested",
    `${PYDANTIC}auth.jwt_secret_key\n  Field required [type=missing, input_value={}, input_type=dict]${SEE}`,
    "key-missing",
  ],
  [
    "pydantic 2, the session key",
    `${PYDANTIC}secret_key\n  Field required [type=missing, input_value={}, input_type=dict]${SEE}`,
    "other-variable-missing",
  ],
  [
    "pydantic 2, another variable",
    `${PYDANTIC}database_url\n  Field required [type=missing, input_value={'jwt_secret_key': 'x'}, input_type=dict]${SEE}`,
    "other-variable-missing",
  ],
  [
    "pydantic 2, short",
    `${PYDANTIC}jwt_secret_key\n  String should have at least 64 characters [type=string_too_short, input_value='abc', input_type=str]${SEE}`,
    "key-too-short",
  ],
  [
    "pydantic 2, empty",
    `${PYDANTIC}jwt_secret_key\n  String should have at least 64 characters [type=string_too_short, input_value='', input_type=str]${SEE}`,
    "key-empty",
  ],
  [
    "pydantic 2, validator",
    `${PYDANTIC}JWT_SECRET_KEY\n  Value error, must be at least 64 characters long (current: 9) [type=value_error, input_value='x', input_type=str]${SEE}`,
    "key-too-short",
  ],
  [
    "pydantic 2, weak",
    `${PYDANTIC}JWT_SECRET_KEY\n  Value error, contains weak pattern [type=value_error, input_value='x', input_type=str]${SEE}`,
    "key-weak",
  ],
  [
    "pydantic 2, whole model",
    `${PYDANTIC}  Value error, JWT_SECRET_KEY must be different from SECRET_KEY [type=value_error, input_value={'a': 1}, input_type=dict]${SEE}`,
    "keys-equal",
  ],
  [
    "pydantic 2, extra",
    `${PYDANTIC}jwt_secret_key_previous\n  Extra inputs are not permitted [type=extra_forbidden, input_value='x', input_type=str]${SEE}`,
    "env-extra-forbidden",
  ],
  [
    "pydantic 2, integer",
    `${PYDANTIC}ttl\n  Input should be a valid integer, unable to parse string as an integer [type=int_parsing, input_value='15 # m', input_type=str]${SEE}`,
    "cast-error",
  ],
  [
    "pydantic 2, a request's model",
    `${PYTHON}pydantic_core._pydantic_core.ValidationError: 1 validation error for User\nemail\n  Field required [type=missing, input_value={}, input_type=dict]${SEE}`,
    null,
  ],
  [
    "pydantic 1, minimum",
    `${PYTHON}pydantic.error_wrappers.ValidationError: 1 validation error for Settings\njwt_secret_key\n  ensure this value has at least 64 characters (type=value_error.any_str.min_length; limit_value=64)`,
    "key-too-short",
  ],
  [
    "environ",
    `${PYTHON}django.core.exceptions.ImproperlyConfigured: Set the JWT_SECRET_KEY environment variable`,
    "key-missing",
  ],
  [
    "environ, another",
    `${PYTHON}django.core.exceptions.ImproperlyConfigured: Set the DATABASE_URL environment variable`,
    "other-variable-missing",
  ],
  [
    "environs",
    `${PYTHON}environs.exceptions.EnvError: Environment variable "JWT_SECRET_KEY" not set`,
    "key-missing",
  ],
  [
    "environs, short",
    `${PYTHON}environs.exceptions.EnvValidationError: Environment variable "JWT_SECRET_KEY" invalid: ['Shorter than minimum length 50.']`,
    "key-too-short",
  ],
  [
    "os.environ",
    `${PYTHON}  File "<frozen os>", line 679, in __getitem__\nKeyError: 'JWT_SECRET_KEY'`,
    "key-missing",
  ],
  [
    "os.environ, lower case",
    `${PYTHON}  File "<frozen os>", line 679, in __getitem__\nKeyError: 'secret'`,
    "key-missing",
    { jwt: "secret", session: null },
  ],
  ["a dictionary that is no environment", `${PYTHON}KeyError: 'secret'`, null, {
    jwt: "secret",
    session: null,
  }],
  [
    "os.environ, another",
    `${PYTHON}  File "<frozen os>", line 679, in __getitem__\nKeyError: 'REDIS_URL'`,
    "other-variable-missing",
  ],
  [
    "decouple, a longer name",
    `${PYTHON}decouple.UndefinedValueError: JWT_SECRET_KEY_PREVIOUS not found. Declare it as envvar or define a default value.`,
    "other-variable-missing",
  ],
  ["a plain exception", `${PYTHON}Exception: JWT_SECRET must be set in the environment`, "key-missing", {
    jwt: "JWT_SECRET",
    session: null,
  }],
  [
    "a system check",
    "SystemCheckError: System check identified some issues:\n\nERRORS:\n?: (app.E001) JWT_SECRET_KEY must be at least 50 characters (got 12).\n\tHINT: Generate one\n",
    "key-too-short",
  ],
  [
    "a warning",
    "/srv/app/settings.py:9: UserWarning: JWT_SECRET_KEY is not set, falling back to SECRET_KEY\n  warnings.warn(\n",
    "falls-back-to-session-key",
  ],
  [
    "Flask-JWT-Extended",
    `${PYTHON}RuntimeError: JWT_SECRET_KEY or flask SECRET_KEY must be set when using symmetric algorithm "HS256"`,
    "key-missing",
  ],
  ["PyJWT, None", `${PYTHON}TypeError: Expected a string value`, "key-missing"],
  ["PyJWT 2.15, None", `${PYTHON}TypeError: Expected a string or bytes value`, "key-missing"],
  ["PyJWT, empty", `${PYTHON}jwt.exceptions.InvalidKeyError: HMAC key must not be empty.`, "key-empty"],
  [
    "PyJWT, short",
    "/x/jwt/api_jwt.py:147: InsecureKeyLengthWarning: The HMAC key is 12 bytes long, which is below the minimum recommended length of 32 bytes for SHA256. See RFC 7518 Section 3.2.\n  return self._jws.encode(\n",
    "key-too-short",
  ],
  [
    "PyJWT, PEM",
    `${PYTHON}jwt.exceptions.InvalidKeyError: The specified key is an asymmetric key or x509 certificate and should not be used as an HMAC secret.`,
    "key-not-symmetric",
  ],
  [
    "python-jose, None",
    `${PYTHON}jose.exceptions.JWSError: Expecting a string- or bytes-formatted key.`,
    "key-missing",
  ],
  [
    "jsonwebtoken",
    "/app/node_modules/jsonwebtoken/sign.js:107\n    return failure(new Error('secretOrPrivateKey must have a value'));\n                   ^\n\nError: secretOrPrivateKey must have a value\n    at module.exports [as sign] (/app/x.js:1:1)\n\nNode.js v20.20.2\n",
    "key-missing",
  ],
  [
    "jose, empty",
    "node:internal/crypto/mac:1\n\nDOMException [DataError]: Zero-length key is not supported\n    at x (y)\n",
    "key-empty",
  ],
  [
    "jose, undefined",
    "TypeError: Key must be one of type CryptoKey, KeyObject, or Uint8Array. Received undefined\n    at x (y)\n",
    "key-missing",
  ],
  [
    "Node, own check",
    "/app/a.js:1\nif (!process.env.JWT_SECRET_KEY) throw new Error('x')\n    ^\n\nError: JWT_SECRET_KEY must be at least 32 characters long (got 5)\n    at x (y)\n",
    "key-too-short",
  ],
  ["Node, list", "Missing required environment variables: DATABASE_URL, JWT_SECRET_KEY\n", "key-missing"],
  ["Joi", 'Error: Config validation error: "JWT_SECRET_KEY" is required\n    at x (y)\n', "key-missing"],
  ["a name that the code lacks", "ReferenceError: JWT_SECRET_KEY is not defined\n    at x (y)\n", null],
  [
    "docker compose, blank",
    'time="2026-11-21T01:22:50Z" level=warning msg="The \\"JWT_SECRET_KEY\\" variable is not set. Defaulting to a blank string."\n',
    "key-empty",
  ],
  [
    "docker compose, required",
    "error while interpolating services.web.environment.JWT_SECRET_KEY: required variable JWT_SECRET_KEY is missing a value: set it\n",
    "key-missing",
  ],
  ["a shell", "entrypoint.sh: line 3: JWT_SECRET_KEY: parameter null or not set\n", "key-missing"],
  [
    "uvicorn, wrong module",
    'ERROR:    Error loading ASGI app. Could not import module "nope".\n',
    "wsgi-module-missing",
  ],
  [
    "gunicorn, no such object",
    "Failed to find attribute 'app' in 'main'.\n[2026-11-21 01:22:50 +0000] [9] [ERROR] Reason: App failed to load.\n",
    "wsgi-module-missing",
  ],
  [
    "Flask, no application",
    "Usage: flask run [OPTIONS]\nTry 'flask run --help' for help.\n\nError: Could not locate a Flask application. Use the 'flask --app' option\n",
    "wsgi-module-missing",
  ],
  [
    "PostgreSQL",
    `${PYTHON}django.db.utils.OperationalError: connection to server at "127.0.0.1", port 5432 failed: Connection refused\n\tIs the server running on that host?\n`,
    "database-unreachable",
  ],
  [
    "PostgreSQL, password",
    `${PYTHON}django.db.utils.OperationalError: connection to server at "db" (10.0.0.2), port 5432 failed: FATAL:  password authentication failed for user "ada"\n`,
    "database-refuses-login",
  ],
  [
    "PostgreSQL, tables",
    `${PYTHON}psycopg2.errors.UndefinedTable: relation "auth_user" does not exist\nLINE 1: SELECT 1\n\nThe above exception was the direct cause of the following exception:\n\n${PYTHON}django.db.utils.ProgrammingError: relation "auth_user" does not exist\nLINE 1: SELECT 1\n`,
    "database-tables-missing",
  ],
  ["Node, port", "Error: listen EADDRINUSE: address already in use :::3000\n    at x (y)\n", "port-in-use"],
  [
    "a truncated log",
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Reason: Worker failed to boot.\n",
    "worker-failed",
  ],
  [
    "an unknown exception in a worker",
    `[2026-11-21 01:22:50 +0000] [9] [ERROR] Exception in worker process\n${PYTHON}app.errors.LicenceError: no licence\n[2026-11-21 01:22:50 +0000] [9] [INFO] Reason: Worker failed to boot.\n`,
    null,
  ],
  [
    "healthy talk of the key",
    "INFO JWT_SECRET_KEY loaded, 86 characters\nINFO checked that JWT_SECRET_KEY differs from SECRET_KEY\n",
    null,
  ],
  [
    "advice without a complaint",
    "Generate a DIFFERENT JWT_SECRET_KEY with:\n  JWT_SECRET_KEY=change-me\n",
    null,
  ],
  [
    "an error body",
    '{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"message":"Token is expired"}]}\n',
    "token-expired",
  ],
  ["nothing", "", null],
];

for (const [name, text, cause, names] of OUTPUTS) {
  Deno.test({
    name: `diagnose() judges ${name}: ${cause ?? "not recognised"}`,
    permissions: "none",
    fn() {
      assertEquals(causes(text, names)[0] ?? null, cause);
    },
  });
}

Deno.test({
  name: "diagnose() puts the exception that ended a chain before the one that led to it",
  permissions: "none",
  fn() {
    const text =
      `${PYTHON}decouple.UndefinedValueError: JWT_SECRET_KEY not found. Declare it as envvar or define a default value.\n
During handling of the above exception, another exception occurred:\n
Traceback (most recent call last):\n  File "/srv/app/settings.py", line 9, in <module>\n    logger.warning("x")\nNameError: name 'logger' is not defined\n`;
    assertEquals(causes(text), ["settings-error", "key-missing"]);
  },
});

function asked(request: string, status: number, body: string, headers = ""): Seen {
  return exchange(
    `${request}\n\n===== response\nHTTP/1.1 ${status} X\nDate: Sat, 21 Nov 2026 01:30:01 GMT\n${headers}\n${body}`,
  );
}

/** A token that is not signed: only its times are read. */
function token(claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(claims)}.AAAA`;
}

const NOW = Date.parse("2026-11-21T01:30:01Z") / 1000;
const FRESH = token({ exp: NOW + 600, iat: NOW - 10 });
const OVER = token({ exp: NOW - 60, iat: NOW - 600 });
const REFUSED = (message: string) =>
  `{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"${message}"}]}`;
const ME = (value: string) => `GET /api/me/ HTTP/1.1\nAuthorization: Bearer ${value}`;
const LOGIN = "POST /api/token/ HTTP/1.1\nContent-Type: application/json\n\n";
const JSON_LOGIN = `${LOGIN}{"username":"ada","password":"pw"}`;

const EXCHANGES: readonly (readonly [name: string, seen: Seen, cause: string | null])[] = [
  [
    "another key, SimpleJWT 5.2",
    asked(ME(FRESH), 401, REFUSED("Token is invalid or expired")),
    "token-signed-with-other-key",
  ],
  ["expired, SimpleJWT 5.2", asked(ME(OVER), 401, REFUSED("Token is invalid or expired")), "token-expired"],
  [
    "another key, SimpleJWT 5.5",
    asked(ME(FRESH), 401, REFUSED("Token is invalid")),
    "token-signed-with-other-key",
  ],
  [
    "another key and expired, SimpleJWT 5.5",
    asked(ME(OVER), 401, REFUSED("Token is invalid")),
    "token-signed-with-other-key",
  ],
  ["expired, SimpleJWT 5.5", asked(ME(OVER), 401, REFUSED("Token is expired")), "token-expired"],
  [
    "from the future",
    asked(ME(token({ exp: NOW + 900, iat: NOW + 300 })), 401, REFUSED("Token is invalid or expired")),
    "token-from-the-future",
  ],
  [
    "refused by SessionAuthentication first",
    asked(ME(FRESH), 403, REFUSED("Token is invalid or expired")),
    "token-signed-with-other-key",
  ],
  [
    "FastAPI, another key",
    asked(ME(FRESH), 401, '{"detail":"Could not validate credentials"}'),
    "token-signed-with-other-key",
  ],
  ["FastAPI, expired", asked(ME(OVER), 401, '{"detail":"Could not validate credentials"}'), "token-expired"],
  [
    "no token to look at",
    asked(ME("opaque"), 401, '{"detail":"Could not validate credentials"}'),
    "token-signed-with-other-key-or-expired",
  ],
  [
    "Flask, another key",
    asked(ME(FRESH), 422, '{"msg":"Signature verification failed"}'),
    "token-signed-with-other-key",
  ],
  ["Flask, expired", asked(ME(OVER), 401, '{"msg":"Token has expired"}'), "token-expired"],
  ["Flask, garbage", asked(ME("x"), 422, '{"msg":"Not enough segments"}'), "token-malformed"],
  [
    "Flask, none",
    asked("GET /me HTTP/1.1\nHost: h", 401, '{"msg":"Missing Authorization Header"}'),
    "no-credentials-sent",
  ],
  ["jsonwebtoken", asked(ME(FRESH), 401, '{"error":"invalid signature"}'), "token-signed-with-other-key"],
  [
    "HTTPBearer before 0.122",
    asked("GET /me HTTP/1.1\nHost: h", 403, '{"detail":"Not authenticated"}'),
    "no-credentials-sent",
  ],
  [
    "a cookie that was swallowed",
    asked(
      `GET /api/me/ HTTP/1.1\nCookie: access_token=${FRESH}`,
      401,
      '{"error":true,"message":"Authentication credentials were not provided.","code":"not_authenticated"}',
    ),
    "token-signed-with-other-key",
  ],
  [
    "another scheme",
    asked(
      `GET /api/me/ HTTP/1.1\nAuthorization: JWT ${FRESH}`,
      401,
      '{"detail":"Authentication credentials were not provided."}',
    ),
    "authorization-header-malformed",
  ],
  [
    "a refresh with the old key",
    asked(
      `POST /api/token/refresh/ HTTP/1.1\nContent-Type: application/json\n\n{"refresh":"${FRESH}"}`,
      401,
      '{"detail":"Token is invalid or expired","code":"token_not_valid"}',
    ),
    "token-signed-with-other-key",
  ],
  [
    "a blacklisted refresh",
    asked(
      `POST /api/token/refresh/ HTTP/1.1\nContent-Type: application/json\n\n{"refresh":"${FRESH}"}`,
      401,
      '{"detail":"Token is blacklisted","code":"token_not_valid"}',
    ),
    "token-revoked",
  ],
  [
    "a stale cookie at the login",
    asked(
      `POST /auth/login/ HTTP/1.1\nContent-Type: application/json\nCookie: access=${OVER}\n\n{"username":"ada","password":"pw"}`,
      401,
      REFUSED("Token is expired"),
    ),
    "stale-token-blocks-login",
  ],
  [
    "dj-rest-auth, wrong password",
    asked(JSON_LOGIN, 400, '{"non_field_errors":["Unable to log in with provided credentials."]}'),
    "wrong-credentials",
  ],
  [
    "200 and yet wrong",
    asked(JSON_LOGIN, 200, '{"success":false,"message":"Invalid credentials"}'),
    "wrong-credentials",
  ],
  [
    "FastAPI 2, wants a form",
    asked(
      JSON_LOGIN,
      422,
      '{"detail":[{"type":"missing","loc":["body","username"],"msg":"Field required","input":null}]}',
    ),
    "login-needs-form",
  ],
  [
    "FastAPI 2, email for username",
    asked(
      `${LOGIN}{"username":"ada","password":"pw"}`,
      422,
      '{"detail":[{"type":"missing","loc":["body","email"],"msg":"Field required","input":{}}]}',
    ),
    "login-fields-missing",
  ],
  [
    "FastAPI 2, wants JSON",
    asked(
      "POST /login HTTP/1.1\nContent-Type: application/x-www-form-urlencoded\n\nusername=a&password=b",
      422,
      '{"detail":[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"x"}]}',
    ),
    "login-needs-json",
  ],
  [
    "FastAPI 2, malformed",
    asked(
      `${LOGIN}{not`,
      422,
      '{"detail":[{"type":"json_invalid","loc":["body",1],"msg":"JSON decode error","input":{}}]}',
    ),
    "login-body-malformed",
  ],
  [
    "a slash in production",
    asked(
      "POST /api/token HTTP/1.1\nContent-Type: application/json\n\n{}",
      301,
      "",
      "Location: /api/token/\n",
    ),
    "trailing-slash",
  ],
  ["https", asked(JSON_LOGIN, 301, "", "Location: https://h/api/token/\n"), "redirects-to-https"],
  [
    "CSRF in an authentication class",
    asked(JSON_LOGIN, 403, '{"detail":"CSRF Failed: CSRF token missing."}'),
    "csrf-required",
  ],
  [
    "a key that is None, DEBUG",
    asked(
      JSON_LOGIN,
      500,
      "TypeError at /api/token/\nExpected a string or bytes value\n\nRequest Method: POST\n",
    ),
    "key-missing",
  ],
  [
    "tables, DEBUG page",
    asked(
      JSON_LOGIN,
      500,
      '<!DOCTYPE html>\n<html><head><title>OperationalError at /api/token/</title></head>\n<pre class="exception_value">no such table: auth_user</pre>',
    ),
    "database-tables-missing",
  ],
  ["a proxy", asked(JSON_LOGIN, 502, "<html><h1>502 Bad Gateway</h1></html>"), "server-unavailable"],
  ["another host, Starlette", asked(JSON_LOGIN, 400, "Invalid host header"), "host-not-allowed"],
  ["success", asked(JSON_LOGIN, 200, `{"access":"${FRESH}"}`), null],
  ["success elsewhere", asked(ME(FRESH), 200, '{"user":"ada","message":"Invalid token counts: 0"}'), null],
];

for (const [name, seen, cause] of EXCHANGES) {
  Deno.test({
    name: `diagnose() judges an answer, ${name}: ${cause ?? "not recognised"}`,
    permissions: "none",
    fn() {
      assertEquals(causes(seen)[0] ?? null, cause);
    },
  });
}

Deno.test({
  name: "SYMPTOMS are each a cause of their own, with a sentence, a reason and a remedy",
  permissions: "none",
  fn() {
    assertEquals(new Set(SYMPTOMS.map(({ cause }) => cause)).size, SYMPTOMS.length);
    for (const { cause, title, why, remedy } of SYMPTOMS) {
      assert(/^[a-z]+(?:-[a-z0-9]+)*$/.test(cause), cause);
      for (const text of [title, why, remedy.text]) {
        assert(text !== "" && !text.endsWith("."), `${cause}: ${text}`);
      }
      for (const command of remedy.commands) assert(!/\{(?!project\})/.test(command), command);
    }
  },
});

Deno.test({
  name: "readOutput() folds a banner of thousands of lines to its text",
  permissions: "none",
  fn() {
    const banner = "=\n".repeat(70) + "CRITICAL: JWT_SECRET_KEY environment variable is not set!\n";
    const { raised } = readOutput(
      printed(`${PYTHON}django.core.exceptions.ImproperlyConfigured: \n${banner.repeat(70)}`),
    );
    assertEquals(raised.length, 1);
    assert((raised[0]?.body.length ?? 0) <= 202);
  },
});

Deno.test({
  name: "diagnose() takes time in proportion to the output",
  permissions: "none",
  fn() {
    const lines = [
      '  File "',
      "JWT_SECRET_KEY ",
      "a.b.c: ",
      "[2026-11-21 ",
      "x_y ",
      '{"detail": ',
      "is not ",
      "web-1 |",
      "\u001b[",
    ];
    const start = performance.now();
    causes(lines.map((line) => `${line.repeat(4000 / line.length)}\n`.repeat(40)).join(""));
    causes(`${PYTHON}ValueError: ${"JWT_SECRET_KEY and A_B, ".repeat(20_000)}\n`);
    causes(`${PYTHON}ValueError: x\n${"some other line of a log\n".repeat(100_000)}`);
    causes(`${PYTHON}ValueError: x\n`.repeat(3000));
    assert(performance.now() - start < 3000);
  },
});

Deno.test({
  name: "guessNames() takes the name that the output uses, where the expected one is not in it",
  permissions: "none",
  fn() {
    assertEquals(guessNames("Error: APP_JWT_SECRET is required", NAMES).jwt, "APP_JWT_SECRET");
    assertEquals(guessNames("JWT_SECRET_KEY and JWT_SECRET", NAMES), NAMES);
    assertEquals(guessNames("JWT_PUBLIC_KEY is missing", NAMES), NAMES);
  },
});
