import { assertEquals } from "@std/assert";
import { basename, dirname, join } from "@std/path";
import { makeTemporaryFolder } from "../../src/gather/temporary_folder.ts";
import { denoHost } from "../../src/io/deno_host.ts";
import type { Host } from "../../src/io/host.ts";
import { makeEnvFolder } from "../scripts/env_folder.ts";

Deno.test("makeTemporaryFolder() removes what killed runs left, and nothing else", () => {
  using parent = makeEnvFolder({ "kept/file": "mine" });
  const host = hostIn(parent.path);
  const held = makeTemporaryFolder(host);
  const at = (name: string) => join(parent.path, name);
  const leave = (name: string, mode = 0o700) => {
    Deno.mkdirSync(at(name));
    Deno.writeTextFileSync(join(at(name), ".env"), "KEY=1\n");
    Deno.symlinkSync(at("kept"), join(at(name), "link"));
    Deno.chmodSync(at(name), mode);
    Deno.utimeSync(at(name), 1, 1);
  };
  leave("keysplit-run-0123456789abcdef");
  leave("keysplit-run-0000000000000001", 0o755);
  leave("keysplit-run-notes");
  Deno.symlinkSync(at("kept"), at("keysplit-run-0000000000000002"));
  Deno.utimeSync(dirname(held.path), 1, 1);

  const made = makeTemporaryFolder(host);
  const names = () => [...Deno.readDirSync(parent.path)].map(({ name }) => name).sort();
  const others = [
    "keysplit-run-0000000000000001",
    "keysplit-run-0000000000000002",
    "keysplit-run-notes",
    "kept",
  ].sort();
  const ours = [held.path, made.path].map((path) => basename(dirname(path)));
  assertEquals(names(), [...others, ...ours].sort());
  assertEquals(Deno.readTextFileSync(at("kept/file")), "mine");
  assertEquals(Deno.lstatSync(made.path).mode! & 0o777, 0o700);
  for (const one of [held, made, made]) one.remove();
  assertEquals(names(), others);
});

Deno.test("TemporaryFolder removes files whose names are no text, and what lies beside them", async () => {
  using parent = makeEnvFolder({});
  const { path, remove } = makeTemporaryFolder(hostIn(parent.path));
  const script =
    `mkdir sub && for f in "$(printf 'a\\377')" "sub/$(printf '\\376')" sub/z.env; do echo x > "$f"; done`;
  const { success } = await new Deno.Command("sh", { args: ["-c", script], cwd: path }).output();
  assertEquals(success, true);
  remove();
  assertEquals([...Deno.readDirSync(parent.path)], []);
});

Deno.test("makeTemporaryFolder() takes no relative TMPDIR, which would be another folder for a child", () => {
  for (const named of ["", "tmp"]) {
    const made = makeTemporaryFolder(hostIn(named));
    assertEquals(made.path.startsWith("/tmp/keysplit-run-"), true);
    made.remove();
  }
});

function hostIn(folder: string): Host {
  const host = denoHost();
  return {
    ...host,
    environment: { ...host.environment, get: (name) => name === "TMPDIR" ? folder : undefined },
  };
}
