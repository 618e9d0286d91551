import type { WrittenKeyFact } from "./facts.ts";
import { listed } from "./loaded_files.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when no deployment descriptor that git tracks has the JWT key, or a default for it, written into it. */
export const keyNotInDescriptor: Rule = {
  id: "key-not-in-descriptor",
  title: "no descriptor holds it",
  severity: "error",
  stage: "project",
  why:
    "A key in a Compose file or a manifest is with everybody who ever cloned the repository. A default is one " +
    "too: it signs wherever the variable was forgotten, and nobody notices. The data of a Kubernetes Secret is " +
    "base64, which anybody reads.",
  references: [
    "https://cwe.mitre.org/data/definitions/321.html",
    "https://cwe.mitre.org/data/definitions/540.html",
  ],
  check(facts) {
    if (facts.deployment === undefined) return notApplicable("the deployment descriptors were not looked at");
    if (!facts.deployment.known) return notLearned(facts.deployment, "");
    const { written } = facts.deployment.value;
    const places = facts.deployment.value.places.filter(({ kind }) => kind !== "image build");
    const { jwt } = facts.names;
    const tracked = written.filter(({ git }) =>
      git.known && git.value.state === "work-tree" && (git.value.tracked || !git.value.ignored)
    );
    if (tracked.length > 0) {
      return fail(
        `${listed([...new Set(tracked.map(({ path }) => path))])} ${
          new Set(tracked.map(({ path }) => path)).size === 1 ? "holds" : "hold"
        } a value of ${jwt}, and git ${
          tracked.every(({ git }) => git.known && git.value.state === "work-tree" && git.value.tracked)
            ? "tracks it"
            : "does not ignore it"
        }`,
        tracked.map(evidenceOf),
        {
          text:
            `Take ${jwt} from a store of secrets or from the surroundings, without a default, and give the ` +
            "application a new key: this one is known to everybody who has the repository",
          commands: [`deno task upgrade ${facts.project}`],
        },
      );
    }
    const unsure = written.find(({ git }) => !git.known);
    if (unsure !== undefined) return notLearned(unsure.git, "");
    if (written.some(({ git }) => git.known && git.value.state === "no-git")) {
      return notApplicable("git is not installed here");
    }
    if (written.some(({ git }) => git.known && git.value.state === "no-work-tree")) {
      return notApplicable("the folder is in no git work tree");
    }
    if (places.length === 0) {
      return notApplicable("no deployment descriptor hands over the application's settings");
    }
    return pass(
      written.length === 0
        ? `no descriptor has a value of ${jwt} written into it`
        : `git ignores ${listed([...new Set(written.map(({ path }) => path))])}`,
      [...new Set(places.map(({ path }) => path))].map((path) => ({ path })),
    );
  },
};

const HOW = {
  text: "as text",
  default: "as the default where it is not set",
  encoded: "as base64",
} as const satisfies Record<WrittenKeyFact["how"], string>;

function evidenceOf({ path, line, kind, name, how, isWeak }: WrittenKeyFact) {
  return { path, line, text: `${name} (${kind}): ${HOW[how]}${isWeak ? ", and anybody can guess it" : ""}` };
}
