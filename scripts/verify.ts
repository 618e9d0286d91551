import { type Command, main } from "./_command.ts";
import { withLoaders } from "./_loaders.ts";
import { openProject, recognised } from "./_open.ts";
import { FLAGS } from "./_permissions.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { loaderRows, loaderTable } from "../src/report/loader_table.ts";
import { isHiddenFromApplication, loadedFiles } from "../src/rules/loaded_files.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";

/** What a new key does not mend. */
const NOT_BY_A_KEY: ReadonlySet<string> = new Set([
  "loaders-agree",
  "key-visible-to-loader",
  "not-masked-by-environment",
]);

/** Judges the key in the files and in the environment, and changes nothing. */
export const verify: Command = {
  name: "verify",
  summary: "judges the key in the env files and in the environment, and changes nothing",
  options: ["loader", "loaders", "explain"],
  project: "optional",
  windows: true,
  needs: ["read"],
  flags: FLAGS.verify,
  async run(context) {
    const { host } = context;
    const project = withLoaders(openProject(context, "verify"), context.settings);
    const gathered = await gatherKeys(host, project);
    const facts = baseFacts(project, gathered, host.platform);
    const findings = evaluate(RULES.filter(({ stage }) => stage === "files"), facts, project.policy);
    // Where the application has its key or has it by a mended line, a new one mends nothing.
    const kept = loadedFiles(facts).every(({ path, mend }) =>
      mend !== undefined || !isHiddenFromApplication(facts, path)
    );
    const failed = findings.filter(({ outcome, severity }) => outcome === "fail" && severity === "error");
    const byAKey = failed.some(({ rule }) => !(kept && NOT_BY_A_KEY.has(rule)));
    return {
      findings,
      recognised: recognised(project),
      extra: { loaders: loaderRows(facts, project.policy) },
      ...(context.settings.explain ? { appendix: loaderTable(facts, project.policy) } : {}),
      // What was mended by hand is to be looked at again.
      next: failed.length === 0 ? [] : [`deno task ${byAKey ? "upgrade" : "verify"} ${context.typed}`],
    };
  },
};

if (import.meta.main) Deno.exit(await main(verify, Deno.args, denoHost()));
