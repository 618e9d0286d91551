import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when no Secret of Kubernetes in the project has a line break behind the JWT key. */
export const deployedKeyExact: Rule = {
  id: "deployed-key-exact",
  title: "no line break ends it",
  severity: "error",
  stage: "project",
  why:
    "The command `echo KEY | base64` encodes a line break too, and that is a part of the key then: what one " +
    "service signs with it is refused by the next, which has the key without it, and both look right.",
  references: ["https://kubernetes.io/docs/tasks/configmap-secret/managing-secret-using-config-file/"],
  check(facts) {
    if (facts.deployment === undefined) return notApplicable("the deployment descriptors were not looked at");
    if (!facts.deployment.known) return notLearned(facts.deployment, "");
    const secrets = facts.deployment.value.written.filter(({ kind }) => kind === "Kubernetes");
    if (secrets.length === 0) {
      return notApplicable("no Secret or manifest of Kubernetes in the project holds the key");
    }
    const broken = secrets.filter(({ endsInNewline }) => endsInNewline);
    const evidence = (broken.length > 0 ? broken : secrets).map(({ path, line, name }) => ({
      path,
      line,
      text: name,
    }));
    if (broken.length === 0) return pass("the key ends where it should", evidence);
    return fail(`a line break ends the value of ${facts.names.jwt}`, evidence, {
      text: "Make the Secret from a file or from standard input without a line break",
      commands: [
        `deno task -q generate | tr -d '\\n' | kubectl create secret generic NAME --from-file=${facts.names.jwt}=/dev/stdin`,
      ],
    });
  },
};
