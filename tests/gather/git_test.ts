import { assert, assertEquals } from "@std/assert";
import { gatherGit } from "../../src/gather/git.ts";
import { denoHost } from "../../src/io/deno_host.ts";
import type { GitStatus, Learned } from "../../src/rules/facts.ts";

const host = denoHost();

/** A repository in a temporary folder, with a `.env` that git tracks; removed at the end. */
async function inRepository(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.realPath(await Deno.makeTempDir());
  try {
    await git(folder, "init", "--quiet");
    await Deno.writeTextFile(`${folder}/.env`, "A=1\n");
    await git(folder, "add", ".env");
    await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function git(folder: string, ...words: readonly string[]): Promise<void> {
  const { code } = await new Deno.Command("git", { args: ["-C", folder, ...words], stderr: "null" }).output();
  assertEquals(code, 0, words.join(" "));
}

function tracked(status: Learned<GitStatus>): boolean | string {
  if (!status.known) return "unknown";
  return status.value.state === "work-tree" ? status.value.tracked : status.value.state;
}

Deno.test("gatherGit() knows a tracked file, also one that is missing, and one that a link leads to", async () => {
  await inRepository(async (folder) => {
    assertEquals(tracked(await gatherGit(host, `${folder}/.env`)), true);
    await Deno.symlink(".env", `${folder}/linked.env`);
    assertEquals(tracked(await gatherGit(host, `${folder}/linked.env`)), true);
    await Deno.remove(`${folder}/linked.env`);
    await Deno.remove(`${folder}/.env`);
    assertEquals(tracked(await gatherGit(host, `${folder}/.env`)), true);
    assertEquals(tracked(await gatherGit(host, `${folder}/new.env`)), false);
  });
});

Deno.test("gatherGit() does not take a repository that git cannot read for none", async () => {
  await inRepository(async (folder) => {
    await Deno.writeTextFile(`${folder}/.git/config`, "[broken\n", { append: true });
    assertEquals(tracked(await gatherGit(host, `${folder}/.env`)), "unknown");
  });
});

Deno.test("gatherGit() starts nothing of a repository that lacks objects", async () => {
  await inRepository(async (folder) => {
    const marker = `${folder}/started`;
    for (
      const [name, value] of [
        ["core.repositoryformatversion", "1"],
        ["extensions.partialClone", "origin"],
        ["remote.origin.url", "/nowhere.git"],
        ["remote.origin.promisor", "true"],
        ["remote.origin.uploadpack", `touch ${marker};`],
        ["core.fsmonitor", `touch ${marker};`],
      ] as const
    ) await git(folder, "config", name, value);
    await Deno.writeTextFile(`${folder}/.gitignore`, "x\n");
    await git(folder, "-c", "core.fsmonitor=false", "add", ".gitignore");
    await git(folder, "-c", "core.fsmonitor=false", "update-index", "--skip-worktree", ".gitignore");
    await Deno.remove(`${folder}/.gitignore`);
    for await (const entry of Deno.readDir(`${folder}/.git/objects`)) {
      if (entry.name.length === 2) {
        await Deno.remove(`${folder}/.git/objects/${entry.name}`, { recursive: true });
      }
    }
    await gatherGit(host, `${folder}/.env`);
    assert(!(await Deno.lstat(marker).then(() => true, () => false)), "git ran a command of the repository");
  });
});
