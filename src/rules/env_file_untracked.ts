import type { Rule } from "./rule.ts";
import { judgeInGit } from "./judge_in_git.ts";
import { quotedPath } from "./quoted.ts";

/** Holds when git does not hold the env file. */
export const envFileUntracked: Rule = {
  id: "env-file-untracked",
  title: "git does not hold the file",
  severity: "error",
  stage: "files",
  why: "A key in a repository is with everybody who ever cloned it, and stays in its history after it is " +
    "deleted. It has to be replaced, not only removed.",
  references: ["https://cwe.mitre.org/data/definitions/540.html"],
  check: (facts) =>
    judgeInGit(facts, {
      holds: ({ tracked }) => !tracked,
      good: "is not tracked",
      bad: "is tracked by git",
      remedy: (path) => ({
        text: "Take it out of the index (the file stays), then replace what it held",
        commands: [`git -C ${facts.root} rm --cached ${quotedPath(path)}`],
      }),
    }),
};
