import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when a document of the project names the variable of the JWT key. */
export const documentationNamesKey: Rule = {
  id: "documentation-names-key",
  title: "documentation names it",
  severity: "warning",
  stage: "project",
  why:
    "Whoever deploys the next release reads what variables it needs. A required one that is named nowhere is " +
    "found out by a service that does not start.",
  references: ["https://12factor.net/config"],
  check(facts) {
    if (facts.documentation === undefined) return notApplicable("the documentation was not looked at");
    if (!facts.documentation.known) return notLearned(facts.documentation, "");
    const { documents, jwt, session } = facts.documentation.value;
    const { names } = facts;
    if (documents === 0) return notApplicable("the project has no documentation");
    if (jwt.length > 0) return pass(`${jwt[0]?.path} names ${names.jwt}`, jwt);
    return fail(
      documents === 1
        ? `the one document does not name ${names.jwt}`
        : `none of ${documents} documents names ${names.jwt}`,
      session.map((place) => ({ ...place, text: `${names.session ?? "another setting"} is named here` })),
      {
        text: session.length > 0
          ? `Name it beside ${
            names.session ?? "the other settings"
          }: what it is for, how one is made, and that a ` +
            "new one logs everybody out"
          : "Name it where the settings are described: what it is for, how one is made, and that a new one logs " +
            "everybody out",
        commands: [],
      },
    );
  },
};
