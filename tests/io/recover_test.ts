import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { KeysplitError } from "../../src/errors.ts";
import { makeCopyKey } from "../../src/io/copy_key.ts";
import { copyPath, type CopyRole } from "../../src/io/copy_name.ts";
import { type Disk, type Entry, memoryDisk } from "../../src/io/memory_disk.ts";
import { memoryFiles } from "../../src/io/memory_files.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { foreseeRecovery, recover } from "../../src/io/recover.ts";
import { snapshot } from "../../src/io/snapshot.ts";
import { commit } from "../../src/io/staged_files.ts";

// A copy beside a file counts only where this user's own run has made it.

const ENV = "/p/.env";
const KEY = "/home/ada/.local/state/keysplit/copies.key";
const PROJECT = { project: "/p" };
const environment = { HOME: "/home/ada" };
const bytes = (text: string) => new TextEncoder().encode(text);

function test(name: string, fn: () => Promise<void> | void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** A disk with a file, and with copies of it that a run of the user has made. */
async function interrupted(now: string, copies: Partial<Record<CopyRole, string>>): Promise<Disk> {
  const disk = memoryDisk({ "/p": { folder: 0o755 } });
  const host = memoryHost({ disk, environment });
  const key = await makeCopyKey(host, ["/p"]);
  assert(key !== null);
  put(disk, ENV, now);
  for (const role of ["old", "new"] as const) {
    const text = copies[role];
    if (text !== undefined) put(disk, copyPath(key, { target: ENV, role, bytes: bytes(text) }), text);
  }
  return disk;
}

function put(disk: Disk, path: string, text: string, mode = 0o600): void {
  const file = memoryFiles(disk, { writeAtMost: 1000 }).create(path, mode);
  file.write(bytes(text));
  file.close();
}

/** Paths below a folder with their texts. */
function contents(disk: Disk, folder = "/p"): Readonly<Record<string, string>> {
  const files = memoryFiles(disk, { uid: 0 });
  const names = files.list(folder).filter((name) => files.lstat(`${folder}/${name}`).kind === "file");
  return Object.fromEntries(
    names.map((name) => [`${folder}/${name}`, new TextDecoder().decode(files.read(`${folder}/${name}`))]),
  );
}

const runs = (disk: Disk, options: MemoryOptions = { environment }) =>
  recover(memoryHost({ disk, ...options }), ["/p"], PROJECT);

test("recover() says whether it restored the old file or found the new one whole", async () => {
  const outcome = async (now: string) => {
    const disk = await interrupted(now, { old: "aaaa", new: "bbbbbb" });
    const recovered = await runs(disk);
    assertEquals(Object.keys(contents(disk)), [ENV]);
    return [recovered[0]?.outcome, contents(disk)[ENV]];
  };
  assertEquals(await outcome("aaaa"), [undefined, "aaaa"]);
  assertEquals(await outcome("bbaa"), ["restored", "aaaa"]);
  assertEquals(await outcome("bbbbb"), ["restored", "aaaa"]);
  assertEquals(await outcome("bbbbbb"), ["finished", "bbbbbb"]);
});

test("recover() removes a new copy that no old one stands beside", async () => {
  const disk = await interrupted("aaaa", { new: "bbbb" });
  assertEquals(await runs(disk), []);
  assertEquals(contents(disk), { [ENV]: "aaaa" });
});

test("recover() leaves a file that somebody edited after a killed run, and commit() then refuses it", async () => {
  const disk = await interrupted("edited by hand\n", { old: "A=1\n", new: "A=2\n" });
  const before = contents(disk);
  const [found] = await runs(disk);
  assertEquals([found?.target, found?.outcome, before[found?.copy ?? ""]], [ENV, "left", "A=1\n"]);
  const host = memoryHost({ disk, environment });
  const change = { path: ENV, before: snapshot(host, ENV), after: bytes("A=3\n"), root: "/p" };
  assertEquals((await assertRejects(() => commit(host, [change]), KeysplitError)).code, "refused-edit");
  assertEquals(contents(disk), before);
});

test("foreseeRecovery() tells what recover() would do, and changes nothing", async () => {
  const disk = await interrupted("bbaa", { old: "aaaa", new: "bbbb" });
  put(disk, `${ENV}.keysplit-0123456789abcdef`, "left by a killed run");
  const before = contents(disk);
  const host = memoryHost({ disk, environment });
  const foreseen = await foreseeRecovery(host, ["/p"], PROJECT);
  assertEquals(contents(disk), before);
  assertEquals(foreseen.map(({ outcome }) => outcome), ["restored"]);
  assertEquals(await runs(disk), foreseen);
  assertEquals(contents(disk), { [ENV]: "aaaa" });
});

/** What an attacker puts beside a file whose bytes he knows, so that it would be restored to his. */
const FORGED = {
  [`${ENV}.keysplit-old`]: "evil",
  [`${ENV}.keysplit-new`]: "good!",
  [`${ENV}.keysplit-old-${"0".repeat(32)}`]: "evil",
  [`${ENV}.keysplit-new-${"0".repeat(32)}`]: "good!",
};

async function assertUntouched(disk: Disk, options: MemoryOptions): Promise<void> {
  const before = contents(disk);
  const recovered = await runs(disk, options);
  assertEquals(recovered.map(({ outcome }) => outcome), ["not-ours"]);
  assertEquals(contents(disk), before);
}

test("recover() honours no copy that came with the project", async () => {
  const torn = { ...FORGED, [ENV]: "eviY" };
  for (const files of [{ ...FORGED, [ENV]: "good" }, torn]) {
    // Whether the user has a key, has none yet, or has no HOME.
    const withKey = memoryDisk(files);
    await makeCopyKey(memoryHost({ disk: withKey, environment }), ["/p"]);
    await assertUntouched(withKey, { environment });
    await assertUntouched(memoryDisk(files), { environment });
    await assertUntouched(memoryDisk(files), {});
  }
});

test("recover() honours no copy whose key came with the project", async () => {
  const disk = await interrupted("bbaa", { old: "aaaa", new: "bbbb" });
  const key = memoryFiles(disk).read(KEY);
  const project = memoryFiles(disk);
  for (const folder of ["/p/state", "/p/state/keysplit"]) project.makeFolder(folder, 0o700);
  const file = project.create("/p/state/keysplit/copies.key", 0o600);
  file.write(key);
  file.close();
  memoryFiles(disk).remove(KEY);
  await assertUntouched(disk, { environment: { HOME: "/home/ada", XDG_STATE_HOME: "/p/state" } });
  // Not by a detour either.
  await assertUntouched(disk, { environment: { XDG_STATE_HOME: "/home/../p/state" } });
});

test("recover() honours no copy that holds other bytes than it was made with, or lies elsewhere", async () => {
  const disk = await interrupted("bbaa", { old: "aaaa", new: "bbbb" });
  const names = Object.keys(contents(disk)).filter((path) => path !== ENV);
  const other = memoryDisk({ [ENV]: "bbaa" });
  const key = memoryFiles(disk).read(KEY);
  await makeCopyKey(memoryHost({ disk: other, environment, now: 1 }), ["/p"]);
  assertEquals(memoryFiles(other).read(KEY), key, "the memory host draws the same key again");
  for (const name of names) put(other, name, "evil");
  await assertUntouched(other, { environment });

  const moved = memoryDisk({ "/q/.env": "bbaa" });
  await makeCopyKey(memoryHost({ disk: moved, environment }), ["/p"]);
  for (const name of names) put(moved, name.replace("/p/", "/q/"), contents(disk)[name] ?? "");
  const recovered = await recover(memoryHost({ disk: moved, environment }), ["/q"], { project: "/q" });
  assertEquals(recovered.map(({ outcome }) => outcome), ["not-ours"]);
  assertEquals(contents(moved, "/q")["/q/.env"], "bbaa");
});

test("recover() honours no copy under a key that others could read", async () => {
  const disk = await interrupted("bbaa", { old: "aaaa", new: "bbbb" });
  const file = memoryFiles(disk).overwrite(KEY);
  file.chmod(0o640);
  await assertUntouched(disk, { environment });
});

test("recover() removes only regular files of our own naming", async () => {
  const ours = `${ENV}.keysplit-0123456789abcdef`;
  const files: Readonly<Record<string, Entry>> = {
    [ours]: "left by a killed run",
    "/p/a.keysplit-0123456789abcdee": { link: ".env" },
    "/p/b.keysplit-0123456789abcded": { folder: 0o700 },
    "/p/c.keysplit-notes": "somebody's",
    [ENV]: "A=1\n",
  };
  const host = memoryHost({ files, environment });
  await recover(host, ["/p"], PROJECT);
  const left = Object.keys(files).filter((path) => path !== ours).map((path) => path.slice(3));
  assertEquals(host.files.list("/p"), left.toSorted());
});

test("commit() settles nothing but the files that it writes", async () => {
  const disk = await interrupted("bbaa", { old: "aaaa", new: "bbbb" });
  put(disk, `${ENV}.keysplit-0123456789abcdef`, "left by a killed run");
  const before = contents(disk);
  const host = memoryHost({ disk, environment });
  await commit(host, [{ path: "/p/report.json", before: null, after: bytes("{}"), root: "/p" }]);
  assertEquals(contents(disk), { ...before, "/p/report.json": "{}" });
});

for (
  const [situation, options] of Object.entries(
    {
      "without HOME": {},
      "where HOME does not exist and cannot be made": {
        environment,
        fault: ({ operation, path }) => operation === "makeFolder" && path === "/home" ? "EROFS" : null,
      },
      "where the state folder is in the project": { environment: { XDG_STATE_HOME: "/p/state" } },
    } satisfies Record<string, MemoryOptions>,
  )
) {
  test(`commit() refuses to overwrite a bind-mounted file ${situation}`, async () => {
    const host = memoryHost({ files: { [ENV]: "A=1\n" }, bindMounts: [ENV], ...options });
    const change = { path: ENV, before: snapshot(host, ENV), after: bytes("A=2\n"), root: "/p" };
    const error = await assertRejects(() => commit(host, [change], { bindMount: "in-place" }), KeysplitError);
    assertEquals(error.code, "refused-edit");
    assertStringIncludes(error.message, 'Cannot write "/p/.env" in place');
    assertStringIncludes(error.message, "the old file is untouched");
    assertStringIncludes(error.next[0] ?? "", "export XDG_STATE_HOME=");
    assertEquals(contents(host.disk), { [ENV]: "A=1\n" });
  });
}

test("makeCopyKey() keeps a sound key, and replaces one that is short or open to others", async () => {
  const host = memoryHost({ environment });
  const first = await makeCopyKey(host, ["/p"]);
  assertEquals([first?.length, host.files.lstat(KEY).mode], [32, 0o600]);
  assertEquals(host.files.lstat(KEY.replace("/copies.key", "")).mode, 0o700);
  assertEquals(await makeCopyKey(host, ["/p"]), first);
  const file = host.files.overwrite(KEY);
  file.truncate(31);
  const second = await makeCopyKey(host, ["/p"]);
  assert(second !== null && second.length === 32 && String(second) !== String(first));
  host.files.overwrite(KEY).chmod(0o644);
  const third = await makeCopyKey(host, ["/p"]);
  assertEquals(host.files.lstat(KEY).mode, 0o600);
  assert(String(third) !== String(second));
});

test("makeCopyKey() leaves a key alone that it fails to read", async () => {
  const disk = await interrupted("aaaa", {});
  const key = contents(disk, "/home/ada/.local/state/keysplit");
  for (const operation of ["read", "lstat"]) {
    const host = memoryHost({
      disk,
      environment,
      fault: (step) => step.operation === operation ? "EIO" : null,
    });
    assertEquals(await makeCopyKey(host, ["/p"]), null);
    assertEquals(contents(disk, "/home/ada/.local/state/keysplit"), key);
  }
});
