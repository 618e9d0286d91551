import { assertEquals } from "@std/assert";
import { memoryDisk } from "../../src/io/memory_disk.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { makeFolders, stateFolder } from "../../src/io/state_folder.ts";
import { forgetUndoRecord, keepUndoRecord } from "../../src/io/undo_record.ts";

function test(name: string, fn: () => Promise<void> | void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("stateFolder() is below XDG_STATE_HOME, else below HOME, and absolute", () => {
  const folder = (environment: Record<string, string>) => stateFolder(memoryHost({ environment }), ["/p"]);
  assertEquals(folder({ XDG_STATE_HOME: "/s", HOME: "/home/ada" }), "/s/keysplit");
  assertEquals(folder({ XDG_STATE_HOME: "", HOME: "/home/ada" }), "/home/ada/.local/state/keysplit");
  assertEquals(folder({}), null);
  assertEquals(folder({ HOME: "" }), null);
  assertEquals(folder({ XDG_STATE_HOME: "relative" }), null);
});

test("stateFolder() is never in a project, by whatever way it is named", () => {
  const disk = memoryDisk({
    "/p/state": { folder: 0o700 },
    "/links/state": { link: "/p/state" },
    "/links/p": { link: "/p" },
  });
  const folder = (state: string, project = "/p") =>
    stateFolder(memoryHost({ disk, environment: { XDG_STATE_HOME: state } }), ["/q", project]);
  for (const state of ["/p", "/p/state", "/p/absent", "/links/state", "/links/p/absent"]) {
    assertEquals(folder(state), null, state);
  }
  assertEquals(folder("/p/state", "/links/p"), null);
  assertEquals(folder("/p2"), "/p2/keysplit");
  // What others could put beside the root folder's files, they could put anywhere.
  assertEquals(folder("/s", "/"), "/s/keysplit");
});

test("makeFolders() makes what is missing, for the user alone", () => {
  const host = memoryHost({ files: { "/home/ada": { folder: 0o755 } } });
  assertEquals(makeFolders(host, "/home/ada/.local/state/keysplit"), true);
  assertEquals(makeFolders(host, "/home/ada/.local/state/keysplit"), true);
  for (const made of ["/.local", "/.local/state", "/.local/state/keysplit"]) {
    assertEquals(host.files.lstat(`/home/ada${made}`).mode, 0o700);
  }
  assertEquals(host.files.lstat("/home/ada").mode, 0o755);
});

test("makeFolders() is false where a folder cannot be made or is none", () => {
  const host = memoryHost({ files: { "/proc": { folder: 0o555 }, "/file": "" } });
  assertEquals(makeFolders(host, "/proc/nonexistent/.local/state"), false);
  assertEquals(makeFolders(host, "/file/state"), false);
  assertEquals(makeFolders(host, "/file"), false);
});

test("keepUndoRecord() is false where the state folder cannot be made or written", async () => {
  const files = { "/proc": { folder: 0o555 }, "/file": "", "/p/.env": "A=2\n" };
  const change = { path: "/p/.env", before: null, after: new TextEncoder().encode("A=2\n") };
  for (const HOME of ["/proc/nonexistent", "/file"]) {
    const host = memoryHost({ files, environment: { HOME } });
    assertEquals(await keepUndoRecord(host, "/p", [change]), false);
    assertEquals(forgetUndoRecord(host, "/p"), false);
  }
  const environment = { HOME: "/home/ada" };
  const full = memoryHost({
    files,
    environment,
    fault: (step) => step.operation === "write" ? "ENOSPC" : null,
  });
  assertEquals(await keepUndoRecord(full, "/p", [change]), false);
  const host = memoryHost({ files, environment });
  assertEquals([await keepUndoRecord(host, "/p", [change]), forgetUndoRecord(host, "/p")], [true, true]);
});
