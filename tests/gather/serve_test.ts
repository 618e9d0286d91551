import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import { serve } from "../../src/gather/serve.ts";
import { type Ended, HttpError, type Processes } from "../../src/io/host.ts";
import { denoHttp } from "../../src/io/http.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { denoProcesses } from "../../src/io/process.ts";
import { goodKey, makeEnvFolder } from "../scripts/env_folder.ts";
import { makePerson } from "../scripts/run_script.ts";

const ANSWERING: MemoryOptions = { run: () => ({}), answer: () => ({}) };

function pure(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

function projectIn(root: string, options: Partial<ProjectOptions> = {}) {
  return resolveProjectFiles(
    memoryHost({ files: { [root]: { folder: 0o755 } } }),
    { root, shown: root, typed: root, grant: (flag) => `deno run ${flag}` },
    {
      envFiles: [],
      envFilesFrom: "flags",
      keyFiles: [],
      policy: "separation",
      headers: [],
      timeout: 5,
      serve: "app {port}",
      ...options,
    },
  );
}

const same = (text: string) => text;

pure("serve() gives a server whose own group listens", async () => {
  const host = memoryHost(ANSWERING);
  const served = await serve(host, projectIn("/p"), same);
  assert(served.outcome === "serves");
  assertEquals(served.server.base, "http://127.0.0.1:40000");
});

pure("serve() takes another port where somebody else answers", async () => {
  const host = memoryHost({ ...ANSWERING, listens: (port) => port === 40_002 });
  const served = await serve(host, projectIn("/p"), same);
  assert(served.outcome === "serves");
  assertEquals(served.server.base, "http://127.0.0.1:40002");
  assertEquals(host.commands.map(({ words }) => words[2]), ["app 40000", "app 40001", "app 40002"]);
});

pure("serve() says where the code fixes its port, and which server to name then", async () => {
  const host = memoryHost(ANSWERING);
  const { serve: _, ...options } = projectIn("/p").options;
  const served = async (files: Readonly<Record<string, string>>, more: Partial<ProjectOptions> = {}) => {
    const at = { root: "/p", shown: "/p", typed: "/p --timeout 5", grant: () => "" };
    return await serve(host, resolveProjectFiles(memoryHost({ files }), at, { ...options, ...more }), same);
  };
  const server = (port: string) => ({
    "/p/package.json": '{"dependencies":{"express":"4","jsonwebtoken":"9"},"scripts":{"start":"node s.js"}}',
    "/p/s.js":
      `const jwt = require("jsonwebtoken");\nconst app = require("express")();\njwt.sign({}, process.env.K_JWT);\napp.listen(${port});\n`,
  });
  assertEquals(await served(server("3000")), {
    outcome: "not-known",
    why: "s.js:4 listens on port 3000 whatever it is told: start it yourself, and name it",
    next: "deno task login /p --timeout 5 --base-url http://127.0.0.1:3000",
  });
  assertEquals((await served(server("process.env.PORT"))).outcome, "serves");
  assertEquals(await served({ "/p/.env": "" }), {
    outcome: "not-known",
    why: "no command is known that serves the application",
    next: "deno task login /p --timeout 5 --serve 'COMMAND with {port}'",
  });
});

pure("serve() says how to serve here where nothing answers at the server that was named", async () => {
  const host = memoryHost({
    answer: () => {
      throw new HttpError("refused", "Nothing answers at http://127.0.0.1:9");
    },
  });
  const baseUrl = "http://127.0.0.1:9";
  assertEquals(await serve(host, projectIn("/p", { baseUrl }), same), {
    outcome: "not-known",
    why: "no server to ask: Nothing answers at http://127.0.0.1:9",
    next: "deno task login /p",
  });
});

pure("serve() gives up after three ports, having sent nothing but GET /", async () => {
  const host = memoryHost({ ...ANSWERING, listens: () => false });
  const served = await serve(host, projectIn("/p"), same);
  assertEquals(served, {
    outcome: "not-known",
    why: "another process answers on the port, or the server went into the background and still runs",
    next: "deno task login /p --base-url http://127.0.0.1:PORT",
  });
  assertEquals(
    host.requests.map(({ method, url, headers, body }) => ({ method, url, headers, body })),
    [40_000, 40_001, 40_002].map((port) => ({
      method: "GET",
      url: `http://127.0.0.1:${port}/`,
      headers: undefined,
      body: undefined,
    })),
  );
});

pure("serve() waits a moment where nobody tells who listens", async () => {
  const host = memoryHost({ ...ANSWERING, listens: () => null });
  const served = await serve(host, projectIn("/p"), same);
  assert(served.outcome === "serves");
  assertEquals(served.seconds, 0.3);
});

pure("serve() sees a server end in that moment", async () => {
  const host = memoryHost({ ...ANSWERING, listens: () => null });
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const ended = { exitCode: 1, signal: null, timedOut: false, seconds: 0.2 };
  const processes: Processes = {
    ...host.processes,
    start: (command) => ({ ...host.processes.start(command), ended: promise }),
  };
  const clock = {
    ...host.clock,
    async sleep(milliseconds: number) {
      resolve({ ...ended, stdout: new Uint8Array(), stderr: new TextEncoder().encode("It is full\n") });
      await promise;
      await host.clock.sleep(milliseconds);
    },
  };
  const served = await serve({ ...host, processes, clock }, projectIn("/p"), same);
  assert(served.outcome === "fails");
  assertEquals(served.start.tail, ["It is full"]);
});

pure("serve() waits for a silent server no longer than its time limit", async () => {
  const host = memoryHost({ run: () => ({}) });
  const http = {
    async request(request: Parameters<typeof host.http.request>[0]) {
      await host.clock.sleep(request.timeoutSeconds * 1000);
      throw new HttpError("timed-out", "No answer");
    },
  };
  for (const timeout of [1, 10.05, 25]) {
    const start = host.clock.seconds();
    const served = await serve({ ...host, http }, projectIn("/p", { timeout }), same);
    assert(served.outcome === "not-known");
    assertStringIncludes(served.why, `did not answer within ${timeout} s`);
    const took = host.clock.seconds() - start;
    assert(took >= timeout - 0.001 && took < timeout + 0.25, `It took ${took} s`);
  }
});

/** Answers on a port in the place of the server that was meant to, and keeps what it is sent. */
function makeThief() {
  const servers: Deno.HttpServer[] = [];
  const got: string[] = [];
  return {
    got,
    take(port: number): void {
      const options = { hostname: "127.0.0.1", port, onListen: () => {} };
      servers.push(Deno.serve(options, async (request) => {
        got.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`.trim());
        return Response.json({ access: "a.b.c" });
      }));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server.shutdown()));
    },
  };
}

Deno.test("serve() leaves a stolen port to the thief and serves on the next", async () => {
  await using thief = makeThief();
  const ports: number[] = [];
  const processes: Processes = {
    ...denoProcesses,
    freePort() {
      const port = denoProcesses.freePort();
      if (ports.push(port) === 1) thief.take(port);
      return port;
    },
  };
  const host = { ...memoryHost({ environment: { PATH: Deno.env.get("PATH") ?? "" } }), processes };
  const clock = {
    now: () => Date.now(),
    seconds: () => performance.now() / 1000,
    sleep: (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds)),
  };
  const script = 'Deno.serve({ hostname: "127.0.0.1", port: {port} }, () => new Response("mine"))';
  // Behind a shell, and late: the thief answers first.
  const project = projectIn("/", {
    timeout: 30,
    serve: `sleep 0.3; '${Deno.execPath()}' eval '${script}' & wait`,
  });
  const served = await serve({ ...host, http: denoHttp, clock }, project, same);
  assert(served.outcome === "serves", JSON.stringify(served));
  try {
    assertEquals(served.server.base, `http://127.0.0.1:${ports[1]}`);
    const { body } = await denoHttp.request({ method: "GET", url: served.server.base, timeoutSeconds: 5 });
    assertEquals(new TextDecoder().decode(body), "mine");
    assertEquals(thief.got, ["GET /"]);
  } finally {
    await served.server.stop();
  }
});

Deno.test("login sends no credentials to who took the server's port", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `JWT_SECRET_KEY=${goodKey()}\n` });
  await using thief = makeThief();
  const taken = new Set<number>();
  // The command tells its port as a command line would, and is slow to listen.
  const watching = setInterval(() => {
    const port = project.has("port") ? Number(project.read("port")) : 0;
    if (port > 0 && !taken.has(port)) {
      taken.add(port);
      thief.take(port);
    }
  }, 10);
  try {
    const words = [project.path, "--serve", "printf {port} > port; sleep 20", "--login-url", "/token"];
    const environment = { KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: "hunter2-hunter2" };
    const { code, stdout, stderr } = await person.run("login", words, { environment });
    assertEquals(code, 3, stderr);
    assertStringIncludes(stdout.replaceAll(/\s+/g, " "), "another process answers on the port, or");
  } finally {
    clearInterval(watching);
  }
  assertEquals([taken.size, thief.got], [3, ["GET /", "GET /", "GET /"]]);
});
