import type { Policy } from "../policy.ts";
import type { ExampleFact, Facts } from "./facts.ts";
import { listed } from "./loaded_files.ts";
import type { Evidence, Rule, Verdict } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when the templates of the env file name the JWT key, and give it no value that would count as a key. */
export const exampleInStep: Rule = {
  id: "example-in-step",
  title: "the example names it",
  severity: "warning",
  stage: "project",
  why:
    "The template is copied by everybody who sets the project up: what it does not name is missing there, and " +
    "what it gives is the same for all. A placeholder that is long enough passes the application's own checks, and " +
    "then anybody can sign.",
  references: ["https://cwe.mitre.org/data/definitions/1188.html"],
  check(facts, policy) {
    if (facts.examples === undefined) {
      return notApplicable("the templates of the env file were not looked at");
    }
    if (!facts.examples.known) return notLearned(facts.examples, "");
    const examples = facts.examples.value;
    if (examples.length === 0) return notApplicable("the project has no template of its env file");
    const { jwt } = facts.names;
    const inUse = examples.filter(({ relation }) => relation !== null && relation !== "unrelated");
    const strong = examples.filter(({ jwt }) => jwt !== null && isStrong(jwt.key));
    if (inUse.length + strong.length > 0) {
      return publishes(facts, inUse.length > 0 ? inUse : strong, inUse.length > 0);
    }
    const silent = examples.filter(({ jwt, commentedAt }) => jwt === null && commentedAt === null);
    if (silent.length > 0) {
      return fail(
        `${listed(silent.map(({ path }) => path))} ${names(silent)} no ${jwt}`,
        silent.map(sessionEvidence),
        {
          text: "Add the line, with an empty value",
          commands: [`${jwt}=`],
        },
      );
    }
    const passing = examples.filter(({ jwt }) => jwt !== null && isLongEnough(jwt.key, facts, policy));
    if (passing.length > 0) {
      return fail(
        `the placeholder of ${jwt} in ${
          listed(passing.map(({ path }) => path))
        } is long enough to pass for a key`,
        passing.map(jwtEvidence),
        { text: "Leave the value empty: who copies the file must make a key", commands: [`${jwt}=`] },
      );
    }
    return pass(
      `${listed(examples.map(({ path }) => path))} ${names(examples)} ${jwt}`,
      examples.map(jwtEvidence),
    );
  },
};

function publishes(facts: Facts, examples: readonly ExampleFact[], inUse: boolean): Verdict {
  const { jwt } = facts.names;
  const gives = examples.length === 1 ? "gives" : "give";
  const verdict = fail(
    inUse
      ? `${listed(examples.map(({ path }) => path))} ${gives} the ${jwt} that is in use, or one like it`
      : `${listed(examples.map(({ path }) => path))} ${gives} a ${jwt} that would do as a key`,
    examples.map(jwtEvidence),
    {
      text: "Leave the value empty there, and give the application a new key if this one was ever in use",
      commands: [`${jwt}=`, `deno task upgrade ${facts.project}`],
    },
  );
  return { ...verdict, severity: "error" };
}

function names({ length }: readonly unknown[]): string {
  return length === 1 ? "names" : "name";
}

function isStrong({ characters, weakness }: NonNullable<ExampleFact["jwt"]>["key"]): boolean {
  return characters > 0 && weakness === null;
}

function isLongEnough(key: NonNullable<ExampleFact["jwt"]>["key"], facts: Facts, policy: Policy): boolean {
  const bytes = policy.minBytes[facts.algorithm as keyof Policy["minBytes"]] ?? policy.minBytes.HS256;
  return key.characters >= Math.max(policy.minCharacters, 1) && key.bytes >= bytes;
}

function jwtEvidence({ path, jwt, commentedAt }: ExampleFact): Evidence {
  const line = jwt?.line ?? commentedAt;
  return line == null ? { path } : { path, line };
}

function sessionEvidence({ path, sessionAt }: ExampleFact): Evidence {
  return sessionAt === null ? { path } : { path, line: sessionAt };
}
