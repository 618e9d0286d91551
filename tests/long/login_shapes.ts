/** How real frameworks are logged in to: found in their code, sent once, and the token carried back as it came. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { converse } from "../../src/gather/backend_http.ts";
import { gatherKeys } from "../../src/gather/env_files.ts";
import { gatherLogin, type LoggedIn, secretsOf } from "../../src/gather/login.ts";
import { type Project, resolveProjectFiles } from "../../src/gather/project.ts";
import { prove } from "../../src/gather/proofs.ts";
import { redactorFor } from "../../src/gather/redactor.ts";
import { denoFiles } from "../../src/io/deno_files.ts";
import { denoHttp } from "../../src/io/http.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import type { Host, HttpRequest } from "../../src/io/host.ts";
import type { LoginFact } from "../../src/rules/facts.ts";
import { Secret } from "../../src/secret.ts";
import { forge } from "../../src/tokens.ts";
import { requireVenv } from "../backends/require_venv.ts";
import type { Venv } from "../backends/venvs.ts";
import {
  type ApplicationCopy,
  type ApplicationName,
  copyApplication,
  serveApplication,
} from "../applications/mod.ts";

const DJANGO = await requireVenv("django52");
const FASTAPI = await requireVenv("fastapi");
const FORGERY = "secret-key-forgery-refused";
const STALE = forge(
  { header: { alg: "HS256", typ: "JWT" }, claims: { token_type: "access", exp: 4_102_444_800, jti: "1" } },
  { key: new TextEncoder().encode("the key of before") },
);

test("gatherLogin() finds the token of SimpleJWT, by mail, and of dj-rest-auth, both in the body", DJANGO, {
  application: "django_logins",
  edits: [["clinic/settings.py", '"USE_JWT": True,', '"USE_JWT": True, "JWT_AUTH_HTTPONLY": False,']],
}, async (shop) => {
  assertEquals(await shop.logIn({ urls: "clinic.urls_simplejwt" }), {
    login: "POST /api/session/ 200",
    usernameField: "email",
    token: 'body, "access"',
    sent: 1,
    proof: "GET /api/me/ refuses",
  });
  assertEquals(await shop.logIn({ urls: "clinic.urls_dj_rest_auth" }), {
    login: "POST /auth/login/ 200",
    usernameField: "email",
    token: 'body, "access"',
    sent: 1,
    proof: "POST /auth/token/verify/ refuses",
  });
  const stale = await shop.logIn({
    urls: "clinic.urls_dj_rest_auth",
    headers: { authorization: `Bearer ${STALE}`, "x-tenant": "north" },
  });
  assertEquals([stale.token, stale.sent, stale.remarks], ['body, "access"', 2, [
    "stale-token 401 authorization",
  ]]);
});

test("gatherLogin() finds the token of an HttpOnly cookie, and makes up the CSRF pair", DJANGO, {
  application: "django_logins",
  edits: [[
    "clinic/settings.py",
    '"USE_JWT": True,',
    '"USE_JWT": True, "JWT_AUTH_COOKIE": "clinic", "JWT_AUTH_REFRESH_COOKIE": "clinic-refresh",',
  ]],
}, async (shop) => {
  assertEquals(await shop.logIn({ urls: "clinic.urls_cookie" }), {
    login: "POST /v1/auth/login/ 200",
    usernameField: "email",
    token: 'cookie "access_token"',
    sent: 1,
    proof: "GET /v1/profile/ refuses",
  });
  // Its refresh token is "" in the body.
  const restAuth = await shop.logIn({ urls: "clinic.urls_dj_rest_auth" });
  assertEquals([restAuth.token, restAuth.proof], ['body, "access"', "POST /auth/token/verify/ refuses"]);
  const stale = await shop.logIn({
    urls: "clinic.urls_dj_rest_auth",
    headers: { cookie: `clinic=${STALE}` },
  });
  assertEquals([stale.token, stale.sent, stale.remarks], ['body, "access"', 2, ["stale-token 401 cookie"]]);
});

test(
  "gatherLogin() goes behind a redirect to https, with a Referer, a form, and another word than Bearer",
  DJANGO,
  {
    application: "django_logins",
    edits: [
      [".env", "DEBUG=True", "DEBUG=False"],
      [
        "clinic/settings.py",
        "SIMPLE_JWT = {",
        [
          "SECURE_SSL_REDIRECT = True",
          'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")',
          'SIMPLE_JWT = {"AUTH_HEADER_TYPES": ("JWT",),',
        ].join("\n"),
      ],
      [
        "clinic/settings.py",
        "REST_FRAMEWORK = {",
        'REST_FRAMEWORK = {"DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.FormParser"],',
      ],
    ],
  },
  async (shop) => {
    assertEquals(await shop.logIn({ urls: "clinic.urls_simplejwt" }), {
      login: "POST /api/session/ 200",
      usernameField: "email",
      token: 'body, "access"',
      sent: 2,
      proof: "GET /api/me/ refuses",
    });
    assertEquals(await shop.logIn({ urls: "clinic.urls_cookie" }), {
      login: "POST /v1/auth/login/ 200",
      usernameField: "email",
      token: 'cookie "access_token"',
      sent: 2,
      proof: "GET /v1/profile/ refuses",
    });
  },
);

test("gatherLogin() finds a token deep in the body of FastAPI", FASTAPI, {
  application: "fastapi_email",
  edits: [],
}, async (shop) => {
  assertEquals(await shop.logIn({}), {
    login: "POST /auth/login 200",
    usernameField: "email",
    token: 'body, "data.tokens.access"',
    sent: 1,
    proof: "GET /auth/me refuses",
  });
});

interface Summary {
  readonly login: string;
  readonly usernameField: string;
  readonly token: string | null;
  /** Requests that held the password: a redirect to https makes one more, which reaches no view. */
  readonly sent: number;
  readonly proof: string;
  readonly remarks?: readonly string[];
}

interface Shop {
  logIn(how: {
    /** The module that detection is to find. */
    readonly urls?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }): Promise<Summary>;
}

function test(
  name: string,
  venv: Venv | null,
  { application, edits }: {
    readonly application: ApplicationName;
    readonly edits: readonly (readonly [path: string, from: string, to: string])[];
  },
  body: (shop: Shop) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using copy = await copyApplication(application, { venv, keys: "good" });
      for (const [path, from, to] of edits) edit(copy, path, from, to);
      await using server = await serveApplication(copy);
      await body({ logIn: (how) => logIn(copy, server.baseUrl, how) });
    },
  });
}

async function logIn(
  copy: ApplicationCopy,
  baseUrl: string,
  { urls, headers = {} }: Parameters<Shop["logIn"]>[0],
): Promise<Summary> {
  // The server has read its own: what is written now is for detection.
  if (urls !== undefined) edit(copy, "clinic/settings.py", /ROOT_URLCONF = ".*"/, `ROOT_URLCONF = "${urls}"`);
  const requests: HttpRequest[] = [];
  const host: Host = {
    ...memoryHost({ now: Date.now() }),
    files: denoFiles,
    http: {
      request(request) {
        requests.push(request);
        return denoHttp.request(request);
      },
    },
  };
  const project = projectAt(host, copy.folder);
  const { keys } = await gatherKeys(host, project);
  const who = { username: `${copy.user}@example.org`, password: Secret.of(copy.password), headers };
  const redact = redactorFor(host, project, keys, secretsOf(who));
  const conversation = converse(host, baseUrl, 20);
  const answered = await gatherLogin(host, project, conversation, who, redact);
  if (!answered.known) throw new Error(answered.why);
  const login: LoggedIn = answered.value;
  const { fact, token } = login;
  if (token === null) throw new Error(JSON.stringify(fact));
  const { signature, proof } = await prove({
    host,
    project,
    again: "deno task login p",
    server: {
      base: baseUrl,
      output: () => "",
      stillOurs: () => Promise.resolve(true),
      stop: () => Promise.resolve(),
      eachAlone: () => Promise.resolve([]),
    },
    conversation,
    keys,
    redact,
    login,
    carried: token,
    credentials: who,
    asked: new Set(["signed-with-jwt-key", FORGERY]),
  });
  assertEquals(signature?.known && signature.value.signedBy?.kind, "jwt-key");
  if (!proof?.known) throw new Error(proof?.why);
  const { url, method, checksSignatures, forgeries } = proof.value;
  const refuses = checksSignatures && forgeries[FORGERY]?.outcome === "refused";
  return {
    login: `${fact.url} ${fact.status}`,
    usernameField: fact.usernameField,
    token: fact.token,
    sent:
      requests.filter(({ body }) => body && new TextDecoder().decode(body).includes(copy.password)).length,
    proof: `${method} ${url}${refuses ? " refuses" : ""}`,
    ...(fact.remarks === undefined ? {} : { remarks: fact.remarks.map(named) }),
  };
}

function projectAt(host: Host, root: string): Project {
  return resolveProjectFiles(host, { root, shown: root, typed: root, grant: () => "" }, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 20,
  });
}

function named(remark: NonNullable<LoginFact["remarks"]>[number]): string {
  return remark.kind === "stale-token"
    ? `${remark.kind} ${remark.status} ${remark.headers.join(" ")}`
    : remark.kind;
}

function edit({ folder }: ApplicationCopy, path: string, from: string | RegExp, to: string): void {
  const file = join(folder, path);
  const text = Deno.readTextFileSync(file);
  const edited = text.replace(from, () => to);
  if (edited === text && !text.includes(to)) throw new RangeError(`Cannot edit ${path}: it has no ${from}`);
  Deno.writeTextFileSync(file, edited);
}
