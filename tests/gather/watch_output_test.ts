import { assert, assertEquals, assertRejects } from "@std/assert";
import { watchOutput } from "../../src/gather/watch_output.ts";
import { HttpError } from "../../src/io/host.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { Secret } from "../../src/secret.ts";
import { KEYS } from "./proving.ts";

const KEY = "Zq7_vLm2ZpT9kRw4sNb8cVgHyJ6fD3aE";
const HELD = { ...KEYS, sessions: [], jwt: { ...KEYS.jwt!, secret: Secret.of(KEY) } };
const COMMAND = { words: ["app"], folder: "/", environment: {} };

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

/** What is found where a server prints and answers so. */
async function found(options: MemoryOptions) {
  const { host, fact } = watchOutput(memoryHost(options), HELD);
  host.processes.start(COMMAND);
  if (options.answer) {
    await host.http.request({ method: "GET", url: "http://127.0.0.1:9/api/me/?q=1", timeoutSeconds: 1 });
  }
  const output = fact((text) => text);
  assert(output.known);
  return output.value;
}

test("watchOutput() names the stream and the line, and never the bytes", async () => {
  const { found: places, bytes, printed } = await found({
    run: () => ({ stdout: "ready\n", stderr: `one\ntwo\nkey: ${KEY.slice(3, 11)}` }),
  });
  assertEquals(places, [{ key: "JWT_SECRET_KEY", where: "standard error", line: 3, form: "plain" }]);
  assertEquals([bytes, printed], [27, true]);
});

test("watchOutput() searches the headers and the body of every answer", async () => {
  const { found: places } = await found({
    run: () => ({}),
    answer: () => ({
      headers: [["server", "x"], ["x-debug", KEY.slice(0, 9)]],
      body: `{\n"key": "${btoa(KEY)}"}`,
    }),
  });
  assertEquals(places, [
    { key: "JWT_SECRET_KEY", where: "the headers of GET /api/me/?…", line: 2, form: "plain" },
    { key: "JWT_SECRET_KEY", where: "the body of GET /api/me/?…", line: 2, form: "base64" },
  ]);
});

test("watchOutput() searches the status, what stands behind the body, and an answer that was broken off", async () => {
  const answer = {
    status: 401,
    reason: `no ${KEY}`,
    headers: [["content-encoding", "gzip"]],
    body: new TextEncoder().encode("packed"),
    trailers: [["x-debug", KEY]],
    truncated: false,
    seconds: 0,
  } as const;
  const broken = { ...answer, headers: [], reason: "", trailers: [], truncated: true };
  const began = { ...broken, body: new TextEncoder().encode(KEY) };
  let asked = 0;
  const http = {
    request: () =>
      ++asked === 1
        ? Promise.resolve(answer)
        : Promise.reject(new HttpError("broken", "It broke", null, began)),
  };
  const { host, fact } = watchOutput({ ...memoryHost(), http }, HELD);
  const request = { method: "GET", url: "http://127.0.0.1:9/me", timeoutSeconds: 1 };
  await host.http.request(request);
  await assertRejects(() => host.http.request(request), HttpError);
  const output = fact((text) => text);
  assert(output.known);
  assertEquals(output.value.found.map(({ where }) => where), [
    "the status of GET /me",
    "the headers of GET /me",
    "the body of GET /me",
  ]);
  assertEquals([output.value.packed, output.value.cut], [1, 1]);
});

test("watchOutput() keeps the first places of a key in a stream", async () => {
  const { found: places } = await found({ run: () => ({ stdout: `${KEY}\n`.repeat(100) }) });
  assertEquals(places.map(({ line }) => line), [1, 2, 3, 4, 5]);
});

test("watchOutput() finds nothing where there is nothing, and says of which keys", async () => {
  const { found: places, keys } = await found({ run: () => ({ stdout: "JWT_SECRET_KEY is set\n" }) });
  assertEquals([places, keys], [[], ["JWT_SECRET_KEY"]]);
  const { host, fact } = watchOutput(memoryHost({ answer: () => ({ body: KEY }) }), { ...HELD, jwt: null });
  await host.http.request({ method: "GET", url: "http://127.0.0.1:9/", timeoutSeconds: 1 });
  const output = fact((text) => text);
  assertEquals(output.known && [output.value.keys, output.value.printed], [[], false]);
});
