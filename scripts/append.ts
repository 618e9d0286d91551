import { type Command, main } from "./_command.ts";
import { recoverFirst, writtenLines } from "./_edits.ts";
import { mend } from "./_mend.ts";
import { openProject, recognised } from "./_open.ts";
import { FLAGS } from "./_permissions.ts";
import { heading } from "../src/report/text.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { exitCodeOf } from "../src/report/exit_code.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";

/** Gives the env files a key where they need one, and judges them afterwards. */
export const append: Command = {
  name: "append",
  summary: "writes a new key into the .env where it needs one, after asking",
  options: ["bytes", "length"],
  project: "optional",
  windows: false,
  needs: ["read", "write"],
  flags: FLAGS.append,
  async run(context) {
    const { host, shown, typed, progress } = context;
    const project = openProject(context, "append");
    const title = recognised(project);
    if (context.settings.format === "text") {
      progress.say(heading({ command: "append", project: shown, recognised: title }) + "\n");
    }
    await recoverFirst(context, project);
    const before = await gatherKeys(host, project);
    const mended = await mend(context, project);
    const gathered = mended.edited === "written" ? await gatherKeys(host, project) : before;
    const facts = baseFacts(project, gathered, host.platform);
    const findings = evaluate(RULES.filter(({ stage }) => stage === "files"), facts, project.policy);
    const exitCode = mended.edited === "declined"
      ? 4
      : mended.edited === "pending"
      ? 1
      : exitCodeOf(findings);
    return {
      findings,
      recognised: title,
      headed: true,
      exitCode,
      ...(mended.edited === "pending" ? { text: "\nNothing was written: this was a dry run.\n" } : {}),
      ...(mended.edited === "declined" ? { text: "" } : {}),
      next: exitCode === 0 ? [`deno task startup ${typed}`] : [],
      extra: {
        changed: mended.edited,
        edits: writtenLines(mended.edits),
      },
      ...(mended.edited === "declined"
        ? { error: { code: "stopped" as const, message: "Nothing was written", next: [] } }
        : {}),
    };
  },
};

if (import.meta.main) Deno.exit(await main(append, Deno.args, denoHost()));
