import type { EnvironmentFact } from "../rules/project_facts.ts";

/** The environment that the path of an env file tells; one without the name of any is the developer's own. */
export function environmentOf(path: string): Exclude<EnvironmentFact["environment"], "service"> {
  if (/(?:^|[^a-z])(?:prod(?:uction)?|live)(?:[^a-z]|$)/i.test(path)) return "production";
  if (/(?:^|[^a-z])(?:stag(?:e|ing)|preprod|uat|preview|qa)(?:[^a-z]|$)/i.test(path)) return "staging";
  return /(?:^|[^a-z])(?:tests?|testing|ci|e2e)(?:[^a-z]|$)/i.test(path) ? "test" : "development";
}
