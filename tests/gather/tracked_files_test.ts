import { assertEquals, assertNotEquals } from "@std/assert";
import { sourceTree } from "../../src/gather/source_tree.ts";
import { type FilesState, gatherFilesState } from "../../src/gather/tracked_files.ts";
import { denoHost } from "../../src/io/deno_host.ts";
import { makeEnvFolder } from "../scripts/env_folder.ts";

const host = denoHost();
const FILES = {
  "settings.py": "KEY = 1\n",
  "docs/deploy.md": "set it\n",
  ".env.example": "KEY=change-me\n",
  ".env": "KEY=1\n",
  ".env.production": "KEY=2\n",
  "keysplit.attestations.json": "{}\n",
  "db.sqlite3": "data",
  "a b\tc.py": "x\n",
};
/** Nothing of the machine's own configuration. */
const ENVIRONMENT = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };

Deno.test("gatherFilesState() tells what git tracks at which commit, and whether it is as there", async () => {
  using folder = makeEnvFolder(FILES);
  const state = () => stateOf(folder.path);
  const write = (name: string, text: string) => Deno.writeTextFileSync(`${folder.path}/${name}`, text);
  await git(folder.path, ["init", "-q"], ["add", "-f", "."]);
  assertEquals((await state()).commit, null);
  await git(folder.path, ["commit", "-qm", "all"]);
  const first = await state();
  assertEquals([first.commit?.clean, /^[0-9a-f]{40}$/.test(first.commit?.id ?? "")], [true, true]);

  // What holds keys, or is bound to the digest itself, is not in it; nor is what git does not track.
  for (const name of [".env", ".env.production", "keysplit.attestations.json", "new.py"]) {
    write(name, "other\n");
  }
  assertEquals(await state(), first);

  for (const name of ["settings.py", ".env.example", "db.sqlite3", "a b\tc.py", "docs/deploy.md"]) {
    const before = Deno.readTextFileSync(`${folder.path}/${name}`);
    write(name, `${before}#`);
    const changed = await state();
    assertNotEquals(changed.digest, first.digest, name);
    assertEquals(changed.commit, { id: first.commit?.id, clean: false }, name);
    await git(folder.path, ["add", name]);
    assertEquals(await state(), changed, `${name}, staged`);
    write(name, before);
    await git(folder.path, ["add", name]);
    assertEquals(await state(), first, name);
  }

  await git(folder.path, ["rm", "-q", "--cached", "settings.py"]);
  assertEquals((await state()).commit?.clean, false);
  await git(folder.path, ["reset", "-q", "--hard"]);
  Deno.removeSync(`${folder.path}/settings.py`);
  assertEquals((await state()).commit?.clean, false);
});

Deno.test("gatherFilesState() takes the code, the configuration and the documents where there is no git", async () => {
  using folder = makeEnvFolder(FILES);
  const state = () => stateOf(folder.path);
  const first = await state();
  assertEquals(first.commit, null);
  for (const name of [".env", ".env.production", "keysplit.attestations.json", "db.sqlite3"]) {
    Deno.writeTextFileSync(`${folder.path}/${name}`, "other\n");
  }
  assertEquals(await state(), first);
  for (const name of ["settings.py", "docs/deploy.md", "new.py"]) {
    const before = await state();
    Deno.writeTextFileSync(`${folder.path}/${name}`, "other\n");
    assertNotEquals(await state(), before, name);
  }
});

Deno.test("gatherFilesState() heeds links, submodules, and files whose names are no text", async () => {
  using folder = makeEnvFolder({ "lib/a.py": "a\n", "lib/b.py": "b\n", "other/x.py": "x\n" });
  using module = makeEnvFolder({ "m.py": "m\n" });
  const at = (name: string) => `${folder.path}/${name}`;
  Deno.symlinkSync("a.py", at("lib/current.py"));
  await git(module.path, ["init", "-q"], ["add", "."], ["commit", "-qm", "one"]);
  await git(folder.path, ["init", "-q"]);
  await git(folder.path, [
    "-c",
    "protocol.file.allow=always",
    "submodule",
    "--quiet",
    "add",
    module.path,
    "mod",
  ]);
  await git(folder.path, ["add", "."], ["commit", "-qm", "all"]);
  const first = await stateOf(folder.path);
  assertEquals(first.commit?.clean, true);

  Deno.removeSync(at("lib/current.py"));
  Deno.symlinkSync("b.py", at("lib/current.py"));
  const linked = await stateOf(folder.path);
  assertEquals([linked.digest === first.digest, linked.commit?.clean], [false, false]);
  await git(folder.path, ["commit", "-qam", "link"]);
  assertEquals((await stateOf(folder.path)).commit?.clean, true);

  await git(module.path, ["commit", "-q", "--allow-empty", "-m", "two"]);
  await git(at("mod"), ["-c", "protocol.file.allow=always", "fetch", "-q"], ["checkout", "-q", "FETCH_HEAD"]);
  await git(folder.path, ["add", "mod"]);
  const moved = await stateOf(folder.path);
  assertEquals([moved.digest === linked.digest, moved.commit?.clean], [false, false]);

  const write = async (text: string) => {
    const args = ["-c", `printf ${text} > "$(printf 'x\\377.py')"`];
    assertEquals((await new Deno.Command("sh", { args, cwd: folder.path }).output()).success, true);
    await git(folder.path, ["add", "."], ["commit", "-qm", text]);
    return (await stateOf(folder.path)).digest;
  };
  const named = await write("one");
  assertNotEquals(named, moved.digest);
  assertNotEquals(await write("two"), named);
});

Deno.test("gatherFilesState() takes no path for a line of another file", async () => {
  const line = "0".repeat(64);
  using one = makeEnvFolder({ [`a.py\n${line}  b.py`]: "x\n" });
  await git(one.path, ["init", "-q"], ["add", "."], ["commit", "-qm", "all"]);
  const { stdout } = await new Deno.Command("sh", {
    args: ["-c", "sha256sum -- * | sha256sum | cut -c1-64"],
    cwd: one.path,
  }).output();
  assertEquals((await stateOf(one.path)).digest, new TextDecoder().decode(stdout).trim());
});

Deno.test("gatherFilesState() runs nothing that the repository names", async () => {
  using folder = makeEnvFolder({ "settings.py": "KEY = 1\n", ".gitattributes": "* filter=evil\n" });
  const marker = `${folder.path}/.marker`;
  await git(
    folder.path,
    ["init", "-q"],
    ["add", "."],
    ["commit", "-qm", "all"],
    ["config", "filter.evil.clean", `touch ${marker}; cat`],
    ["config", "filter.evil.process", `touch ${marker}`],
    ["config", "core.fsmonitor", `touch ${marker}`],
  );
  Deno.utimeSync(`${folder.path}/settings.py`, 1, 1);
  assertEquals((await stateOf(folder.path)).commit?.clean, true);
  assertEquals([...Deno.readDirSync(folder.path)].some(({ name }) => name === ".marker"), false);
});

function stateOf(root: string): Promise<FilesState> {
  return gatherFilesState(host, { root, tree: sourceTree(host.files, root), envFiles: [`${root}/.env`] });
}

async function git(folder: string, ...calls: readonly (readonly string[])[]): Promise<void> {
  for (const words of calls) {
    const args = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-C", folder, ...words];
    const { code, stderr } = await new Deno.Command("git", { args, env: ENVIRONMENT }).output();
    assertEquals(code, 0, `${words.join(" ")}: ${new TextDecoder().decode(stderr)}`);
  }
}
