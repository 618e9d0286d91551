import type { Rule } from "./rule.ts";
import { presentFiles } from "./judged_keys.ts";
import { fail, newKey, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when all env files of the one service hold the same key. */
export const envFilesAgree: Rule = {
  id: "env-files-agree",
  title: "all its files hold the same",
  severity: "error",
  stage: "files",
  why: "Two processes of one service that read two files must verify each other's tokens: a login that one " +
    "of them answers is otherwise refused by the other.",
  references: ["https://datatracker.ietf.org/doc/html/rfc7515#section-5.2"],
  check(facts) {
    if (!facts.envFiles?.known) return notLearned(facts.envFiles, "the env files were not read");
    const files = presentFiles(facts).filter((file) => (file.jwtKey?.key.characters ?? 0) > 0);
    if (files.length < 2) return notApplicable("there is only one env file with a key");
    const other = files.filter((file) => !file.agrees);
    const paths = files.map((file) => file.path).join(" and ");
    if (other.length === 0) return pass(`${paths} agree`, files.map(({ path }) => ({ path })));
    return fail(
      `${other.map((file) => file.path).join(" and ")} and ${files[0]?.path} hold different keys`,
      files.map(({ path }) => ({ path })),
      newKey(facts),
    );
  },
};
