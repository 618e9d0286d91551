import { assertEquals, assertStringIncludes } from "@std/assert";
import { proveInstances } from "../../src/gather/prove_instances.ts";
import { JWT, MADE, provingOf, type ScriptedBackend } from "./proving.ts";

const TWO = { options: { baseUrl: "http://127.0.0.1:8001/", instance: "http://127.0.0.1:8002/" } };

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

async function instances(backend: ScriptedBackend, more: Parameters<typeof provingOf>[1] = TWO) {
  const proving = await provingOf(backend, more);
  const { instances } = await proveInstances.prove(proving);
  return { proving, found: instances?.known ? instances.value : instances?.why ?? "absent" };
}

const crossing = (of: 0 | 1, at: 0 | 1, status: number) => ({
  of,
  at,
  answer: { known: true as const, value: { where: "GET /me", status, accepted: status === 200 } },
});

test("proveInstances crosses the tokens of two instances, after one login at the second", async () => {
  const { proving, found } = await instances({ key: () => JWT });
  assertEquals(found, {
    instances: ["http://127.0.0.1:8001", "http://127.0.0.1:8002"],
    crossings: [crossing(0, 1, 200), crossing(1, 0, 200)],
    sameSigner: true,
  });
  const logins = proving.host.requests.filter(({ url, method }) =>
    method === "POST" && url.endsWith("/login")
  );
  assertEquals(logins.map(({ url }) => url), ["http://127.0.0.1:8002/login"]);
});

test("proveInstances sees instances with two keys", async () => {
  const { found } = await instances({ key: (_, port) => port === 8001 ? JWT : MADE });
  assertEquals(found, {
    instances: ["http://127.0.0.1:8001", "http://127.0.0.1:8002"],
    crossings: [crossing(0, 1, 401), crossing(1, 0, 401)],
    sameSigner: false,
  });
});

test("proveInstances knows nothing where an instance does not tell", async () => {
  const { found } = await instances({ key: () => JWT, status: (_, { asked }) => asked > 5 ? 503 : null });
  assertStringIncludes(`${found}`, "at http://127.0.0.1:8002");
});

test("proveInstances sends no third login, and says what is certain without", async () => {
  const proving = await provingOf({ key: () => JWT }, TWO);
  const { instances } = await proveInstances.prove({ ...proving, login: { ...proving.login, sent: 2 } });
  const why = instances?.known === false ? instances.why : "";
  assertStringIncludes(why, "http://127.0.0.1:8002 accepts a token of http://127.0.0.1:8001; the other way");
  assertStringIncludes(why, "sent twice already");
  assertEquals(proving.host.requests.filter(({ url }) => url.endsWith("/login")).length, 0);
});

test("proveInstances asks nothing where no second instance was named", async () => {
  const { found, proving } = await instances({ key: () => JWT }, {
    options: { baseUrl: "http://127.0.0.1:8001" },
  });
  assertEquals([found, proving.host.requests.length], ["absent", 1]);
});
