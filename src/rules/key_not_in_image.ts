import type { BakedKeyFact } from "./facts.ts";
import { listed } from "./loaded_files.ts";
import type { Rule } from "./rule.ts";
import { fail, notApplicable, notLearned, pass } from "./verdicts.ts";

/** Holds when no Dockerfile makes the JWT key a part of the image. */
export const keyNotInImage: Rule = {
  id: "key-not-in-image",
  title: "no image holds it",
  severity: "error",
  stage: "project",
  why:
    "Whoever may pull an image may read every file and variable in it, also those that a later layer deletes. " +
    "A key that is put there for the build alone goes on to count at run time, where it hides that the real one " +
    "is missing.",
  references: [
    "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
    "https://cwe.mitre.org/data/definitions/538.html",
  ],
  check(facts) {
    if (facts.deployment === undefined) return notApplicable("the deployment descriptors were not looked at");
    if (!facts.deployment.known) return notLearned(facts.deployment, "");
    const { images, baked } = facts.deployment.value;
    if (images.length === 0) return notApplicable("the project has no Dockerfile");
    if (baked.length === 0) {
      return pass(
        `${listed(images.slice(0, 5))} ${images.length === 1 ? "puts" : "put"} no key into the image`,
        [
          ...images.map((path) => ({ path })),
        ],
      );
    }
    const { jwt } = facts.names;
    const ignored = baked.flatMap(({ how }) => how.by === "folder" ? [how.file] : []);
    const paths = [...new Set(baked.map(({ path }) => path))];
    return fail(
      `${listed(paths)} ${paths.length === 1 ? "puts" : "put"} ${jwt} into the image`,
      baked.map(({ path, line, how }) => ({ path, line, text: wordsFor(how, jwt) })),
      {
        text: ignored.length === baked.length
          ? `Leave ${
            listed([...new Set(ignored)])
          } out of the image by a line in .dockerignore, and build it again`
          : "Hand the key over when a container is started, and a throw-away one to the one command of the build " +
            "that needs it; then build the image again and give the application a new key",
        commands: ignored.length === baked.length
          ? ["**/.env*"]
          : [`RUN ${jwt}=$(openssl rand -hex 32) COMMAND`],
      },
    );
  },
};

function wordsFor(how: BakedKeyFact["how"], jwt: string): string {
  switch (how.by) {
    case "ENV":
      return `ENV ${jwt} stays in the image`;
    case "ARG":
      return `ARG ${jwt} stays in the image's history`;
    case "COPY":
      return `it copies ${how.file}`;
    case "folder":
      return `it copies the folder with ${how.file}, which .dockerignore does not leave out`;
  }
}
