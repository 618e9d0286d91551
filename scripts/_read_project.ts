import type { CommandContext, CommandResult } from "./_command.ts";
import { openProject, recognised } from "./_open.ts";
import { verdict } from "./_verdict.ts";
import { describeAdvice } from "../src/diagnosis/describe_advice.ts";
import { describeFindings } from "../src/diagnosis/describe_findings.ts";
import { projectAdvice } from "../src/gather/advice/project_advice.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { gather } from "../src/gather/gatherer.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import { startOfApplication } from "../src/gather/start.ts";
import { KeysplitError } from "../src/errors.ts";
import type { ReportError } from "../src/report/format.ts";
import type { Facts } from "../src/rules/facts.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";
import type { Evidence } from "../src/rules/rule.ts";

/**
 * Looks at a project itself: judges its key, runs its check where that is allowed, looks for old advice in its files,
 * and names what is found.
 */
export async function readProject(context: CommandContext): Promise<CommandResult> {
  const { host, progress, typed, shown } = context;
  if (host.platform === "windows") {
    throw new KeysplitError("platform", "On Windows troubleshoot reads texts, and no project", {
      next: ["deno task troubleshoot --log FILE", "or run it in WSL, the Windows Subsystem for Linux"],
    });
  }
  const project = openProject(context, "troubleshoot");
  const gathered = await gatherKeys(host, project);
  const redact = redactorFor(host, project, gathered.keys);
  const start = await progress.during(
    "  the check runs",
    gather(startOfApplication, host, project, redact),
  );
  const facts: Facts = { ...baseFacts(project, gathered, host.platform), start };
  const rules = RULES.filter(({ id, stage }) => stage === "files" || id === "starts");
  const findings = evaluate(rules, facts, project.policy);
  const command = start.known ? start.value.command : "files alone";
  const causes = describeFindings(facts, findings);
  const advice = describeAdvice(projectAdvice(project, gathered.byFile, redact), { typed, folder: shown });
  const title = [recognised(project), command].filter((part) => part !== null).join("; ");
  return verdict(context, {
    project: shown,
    title,
    at: `what ${command} printed`,
    diagnoses: [...causes, ...advice.filter(({ cause }) => causes.every((known) => known.cause !== cause))],
    explained: causes.length > 0,
    clean: "Nothing is wrong: the application starts, and its key passes",
    trouble: troubleOf(facts),
    ...unknownOf(facts),
    next: [`deno task startup ${typed}`],
    findings,
  });
}

/** What a failing check printed last, for a cause that nobody knows. */
function troubleOf({ start }: Facts): Evidence | null {
  if (!start?.known || start.value.outcome !== "fails") return null;
  const { tail, command, exitCode } = start.value;
  return { text: tail.at(-1) ?? `${command} ends with ${exitCode ?? "a signal"}` };
}

function unknownOf({ start }: Facts): { readonly unknown?: ReportError } {
  if (start?.known && start.value.outcome !== "timed-out") return {};
  const why = start === undefined || start.known ? "the check did not end within its time limit" : start.why;
  const next = start?.known === false && start.next !== undefined ? [start.next] : [];
  return { unknown: { code: "not-known", message: `whether the application starts: ${why}`, next } };
}
