import { quotedPath } from "./quoted.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass, unknown } from "./verdicts.ts";

/** Holds when the backend's own tests pass with its env files as they are now. */
export const testsPass: Rule = {
  id: "tests-pass",
  title: "the backend's own tests pass",
  severity: "error",
  stage: "start",
  onRequest: true,
  why:
    "Tests that sign a token with the session key, or that bring settings of their own without the new variable, " +
    "break with the change; better here than in the pipeline that has to release it.",
  references: ["https://docs.djangoproject.com/en/stable/topics/testing/overview/"],
  check(facts) {
    if (facts.tests === undefined) return notApplicable("the tests were not asked for: --run-tests");
    if (!facts.tests.known) return notLearned(facts.tests, "");
    const { command, folder, outcome, exitCode, seconds, causes, tail } = facts.tests.value;
    switch (outcome) {
      case "pass":
        return pass(`${command} passes`);
      case "none":
        return unknown(
          `${command} ran no test`,
          `deno task checklist ${facts.project} --run-tests --test 'COMMAND'`,
        );
      case "timed-out":
        return unknown(`${command} did not end within its time limit of ${Math.round(seconds)} s`);
      case "fail": {
        const [cause] = causes;
        const exit = exitCode === null ? "was ended by a signal" : `ends with ${exitCode}`;
        return fail(
          cause === undefined ? `${command} ${exit}` : `${command} ${exit}: ${cause.title}`,
          cause === undefined ? tail.map((text) => ({ text })) : [{ line: cause.line, text: cause.text }],
          cause?.remedy ?? {
            text: "Look at the whole output",
            commands: [`(cd ${quotedPath(folder)} && ${command})`],
          },
        );
      }
    }
  },
};
