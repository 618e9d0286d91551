import type { Host } from "../io/host.ts";
import type { EnvironmentFact, Facts } from "../rules/facts.ts";
import { gatherCi } from "./ci.ts";
import { gatherDeployment } from "./deployment.ts";
import { gatherDocumentation } from "./documentation.ts";
import { gatherEnvironments } from "./environments.ts";
import { gatherExamples } from "./examples.ts";
import type { Keys } from "./keys.ts";
import type { Project } from "./project.ts";

/** The facts that the rules of stage `project` are asked of. */
export type ProjectFacts = Required<
  Pick<Facts, "deployment" | "ci" | "examples" | "documentation" | "environments">
>;

/** What the rest of a project says: its deployment, CI, templates, documents and other environments; reads alone. */
export async function gatherProjectFacts(
  host: Pick<Host, "files" | "git" | "may">,
  project: Project,
  { jwt, environment }: Pick<Keys, "jwt"> & {
    /** Which one the project's own env file is for; by default what its name tells. */
    readonly environment?: EnvironmentFact["environment"];
  },
): Promise<ProjectFacts> {
  return {
    deployment: await gatherDeployment(host, project),
    ci: gatherCi(host, project),
    examples: await gatherExamples(host, project, { jwt }),
    documentation: gatherDocumentation(host, project),
    environments: gatherEnvironments(host, project, {
      jwt,
      ...(environment === undefined ? {} : { environment }),
    }),
  };
}
