import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";

import { KeysplitError } from "../../src/errors.ts";
import type { Running } from "../../src/io/host.ts";
import { listensOn } from "../../src/io/listens_on.ts";
import { denoProcesses } from "../../src/io/process.ts";

const PATH = Deno.env.get("PATH") ?? "";
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const hasPython = await new Deno.Command("sh", { args: ["-c", "command -v python3"], stdout: "null" })
  .output()
  .then(({ success }) => success);
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function sh(script: string, folder = "/") {
  return { words: ["sh", "-c", script], folder, environment: { PATH } };
}

function runSh(script: string, folder = "/") {
  return denoProcesses.run(sh(script, folder), { timeoutSeconds: 10 });
}

/** A loop that shows its life in a file, so that its death can be seen without looking at processes. */
function beating(name: string): string {
  return `while :; do echo x >> ${name}; sleep 0.02; done`;
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function beats(file: string): Promise<number> {
  try {
    return (await Deno.stat(file)).size;
  } catch {
    return 0;
  }
}

async function waitForBeat(file: string): Promise<void> {
  for (let tries = 0; tries < 500 && await beats(file) === 0; tries++) await sleep(10);
  assert(await beats(file) > 0, `${file} never beat`);
}

async function assertDead(file: string): Promise<void> {
  const before = await beats(file);
  assert(before > 0, `${file} never beat`);
  await sleep(100);
  const after = await beats(file);
  await sleep(100);
  assertEquals(await beats(file), after, `${file} still beats`);
}

Deno.test("run() passes exit codes through", async () => {
  for (const code of [0, 1, 3, 127, 143, 255]) {
    const ended = await runSh(`exit ${code}`);
    assertEquals([ended.exitCode, ended.signal, ended.timedOut], [code, null, false]);
  }
});

Deno.test("run() tells a signal from an exit code", async () => {
  const ended = await runSh("kill -SEGV $$");
  assertEquals([ended.exitCode, ended.signal], [null, "SIGSEGV"]);
});

Deno.test("run() keeps the two outputs apart", async () => {
  const ended = await runSh("echo out; echo err >&2");
  assertEquals([text(ended.stdout), text(ended.stderr)], ["out\n", "err\n"]);
});

Deno.test("run() gives the command its words as they are, its folder and no input", async () => {
  await withFolder(async (folder) => {
    const words = ["sh", "-c", 'printf "%s|" "$@"; cat; pwd', "sh", "a b", "$HOME", "", "-x", "'\"*"];
    const ended = await denoProcesses.run({ words, folder, environment: { PATH } }, { timeoutSeconds: 10 });
    assertEquals(text(ended.stdout), `a b|$HOME||-x|'"*|${await Deno.realPath(folder)}\n`);
  });
});

Deno.test("run() gives the command its environment and nothing of ours", async () => {
  const environment = { PATH, EMPTY: "", ODD: "a'b\n$c" };
  const ended = await denoProcesses.run({ words: ["env", "-0"], folder: "/", environment }, {
    timeoutSeconds: 10,
  });
  // What a shell adds: PWD, and with bash SHLVL and _.
  const given = text(ended.stdout).split("\0").filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=|^$/.test(line));
  assertEquals(given.sort(), [`EMPTY=`, `ODD=a'b\n$c`, `PATH=${PATH}`]);
});

Deno.test("run() takes a relative program from the command's folder", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/here`, "#!/bin/sh\necho ran\n", { mode: 0o700 });
    const ended = await denoProcesses.run({ words: ["./here"], folder, environment: { PATH } }, {
      timeoutSeconds: 10,
    });
    assertEquals(text(ended.stdout), "ran\n");
  });
});

Deno.test("run() says what was not found with exit code 127", async () => {
  const cases = [
    [["no-such-program"], "/", "no-such-program was not found on PATH\n"],
    [[".venv/bin/python", "x"], "/", ".venv/bin/python was not found in /\n"],
    [["sh"], "/no/such/folder", "The folder /no/such/folder is not there\n"],
  ] as const;
  for (const [words, folder, sentence] of cases) {
    const ended = await denoProcesses.run({ words, folder, environment: { PATH } }, { timeoutSeconds: 10 });
    assertEquals([ended.exitCode, text(ended.stderr)], [127, sentence]);
  }
});

Deno.test("run() never says the value of a variable that cannot be passed on", async () => {
  const environment = { PATH, KEY: "canary\0canary" };
  const ended = await denoProcesses.run({ words: ["env"], folder: "/", environment }, { timeoutSeconds: 10 });
  assertEquals(ended.exitCode, 126);
  assertStringIncludes(text(ended.stderr), "env could not be started in /");
  assert(!text(ended.stderr).includes("canary"));
});

Deno.test("run() does not wait for a grandchild that holds the output, and ends it", async () => {
  await withFolder(async (folder) => {
    const ended = await runSh(
      `(${beating("beat")}) & while [ ! -s beat ]; do sleep 0.01; done; echo hi`,
      folder,
    );
    assertEquals([ended.exitCode, text(ended.stdout)], [0, "hi\n"]);
    assert(ended.seconds < 5);
    await assertDead(`${folder}/beat`);
  });
});

Deno.test("run() ends at its time limit with SIGTERM", async () => {
  const ended = await denoProcesses.run(sh("echo before; sleep 20"), { timeoutSeconds: 0.2 });
  assertEquals([ended.exitCode, ended.signal, ended.timedOut], [null, "SIGTERM", true]);
  assertEquals(text(ended.stdout), "before\n");
});

Deno.test("run() kills two seconds after its time limit who ignores SIGTERM, and the children too", async () => {
  await withFolder(async (folder) => {
    const script = `trap '' TERM; (${beating("beat")}) & while :; do sleep 0.1; done`;
    const ended = await denoProcesses.run(sh(script, folder), { timeoutSeconds: 0.3 });
    assertEquals([ended.exitCode, ended.signal, ended.timedOut], [null, "SIGKILL", true]);
    assert(ended.seconds > 2 && ended.seconds < 6);
    await assertDead(`${folder}/beat`);
  });
});

Deno.test("run() passes on the exit code of a program that ends itself at SIGTERM", async () => {
  const ended = await denoProcesses.run(sh("trap 'exit 5' TERM; while :; do sleep 0.05; done"), {
    timeoutSeconds: 0.3,
  });
  assertEquals([ended.exitCode, ended.signal, ended.timedOut], [5, null, true]);
});

Deno.test("run() keeps the head and the tail of an endless output", async () => {
  const script =
    "echo first; i=0; while [ $i -lt 3000 ]; do echo 0123456789012345678; i=$((i+1)); done; echo last";
  const { stdout } = await denoProcesses.run(sh(script), { timeoutSeconds: 10, maxBytes: 1000 });
  assert(text(stdout).startsWith("first\n"));
  assert(text(stdout).endsWith("\nlast\n"));
  assertStringIncludes(text(stdout), `\n[${6 + 3000 * 20 + 5 - 1000} bytes left out]\n`);
});

Deno.test("start() shows what was printed so far, in its order, and stop() ends the group", async () => {
  await withFolder(async (folder) => {
    const running = denoProcesses.start(sh(`(${beating("beat")}) & echo one; echo two >&2; wait`, folder));
    await waitForBeat(`${folder}/beat`);
    for (let tries = 0; tries < 200 && running.output().length < 8; tries++) await sleep(10);
    assertEquals(text(running.output()).split("\n").sort(), ["", "one", "two"]);
    await running.stop();
    const ended = await running.ended;
    assertEquals([ended.signal, ended.timedOut], ["SIGTERM", false]);
    await assertDead(`${folder}/beat`);
    await running.stop();
  });
});

function listening(port: number): string {
  const script = `const listener = Deno.listen({ hostname: "127.0.0.1", port: ${port} });
    console.log("up");
    await listener.accept();`;
  return `'${Deno.execPath()}' eval '${script}'`;
}

async function waitForOutput(running: Running): Promise<void> {
  for (let tries = 0; tries < 1000 && running.output().length === 0; tries++) await sleep(10);
  assert(running.output().length > 0, "it printed nothing");
}

Deno.test("start() gives every byte to who watches, also those that it does not keep", async () => {
  let [stdout, stderr] = [0, 0];
  const process = denoProcesses.start(
    sh("head -c 3000000 /dev/zero; printf 123 >&2; head -c 3000000 /dev/zero"),
    (stream, bytes) => stream === "stdout" ? stdout += bytes.length : stderr += bytes.length,
  );
  const ended = await process.ended;
  assertEquals([stdout, stderr], [6_000_000, 3]);
  assert(ended.stdout.length < 2_000_000);
  let said = "";
  const none = denoProcesses.start(
    { ...sh("true"), folder: "/none" },
    (_, bytes) => said += text(bytes),
  );
  await none.ended;
  assertStringIncludes(said, "The folder /none is not there");
});

Deno.test({
  name: "eachAlone() pauses the other workers, lets them go on, and asks nobody where there is one",
  ignore: Deno.build.os !== "linux" || !hasPython,
  async fn() {
    const port = denoProcesses.freePort();
    // A parent that listens and does not accept, with workers that answer with their number.
    const script = `
import os, socket, sys
listening = socket.create_server(("127.0.0.1", ${port}), backlog=50)
for number in range(int(sys.argv[1])):
    if os.fork() == 0:
        while True:
            with listening.accept()[0] as connection:
                connection.sendall(b"%d" % number)
os.wait()
`;
    const asked = async () => {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const buffer = new Uint8Array(8);
      return text(buffer.subarray(0, await connection.read(buffer) ?? 0));
    };
    for (const [workers, expected] of [[3, "0,1,2"], [1, ""]] as const) {
      const process = denoProcesses.start({
        words: ["python3", "-c", script, `${workers}`],
        folder: "/",
        environment: { PATH },
      });
      try {
        for (let tries = 0; tries < 500 && !(await process.listensOn(port)); tries++) await sleep(10);
        await asked();
        for (let round = 0; round < 2; round++) {
          assertEquals((await process.eachAlone(port, asked)).toSorted().join(), expected);
        }
        assertEquals(await process.eachAlone(port + 1, asked), []);
      } finally {
        await process.stop();
      }
    }
  },
});

Deno.test("listensOn() tells the ports of the group from those of others", async () => {
  const port = denoProcesses.freePort();
  // Behind a shell, as a child of a child.
  const running = denoProcesses.start(sh(`${listening(port)} & wait`));
  const other = denoProcesses.start(sh("sleep 20"));
  using ours = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  try {
    await waitForOutput(running);
    assertEquals(
      await Promise.all([
        running.listensOn(port),
        running.listensOn(ours.addr.port),
        running.listensOn(denoProcesses.freePort()),
        other.listensOn(port),
      ]),
      [true, false, false, false],
    );
  } finally {
    await Promise.all([running.stop(), other.stop()]);
  }
  assertEquals(await running.listensOn(port), false);
});

Deno.test({
  name: "listensOn() is false where somebody else has the port too, on another address",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const port = denoProcesses.freePort();
    const running = denoProcesses.start(sh(listening(port)));
    try {
      await waitForOutput(running);
      assertEquals(await running.listensOn(port), true);
      using _other = Deno.listen({ hostname: "127.0.0.2", port });
      assertEquals(await running.listensOn(port), false);
    } finally {
      await running.stop();
    }
  },
});

Deno.test({
  name: "listensOn() is null where the tools are not there",
  ignore: Deno.build.os !== "linux",
  permissions: { run: true },
  async fn() {
    assertEquals(await listensOn(9, { group: 1, tools: "/no/such/folder" }), null);
  },
});

Deno.test("stopAll() ends every group that runs", async () => {
  const all = [1, 2, 3].map(() => denoProcesses.start(sh("sleep 20")));
  await denoProcesses.stopAll();
  for (const { ended } of all) assertEquals((await ended).signal, "SIGTERM");
});

Deno.test("a SIGKILL of Keysplit ends everything that it started", async () => {
  await withFolder(async (folder) => {
    const fixture = fromFileUrl(new URL("../fixtures/io/killed_while_it_runs.ts", import.meta.url));
    const script = `trap '' TERM HUP; (trap '' TERM HUP; ${beating("deep")}) & ${beating("beat")}`;
    const keysplit = new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--allow-run", "--allow-env", fixture, folder, script],
      stdin: "null",
      stdout: "null",
      stderr: "inherit",
    }).spawn();
    try {
      await waitForBeat(`${folder}/beat`);
      await waitForBeat(`${folder}/deep`);
    } finally {
      keysplit.kill("SIGKILL");
      await keysplit.status;
    }
    await sleep(50);
    await assertDead(`${folder}/beat`);
    await assertDead(`${folder}/deep`);
  });
});

Deno.test({
  name: "run() says which permission is missing",
  permissions: { env: ["PATH"] },
  async fn() {
    const error = await assertRejects(() => runSh("true"), KeysplitError, "Deno may not run /bin/sh");
    assertEquals(error.code, "permission");
  },
});

Deno.test("freePort() gives a port that can be listened on", () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: denoProcesses.freePort() });
  assert(listener.addr.port > 0);
});
