import { assert, assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { KeysplitError } from "../../src/errors.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { snapshot } from "../../src/io/snapshot.ts";
import { commit, type CommitOptions } from "../../src/io/staged_files.ts";

const ENV = "/p/.env";
const environment = { HOME: "/home/ada" };
const bytes = (text: string) => new TextEncoder().encode(text);

function test(name: string, fn: () => Promise<void> | void): void {
  Deno.test({ name, permissions: "none", fn });
}

function edit(host: ReturnType<typeof memoryHost>, text: string, options?: CommitOptions) {
  return commit(host, [{ path: ENV, before: snapshot(host, ENV), after: bytes(text), root: "/p" }], options);
}

function textOf(host: ReturnType<typeof memoryHost>, path: string): string {
  return new TextDecoder().decode(host.files.read(path));
}

async function refusal(run: () => Promise<unknown>): Promise<KeysplitError> {
  return await assertRejects(run, KeysplitError);
}

test("commit() syncs a file before it is renamed and the folder after", async () => {
  const host = memoryHost({ files: { [ENV]: "A=1\n" } });
  await edit(host, "A=2\n");
  const order = host.steps.map(({ operation }) => operation);
  const last = (operation: typeof order[number]) => order.lastIndexOf(operation);
  const expected = ["create", "write", "chmod", "sync", "close", "rename", "syncFolder"] as const;
  assertEquals(expected.map(last), expected.map(last).toSorted((one, other) => one - other));
});

test("commit() writes nothing where the bytes are the same", async () => {
  const host = memoryHost({ files: { [ENV]: { content: "A=1\n", mode: 0o644 } } });
  const { modified } = host.files.lstat(ENV);
  const result = await edit(host, "A=1\n");
  assert(result.outcome === "committed");
  assertEquals(result.files[0]?.done, "unchanged");
  assertEquals(result.files[0]?.wider, true);
  assertEquals(host.files.lstat(ENV).modified, modified);
  assertEquals(host.steps.filter(({ operation }) => ["create", "lockFolder"].includes(operation)), []);
});

test("commit() makes a new file that only its owner can read", async () => {
  const host = memoryHost({ files: { "/p": { folder: 0o755 } } });
  const result = await edit(host, "A=1\n");
  assert(result.outcome === "committed");
  assertEquals(result.files.map(({ done, mode, wider }) => ({ done, mode, wider })), [
    { done: "created", mode: 0o600, wider: false },
  ]);
  assertEquals(host.files.lstat(ENV).mode, 0o600);
});

test("commit() keeps a wide mode and offers the chmod", async () => {
  const host = memoryHost({ files: { [ENV]: { content: "A=1\n", mode: 0o644 } } });
  const result = await edit(host, "A=2\n");
  assert(result.outcome === "committed");
  assertEquals(host.files.lstat(ENV).mode, 0o644);
  assertEquals(result.files[0]?.warnings.map(({ kind, commands }) => [kind, ...commands]), [
    ["open-mode", "chmod 600 /p/.env"],
  ]);
});

test("commit() gives a file of another user no bits for a group that it cannot keep", async () => {
  const host = memoryHost({ files: { [ENV]: { content: "A=1\n", mode: 0o664, uid: 33, gid: 33 } } });
  const result = await edit(host, "A=2\n");
  assert(result.outcome === "committed");
  assertEquals(host.files.lstat(ENV).mode, 0o644);
  assert(result.files[0]?.warnings.some(({ kind }) => kind === "owner"));
});

test("commit() as root keeps the owner", async () => {
  const host = memoryHost({ files: { [ENV]: { content: "A=1\n", mode: 0o640, uid: 33, gid: 7 } }, uid: 0 });
  await edit(host, "A=2\n");
  const { uid, gid, mode } = host.files.lstat(ENV);
  assertEquals({ uid, gid, mode }, { uid: 33, gid: 7, mode: 0o640 });
});

test("commit() replaces the target of a symbolic link and keeps the link", async () => {
  const host = memoryHost({ files: { "/p/shared/env": "A=1\n", [ENV]: { link: "shared/env" } } });
  const result = await edit(host, "A=2\n");
  assert(result.outcome === "committed");
  assertEquals(result.files[0]?.target, "/p/shared/env");
  assertEquals(host.files.lstat(ENV).kind, "link");
  assertEquals(textOf(host, "/p/shared/env"), "A=2\n");
});

test("commit() refuses a target outside of its root unless that is allowed", async () => {
  const host = memoryHost({ files: { "/p2/env": "A=1\n", [ENV]: { link: "../p2/env" } } });
  const error = await refusal(() => edit(host, "A=2\n"));
  assertEquals(error.code, "refused-edit");
  assertStringIncludes(error.message, 'leads to "/p2/env", outside of "/p"');
  assertEquals(textOf(host, ENV), "A=1\n");
  await edit(host, "A=2\n", { outside: "allowed" });
  assertEquals(textOf(host, "/p2/env"), "A=2\n");
});

test("commit() refuses a file that changed since it was read", async () => {
  const host = memoryHost({ files: { [ENV]: "A=1\n" } });
  const before = snapshot(host, ENV);
  await edit(host, "A=3\n");
  const change = { path: ENV, before, after: bytes("A=2\n"), root: "/p" };
  assertEquals((await refusal(() => commit(host, [change]))).code, "changed-on-disk");
  assertEquals((await refusal(() => commit(host, [{ ...change, before: null }]))).code, "changed-on-disk");
  assertEquals(textOf(host, ENV), "A=3\n");
  assertEquals(host.files.list("/p"), [".env"]);
});

test("commit() notices other bytes behind the same time and size, and another mode over the same bytes", async () => {
  const host = memoryHost({ files: { [ENV]: { content: "A=1\n", mode: 0o644 } } });
  const before = snapshot(host, ENV);
  assert(before !== null);
  const change = {
    path: ENV,
    before: { ...before, bytes: bytes("A=0\n") },
    after: bytes("A=2\n"),
    root: "/p",
  };
  assertEquals((await refusal(() => commit(host, [change]))).code, "changed-on-disk");
  host.files.overwrite(ENV).chmod(0o600);
  assertEquals((await refusal(() => commit(host, [{ ...change, before }]))).code, "changed-on-disk");
  assertEquals(host.files.lstat(ENV).mode, 0o600);
});

test("commit() refuses a file that changes while the new one is staged", async () => {
  let meddle = () => {};
  const fault: MemoryOptions["fault"] = ({ operation }) => {
    if (operation === "sync") meddle();
    return null;
  };
  const host = memoryHost({ files: { [ENV]: "A=1\n" }, fault });
  const other = memoryHost({ disk: host.disk });
  meddle = () => other.files.overwrite(ENV).write(bytes("B"));
  assertEquals((await refusal(() => edit(host, "A=2\n"))).code, "changed-on-disk");
  assertEquals(textOf(host, ENV), "B=1\n");
  assertEquals(host.files.list("/p"), [".env"]);
});

test("commit() refuses two names of one file", async () => {
  const host = memoryHost({ files: { [ENV]: "A=1\n", "/p/other": { link: ".env" } } });
  const changes = [ENV, "/p/other"].map((path) => ({
    path,
    before: snapshot(host, path),
    after: bytes("A=2\n"),
    root: "/p",
  }));
  assertEquals((await refusal(() => commit(host, changes))).code, "refused-edit");
  assertEquals(textOf(host, ENV), "A=1\n");
});

test("commit() says that other hard links keep the old contents", async () => {
  const host = memoryHost({ files: { [ENV]: "A=1\n", "/p/twin": { sameAs: ENV } } });
  const result = await edit(host, "A=2\n");
  assert(result.outcome === "committed");
  assertEquals(result.files[0]?.warnings.map(({ kind }) => kind), ["hard-links"]);
  assertEquals(textOf(host, "/p/twin"), "A=1\n");
});

test("commit() asks before it overwrites a bind-mounted file in place", async () => {
  const host = memoryHost({ files: { [ENV]: "A=1\n", "/p/x": "X" }, bindMounts: [ENV], environment });
  const changes = ["/p/x", ENV].map((path) => ({
    path,
    before: snapshot(host, path),
    after: bytes("A=2, longer\n"),
    root: "/p",
  }));
  const asked = await commit(host, changes);
  assertEquals(asked, { outcome: "needs-consent", reason: "bind-mount", path: ENV, recovered: [] });
  assertEquals([textOf(host, ENV), textOf(host, "/p/x")], ["A=1\n", "X"]);
  assertEquals(host.files.list("/p"), [".env", "x"]);
  const { inode } = host.files.lstat(ENV);
  const again = changes.map((change) => ({ ...change, before: snapshot(host, change.path) }));
  const result = await commit(host, again, { bindMount: "in-place" });
  assert(result.outcome === "committed");
  assertEquals(result.files.map(({ done }) => done), ["replaced", "overwritten"]);
  assertEquals(textOf(host, ENV), "A=2, longer\n");
  assertEquals(host.files.lstat(ENV).inode, inode);
});

test("commit() overwrites in place only after both copies and their folder are synced", async () => {
  const host = memoryHost({ files: { [ENV]: "A=1\n" }, bindMounts: [ENV], environment });
  await edit(host, "A=2\n", { bindMount: "in-place" });
  const order = host.steps.map(({ operation, path }) =>
    `${operation} ${path.replace(/[0-9a-f]{16,}$/, "*")}`
  );
  const expected = [
    "sync /p/.env.keysplit-*",
    "rename /p/.env.keysplit-new-*",
    "rename /p/.env.keysplit-old-*",
    "syncFolder /p",
    "overwrite /p/.env",
    "write /p/.env",
    "truncate /p/.env",
    "sync /p/.env",
    "remove /p/.env.keysplit-old-*",
    "remove /p/.env.keysplit-new-*",
  ];
  const places = expected.map((step) => order.indexOf(step));
  assert(!places.includes(-1));
  assertEquals(places, places.toSorted((one, other) => one - other));
});

test("commit() waits for the lock of another run up to its deadline", async () => {
  const host = memoryHost({ files: { [ENV]: "A=1\n" } });
  const lock = memoryHost({ disk: host.disk }).files.lockFolder("/p");
  const error = await refusal(() => edit(host, "A=2\n", { waitSeconds: 3 }));
  assertEquals(error.code, "write-failed");
  assertStringIncludes(error.message, "another run is writing there");
  assert(host.clock.seconds() >= 3);
  lock?.release();
  await edit(host, "A=2\n");
  assertEquals(textOf(host, ENV), "A=2\n");
});

test("commit() names the cause of a failure and says that the old file is untouched", async () => {
  const failing = async (code: "ENOSPC" | "EROFS" | "EACCES" | "ENOTCAPABLE") => {
    const fault: MemoryOptions["fault"] = ({ operation }) => operation === "create" ? code : null;
    return await refusal(() => edit(memoryHost({ files: { [ENV]: "A=1\n" }, fault }), "A=canary\n"));
  };
  const full = await failing("ENOSPC");
  assertEquals(full.message, 'Cannot write "/p/.env": there is no space left; the old file is untouched');
  assertEquals(full.next, ["df -h /p"]);
  assertStringIncludes((await failing("EROFS")).message, "the file system is read-only");
  assertStringIncludes((await failing("EACCES")).message, "no rights");
  assertEquals((await failing("ENOTCAPABLE")).code, "permission");
});

test("snapshot() refuses whatever is no regular file, before it opens it", () => {
  const host = memoryHost({
    files: { "/p/fifo": { fifo: 0o600 }, "/p/folder": { folder: 0o755 }, "/p/nowhere": { link: "gone" } },
  });
  for (const path of ["/p/fifo", "/p/folder", "/p/nowhere"]) {
    assertEquals(assertThrows(() => snapshot(host, path), KeysplitError).code, "refused-edit");
  }
  assertEquals(host.steps.filter(({ operation }) => operation === "read"), []);
  assertEquals(snapshot(host, "/p/absent"), null);
});

test("snapshot() tells an unreadable file from a missing permission", () => {
  const host = memoryHost({ files: { [ENV]: { content: "A=1\n", mode: 0o000 } } });
  assertEquals(assertThrows(() => snapshot(host, ENV), KeysplitError).code, "unreadable");
  const bound = memoryHost({ files: { [ENV]: "A=1\n" }, fault: () => "ENOTCAPABLE" });
  assertEquals(assertThrows(() => snapshot(bound, ENV), KeysplitError).code, "permission");
});
