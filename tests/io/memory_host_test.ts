import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { FileError, HttpError } from "../../src/io/host.ts";
import { Killed } from "../../src/io/memory_files.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

function test(name: string, fn: () => Promise<void> | void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("memoryHost() follows links in the middle and at the end of a path", () => {
  const { files } = memoryHost({
    files: {
      "/a/b/file": "text",
      "/link": { link: "a/b" },
      "/a/up": { link: "../link/file" },
      "/o": { link: "o" },
    },
  });
  assertEquals(files.realPath("/link/file"), "/a/b/file");
  assertEquals(files.realPath("/a/up"), "/a/b/file");
  assertEquals(files.realPath("/link/.."), "/a");
  assertEquals(files.lstat("/a/up").kind, "link");
  assertEquals(files.stat("/a/up").kind, "file");
  assertEquals(assertThrows(() => files.read("/o"), FileError).code, "ELOOP");
  assertEquals(assertThrows(() => files.read("/a/b/file/x"), FileError).code, "ENOTDIR");
});

test("memoryHost() keeps to the modes unless it is root", () => {
  const entries = { "/p/secret": { content: "x", mode: 0o040, uid: 0, gid: 7 } };
  const codeFor = (ids: { uid: number; gid: number }) =>
    assertThrows(() => memoryHost({ files: entries, ...ids }).files.read("/p/secret"), FileError).code;
  assertEquals(codeFor({ uid: 5, gid: 5 }), "EACCES");
  assertEquals(memoryHost({ files: entries, uid: 5, gid: 7 }).files.read("/p/secret").length, 1);
  assertEquals(memoryHost({ files: entries, uid: 0 }).files.read("/p/secret").length, 1);
});

test("memoryHost() is dead after a kill, and its locks are free", () => {
  const host = memoryHost({
    files: { "/p": { folder: 0o755 } },
    fault: ({ operation }) => operation === "list" ? "kill" : null,
  });
  host.files.lockFolder("/p");
  assertThrows(() => host.files.list("/p"), Killed);
  assertThrows(() => host.files.stat("/p"), Killed);
  assertEquals(memoryHost({ disk: host.disk }).files.lockFolder("/p") === null, false);
});

test("memoryHost() answers as it was told and keeps what it was asked", async () => {
  const host = memoryHost({
    answers: ["y"],
    input: "first\nrest",
    run: ({ words }) => words[0] === "python" ? { stdout: "ok\n" } : null,
    answer: ({ url }) => url.endsWith("/login") ? { status: 401, body: "no" } : null,
    without: ["net", "run git"],
  });
  const command = { words: ["python"], folder: "/p", environment: {} };
  assertEquals((await host.processes.run(command, { timeoutSeconds: 1 })).exitCode, 0);
  assertEquals(
    (await host.processes.run({ ...command, words: ["ruby"] }, { timeoutSeconds: 1 })).exitCode,
    127,
  );
  assertEquals(host.commands.map(({ words }) => words[0]), ["python", "ruby"]);
  const request = { method: "POST", url: "http://127.0.0.1:8000/login", timeoutSeconds: 1 };
  assertEquals((await host.http.request(request)).status, 401);
  await assertRejects(() => host.http.request({ ...request, url: "http://127.0.0.1:8000/" }), HttpError);
  assertEquals([await host.terminal.ask("Write? "), await host.terminal.ask("Sure? ")], ["y", null]);
  assertEquals(host.noted(), "Write? \nSure? \n");
  assertEquals(await host.terminal.readLine(), "first");
  assertEquals(new TextDecoder().decode(await host.terminal.readAll(3)), "res");
  assertEquals([await host.may("net"), await host.may("run", "git"), await host.may("read")], [
    false,
    false,
    true,
  ]);
});

test("memoryHost() has servers that run until they are stopped", async () => {
  const host = memoryHost({ run: () => ({}) });
  const server = host.processes.start({ words: ["serve"], folder: "/p", environment: {} });
  await host.processes.stopAll();
  assertEquals((await server.ended).signal, "SIGTERM");
});
