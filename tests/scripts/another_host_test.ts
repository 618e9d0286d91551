/** What a command sends to another machine, and on whose word. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../scripts/_command.ts";
import { login } from "../../scripts/login.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { goodKey } from "./env_folder.ts";

const STAGING = "staging.example";

async function run(words: readonly string[], settings?: Readonly<Record<string, unknown>>) {
  const host = memoryHost({
    files: {
      "/project/.env": `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`,
      ...(settings === undefined ? {} : { "/project/keysplit.json": JSON.stringify(settings) }),
    },
    environment: { KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: "correct-horse" },
    answer: () => ({ status: 401, body: "{}" }),
  });
  const code = await main(login, ["/project", "--login-url", "/login", ...words], host);
  const sent = host.requests.map(({ method, url }) => `${method} ${url}`);
  return { code, sent, said: host.printed() + host.noted() };
}

Deno.test("login sends no password in the clear to another host, unless it is told to", async () => {
  const refused = await run(["--base-url", `http://${STAGING}`]);
  assertEquals([refused.code, refused.sent], [2, []]);
  assertStringIncludes(refused.said, "sends in the clear");

  const told = await run(["--base-url", `http://${STAGING}`, "--insecure-http"]);
  assertEquals([told.code, told.sent], [1, [`GET http://${STAGING}/`, `POST http://${STAGING}/login`]]);
  // What is typed next goes to the same server in the same way.
  assertStringIncludes(told.said, `--base-url http://${STAGING} --insecure-http`);
});

Deno.test("login goes to another host on the word of a flag, not of the project's own settings", async () => {
  const own = await run([], { baseUrl: `https://${STAGING}` });
  assertEquals([own.code, own.sent], [2, []]);
  assertStringIncludes(own.said, "names a server on another machine");

  const named = await run(["--base-url", `https://${STAGING}`], { baseUrl: `https://${STAGING}` });
  assertEquals(named.sent.at(-1), `POST https://${STAGING}/login`);

  const local = await run([], { baseUrl: "http://127.0.0.1:8000" });
  assertEquals(local.sent.at(-1), "POST http://127.0.0.1:8000/login");
});

Deno.test("keysplit.json cannot allow plain HTTP to another host", async () => {
  const { code, sent, said } = await run([], { baseUrl: `http://${STAGING}`, insecureHttp: true });
  assertEquals([code, sent], [2, []]);
  assert(said.includes('unknown key "insecureHttp"'), said);
});
