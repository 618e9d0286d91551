import { assertEquals, assertThrows } from "@std/assert";
import { denoFiles } from "../../src/io/deno_files.ts";
import { FileError } from "../../src/io/host.ts";

function withFolder(use: (folder: string) => void): void {
  const folder = Deno.makeTempDirSync({ prefix: "keysplit-test-" });
  try {
    use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

function codeOf(operation: () => unknown): string {
  return assertThrows(operation, FileError).code;
}

Deno.test("denoFiles.create() gives exactly the mode asked for, and refuses a name that is taken", () => {
  withFolder((folder) => {
    for (const mode of [0o600, 0o644, 0o666]) {
      const path = `${folder}/${mode}`;
      denoFiles.create(path, mode).close();
      assertEquals(denoFiles.lstat(path).mode, mode);
      assertEquals(codeOf(() => denoFiles.create(path, mode)), "EEXIST");
    }
    Deno.symlinkSync("nowhere", `${folder}/link`);
    assertEquals(codeOf(() => denoFiles.create(`${folder}/link`, 0o600)), "EEXIST");
  });
});

Deno.test("denoFiles.overwrite() neither truncates nor follows a link", () => {
  withFolder((folder) => {
    Deno.writeTextFileSync(`${folder}/file`, "abcdef");
    Deno.symlinkSync("file", `${folder}/link`);
    assertEquals(codeOf(() => denoFiles.overwrite(`${folder}/link`)), "ELOOP");
    const file = denoFiles.overwrite(`${folder}/file`);
    file.write(new Uint8Array([65, 66]));
    file.sync();
    assertEquals(Deno.readTextFileSync(`${folder}/file`), "ABcdef");
    file.truncate(3);
    file.close();
    assertEquals(Deno.readTextFileSync(`${folder}/file`), "ABc");
  });
});

Deno.test("denoFiles.lockFolder() excludes others until it is released, and leaves no file", () => {
  withFolder((folder) => {
    const lock = denoFiles.lockFolder(folder);
    assertEquals(denoFiles.lockFolder(folder), null);
    lock?.release();
    const again = denoFiles.lockFolder(folder);
    assertEquals(again === null, false);
    again?.release();
    assertEquals(denoFiles.list(folder), []);
  });
});

Deno.test("denoFiles.pieces() gives the whole file in its order", () => {
  withFolder((folder) => {
    const path = `${folder}/list`;
    const bytes = new Uint8Array(600_000).map((_, i) => i % 251);
    Deno.writeFileSync(path, bytes);
    const read = new Uint8Array(bytes.length);
    let length = 0;
    for (const piece of denoFiles.pieces(path)) {
      read.set(piece, length);
      length += piece.length;
    }
    assertEquals([length, read], [bytes.length, bytes]);
  });
});

Deno.test({
  name: "denoFiles.read() does not wait at a FIFO",
  ignore: Deno.build.os === "windows",
  fn: () =>
    withFolder((folder) => {
      new Deno.Command("mkfifo", { args: [`${folder}/fifo`] }).outputSync();
      assertEquals(codeOf(() => denoFiles.read(`${folder}/fifo`)), "EINVAL");
      assertEquals(denoFiles.lstat(`${folder}/fifo`).kind, "fifo");
      assertEquals(codeOf(() => [...denoFiles.pieces(`${folder}/fifo`)]), "EINVAL");
      assertEquals(codeOf(() => [...denoFiles.pieces(folder)]), "EISDIR");
      assertEquals(codeOf(() => denoFiles.read(folder)), "EISDIR");
      assertEquals(codeOf(() => denoFiles.read(`${folder}/none`)), "ENOENT");
    }),
});

Deno.test({
  name: "denoFiles tells a missing permission from missing rights",
  permissions: "none",
  fn() {
    assertEquals(codeOf(() => denoFiles.read("/etc/hosts")), "ENOTCAPABLE");
    assertEquals(codeOf(() => denoFiles.lockFolder("/etc")), "ENOTCAPABLE");
    assertEquals(codeOf(() => denoFiles.create("/etc/x", 0o600)), "ENOTCAPABLE");
  },
});
