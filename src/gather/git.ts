import { basename, dirname } from "@std/path";
import type { Host } from "../io/host.ts";
import { quoted } from "../rules/quoted.ts";
import type { GitStatus, Learned } from "../rules/facts.ts";

/** What git says of one file; needs `--allow-run=git`. */
export async function gatherGit(host: Pick<Host, "git" | "may">, path: string): Promise<Learned<GitStatus>> {
  if (!(await host.may("run", "git"))) {
    return { known: false, why: "git may not be asked", next: "--allow-run=git" };
  }
  const folder = dirname(path);
  const name = basename(path);
  const inside = await host.git.ask(folder, ["rev-parse", "--is-inside-work-tree"]);
  if (inside === null) return { known: true, value: { state: "no-git" } };
  if (inside.error.includes("dubious ownership")) {
    return {
      known: false,
      why: "git does not trust the folder, because somebody else owns it",
      next: `git config --global --add safe.directory ${quoted(folder)}`,
    };
  }
  if (inside.exitCode !== 0 || inside.output.trim() !== "true") {
    return { known: true, value: { state: "no-work-tree" } };
  }
  const tracked = await host.git.ask(folder, ["ls-files", "--error-unmatch", "--", `:(literal)${name}`]);
  const ignored = await host.git.ask(folder, ["check-ignore", "--no-index", "-q", "--", name]);
  if (tracked === null || ignored === null || ignored.exitCode > 1 || tracked.exitCode > 1) {
    return {
      known: false,
      why: `git could not say whether it holds ${name}`,
      next: `git -C ${quoted(folder)} status`,
    };
  }
  return {
    known: true,
    value: { state: "work-tree", tracked: tracked.exitCode === 0, ignored: ignored.exitCode === 0 },
  };
}
