import type { Rule } from "./rule.ts";
import { judgeInGit } from "./judge_in_git.ts";
import { quoted, typedPath } from "./quoted.ts";

/** Holds when git would ignore the env file. */
export const envFileIgnored: Rule = {
  id: "env-file-ignored",
  title: "git would ignore the file",
  severity: "warning",
  stage: "files",
  why: "A file that git does not ignore is one `git add .` away from being published.",
  references: ["https://git-scm.com/docs/gitignore"],
  check: (facts) =>
    judgeInGit(facts, {
      holds: ({ ignored }) => ignored,
      good: "is ignored",
      bad: "is not ignored by git",
      remedy: (path) => ({
        text: "Add a line to .gitignore",
        commands: [
          `printf '\\n%s\\n' ${quoted(path.split("/").at(-1) ?? path)} >> ${
            typedPath(facts.root, gitignoreOf(path))
          }`,
        ],
      }),
    }),
};

/** The `.gitignore` beside the file. */
function gitignoreOf(path: string): string {
  return `${path.slice(0, path.lastIndexOf("/") + 1)}.gitignore`;
}
