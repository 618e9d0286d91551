import { blamingCauses } from "./blaming_causes.ts";
import { quotedPath } from "./quoted.ts";
import type { StartFact } from "./facts.ts";
import type { Evidence, Rule } from "./rule.ts";
import { fail, notLearned, pass, unknown } from "./verdicts.ts";

/** Holds when the backend's check succeeds with these settings. */
export const starts: Rule = {
  id: "starts",
  title: "the application starts",
  severity: "error",
  stage: "start",
  why: "A setting that is right on paper is worth nothing where the application cannot load it. The check " +
    "runs in the folder and with the environment that the server is started with.",
  references: ["https://docs.djangoproject.com/en/stable/ref/django-admin/#check"],
  check(facts) {
    if (!facts.start?.known) return notLearned(facts.start, "the backend's check was not run");
    const start = facts.start.value;
    if (start.outcome === "starts") {
      return pass(start.served ? `${start.command} serves: HTTP answers` : `${start.command} succeeds`);
    }
    if (start.outcome === "timed-out") {
      return unknown(`${start.command} did not end within its time limit of ${Math.round(start.seconds)} s`);
    }
    const [blamed] = blamingCauses(facts);
    if (blamed) {
      // The remedy is that rule's: one thing is said once.
      return {
        outcome: "fail",
        message: `${start.command} fails; that is only the effect of ${blamed.rule}`,
      };
    }
    const cause = start.causes.find(({ rule }) => rule === null);
    const exit = start.exitCode === null ? "was ended by a signal" : `ends with ${start.exitCode}`;
    return fail(
      cause
        ? `${start.command} fails: ${cause.title}`
        : `${start.command} ${exit} for a reason that is not recognised`,
      cause ? [{ line: cause.line, text: cause.text }] : tailOf(start),
      cause?.remedy ??
        {
          text: "Look at the whole output",
          commands: [`(cd ${quotedPath(start.folder)} && ${start.typed ?? start.command})`],
        },
    );
  },
};

function tailOf({ tail }: StartFact): readonly Evidence[] {
  return tail.map((text) => ({ text }));
}
