import { assert, assertEquals } from "@std/assert";
import { KeysplitError } from "../../src/errors.ts";
import { type Disk, type Entry, memoryDisk } from "../../src/io/memory_disk.ts";
import { type Fault, Killed, memoryFiles, type Step } from "../../src/io/memory_files.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { recover } from "../../src/io/recover.ts";
import { snapshot } from "../../src/io/snapshot.ts";
import { commit, type CommitOptions, type Committed } from "../../src/io/staged_files.ts";

// Every step of a commit goes wrong once in every way; afterwards the disk is looked at with other eyes.

const FAULTS: readonly Fault[] = ["kill", "ENOSPC", "EIO", "EBUSY", "EACCES"];
const OLD = "SECRET_KEY=session\n# a comment that makes the file longer than one write takes at most\n";
const NEW = `${OLD}\nJWT_SECRET_KEY=canary-of-the-new-key-0123456789\n`;
const SHORT = "A=1\n";
const PROJECT = { project: "/p" };
const environment = { HOME: "/home/ada" };

interface Scenario {
  readonly name: string;
  readonly files: Readonly<Record<string, Entry>>;
  /** Path as named, to its new contents. */
  readonly changes: Readonly<Record<string, string>>;
  /** Real path, to what may be there: old contents (null: nothing), new contents and the mode. */
  readonly expected: Readonly<Record<string, readonly [old: string | null, next: string, mode: number]>>;
  readonly options?: CommitOptions;
  readonly bindMounts?: readonly string[];
  readonly uid?: number;
}

const SCENARIOS: readonly Scenario[] = [
  {
    name: "a file",
    files: { "/p/.env": { content: OLD, mode: 0o640 } },
    changes: { "/p/.env": NEW },
    expected: { "/p/.env": [OLD, NEW, 0o640] },
  },
  {
    name: "a new file",
    files: { "/p": { folder: 0o755 } },
    changes: { "/p/.env": NEW },
    expected: { "/p/.env": [null, NEW, 0o600] },
  },
  {
    name: "a file of another user as root",
    files: { "/p/.env": { content: OLD, mode: 0o640, uid: 33, gid: 7 } },
    changes: { "/p/.env": SHORT },
    expected: { "/p/.env": [OLD, SHORT, 0o640] },
    uid: 0,
  },
  {
    name: "the target of a symbolic link",
    files: { "/p/shared/env": OLD, "/p/.env": { link: "shared/env" } },
    changes: { "/p/.env": NEW },
    expected: { "/p/shared/env": [OLD, NEW, 0o600] },
  },
  {
    name: "three files in two folders",
    files: { "/p/.env": OLD, "/p/docker/.env": { content: OLD, mode: 0o600 } },
    changes: { "/p/.env": NEW, "/p/new": SHORT, "/p/docker/.env": SHORT },
    expected: {
      "/p/.env": [OLD, NEW, 0o600],
      "/p/new": [null, SHORT, 0o600],
      "/p/docker/.env": [OLD, SHORT, 0o600],
    },
  },
  {
    name: "a bind-mounted file that grows",
    files: { "/p/.env": { content: OLD, mode: 0o604 } },
    changes: { "/p/.env": NEW },
    expected: { "/p/.env": [OLD, NEW, 0o604] },
    options: { bindMount: "in-place" },
    bindMounts: ["/p/.env"],
  },
  {
    name: "a bind-mounted file that shrinks, and another file",
    files: { "/p/.env": { content: NEW, mode: 0o600 }, "/p/x": OLD },
    changes: { "/p/.env": SHORT, "/p/x": NEW },
    expected: { "/p/.env": [NEW, SHORT, 0o600], "/p/x": [OLD, NEW, 0o600] },
    options: { bindMount: "in-place" },
    bindMounts: ["/p/.env"],
  },
];

function write(scenario: Scenario, disk: Disk, options: MemoryOptions = {}) {
  const { bindMounts = [], uid = 1000 } = scenario;
  const host = memoryHost({ environment, ...options, disk, bindMounts, uid });
  const run = async () => {
    await recover(host, ["/p"], PROJECT);
    const changes = Object.entries(scenario.changes).map(([path, text]) => ({
      path,
      before: snapshot(host, path),
      after: new TextEncoder().encode(text),
      root: "/p",
    }));
    return await commit(host, changes, scenario.options);
  };
  return { host, run };
}

async function failureOf(run: () => Promise<unknown>): Promise<unknown> {
  try {
    await run();
    return null;
  } catch (error) {
    return error;
  }
}

/** The error, `null` where the change is done, `"asked"` where consent is needed first. */
async function outcomeOf(run: () => Promise<Committed>): Promise<unknown> {
  try {
    return (await run()).outcome === "committed" ? null : "asked";
  } catch (error) {
    return error;
  }
}

/** Every file below /p with its text and mode. */
function contents(disk: Disk): ReadonlyMap<string, { readonly text: string; readonly mode: number }> {
  const files = memoryFiles(disk, { uid: 0 });
  const found = new Map<string, { text: string; mode: number }>();
  const visit = (folder: string): void => {
    for (const name of files.list(folder)) {
      const path = `${folder}/${name}`;
      const { kind, mode } = files.lstat(path);
      if (kind === "folder") visit(path);
      if (kind === "file") found.set(path, { text: new TextDecoder().decode(files.read(path)), mode });
    }
  };
  visit("/p");
  return found;
}

function isOurs(path: string): boolean {
  return path.includes(".keysplit-");
}

function assertState(scenario: Scenario, disk: Disk, state: "old" | "new" | "either" | "torn"): void {
  const found = contents(disk);
  for (const [path, [old, next, mode]] of Object.entries(scenario.expected)) {
    const file = found.get(path);
    const allowed = state === "old" ? [old] : state === "new" ? [next] : [old, next];
    const torn = state === "torn" &&
      [...found].some(([name, { text }]) => name.startsWith(`${path}.keysplit-old-`) && text === old);
    assert(torn || allowed.includes(file?.text ?? null), `${path} is neither old nor new`);
    for (const [name, { mode: given }] of found) {
      if (name.startsWith(path)) assertEquals(given & ~mode, 0, `${name} is wider: ${given.toString(8)}`);
    }
  }
}

for (const scenario of SCENARIOS) {
  Deno.test({
    name: `commit() of ${scenario.name} leaves every file whole whatever step fails in whatever way`,
    permissions: "none",
    async fn() {
      const rehearsal = write(scenario, memoryDisk(scenario.files));
      await rehearsal.run();
      assertState(scenario, rehearsal.host.disk, "new");
      assertEquals([...contents(rehearsal.host.disk).keys()].filter(isOurs), []);
      assert(rehearsal.host.steps.length > 10);

      for (const { index, operation } of rehearsal.host.steps) {
        for (const fault of FAULTS) {
          const disk = memoryDisk(scenario.files);
          const { run } = write(scenario, disk, { fault: (step) => step.index === index ? fault : null });
          const error = await outcomeOf(run);
          const where = `${fault} in step ${index} (${operation})`;
          assertEquals(disk.locked.size, 0, `${where}: a folder is still locked`);
          if (fault === "kill") {
            assert(error instanceof Killed, `${where}: ${error}`);
            assertState(scenario, disk, "torn");
          } else {
            const asked = error === "asked" && fault === "EBUSY" && operation === "rename";
            assert(error === null || asked || error instanceof KeysplitError, `${where}: ${error}`);
            assertState(scenario, disk, error === null ? "new" : "old");
            const left = [...contents(disk).keys()].filter(isOurs);
            assert(left.length === 0 || operation === "remove", `${where} leaves ${left}`);
          }
          await write(scenario, disk).run();
          assertState(scenario, disk, "new");
          assertEquals([...contents(disk).keys()].filter(isOurs), [], `${where}: the next run sweeps`);
        }
      }
    },
  });

  Deno.test({
    name: `recover() alone makes every file of ${scenario.name} whole after a kill in any step`,
    permissions: "none",
    async fn() {
      const rehearsal = write(scenario, memoryDisk(scenario.files));
      await rehearsal.run();
      for (const { index } of rehearsal.host.steps) {
        const disk = memoryDisk(scenario.files);
        const dying = write(scenario, disk, { fault: (step) => step.index === index ? "kill" : null });
        await failureOf(dying.run);
        // The recovery is killed as well, in each of its steps in turn, until one comes through.
        for (let last = 1; last < 100; last++) {
          const host = memoryHost({
            disk,
            environment,
            fault: (step) => step.index === last ? "kill" : null,
            uid: 0,
          });
          if (await failureOf(() => recover(host, ["/p"], PROJECT)) === null) break;
          assertState(scenario, disk, "torn");
        }
        await recover(
          memoryHost({ disk, environment, uid: 0 }),
          ["/p", "/p/docker", "/p/shared"].filter((it) => exists(disk, it)),
          PROJECT,
        );
        assertState(scenario, disk, "either");
        assertEquals([...contents(disk).keys()].filter(isOurs), []);
      }
    },
  });

  Deno.test({
    name: `commit() of ${scenario.name} leaves the old files on a disk that is full from any step on`,
    permissions: "none",
    async fn() {
      const growing = new Set<Step["operation"]>(["create", "write", "makeFolder"]);
      const rehearsal = write(scenario, memoryDisk(scenario.files));
      await rehearsal.run();
      for (const { index } of rehearsal.host.steps) {
        const disk = memoryDisk(scenario.files);
        const full = (step: Step) => step.index >= index && growing.has(step.operation) ? "ENOSPC" : null;
        const error = await failureOf(write(scenario, disk, { fault: full }).run);
        assert(error === null || error instanceof KeysplitError);
        const torn = error instanceof KeysplitError && error.message.includes("the next run restores it");
        assertState(scenario, disk, error === null ? "new" : torn ? "torn" : "old");
        await recover(memoryHost({ disk, environment, uid: 0 }), ["/p"], PROJECT);
        assertState(scenario, disk, error === null ? "new" : "old");
      }
    },
  });
}

function exists(disk: Disk, folder: string): boolean {
  const files = memoryFiles(disk, { uid: 0 });
  return folder === "/p" || files.list("/p").some((name) => `/p/${name}` === folder);
}
