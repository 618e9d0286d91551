import type { Facts, GitStatus } from "./facts.ts";
import { presentFiles } from "./judged_keys.ts";
import type { Remedy, Verdict } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

type InWorkTree = Extract<GitStatus, { state: "work-tree" }>;

/** Judges each env file by what git says of it; not applicable outside a work tree and without git. */
export function judgeInGit(facts: Facts, statement: {
  readonly holds: (status: InWorkTree) => boolean;
  readonly good: string;
  readonly bad: string;
  readonly remedy: (path: string) => Remedy;
}): Verdict {
  if (!facts.envFiles?.known) return notLearned(facts.envFiles, "the env files were not read");
  const files = presentFiles(facts);
  if (files.length === 0) return notApplicable("there is no env file");

  const good: string[] = [];
  const bad: string[] = [];
  for (const { path, git } of files) {
    if (!git.known) return notLearned(git, "");
    if (git.value.state === "no-git") return notApplicable("git is not installed here");
    if (git.value.state === "work-tree") (statement.holds(git.value) ? good : bad).push(path);
  }
  if (bad.length > 0) {
    const remedies = bad.map(statement.remedy);
    return fail(`${bad.join(" and ")} ${statement.bad}`, bad.map((path) => ({ path })), {
      text: remedies[0]?.text ?? "",
      commands: remedies.flatMap((remedy) => remedy.commands),
    });
  }
  if (good.length === 0) return notApplicable("the folder is in no git work tree");
  return pass(`${good.join(" and ")} ${statement.good}`, good.map((path) => ({ path })));
}
