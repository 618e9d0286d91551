import { EXIT, extraOf, judgeOptions, shared } from "./_checklist_result.ts";
import { type Command, type CommandContext, type CommandResult, main } from "./_command.ts";
import { credentials } from "./_credentials.ts";
import { loadFacts, requireFactsFile, saveFacts } from "./_facts_files.ts";
import { openServedProject, recognised } from "./_open.ts";
import { isFleet, judgeServices } from "./_fleet.ts";
import { fleetReport } from "./_fleet_report.ts";
import { FLAGS } from "./_permissions.ts";
import { folderBelow } from "./_project.ts";
import { fileToOpen } from "./_shared_report.ts";
import { attest, waive } from "./_statements.ts";
import type { Checklist, ChecklistReport } from "../src/checklist/checklist.ts";
import type { Gathered } from "../src/checklist/gathered.ts";
import { judgeChecklist } from "../src/checklist/judge.ts";
import { gatherChecklist } from "../src/gather/gather_checklist.ts";
import type { Project } from "../src/gather/project.ts";
import { KeysplitError } from "../src/errors.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { categorised } from "../src/rules/categories.ts";
import { checklistText } from "../src/report/checklist_text.ts";

/** Says whether the change is complete, with evidence for each item; or keeps what people say of one. */
export const checklist: Command = {
  name: "checklist",
  summary: "says whether the change is complete, here and at this commit, with evidence for each item",
  options: [
    "password-stdin",
    "insecure-http",
    "instance",
    "run-tests",
    "report",
    "save-facts",
    "load-facts",
    "jobs",
    "open",
    "reproducible",
    "accept-unknown",
    "by",
    "note",
    "reason",
    "until",
  ],
  actions: [
    {
      name: "attest",
      word: "ITEM",
      flags: "--by NAME --note TEXT",
      help: "keep that somebody knows this item to hold",
    },
    {
      name: "waive",
      word: "ITEM",
      flags: "--by NAME --reason TEXT --until DATE",
      help: "keep that this item need not hold until a day",
    },
  ],
  formats: ["text", "json", "md", "html", "junit", "sarif", "github"],
  project: "optional",
  windows: true,
  needs: ["read"],
  flags: FLAGS.checklist,
  async run(context) {
    fileToOpen(context);
    const [path] = context.settings.loadFacts;
    if (path !== undefined) requireNothingElse(context);
    if (context.action === null && isFleet(context)) {
      return fleetReport(context, await judgeServices(context, checklist, judgeOptions(context)));
    }
    if (path !== undefined) return report(context, loadFacts(context, path));
    const project = await openServedProject(context, "checklist");
    if (context.action === "attest") return await attest(context, project);
    if (context.action === "waive") return await waive(context, project);
    await requireFactsFile(context);
    const gathered = await gatherAll(context, project);
    await saveFacts(context, gathered);
    return report(context, gathered);
  },
};

/** What a loaded file is judged for gathers nothing, and keeps nothing. */
function requireNothingElse({ action, settings }: CommandContext): void {
  const other = action ??
    (settings.saveFacts !== undefined ? "--save-facts" : settings.runTests ? "--run-tests" : null);
  if (other === null) return;
  throw new KeysplitError(
    "usage",
    `--load-facts judges what was gathered elsewhere: it does not go with ${other}`,
    {
      next: [],
    },
  );
}

async function gatherAll(context: CommandContext, project: Project): Promise<Gathered> {
  const { host, typed, progress, settings, defer } = context;
  return await gatherChecklist(host, project, {
    folder: folderBelow(host, project.root),
    recognised: recognised(project),
    environment: settings.environment ?? null,
    credentials: await credentials(context),
    withCredentials: `KEYSPLIT_USERNAME=NAME deno task checklist ${typed} --password-stdin`,
    runsTests: settings.runTests,
    defer,
    during: (step, work) => progress.during(step, work),
  });
}

function report(context: CommandContext, gathered: Gathered): CommandResult {
  const { typed, progress } = context;
  const judged = judge(context, gathered);
  // What is made to be shared says of a key what it reaches, not what it is.
  const toShare = reportOf(judge(context, { ...gathered, facts: categorised(gathered.facts) }));
  const open = judged.items.filter(({ outcome, severity, accepted, waiver }) =>
    outcome === "unknown" && severity === "error" && accepted !== true && waiver === undefined
  );
  return {
    findings: judged.findings,
    exitCode: EXIT[judged.readiness],
    notKnown: {
      code: "not-known",
      message: `Not known: ${open.map(({ id }) => id).join(", ")}`,
      next: [`deno task checklist ${typed} ${open.map(({ id }) => `--accept-unknown ${id}`).join(" ")}`],
    },
    text: checklistText(judged, { style: progress.style }),
    extra: extraOf(judged),
    ...shared(context, toShare),
  };
}

function judge(context: CommandContext, gathered: Gathered): Checklist {
  const { gathered: _time, ...timeless } = gathered.scope;
  const { reproducible } = context.settings;
  return judgeChecklist(reproducible ? { ...gathered, scope: timeless } : gathered, judgeOptions(context));
}

function reportOf(checklist: Checklist): ChecklistReport {
  return { services: [checklist], isFleet: false, readiness: checklist.readiness, sharedKeys: [] };
}

if (import.meta.main) Deno.exit(await main(checklist, Deno.args, denoHost()));
