import { type Command, main } from "./_command.ts";
import { openProject, recognised } from "./_open.ts";
import { FLAGS } from "./_permissions.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { gather } from "../src/gather/gatherer.ts";
import { startOfApplication, startWithoutKey } from "../src/gather/start.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { causesOf } from "../src/rules/evaluate.ts";
import type { Facts } from "../src/rules/facts.ts";
import { evaluate, USUAL_RULES } from "../src/rules/mod.ts";

/** Runs the backend's check, once as it is and once with the key empty. */
export const startup: Command = {
  name: "startup",
  summary: "runs the backend's check, as it is and with the key empty, and names the cause where it fails",
  options: [],
  project: "optional",
  windows: false,
  needs: ["read", "run"],
  flags: FLAGS.startup,
  async run(context) {
    const { host, progress, typed } = context;
    const project = openProject(context, "startup");
    const gathered = await gatherKeys(host, project);
    const redact = redactorFor(host, project, gathered.keys);
    const start = await progress.during(
      "  the check runs",
      gather(startOfApplication, host, project, redact),
    );
    const emptyStart = start.known && start.value.outcome === "starts"
      ? await progress.during(
        "  the check runs with an empty key",
        gather(startWithoutKey, host, project, redact),
      )
      : undefined;
    const facts: Facts = {
      ...baseFacts(project, gathered, host.platform),
      start,
      ...(emptyStart ? { emptyStart } : {}),
    };
    const rules = USUAL_RULES.filter((rule) => rule.stage === "start" || causesOf(rule, facts).length > 0);
    const findings = evaluate(rules, facts, project.policy);
    return {
      findings,
      recognised: recognised(project),
      next: findings.every(({ outcome }) => outcome === "pass") ? [`deno task login ${typed}`] : [],
    };
  },
};

if (import.meta.main) Deno.exit(await main(startup, Deno.args, denoHost()));
