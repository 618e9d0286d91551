import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl, join } from "@std/path";
import { denoFiles } from "../../src/io/deno_files.ts";
import { isTemporaryName } from "../../src/io/temporary_file.ts";
import { leaveOut, leaveOutUnlessRequired } from "../require.ts";

// The real file system, real kills, a real full disk: writer.ts is the process that it happens to.

const WRITER = [
  "run",
  "--no-prompt",
  "--no-lock",
  "-A",
  fromFileUrl(new URL("./writer.ts", import.meta.url)),
];
/** The state folder lies beside the folder of a test. */
const state = (folder: string) => ({ XDG_STATE_HOME: join(dirname(folder), "state") });
const ENV = (folder: string) => `${folder}/.env`;

interface Printed {
  readonly outcome: string;
  readonly message?: string;
  readonly files?: readonly {
    readonly done: string;
    readonly warnings: readonly { readonly kind: string }[];
  }[];
  readonly is: { readonly size: number; readonly letters: string };
  readonly names: readonly string[];
}

/** The words before deno that put it into another situation, e.g. `strace …`. */
async function write(
  folder: string,
  words: readonly string[],
  prefix: readonly string[] = [],
): Promise<Printed> {
  const [program = "", ...args] = [...prefix, Deno.execPath(), ...WRITER, "replace", folder, ...words];
  const { stdout, stderr } = await new Deno.Command(program, { args, env: state(folder) }).output();
  const text = new TextDecoder().decode(stdout);
  if (text === "") throw new Error(new TextDecoder().decode(stderr));
  return JSON.parse(text);
}

/** In a mount namespace of its own, where everybody may mount. */
function mounted(mount: string): readonly string[] {
  return ["unshare", "-Urm", "sh", "-ec", `${mount}; exec "$@"`, "sh"];
}

async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const around = await Deno.makeTempDir({ prefix: "keysplit-test-" });
  try {
    Deno.chmodSync(around, 0o755);
    Deno.mkdirSync(join(around, "project"), { mode: 0o700 });
    await use(join(around, "project"));
  } finally {
    await Deno.remove(around, { recursive: true });
  }
}

/** Whether tests are left out because a command that they need is not there or fails here. */
function isLeftOut(what: string, [program = "", ...args]: readonly string[]): boolean {
  if (Deno.build.os !== "linux") {
    leaveOut(what, "they are for Linux");
    return true;
  }
  try {
    const { success } = new Deno.Command(program, { args, stdout: "null", stderr: "null" }).outputSync();
    if (success) return false;
    leaveOutUnlessRequired(what, `${program} fails here`);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    leaveOutUnlessRequired(what, `${program} is not installed`);
  }
  return true;
}

function put(path: string, letter: string, { length, mode }: { length: number; mode: number }): void {
  Deno.writeTextFileSync(path, letter.repeat(length));
  Deno.chmodSync(path, mode);
}

const DROP = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
// It may read, or it could not load a clone in root's home; writing is what it has no rights for.
const READS = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];

const noMounts = isLeftOut("mounts", ["unshare", "-Urm", "true"]);
const noStrace = isLeftOut("strace", ["strace", "-o", "/dev/null", "true"]);
const isRoot = Deno.uid() === 0;
if (!isRoot) leaveOut("a user without rights", "only root can become another user");
const noDrop = !isRoot || isLeftOut("a user without rights", [...DROP, ...READS, "true"]);

interface Seen {
  readonly whole: boolean;
  readonly recovered: readonly string[];
}

/** Starts a writer that never ends, lets it write for a moment, kills it; what it saw at its start. */
async function kill(folder: string, words: readonly string[], prefix: readonly string[] = []): Promise<Seen> {
  const [program = "", ...args] = [...prefix, Deno.execPath(), ...WRITER, "loop", folder, ...words];
  const child = new Deno.Command(program, { args, env: state(folder), stdout: "piped", stderr: "inherit" })
    .spawn();
  const reader = child.stdout.getReader();
  const { value } = await reader.read();
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  child.kill("SIGKILL");
  await reader.cancel();
  await child.status;
  return JSON.parse(new TextDecoder().decode(value));
}

Deno.test("commit() killed 40 times at random moments leaves the old file or the new one", async () => {
  await withFolder(async (folder) => {
    put(ENV(folder), "a", { length: 200_000, mode: 0o600 });
    let swept = 0;
    for (let round = 0; round < 40; round++) {
      assert((await kill(folder, [])).whole);
      const left = denoFiles.list(folder).filter((name) => name !== ".env");
      assert(left.every(isTemporaryName), `${left}`);
      // The next start has swept what was left: never more than one run's.
      assert(left.length <= 1, `${left}`);
      swept += left.length;
      for (const name of [".env", ...left]) assertEquals(denoFiles.lstat(`${folder}/${name}`).mode, 0o600);
      const bytes = denoFiles.read(ENV(folder));
      assertEquals([new Set(bytes).size, [200_000, 300_000].includes(bytes.length)], [1, true]);
    }
    assert(swept > 0, "No kill has hit the write window");
    await write(folder, ["10"]);
    assertEquals(denoFiles.list(folder), [".env"]);
  });
});

Deno.test({
  name:
    "commit() killed 10 times while it overwrites a bind-mounted file leaves what the next run makes whole",
  ignore: noMounts,
  fn: () =>
    withFolder(async (folder) => {
      Deno.mkdirSync(`${folder}/app`);
      put(`${folder}/outside`, "a", { length: 200_000, mode: 0o600 });
      put(ENV(`${folder}/app`), "", { length: 0, mode: 0o600 });
      const inside = mounted(`mount --bind "${folder}/outside" "${folder}/app/.env"`);
      const recovered: string[] = [];
      for (let round = 0; round < 10; round++) {
        const seen = await kill(`${folder}/app`, ["in-place"], inside);
        assert(seen.whole, `round ${round}`);
        recovered.push(...seen.recovered);
      }
      assert(recovered.every((outcome) => outcome === "restored" || outcome === "finished"), `${recovered}`);
      assertEquals((await kill(`${folder}/app`, ["in-place"], inside)).whole, true);
    }),
});

Deno.test({
  name: "recover() restores a bind-mounted file from a run that was killed before it cut the file",
  ignore: noMounts || noStrace,
  fn: () =>
    withFolder(async (folder) => {
      put(`${folder}/outside`, "a", { length: 500, mode: 0o600 });
      put(ENV(folder), "", { length: 0, mode: 0o600 });
      const inside = mounted(`mount --bind "${folder}/outside" "${folder}/.env"`);
      const killing = [
        "strace",
        "-f",
        "-o",
        "/dev/null",
        "-P",
        ENV(folder),
        "-e",
        "inject=ftruncate:signal=KILL",
      ];
      const [program = "", ...args] = [...inside, ...killing, Deno.execPath(), ...WRITER];
      await new Deno.Command(program, {
        args: [...args, "replace", folder, "100", "in-place"],
        env: state(folder),
      }).output();
      assertEquals(Deno.readTextFileSync(`${folder}/outside`), "b".repeat(100) + "a".repeat(400));
      const [, next = "", old = ""] = denoFiles.list(folder);
      assertEquals([next.slice(0, -32), old.slice(0, -32)], [".env.keysplit-new-", ".env.keysplit-old-"]);
      assertEquals(denoFiles.list(folder), [".env", next, old, "outside"]);
      assertEquals(denoFiles.lstat(`${folder}/${old}`).mode, 0o600);
      assertEquals(denoFiles.lstat(join(dirname(folder), "state/keysplit/copies.key")).mode, 0o600);
      // It was read half written, so the change that was planned from it is refused; the next one is not.
      const refused = await write(folder, ["100", "in-place"], inside);
      assertEquals([refused.outcome, refused.is.size, refused.is.letters], ["changed-on-disk", 500, "a"]);
      const done = await write(folder, ["100", "in-place"], inside);
      assertEquals([done.outcome, done.is.letters, done.names], ["committed", "b", [".env", "outside"]]);
    }),
});

Deno.test({
  name: "commit() overwrites a bind-mounted file only with consent",
  ignore: noMounts,
  fn: () =>
    withFolder(async (folder) => {
      put(`${folder}/outside`, "a", { length: 500, mode: 0o640 });
      put(ENV(folder), "", { length: 0, mode: 0o600 });
      const inside = mounted(`mount --bind "${folder}/outside" "${folder}/.env"`);
      const asked = await write(folder, ["1000"], inside);
      assertEquals([asked.outcome, asked.is.letters], ["needs-consent", "a"]);
      assertEquals(asked.names, [".env", "outside"]);
      const { inode } = denoFiles.lstat(`${folder}/outside`);
      const done = await write(folder, ["100", "in-place"], inside);
      assertEquals([done.outcome, done.files?.[0]?.done], ["committed", "overwritten"]);
      assertEquals([done.is.size, done.names], [100, [".env", "outside"]]);
      const after = denoFiles.lstat(`${folder}/outside`);
      assertEquals([after.inode, after.mode, after.size], [inode, 0o640, 100]);
    }),
});

Deno.test({
  name: "commit() on a full disk leaves the old file and nothing else",
  ignore: noMounts,
  fn: () =>
    withFolder(async (folder) => {
      const old = `head -c 30000 /dev/zero | tr '\\0' a`;
      const full = await write(
        folder,
        ["100000"],
        mounted(`mount -t tmpfs -o size=64k none "${folder}"; ${old} > "${folder}/.env"`),
      );
      assertEquals([full.outcome, full.is.size, full.is.letters], ["write-failed", 30_000, "a"]);
      assertStringIncludes(full.message ?? "", "there is no space left; the old file is untouched");
      assertEquals(full.names, [".env"]);
      Deno.mkdirSync(`${folder}/small`);
      put(ENV(folder), "", { length: 0, mode: 0o600 });
      const small = `"${folder}/small"`;
      const onto = `mount -t tmpfs -o size=64k none ${small}; ${old} > ${small}/env`;
      const inPlace = await write(
        folder,
        ["100000", "in-place"],
        mounted(`${onto}; mount --bind ${small}/env "${folder}/.env"`),
      );
      assertEquals([inPlace.outcome, inPlace.is.size, inPlace.is.letters], ["write-failed", 30_000, "a"]);
      assertEquals(inPlace.names, [".env", "small"]);
    }),
});

Deno.test({
  name: "commit() without rights leaves the old file, and names what it cannot keep where it has some",
  ignore: noDrop,
  fn: () =>
    withFolder(async (folder) => {
      const cache = `${folder}/cache`;
      Deno.mkdirSync(cache);
      Deno.chownSync(cache, 65534, 65534);
      Deno.chmodSync(folder, 0o755);
      const dropped = ["env", `DENO_DIR=${cache}`, ...DROP, ...READS];
      put(ENV(folder), "a", { length: 500, mode: 0o664 });
      const refused = await write(folder, ["1000"], dropped);
      assertEquals([refused.outcome, refused.is.letters], ["write-failed", "a"]);
      assertStringIncludes(refused.message ?? "", "you have no rights");
      Deno.chmodSync(folder, 0o777);
      const allowed = await write(folder, ["1000"], dropped);
      assertEquals([allowed.outcome, allowed.is.size], ["committed", 1000]);
      assertEquals(allowed.files?.[0]?.warnings.map(({ kind }) => kind), ["open-mode", "owner"]);
      const { mode, uid } = denoFiles.lstat(ENV(folder));
      assertEquals([mode, uid], [0o644, 65534]);
      assertEquals(denoFiles.list(folder), [".env", "cache"]);
    }),
});

Deno.test("commit() by 20 processes at once loses no key", async () => {
  await withFolder(async (folder) => {
    const names = Array.from({ length: 20 }, (_, index) => `KEY_${index}`);
    const ended = await Promise.all(names.map((name) =>
      new Deno.Command(Deno.execPath(), {
        args: [...WRITER, "add", folder, name],
      }).output()
    ));
    for (const { success, stderr } of ended) assert(success, new TextDecoder().decode(stderr));
    const lines = Deno.readTextFileSync(ENV(folder)).trimEnd().split("\n");
    assertEquals(lines.toSorted(), names.map((name) => `${name}=value`).toSorted());
    assertEquals(denoFiles.list(folder), [".env"]);
  });
});

Deno.test("commit() keeps a real symbolic link, its target's mode and its target's place", async () => {
  await withFolder(async (folder) => {
    Deno.mkdirSync(`${folder}/shared`);
    put(`${folder}/shared/env`, "a", { length: 10, mode: 0o604 });
    Deno.symlinkSync("shared/env", ENV(folder));
    const done = await write(folder, ["20"]);
    assertEquals(done.outcome, "committed");
    assertEquals(Deno.readLinkSync(ENV(folder)), "shared/env");
    const { mode, size, kind } = denoFiles.lstat(`${folder}/shared/env`);
    assertEquals([mode, size, kind], [0o604, 20, "file"]);
    assertEquals(denoFiles.list(`${folder}/shared`), ["env"]);
  });
});

Deno.test({
  name: "commit() names what a rename failed of, and leaves the old file",
  ignore: noStrace,
  fn: () =>
    withFolder(async (folder) => {
      put(ENV(folder), "a", { length: 10, mode: 0o600 });
      // Deno's own cache is written by renames as well: this run fills it.
      await write(folder, ["20"]);
      const why = {
        EIO: "the disk reports an error",
        ENOSPC: "no space",
        EROFS: "read-only",
        EXDEV: "EXDEV",
      };
      for (const [code, words] of Object.entries(why)) {
        const calls = "rename,renameat,renameat2";
        const inject = [
          "strace",
          "-f",
          "-o",
          "/dev/null",
          "-e",
          `trace=${calls}`,
          "-e",
          `inject=${calls}:error=${code}`,
        ];
        const failed = await write(folder, ["30"], inject);
        assertEquals([failed.outcome, failed.is.size, failed.names], ["write-failed", 20, [".env"]]);
        assertStringIncludes(failed.message ?? "", words);
      }
    }),
});
