import { assert, assertEquals, assertMatch } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from "jose";

import { demoApplication, demoFiles, denoCache } from "../../src/demo/mod.ts";
import type { Running } from "../../src/io/host.ts";
import { denoHttp } from "../../src/io/http.ts";
import { denoProcesses } from "../../src/io/process.ts";

const SESSION_KEY = "session-".repeat(8);
const JWT_KEY = "jwt_".repeat(16);
const USER = { DEMO_USERNAME: "ada", DEMO_PASSWORD: "a pass&word=1" };

const checkout = fromFileUrl(new URL("../..", import.meta.url)).replace(/\/$/, "");
const cache = denoCache((name) => Deno.env.get(name), Deno.build.os) ?? "";
const application = demoApplication({ deno: Deno.execPath(), checkout, cache });
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);

/** A throw-away copy, in which `.env` has these lines after its own: the last assignment counts. */
async function withCopy(lines: string, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [path, content] of Object.entries(demoFiles(SESSION_KEY))) {
      await Deno.writeTextFile(`${folder}/${path}`, content);
    }
    await Deno.writeTextFile(`${folder}/.env`, lines, { append: true });
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A HOME of its own shows that nothing is looked for there. */
function environmentIn(folder: string, more: Readonly<Record<string, string>> = {}) {
  return { PATH: Deno.env.get("PATH") ?? "", HOME: folder, ...more };
}

async function check(lines: string, more: Readonly<Record<string, string>> = {}) {
  let ended = { exitCode: null as number | null, stdout: "", stderr: "" };
  await withCopy(lines, async (folder) => {
    const command = {
      words: application.check?.words ?? [],
      folder,
      environment: environmentIn(folder, more),
    };
    const { exitCode, stdout, stderr } = await denoProcesses.run(command, { timeoutSeconds: 20 });
    ended = { exitCode, stdout: text(stdout), stderr: text(stderr) };
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name).sort(), [
      ".env",
      ".env.example",
      ".gitignore",
    ]);
  });
  return ended;
}

async function withServer(lines: string, use: (base: string) => Promise<void>): Promise<void> {
  await withCopy(lines, async (folder) => {
    const port = String(denoProcesses.freePort());
    const words = application.serve?.words.map((word) => word.replace("{port}", port)) ?? [];
    const running = denoProcesses.start({ words, folder, environment: environmentIn(folder, USER) });
    try {
      const base = `http://127.0.0.1:${port}`;
      await answers(base, running);
      await use(base);
    } finally {
      await running.stop();
    }
  });
}

async function answers(base: string, running: Running): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    try {
      await denoHttp.request({ method: "GET", url: base, timeoutSeconds: 1 });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
  throw new Error(`The demo does not answer: ${text(running.output())}`);
}

async function send(url: string, options: { body?: string; type?: string; token?: string } = {}) {
  const { body, type = "application/json", token } = options;
  const { status, headers, body: answer } = await denoHttp.request({
    method: body === undefined ? "GET" : "POST",
    url,
    timeoutSeconds: 5,
    headers: {
      ...(body === undefined ? {} : { "content-type": type }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: bytes(body) }),
  });
  return { status, headers: new Map(headers), body: JSON.parse(text(answer)) };
}

const logIn = (base: string, fields: unknown) => send(`${base}/api/token/`, { body: JSON.stringify(fields) });
const CREDENTIALS = { username: USER.DEMO_USERNAME, password: USER.DEMO_PASSWORD };

Deno.test("the demo does not start as it is: its JWT key is a placeholder", async () => {
  const { exitCode, stderr } = await check("");
  assertEquals(exitCode, 1);
  assertMatch(stderr, /^ImproperlyConfigured: JWT_SECRET_KEY must be at least 50 characters \(got 24\)\./);
});

Deno.test("the demo refuses a missing, an empty and the same key, and starts with one of its own", async () => {
  const [empty, same, good] = await Promise.all([
    check("JWT_SECRET_KEY=\n"),
    check(`JWT_SECRET_KEY=${SESSION_KEY}\n`),
    check(`JWT_SECRET_KEY=${JWT_KEY}\n`),
  ]);
  assertEquals([empty.exitCode, same.exitCode, good.exitCode], [1, 1, 0]);
  assertMatch(empty.stderr, /^ImproperlyConfigured: JWT_SECRET_KEY environment variable is required\./);
  assertMatch(same.stderr, /^ImproperlyConfigured: JWT_SECRET_KEY must be different from SECRET_KEY\./);
  assertEquals(good.stderr, "");
});

Deno.test("the demo lets the process win over the file, also with an empty variable", async () => {
  const { exitCode, stderr } = await check(`JWT_SECRET_KEY=${JWT_KEY}\n`, { JWT_SECRET_KEY: "" });
  assertEquals(exitCode, 1);
  assertMatch(stderr, /JWT_SECRET_KEY environment variable is required/);
});

Deno.test("the demo logs in, refreshes and verifies like SimpleJWT", async () => {
  await withServer(`JWT_SECRET_KEY=${JWT_KEY}\n`, async (base) => {
    const wrong = await logIn(base, { ...CREDENTIALS, password: "wrong" });
    assertEquals([wrong.status, wrong.headers.get("www-authenticate")], [401, 'Bearer realm="api"']);
    assertEquals(wrong.body, { detail: "No active account found with the given credentials" });
    assertEquals(await logIn(base, { email: "ada" }).then(({ status, body }) => [status, body]), [400, {
      username: ["This field is required."],
      password: ["This field is required."],
    }]);

    const form = new URLSearchParams(CREDENTIALS).toString();
    const type = "application/x-www-form-urlencoded";
    assertEquals((await send(`${base}/api/token/`, { body: form, type })).status, 200);
    const { status, body } = await logIn(base, CREDENTIALS);
    assertEquals([status, Object.keys(body).sort()], [200, ["access", "refresh"]]);
    assertEquals(decodeProtectedHeader(body.access).alg, "HS256");
    const { token_type, user_id, exp = 0, iat = 0, jti } = decodeJwt(body.access);
    assertEquals([token_type, user_id, exp - iat], ["access", "1", 900]);
    assertMatch(String(jti), /^[0-9a-f]{32}$/);

    const refreshed = await send(`${base}/api/token/refresh/`, {
      body: JSON.stringify({ refresh: body.refresh }),
    });
    assertEquals([refreshed.status, Object.keys(refreshed.body)], [200, ["access"]]);
    const asRefresh = await send(`${base}/api/token/refresh/`, {
      body: JSON.stringify({ refresh: body.access }),
    });
    assertEquals(asRefresh.status, 401);
    for (const token of [body.access, body.refresh]) {
      const verified = await send(`${base}/api/token/verify/`, { body: JSON.stringify({ token }) });
      assertEquals([verified.status, verified.body], [200, {}]);
    }

    assertEquals((await send(`${base}/api/me/`, { token: body.access })).body.username, "ada");
    assertEquals((await send(`${base}/api/me/`, { token: body.refresh })).status, 401);
    assertEquals((await send(`${base}/api/token/`)).status, 405);
    assertEquals((await send(`${base}/`)).status, 404);
  });
});

Deno.test("the demo refuses every token but its own", async () => {
  await withServer(`JWT_SECRET_KEY=${JWT_KEY}\n`, async (base) => {
    const claims = { token_type: "access", user_id: "1", jti: "0".repeat(32) };
    const signed = (key: string, alg: string, lifetime = "5m") =>
      new SignJWT(claims).setProtectedHeader({ alg }).setIssuedAt().setExpirationTime(lifetime).sign(
        bytes(key),
      );
    const genuine = await signed(JWT_KEY, "HS256");
    assertEquals((await send(`${base}/api/me/`, { token: genuine })).status, 200);
    const forged = [
      await signed(SESSION_KEY, "HS256"),
      await signed("your-jwt-secret-key-here", "HS256"),
      await signed(JWT_KEY, "HS512"),
      await signed(JWT_KEY, "HS256", "1 minute ago"),
      new UnsecuredJWT(claims).setExpirationTime("5m").encode(),
      "garbage",
      `${genuine}x`,
    ];
    for (const token of forged) {
      const { status, body } = await send(`${base}/api/me/`, { token });
      assertEquals([status, body.code], [401, "token_not_valid"]);
      assertEquals(
        (await send(`${base}/api/token/verify/`, { body: JSON.stringify({ token }) })).status,
        401,
      );
    }
    const without = await send(`${base}/api/me/`);
    assertEquals([without.status, without.body], [401, {
      detail: "Authentication credentials were not provided.",
    }]);
    assert(!JSON.stringify(without.body).includes(JWT_KEY));
  });
});

Deno.test("the demo says that a port is in use", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await withCopy(`JWT_SECRET_KEY=${JWT_KEY}\n`, async (folder) => {
    const words = application.serve?.words.map((word) =>
      word.replace("{port}", String(listener.addr.port))
    ) ?? [];
    const command = { words, folder, environment: environmentIn(folder) };
    const { exitCode, stderr } = await denoProcesses.run(command, { timeoutSeconds: 20 });
    assertEquals([exitCode, text(stderr)], [1, "Error: That port is already in use.\n"]);
  });
});
