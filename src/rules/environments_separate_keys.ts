import type { EnvironmentFact } from "./facts.ts";
import { listed } from "./loaded_files.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when no env file of another environment or another service in the project has the same JWT key. */
export const environmentsSeparateKeys: Rule = {
  id: "environments-separate-keys",
  title: "no environment shares it",
  severity: "error",
  stage: "project",
  why:
    "A token is good wherever its key is: who gets one on a test system, or its key from a developer's machine, " +
    "is let in to production with it. Files of development and of tests may share one, for what they protect is " +
    "the same.",
  references: [
    "https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html",
    "https://cwe.mitre.org/data/definitions/323.html",
  ],
  check(facts) {
    if (facts.environments === undefined) {
      return notApplicable("the env files of other environments were not looked at");
    }
    if (!facts.environments.known) return notLearned(facts.environments, "");
    const { files, shared, unread } = facts.environments.value;
    if (shared.length > 0) {
      return fail(
        shared.slice(0, 3).map(sentenceFor).join("; ") +
          (shared.length > 3 ? `; and ${shared.length - 3} more` : ""),
        shared.flatMap(({ path, line, name, with: other }) => [
          { path, line, text: name },
          other.line === null ? { path: other.path } : { path: other.path, line: other.line },
        ]),
        {
          text: "Give each of them a key of its own",
          commands: [`deno task upgrade ${facts.project} --env-file PATH`],
        },
      );
    }
    if (unread.length > 0) {
      return {
        outcome: "unknown",
        message: `${listed(unread.map(({ path }) => path))} could not be read`,
        evidence: unread.map(({ path, why }) => ({ path, text: why })),
      };
    }
    if (files.length === 0) return notApplicable("the project has the env files of one environment alone");
    return pass(
      `${listed(files)} ${files.length === 1 ? "has a key of its own" : "have keys of their own"}`,
      [
        ...files.map((path) => ({ path })),
      ],
    );
  },
};

function sentenceFor({ path, environment, relation, with: other }: EnvironmentFact): string {
  const whose = environment === "service" ? "another service" : environment;
  return relation === "same"
    ? `${path} (${whose}) holds the key of ${other.path}`
    : `${path} (${whose}) holds a variant of the key of ${other.path}`;
}
