import { basename, dirname, join } from "@std/path";
import { FileError, type Host } from "../io/host.ts";
import { quoted } from "../rules/quoted.ts";
import type { GitStatus, Learned } from "../rules/facts.ts";

type World = Pick<Host, "git" | "may" | "files">;

/**
 * What git says of one file, also of one that is missing; needs `--allow-run=git`. Of a link it is asked both
 * for the link and for what that leads to, because a key is written there: the worse answer counts.
 */
export async function gatherGit(host: World, path: string): Promise<Learned<GitStatus>> {
  const target = realPathOf(host, path);
  const named = await askOf(host, path);
  if (target === path || target === null) return named;
  const real = await askOf(host, target);
  if (!named.known || !real.known) return named.known ? real : named;
  if (named.value.state !== "work-tree") return real;
  if (real.value.state !== "work-tree") return named;
  const value = {
    state: "work-tree",
    tracked: named.value.tracked || real.value.tracked,
    ignored: named.value.ignored && real.value.ignored,
  } as const;
  return { known: true, value };
}

async function askOf(host: World, path: string): Promise<Learned<GitStatus>> {
  if (!(await host.may("run", "git"))) {
    return { known: false, why: "git may not be asked", next: "--allow-run=git" };
  }
  const folder = dirname(path);
  const name = basename(path);
  const unknown = (why: string, next = `git -C ${quoted(folder)} status`): Learned<GitStatus> => ({
    known: false,
    why,
    next,
  });
  const inside = await host.git.ask(folder, ["rev-parse", "--is-inside-work-tree"]);
  if (inside === null) return { known: true, value: { state: "no-git" } };
  if (inside.error.includes("dubious ownership")) {
    const next = `git config --global --add safe.directory ${quoted(folder)}`;
    return unknown("git does not trust the folder, because somebody else owns it", next);
  }
  if (inside.exitCode !== 0 || inside.output.trim() !== "true") {
    // A repository that git cannot read is not none.
    return isBelowGit(host, folder)
      ? unknown("git could not read the repository around the file")
      : { known: true, value: { state: "no-work-tree" } };
  }
  const tracked = await host.git.ask(folder, ["ls-files", "--error-unmatch", "--", `:(literal)${name}`]);
  const ignored = await host.git.ask(folder, ["check-ignore", "--no-index", "-q", "--", name]);
  if (tracked === null || ignored === null || ignored.exitCode > 1 || tracked.exitCode > 1) {
    return unknown(`git could not say whether it holds ${name}`);
  }
  return {
    known: true,
    value: { state: "work-tree", tracked: tracked.exitCode === 0, ignored: ignored.exitCode === 0 },
  };
}

/** The top folder of the work tree around a folder, as git has it; null where there is none. */
export async function workTreeOf(host: Pick<Host, "git" | "may">, folder: string): Promise<string | null> {
  if (!(await host.may("run", "git"))) return null;
  const top = await host.git.ask(folder, ["rev-parse", "--show-toplevel"]);
  return top === null || top.exitCode !== 0 ? null : top.output.replace(/\n$/, "");
}

function isBelowGit({ files }: World, from: string): boolean {
  for (let folder = from;; folder = dirname(folder)) {
    try {
      files.lstat(join(folder, ".git"));
      return true;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
    if (folder === dirname(folder)) return false;
  }
}

function realPathOf({ files }: World, path: string): string | null {
  try {
    return files.realPath(path);
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}
