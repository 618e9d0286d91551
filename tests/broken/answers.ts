import { assert, assertEquals } from "@std/assert";
import type { ApplicationCopy } from "../applications/mod.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { diagnose } from "../../src/diagnosis/mod.ts";
import { forge } from "../../src/tokens.ts";
import { append, type Break, replace } from "./break.ts";
import { type Ask, exchange } from "./exchange.ts";
import { copyBroken, run } from "./run_broken.ts";
import { NAMES } from "./test_breaks.ts";

/** A request, and the causes that may stand first for its answer; none where nothing may be recognised. */
type Asked = readonly [says: string, ask: Ask, causes: readonly string[]];

const JSON_TYPE = { "content-type": "application/json" };
const FORM_TYPE = { "content-type": "application/x-www-form-urlencoded" };
const OTHER_KEY = new TextEncoder().encode("the key that was in use before the change, long enough");
const OF_OTHER_KEY = ["token-signed-with-other-key", "token-signed-with-other-key-or-expired"];
const OF_EXPIRED = ["token-expired", "token-signed-with-other-key-or-expired"];

/** A token that the application would accept, but for what is said. */
function token(
  copy: ApplicationCopy,
  { key, claims = {} }: { key?: Uint8Array; claims?: Record<string, unknown> } = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const common = copy.kind === "django"
    ? { token_type: "access", jti: "0123456789abcdef", user_id: "1" }
    : copy.kind === "flask"
    ? { type: "access", fresh: false, jti: "0123456789abcdef", sub: `${copy.user}`, nbf: now - 60 }
    : { sub: copy.user };
  return forge(
    { header: { alg: "HS256", typ: "JWT" }, claims: { ...common, iat: now - 60, exp: now + 600, ...claims } },
    { key: key ?? new TextEncoder().encode(copy.jwtKey ?? copy.sessionKey) },
  );
}

function past(): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now - 900, exp: now - 300 };
}

function me(copy: ApplicationCopy, value: string): Ask {
  return { method: "GET", path: copy.protectedPath, headers: { authorization: value } };
}

function login(
  copy: ApplicationCopy,
  body: unknown,
  headers: Readonly<Record<string, string>> = JSON_TYPE,
): Ask {
  return {
    method: "POST",
    path: copy.loginPath,
    headers,
    body: typeof body === "string" ? body : JSON.stringify(body),
  };
}

function ofDjango(copy: ApplicationCopy): readonly Asked[] {
  const good = { username: copy.user, password: copy.password };
  return [
    ["a login", login(copy, good), []],
    ["a wrong password", login(copy, { ...good, password: "wrong" }), ["wrong-credentials"]],
    ["no fields", login(copy, {}), ["login-fields-missing"]],
    ["an empty field", login(copy, { ...good, password: "" }), ["login-fields-missing"]],
    ["another field", login(copy, { email: copy.user, password: copy.password }), ["login-fields-missing"]],
    ["no JSON", login(copy, "{username:ada}"), ["login-body-malformed"]],
    ["plain text", login(copy, "username=ada", { "content-type": "text/plain" }), ["login-content-type"]],
    ["a GET", { method: "GET", path: copy.loginPath }, ["login-method"]],
    ["no slash", { ...login(copy, good), path: copy.loginPath.replace(/\/$/, "") }, ["trailing-slash"]],
    ["another path", login({ ...copy, loginPath: "/api/v1/login/" }, good), ["url-not-found"]],
    ["another host", { ...login(copy, good, { ...JSON_TYPE, host: "shop.example.org" }) }, [
      "host-not-allowed",
    ]],
    ["a good token", me(copy, `Bearer ${token(copy)}`), []],
    ["another key", me(copy, `Bearer ${token(copy, { key: OTHER_KEY })}`), OF_OTHER_KEY],
    [
      "the session key",
      me(copy, `Bearer ${token(copy, { key: new TextEncoder().encode(copy.sessionKey) })}`),
      OF_OTHER_KEY,
    ],
    ["an old token", me(copy, `Bearer ${token(copy, { claims: past() })}`), OF_EXPIRED],
    [
      "a token of tomorrow",
      me(copy, `Bearer ${token(copy, { claims: { iat: Math.floor(Date.now() / 1000) + 3600 } })}`),
      ["token-from-the-future", "none"],
    ],
    ["a refresh token", me(copy, `Bearer ${token(copy, { claims: { token_type: "refresh" } })}`), [
      "token-wrong-type",
    ]],
    ["no type", me(copy, `Bearer ${token(copy, { claims: { token_type: undefined } })}`), [
      "token-claims-missing",
    ]],
    ["no user in it", me(copy, `Bearer ${token(copy, { claims: { user_id: undefined } })}`), [
      "token-claims-missing",
    ]],
    ["a user who is gone", me(copy, `Bearer ${token(copy, { claims: { user_id: "4711" } })}`), [
      "user-not-found",
    ]],
    ["no header", { method: "GET", path: copy.protectedPath }, ["no-credentials-sent"]],
    ["Bearer alone", me(copy, "Bearer"), ["authorization-header-malformed"]],
    ["three words", me(copy, "Bearer a b"), ["authorization-header-malformed"]],
    ["bearer in lower case", me(copy, `bearer ${token(copy)}`), [
      "authorization-header-malformed",
      "no-credentials-sent",
    ]],
    ["another scheme", me(copy, `JWT ${token(copy)}`), [
      "authorization-header-malformed",
      "no-credentials-sent",
    ]],
    ["what is no token", me(copy, "Bearer none"), ["token-malformed", ...OF_OTHER_KEY]],
  ];
}

function ofFastapi(copy: ApplicationCopy): readonly Asked[] {
  const form = `username=${copy.user}&password=${copy.password}`;
  return [
    ["a login", login(copy, form, FORM_TYPE), []],
    ["JSON for a form", login(copy, { username: copy.user, password: copy.password }), ["login-needs-form"]],
    ["a wrong password", login(copy, "username=ada&password=wrong", FORM_TYPE), ["wrong-credentials"]],
    ["a field too few", login(copy, "username=ada", FORM_TYPE), ["login-fields-missing"]],
    ["another path", login({ ...copy, loginPath: "/api/token" }, form, FORM_TYPE), ["url-not-found"]],
    ["a GET", { method: "GET", path: copy.loginPath }, ["login-method"]],
    ["another key", me(copy, `Bearer ${token(copy, { key: OTHER_KEY })}`), OF_OTHER_KEY],
    ["an old token", me(copy, `Bearer ${token(copy, { claims: past() })}`), OF_EXPIRED],
    [
      "a number for a subject",
      me(copy, `Bearer ${token(copy, { claims: { sub: 1, iat: Math.floor(Date.now() / 1000) } })}`),
      ["token-claims-missing"],
    ],
    ["no header", { method: "GET", path: copy.protectedPath }, ["no-credentials-sent"]],
    ["a good token", me(copy, `Bearer ${token(copy)}`), []],
  ];
}

function ofFlask(copy: ApplicationCopy): readonly Asked[] {
  const good = { email: copy.user, password: copy.password };
  return [
    ["a login", login(copy, good), []],
    ["a wrong password", login(copy, { ...good, password: "wrong" }), ["wrong-credentials"]],
    ["a form", login(copy, "email=ada", FORM_TYPE), ["login-content-type"]],
    ["no JSON", login(copy, "{email:ada}"), ["login-body-malformed"]],
    ["another key", me(copy, `Bearer ${token(copy, { key: OTHER_KEY })}`), OF_OTHER_KEY],
    ["an old token", me(copy, `Bearer ${token(copy, { claims: past() })}`), OF_EXPIRED],
    ["a refresh token", me(copy, `Bearer ${token(copy, { claims: { type: "refresh" } })}`), [
      "token-wrong-type",
    ]],
    ["what is no token", me(copy, "Bearer none"), ["token-malformed"]],
    ["another scheme", me(copy, `Token ${token(copy)}`), ["authorization-header-malformed"]],
    ["no header", { method: "GET", path: copy.protectedPath }, ["no-credentials-sent"]],
    ["a number for a subject", me(copy, `Bearer ${token(copy, { claims: { sub: 1 } })}`), [
      "token-claims-missing",
    ]],
    ["a good token", me(copy, `Bearer ${token(copy)}`), []],
  ];
}

const SHORT = { says: "", application: "django_short", ways: ["serve"], causes: [] } as const;
const SERVERS: readonly (readonly [Break, (copy: ApplicationCopy) => readonly Asked[]])[] = [
  [{ ...SHORT, in: "django42" }, ofDjango],
  [{ ...SHORT, in: "django52" }, ofDjango],
  [
    { ...SHORT, in: "django61", says: "with DEBUG", variables: { DEBUG: "True" } },
    (copy) => ofDjango(copy).slice(0, 13),
  ],
  [{ ...SHORT, application: "fastapi_settings", in: "fastapi" }, ofFastapi],
  [{ ...SHORT, application: "flask_jwt", in: "flask" }, ofFlask],
  [
    {
      ...SHORT,
      says: "signs with None, with DEBUG",
      in: "django52",
      variables: { DEBUG: "True" },
      files: { "shop/settings.py": replace('"SIGNING_KEY": JWT_SECRET_KEY', '"SIGNING_KEY": None') },
    },
    (copy) => [
      [
        "a login",
        login(copy, { username: copy.user, password: copy.password }, {
          ...JSON_TYPE,
          accept: "application/json",
        }),
        ["key-missing"],
      ],
    ],
  ],
  [
    {
      ...SHORT,
      says: "signs with nothing, without DEBUG",
      in: "django52",
      files: { "shop/settings.py": replace('"SIGNING_KEY": JWT_SECRET_KEY', '"SIGNING_KEY": ""') },
    },
    (copy) => [["a login", login(copy, { username: copy.user, password: copy.password }), ["server-error"]]],
  ],
  [
    {
      ...SHORT,
      says: "has no tables, with DEBUG",
      in: "django42",
      variables: { DEBUG: "True" },
      env: replace("db.sqlite3", "new.sqlite3"),
    },
    (
      copy,
    ) => [["a login", login(copy, { username: copy.user, password: copy.password }), [
      "database-tables-missing",
    ]]],
  ],
  [
    {
      ...SHORT,
      says: "limits and protects its login",
      in: "django52",
      files: {
        "shop/settings.py": append(
          '\nREST_FRAMEWORK["DEFAULT_THROTTLE_CLASSES"] = ["rest_framework.throttling.AnonRateThrottle"]\n' +
            'REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] = {"anon": "1/hour"}\n',
        ),
      },
    },
    (copy) => [
      ["a first login", login(copy, { username: copy.user, password: "wrong" }), ["wrong-credentials"]],
      ["a second login", login(copy, { username: copy.user, password: copy.password }), ["throttled"]],
    ],
  ],
  [
    { ...SHORT, says: "has cookies and dj-rest-auth", application: "django_logins", in: "django52" },
    (copy) => {
      const good = { email: `${copy.user}@example.org`, password: copy.password };
      const stale = token(copy, { key: OTHER_KEY });
      return [
        ["a login without CSRF", login({ ...copy, loginPath: "/v1/auth/login/" }, good), ["csrf-required"]],
        [
          "dj-rest-auth, a wrong password",
          login({ ...copy, loginPath: "/auth/login/" }, { ...good, password: "wrong" }),
          ["wrong-credentials"],
        ],
        [
          "dj-rest-auth, a stale header",
          login({ ...copy, loginPath: "/auth/login/" }, good, {
            ...JSON_TYPE,
            authorization: `Bearer ${stale}`,
          }),
          ["stale-token-blocks-login"],
        ],
      ];
    },
  ],
];

for (const [broken, asks] of SERVERS) {
  const venv = broken.in === "node" ? await requireNode() : await requireVenv(broken.in);
  Deno.test({
    name: `diagnose() of the answers of ${broken.application} in ${broken.in}${
      broken.says && `, which ${broken.says.replace(/^with/, "runs with")}`
    }`,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using copy = await copyBroken(broken, venv);
      const wrong: string[] = [];
      const { exitCode, text } = await run(copy, broken, "serve", async ({ baseUrl }) => {
        for (const [says, ask, causes] of asks(copy)) {
          const seen = await exchange(baseUrl, ask);
          const found = diagnose(seen, NAMES).map(({ symptom }) => symptom.cause);
          const isRight = causes.includes(found[0] ?? "none") || (causes.length === 0 && found.length === 0);
          if (!isRight) wrong.push(`${says}: ${seen.status} ${found.join(" ")}: ${seen.body.slice(0, 300)}`);
        }
      });
      assert(exitCode === null, `It ended: ${text.slice(-1000)}`);
      assertEquals(wrong, []);
    },
  });
}
