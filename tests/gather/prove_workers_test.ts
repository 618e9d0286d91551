import { assertEquals, assertStringIncludes } from "@std/assert";
import { proveWorkers } from "../../src/gather/prove_workers.ts";
import type { WorkersFact } from "../../src/rules/facts.ts";
import { isSignedBy, JWT, MADE, provingOf, type ScriptedBackend } from "./proving.ts";

const agree: ScriptedBackend = { key: () => JWT };
/** After three controls, every third of the twenty meets the other worker. */
const differ: ScriptedBackend = {
  key: () => JWT,
  status: (token, { asked }) => isSignedBy(token, JWT) ? asked % 3 === 0 ? 401 : 200 : 401,
};
/** One worker takes all twenty, and the one that is asked alone after it has another key. */
const greedy: ScriptedBackend = {
  key: () => JWT,
  status: (token, { asked }) => isSignedBy(token, JWT) ? asked === 25 ? 401 : 200 : 401,
};
const UVICORN = { serve: "uvicorn main:app --port {port}" };

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

async function workers(
  backend: ScriptedBackend,
  more: Parameters<typeof provingOf>[1] = {},
): Promise<WorkersFact | string> {
  const { workers } = await proveWorkers.prove(await provingOf(backend, more));
  return workers?.known ? workers.value : workers?.why ?? "absent";
}

test("proveWorkers asks twenty times, and then each worker alone", async () => {
  const proving = await provingOf(agree, { world: { workers: 3 } });
  const before = proving.host.requests.length;
  const { workers } = await proveWorkers.prove(proving);
  assertEquals(workers, {
    known: true,
    value: {
      outcome: "asked",
      command: null,
      where: "GET /me",
      connections: 20,
      refused: 0,
      workers: 3,
      refusing: 0,
    },
  });
  // Three controls, and a short time limit while others are paused.
  const asked = proving.host.requests.slice(before);
  assertEquals(asked.map(({ answerSeconds }) => answerSeconds), [...Array(23).fill(5), 1, 1, 1]);
});

test("proveWorkers counts the connections that refuse", async () => {
  const found = await workers(differ, { world: { workers: 2 } });
  assertEquals(typeof found === "string" || found.outcome === "one-process" ? found : found.refused, 6);
});

test("proveWorkers sees the other worker where one takes all connections", async () => {
  const found = await workers(greedy, { world: { workers: 2 } });
  assertEquals(typeof found === "string" || found.outcome === "one-process" ? found : found, {
    outcome: "asked",
    command: null,
    where: "GET /me",
    connections: 20,
    refused: 0,
    workers: 2,
    refusing: 1,
  });
});

test("proveWorkers serves with two what is served by one process", async () => {
  let starts = 0;
  // The first server has one worker, the second two.
  const run = () => (starts++, {});
  const proving = await provingOf(agree, { options: UVICORN, world: { run } });
  const { workers } = await proveWorkers.prove(withWorkersOf(proving, () => starts === 1 ? 0 : 2));
  assertEquals(
    workers?.known && workers.value.outcome === "asked" && [workers.value.workers, workers.value.command],
    [
      2,
      "WEB_CONCURRENCY=2 uvicorn main:app --port 8000",
    ],
  );
  const [first, second] = proving.host.commands;
  assertEquals([first?.environment.WEB_CONCURRENCY, second?.environment.WEB_CONCURRENCY], [undefined, "2"]);
  assertEquals(proving.host.requests.filter(({ url }) => url.endsWith("/login")), []);
});

test("proveWorkers logs in once more where the second start does not know the token", async () => {
  const remade: ScriptedBackend = { key: (start) => start === 1 ? JWT : MADE };
  const proving = await provingOf(remade, { options: UVICORN });
  const { workers } = await proveWorkers.prove(withWorkersOf(proving, () => 2, "second"));
  assertEquals(workers?.known && workers.value.outcome === "asked" && workers.value.refusing, 0);
  assertEquals(proving.host.requests.filter(({ url }) => url.endsWith("/login")).length, 1);
});

test("proveWorkers sees the worker that issued the token where the other takes all connections", async () => {
  const after = async (alone: readonly number[]) => {
    let asked = 0;
    const backend: ScriptedBackend = {
      key: (start) => start === 1 ? JWT : MADE,
      status: (token, { start }) =>
        start === 1 || !isSignedBy(token, MADE) ? null : asked++ < 20 ? 401 : alone[asked - 21] ?? 200,
    };
    const proving = await provingOf(backend, { options: UVICORN });
    return (await proveWorkers.prove(withWorkersOf(proving, () => 2, "second"))).workers;
  };
  const found = await after([401, 200]);
  assertEquals(
    found?.known && found.value.outcome === "asked" && [found.value.refusing, found.value.workers],
    [
      1,
      2,
    ],
  );
  const none = await after([401, 401]);
  assertStringIncludes(none?.known === false ? none.why : "", "refuses the token that they issued");
});

test("proveWorkers sends no third login", async () => {
  const remade: ScriptedBackend = { key: (start) => start === 1 ? JWT : MADE };
  const proving = withWorkersOf(await provingOf(remade, { options: UVICORN }), () => 2, "second");
  const { workers } = await proveWorkers.prove({ ...proving, login: { ...proving.login, sent: 2 } });
  assertStringIncludes(workers?.known === false ? workers.why : "", "sent twice already");
  assertEquals(proving.host.requests.filter(({ url }) => url.endsWith("/login")).length, 0);
});

test("proveWorkers asks no worker alone where one of the twenty is told to wait", async () => {
  const asked: string[] = [];
  const proving = withWorkersOf(
    await provingOf({ ...agree, status: (_, { asked }) => asked === 9 ? 429 : null }, { options: UVICORN }),
    () => {
      asked.push("alone");
      return 2;
    },
  );
  const { workers } = await proveWorkers.prove(proving);
  assertStringIncludes(workers?.known === false ? workers.why : "", "GET /me answered 429");
  assertEquals(asked, []);
});

test("proveWorkers does not arise where nothing serves it with several", async () => {
  assertEquals(await workers(agree), { outcome: "one-process" });
});

test("proveWorkers does not pass where no two workers could be told apart", async () => {
  assertStringIncludes(`${await workers(agree, { options: UVICORN })}`, "no two workers could be told apart");
  const running = { options: { ...UVICORN, baseUrl: "http://127.0.0.1:9" } };
  assertStringIncludes(`${await workers(agree, running)}`, "how many workers answer at http://127.0.0.1:9");
  const found = await workers(differ, running);
  assertEquals(typeof found === "string" || found.outcome === "one-process" ? found : found.refused, 6);
});

test("proveWorkers proves nothing where all refuse, or nothing is refused", async () => {
  assertStringIncludes(`${await workers({ ...agree, status: () => 401 })}`, "refuses the genuine token");
  assertStringIncludes(`${await workers({ ...agree, status: () => 200 })}`, "without any token");
});

/** The same with as many workers as are said, of the server in question; by default of any. */
function withWorkersOf<P extends Awaited<ReturnType<typeof provingOf>>>(
  proving: P,
  count: () => number,
  which: "any" | "second" = "any",
): P {
  const eachAlone = async <T>(ask: () => Promise<T>): Promise<readonly T[]> => {
    const answers: T[] = [];
    for (let worker = 0; worker < count(); worker++) answers.push(await ask());
    return answers;
  };
  const { processes } = proving.host;
  const first = which === "any" ? eachAlone : () => Promise.resolve([]);
  return {
    ...proving,
    server: { ...proving.server, eachAlone: first },
    host: {
      ...proving.host,
      processes: {
        ...processes,
        start: (command, watch) => ({
          ...processes.start(command, watch),
          eachAlone: (_port: number, ask: () => Promise<never>) => eachAlone(ask),
        }),
      },
    },
  };
}
