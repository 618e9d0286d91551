import { type Command, main } from "./_command.ts";
import { openProject, recognised } from "./_open.ts";
import { FLAGS } from "./_permissions.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";

/** Judges the key in the files and in the environment, and changes nothing. */
export const verify: Command = {
  name: "verify",
  summary: "judges the key in the env files and in the environment, and changes nothing",
  options: [],
  project: "optional",
  windows: true,
  needs: ["read"],
  flags: FLAGS.verify,
  async run(context) {
    const { host } = context;
    const project = openProject(context, "verify");
    const gathered = await gatherKeys(host, project);
    const facts = baseFacts(project, gathered, host.platform);
    const findings = evaluate(RULES.filter(({ stage }) => stage === "files"), facts, project.policy);
    const mendable = findings.some(({ outcome, severity }) => outcome === "fail" && severity === "error");
    return {
      findings,
      recognised: recognised(project),
      next: mendable ? [`deno task upgrade ${context.typed}`] : [],
    };
  },
};

if (import.meta.main) Deno.exit(await main(verify, Deno.args, denoHost()));
