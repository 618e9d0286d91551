import { assertEquals, assertStringIncludes } from "@std/assert";
import { proveRestart } from "../../src/gather/prove_restart.ts";
import type { Scripted } from "../../src/io/memory_host.ts";
import type { RestartFact } from "../../src/rules/facts.ts";
import { isSignedBy, JWT, MADE, provingOf, type ScriptedBackend } from "./proving.ts";

const OTHER = MADE;
const kept: ScriptedBackend = { key: () => JWT };
const remade: ScriptedBackend = { key: (start) => start === 1 ? MADE : JWT };

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

async function restart(
  backend: ScriptedBackend,
  more: Parameters<typeof provingOf>[1] = {},
): Promise<RestartFact | string> {
  const { restart } = await proveRestart.prove(await provingOf(backend, more));
  return restart?.known ? restart.value : restart?.why ?? "absent";
}

test("proveRestart starts the same command on the same port and asks for the old token", async () => {
  const proving = await provingOf(kept);
  const { restart, signature } = await proveRestart.prove(proving);
  assertEquals(restart, {
    known: true,
    value: { where: "GET /me", status: 200, accepted: true, seconds: 0 },
  });
  assertEquals(signature?.known && signature.value.signedBy?.kind, "jwt-key");
  assertEquals(proving.host.commands.map(({ words }) => words.at(-1)), ["app 40000", "app 40000"]);
  assertEquals(proving.host.requests.filter(({ url }) => url.endsWith("/login")), []);
});

test("proveRestart sees a key that every start makes", async () => {
  assertEquals(await restart(remade), { where: "GET /me", status: 401, accepted: false, seconds: 0 });
  const { signature } = await proveRestart.prove(await provingOf(remade));
  assertEquals(signature?.known && signature.value.signedBy, null);
});

test("proveRestart does not judge a token that is over by the server's clock", async () => {
  const exp = 1_900_000_000;
  assertStringIncludes(`${await restart({ ...remade, exp, date: exp })}`, "was over");
  assertEquals(await restart({ ...remade, exp, date: exp - 1 }), {
    where: "GET /me",
    status: 401,
    accepted: false,
    seconds: 0,
  });
});

test("proveRestart does not know what a second start says that answers all alike", async () => {
  for (const status of [200, 429, 500, 503]) {
    const tired: ScriptedBackend = { ...kept, status: (_, { start }) => start === 1 ? null : status };
    assertStringIncludes(`${await restart(tired)}`, "after the restart GET /me");
  }
});

test("proveRestart proves nothing where no signature counts, or the genuine token is refused", async () => {
  const reads: ScriptedBackend = {
    ...kept,
    status: (token) => token === null || token.includes("AAAA") ? 401 : 200,
  };
  assertStringIncludes(`${await restart(reads)}`, "checks no signature");
  const refuses: ScriptedBackend = { ...kept, status: () => 401 };
  assertStringIncludes(`${await restart(refuses)}`, "refuses the genuine token (401)");
});

test("proveRestart does not know where it does not start a second time", async () => {
  let starts = 0;
  const run = (): Scripted => ++starts === 1 ? {} : { exitCode: 1, stderr: "It is locked\n" };
  assertStringIncludes(`${await restart(kept, { world: { run } })}`, "does not start a second time");
});

test("proveRestart blames no key where its port was taken meanwhile", async () => {
  let asked = 0;
  // The first port is the server's own until it has ended.
  const listens = (port: number) => port !== 40_000 || ++asked === 1;
  assertStringIncludes(`${await restart(remade, { world: { listens } })}`, "its port was taken");
  asked = 0;
  const answer = await restart(kept, { world: { listens } });
  assertEquals(typeof answer === "string" ? answer : answer.accepted, true);
});

test("proveRestart leaves a server alone that runs already", async () => {
  const proving = await provingOf(kept, { options: { baseUrl: "http://127.0.0.1:9" } });
  const { restart } = await proveRestart.prove(proving);
  assertEquals(restart, {
    known: false,
    why: "a server that runs already is not ended here",
    next: "deno task login p --prove restart-survives",
  });
});

test("proveRestart takes no answer for a refusal that nobody gave", async () => {
  const silent: ScriptedBackend = {
    ...kept,
    status: (token, { start }) =>
      start > 1 && isSignedBy(token, JWT) ? 502 : isSignedBy(token, OTHER) ? 401 : null,
  };
  assertStringIncludes(`${await restart(silent)}`, "answered 502, which refuses no token");
});
