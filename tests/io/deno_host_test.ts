import { assert, assertEquals } from "@std/assert";

import { denoHost } from "../../src/io/deno_host.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const MODULE = JSON.stringify(new URL("../../src/io/deno_host.ts", import.meta.url).href);

/** Runs code with a `host` in a process of its own. */
function spawn(code: string, env: Record<string, string> = {}) {
  return new Deno.Command(Deno.execPath(), {
    args: ["eval", `import { denoHost } from ${MODULE}; const host = denoHost(); ${code}`],
    env,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test({
  name: "denoHost() without permissions reads no variable, asks for nothing and says so",
  permissions: "none",
  async fn() {
    const { environment, may, random } = denoHost();
    assertEquals([environment.get("PATH"), environment.all()], [undefined, {}]);
    for (const permission of ["read", "write", "run", "env", "net"] as const) {
      assertEquals([await may(permission), await may(permission, "x")], [false, false]);
    }
    assertEquals(random.bytes(70_000).length, 70_000);
  },
});

Deno.test({
  name: "may() tells one host from another",
  permissions: { net: ["127.0.0.1"] },
  async fn() {
    const { may } = denoHost();
    assertEquals([await may("net", "127.0.0.1"), await may("net", "localhost"), await may("net")], [
      true,
      false,
      false,
    ]);
  },
});

Deno.test("get() takes a value that is not UTF-8 for absent and never shows it", async () => {
  const code = `import { denoHost } from ${MODULE}; const { environment } = denoHost();
    console.log(environment.get("BAD") === undefined, "BAD" in environment.all());`;
  // Deno passes only text on: a shell makes the bytes.
  const { stdout, stderr } = await new Deno.Command("sh", {
    args: ["-c", `BAD="$(printf 'canary\\377')" exec "$0" "$@"`, Deno.execPath(), "eval", code],
  }).output();
  assertEquals([text(stdout), text(stderr)], ["true false\n", ""]);
});

Deno.test("stopped resolves at a signal, once for two that come together", async () => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const child = spawn(`
      console.log("ready");
      const alive = setInterval(() => {}, 1000);
      await host.stopped;
      await host.clock.sleep(200);
      console.log("stopped");
      Deno.exit(4);`);
    const reader = child.stdout.getReader();
    assertEquals(text((await reader.read()).value ?? new Uint8Array()), "ready\n");
    child.kill(signal);
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill(signal);
    assertEquals(text((await reader.read()).value ?? new Uint8Array()), "stopped\n");
    reader.releaseLock();
    await child.stdout.cancel();
    assertEquals((await child.status).code, 4);
    await child.stderr.cancel();
  }
});

Deno.test("stopped does not keep a process that hangs from being ended a second later", async () => {
  const child = spawn(`console.log("ready"); setInterval(() => {}, 1000);`);
  const reader = child.stdout.getReader();
  await reader.read();
  child.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 1300));
  child.kill("SIGTERM");
  const { signal } = await child.status;
  assertEquals(signal, "SIGTERM");
  await reader.cancel();
  await child.stderr.cancel();
});

Deno.test("clock moves on", async () => {
  const { clock } = denoHost();
  const before = clock.seconds();
  await clock.sleep(5);
  assert(clock.seconds() > before);
  assert(Math.abs(clock.now() - Date.now()) < 1000);
});
