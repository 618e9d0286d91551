import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { type Venv, VENV_NAMES, type VenvName } from "../backends/venvs.ts";
import {
  type ApplicationCopy,
  type ApplicationName,
  copyApplication,
  type KeyState,
  request,
  runApplication,
  serveApplication,
} from "../applications/mod.ts";

const REQUIRED =
  "JWT_SECRET_KEY environment variable is required. Generate with: python -c 'import secrets; print(secrets.token_urlsafe(64))'";
const SAME =
  "JWT_SECRET_KEY must be different from SECRET_KEY. Using the same key for both JWT and Django session/CSRF tokens is a security vulnerability. Generate a separate JWT_SECRET_KEY with: python -c 'import secrets; print(secrets.token_urlsafe(64))'";
const SHORT =
  "JWT_SECRET_KEY must be at least 50 characters (got 32). Generate with: python -c 'import secrets; print(secrets.token_urlsafe(64))'";

const NODE = await requireNode();
/** Loads the server and ends: a listener would keep it alive. */
const STARTS = (file = "") => `await import("./${file}"); process.exit(0)`;

const VENVS = Object.fromEntries(
  await Promise.all(VENV_NAMES.map(async (name) => [name, await requireVenv(name)] as const)),
) as Readonly<Record<VenvName, Venv | null>>;

for (const name of ["django42", "django52", "django61"] as const) {
  test("django_short", name, "refuses a bad key in one line and starts with a good one", async (venv) => {
    const states = ["missing", "empty", "equal", "short", "placeholder", "good"] as const;
    const endings = await check("django_short", venv, states);
    assertEquals(endings.map(({ code }) => code), [1, 1, 1, 1, 0, 0]);
    const lastLines = endings.slice(0, 4).map(({ stderr }) => stderr.trimEnd().split("\n").at(-1));
    const refusals = [REQUIRED, REQUIRED, SAME, SHORT];
    assertEquals(lastLines, refusals.map((text) => `django.core.exceptions.ImproperlyConfigured: ${text}`));
  });

  test("django_short", name, "signs with the JWT key", async (venv) => {
    using application = await copyApplication("django_short", { venv, keys: "good" });
    assertEquals(await signer(application), "jwt");
  });
}

test("django_long", "django52", "repeats its refusals seventy times", async (venv) => {
  const [missing, empty, equal, short, good] = await check("django_long", venv, [
    "missing",
    "empty",
    "equal",
    "short",
    "good",
  ]);
  const copies = (text: string | undefined, line: string) => text?.split(line).length;
  assertEquals(copies(missing?.stderr, "CRITICAL: JWT_SECRET_KEY environment variable is not set!\n"), 71);
  assertEquals(copies(empty?.stderr, "CRITICAL: JWT_SECRET_KEY is too short (0 characters)!\n"), 71);
  assertEquals(copies(equal?.stderr, "CRITICAL: JWT_SECRET_KEY cannot be the same as SECRET_KEY!\n"), 71);
  assertEquals(copies(short?.stderr, "CRITICAL: JWT_SECRET_KEY is too short (32 characters)!\n"), 71);
  assertEquals(missing?.stderr.trimEnd().split("\n").at(-1), "=");
  assertEquals([missing?.code, empty?.code, equal?.code, short?.code, good?.code], [1, 1, 1, 1, 0]);
});

test("django_long", "django52", "signs with the JWT key", async (venv) => {
  using application = await copyApplication("django_long", { venv, keys: "good" });
  assertEquals(await signer(application), "jwt");
});

test("django_before", "django52", "falls back on SECRET_KEY with a warning", async (venv) => {
  using application = await copyApplication("django_before", { venv, keys: "missing" });
  const { code, stderr } = await runApplication(application, ["manage.py", "check"]);
  assertEquals(code, 0);
  assertStringIncludes(stderr, "WARNING: Using SECRET_KEY for JWT signing in development");
  assertEquals(await signer(application), "session");
});

test("django_before", "django52", "accepts an empty, an equal and a short key", async (venv) => {
  const endings = await check("django_before", venv, ["empty", "equal", "short", "good"]);
  assertEquals(endings.map(({ code }) => code), [0, 0, 0, 0]);
});

test("django_ignores_key", "django52", "demands the key and signs with SECRET_KEY", async (venv) => {
  const endings = await check("django_ignores_key", venv, ["missing", "empty", "equal", "short", "good"]);
  assertEquals(endings.map(({ code }) => code), [1, 1, 1, 1, 0]);
  using application = await copyApplication("django_ignores_key", { venv, keys: "good" });
  assertEquals(await signer(application), "session");
});

test("fastapi_settings", "fastapi", "refuses a bad key", async (venv) => {
  const [missing, empty, equal, short, good] = await check("fastapi_settings", venv, [
    "missing",
    "empty",
    "equal",
    "short",
    "good",
  ]);
  assertMatch(missing?.stderr ?? "", /\njwt_secret_key\n {2}Field required \[type=missing, /);
  assertMatch(empty?.stderr ?? "", /Value error, JWT_SECRET_KEY must be at least 50 characters/);
  assertMatch(equal?.stderr ?? "", /Value error, JWT_SECRET_KEY must be different from SECRET_KEY/);
  assertMatch(short?.stderr ?? "", /Value error, JWT_SECRET_KEY must be at least 50 characters/);
  assertEquals([missing?.code, empty?.code, equal?.code, short?.code, good?.code], [1, 1, 1, 1, 0]);
});

test("fastapi_settings", "fastapi", "signs with the JWT key", async (venv) => {
  using application = await copyApplication("fastapi_settings", { venv, keys: "good" });
  assertEquals(await signer(application), "jwt");
});

test("fastapi_forbid", "fastapi", "signs with SECRET_KEY and breaks on a new name in .env", async (venv) => {
  const [missing, good] = await check("fastapi_forbid", venv, ["missing", "good"]);
  assertEquals([missing?.code, good?.code], [0, 1]);
  assertStringIncludes(good?.stderr ?? "", "Extra inputs are not permitted [type=extra_forbidden");
  using application = await copyApplication("fastapi_forbid", { venv, keys: "missing" });
  assertEquals(await signer(application), "session");
});

test("flask_jwt", "flask", "refuses a bad key and signs with the JWT key", async (venv) => {
  const endings = await check("flask_jwt", venv, ["missing", "empty", "equal", "short", "good"]);
  assertEquals(endings.map(({ code }) => code), [1, 1, 1, 1, 0]);
  using application = await copyApplication("flask_jwt", { venv, keys: "good" });
  assertEquals(await signer(application), "jwt");
});

test("flask_falls_back", "flask", "starts with any key and signs with SECRET_KEY", async (venv) => {
  const endings = await check("flask_falls_back", venv, ["missing", "empty", "good"]);
  assertEquals(endings.map(({ code }) => code), [0, 0, 0]);
  using application = await copyApplication("flask_falls_back", { venv, keys: "good" });
  assertEquals(await signer(application), "session");
});

for (const [name, bad] of [["node_jose", "refuses"], ["node_falls_back", "takes"]] as const) {
  Deno.test({
    name: `${name} ${bad} an empty key, and signs with a good one (node)`,
    ignore: NODE === null,
    async fn() {
      if (NODE === null) return;
      using empty = await copyApplication(name, { venv: NODE, keys: "empty" });
      const { code } = await runApplication(empty, ["--input-type=module", "-e", STARTS(empty.serve[0])]);
      assertEquals(code, bad === "refuses" ? 1 : 0);
      using good = await copyApplication(name, { venv: NODE, keys: "good" });
      assertEquals(await signer(good), "jwt");
    },
  });
}

test("copyApplication()", "django52", "leaves a private .env and nothing after its cleanup", async (venv) => {
  const application = await copyApplication("django_short", { venv, keys: "empty" });
  const { mode } = Deno.statSync(`${application.folder}/.env`);
  assertEquals((mode ?? 0) & 0o777, 0o600);
  assertMatch(Deno.readTextFileSync(`${application.folder}/.env`), /^JWT_SECRET_KEY=$/m);
  application.cleanup();
  assertEquals(isThere(application.folder), false);
  assertEquals(isThere(venv.python), true);
});

function test(subject: string, name: VenvName, sentence: string, body: (venv: Venv) => Promise<void>): void {
  const venv = VENVS[name];
  Deno.test({
    name: `${subject} ${sentence} (${name})`,
    ignore: venv === null,
    fn: () => venv === null ? undefined : body(venv),
  });
}

/** Runs the check of a copy in each state. */
async function check(application: ApplicationName, venv: Venv, states: readonly KeyState[]) {
  return await Promise.all(states.map(async (keys) => {
    using copy = await copyApplication(application, { venv, keys });
    return await runApplication(copy, copy.check ?? []);
  }));
}

/** Logs in to the running application and says which of its keys signed the token that it accepts. */
async function signer(application: ApplicationCopy): Promise<"jwt" | "session" | "neither"> {
  await using server = await serveApplication(application);
  const wrong = await logIn(application, server.baseUrl, "wrong");
  assertEquals(wrong.status, 401);
  const right = await logIn(application, server.baseUrl, application.password);
  assertEquals(right.status, 200);
  const token: string = JSON.parse(right.body)[application.tokenName];

  const url = `${server.baseUrl}${application.protectedPath}`;
  assertEquals((await request("GET", url)).status, 401);
  assertEquals((await request("GET", url, { headers: { authorization: `Bearer ${token}` } })).status, 200);

  const keys = { jwt: application.jwtKey, session: application.sessionKey };
  for (const [name, key] of Object.entries(keys)) {
    if (key && await verifies(token, key)) return name as keyof typeof keys;
  }
  return "neither";
}

function logIn(application: ApplicationCopy, baseUrl: string, password: string) {
  const credentials = { [application.userField ?? "username"]: application.user, password };
  const isJson = application.loginBody === "json";
  return request("POST", `${baseUrl}${application.loginPath}`, {
    headers: { "content-type": isJson ? "application/json" : "application/x-www-form-urlencoded" },
    body: isJson ? JSON.stringify(credentials) : new URLSearchParams(credentials).toString(),
  });
}

async function verifies(token: string, key: string): Promise<boolean> {
  const encoder = new TextEncoder();
  const [head, claims, signature = ""] = token.split(".");
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmac = await crypto.subtle.importKey("raw", encoder.encode(key), algorithm, false, ["verify"]);
  const bytes = Uint8Array.fromBase64(signature, { alphabet: "base64url" });
  return await crypto.subtle.verify("HMAC", hmac, bytes, encoder.encode(`${head}.${claims}`));
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
