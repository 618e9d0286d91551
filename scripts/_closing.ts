import type { CommandContext } from "./_command.ts";
import { quoted } from "../src/rules/quoted.ts";
import type { Project } from "../src/gather/project.ts";
import { shownPath } from "../src/gather/shown_path.ts";
import { type ReleaseItem, releaseItems } from "../src/checklist/release_items.ts";
import { evidenceText, remedyLines } from "../src/report/text.ts";
import { symbolOf } from "../src/report/symbols.ts";
import { wrap } from "../src/report/wrap.ts";
import type { Facts } from "../src/rules/facts.ts";
import type { Finding } from "../src/rules/rule.ts";

/** How a walk ended. */
export interface Ending {
  readonly findings: readonly Finding[];
  readonly facts: Facts;
  readonly exitCode: number;
  readonly stoppedAt: string | null;
  readonly restored: boolean;
  readonly undoable: boolean;
  /** Whether the project is a throw-away copy, of which nothing can be asked afterwards. */
  readonly thrownAway: boolean;
  readonly startedBefore: boolean;
  readonly mended: { readonly edited: string; readonly replaced: unknown };
}

/** The report at the end of a walk. */
export interface Closing {
  readonly text: string;
  readonly checklist: readonly ReleaseItem[];
  /** For the team, to copy. */
  readonly message: string;
}

/** Says how it ended, why, what to type next, and what is left to do before the release. */
export function closing(context: CommandContext, project: Project, ending: Ending): Closing {
  const checklist = releaseItems(ending.findings);
  const message = teamMessage(project, ending);
  if (ending.mended.edited === "declined") return { text: "", checklist, message };
  const parts = [verdict(context, ending)];
  if (ending.mended.edited !== "pending" && ending.stoppedAt === null) {
    parts.push(checklistText(context, checklist));
    if (ending.exitCode === 0) parts.push(reloadText(project));
  }
  if (ending.exitCode === 0 && ending.stoppedAt === null) {
    parts.push(`  Tell the team:\n${indented(message)}`);
  }
  parts.push(nextText(context, ending));
  return { text: "\n" + parts.filter((part) => part !== "").join("\n\n") + "\n", checklist, message };
}

function verdict(context: CommandContext, ending: Ending): string {
  const { dryRun } = context.settings;
  const { findings, restored, stoppedAt, mended, exitCode } = ending;
  if (mended.edited === "pending") return "Nothing was written: this was a dry run.";
  if (dryRun) return "Nothing would be written: no new key is needed." + reasons(findings);
  if (restored) {
    return wrap(
      "",
      "Undone: the application started before the edit and not after it, so the file has its former bytes again.",
    ) +
      reasons(findings);
  }
  if (stoppedAt !== null) {
    const kept = mended.edited === "written"
      ? "The new key stays where it was written."
      : "Nothing was changed.";
    return wrap("", `Stopped at "${stoppedAt}". ${kept}${notTheKey(ending)}`) + reasons(findings);
  }
  if (exitCode === 0) {
    const closed = isClosed(ending) ? ", and the old way in is closed" : "";
    return mended.edited === "nothing"
      ? `Nothing to do: the key is good and it signs${closed}.`
      : `Done: the new key signs${closed}.`;
  }
  if (exitCode === 1) {
    const kept = mended.edited === "written"
      ? "the new key is written and kept, but this does not hold"
      : "this does not hold";
    return `Not done: ${kept}:` + reasons(findings);
  }
  return "Not proven yet: nothing failed, but this could not be known:" + unknowns(context, findings);
}

/** Whether the session key was tried and refused, or there is none. */
function isClosed({ findings, facts }: Ending): boolean {
  const { jwt, session } = facts.names;
  const tried = findings.find(({ rule }) => rule === "secret-key-forgery-refused");
  return tried?.outcome === "pass" || session === null || session === jwt;
}

/** An application that did not start before either is not stopped by the key, unless a rule of the key says so. */
function notTheKey({ stoppedAt, startedBefore, facts }: Ending): string {
  if (stoppedAt !== "start" || startedBefore || !facts.start?.known) return "";
  if (facts.start.value.causes.some(({ rule }) => rule !== null)) return "";
  return " This is not the key's doing: it did not start before either.";
}

function reasons(findings: readonly Finding[]): string {
  const wrong = findings.filter(({ outcome, severity }) => outcome === "fail" && severity === "error");
  return wrong.map(({ rule, message, evidence, remedy }) => {
    const lines = [wrap(`  ${rule}  `, message)];
    for (const item of evidence) lines.push(wrap("    ", evidenceText(item)));
    if (remedy) lines.push(...remedyLines(remedy));
    return "\n\n" + lines.join("\n");
  }).join("");
}

function unknowns({ typed }: CommandContext, findings: readonly Finding[]): string {
  const open = findings.filter(({ outcome, severity }) => outcome === "unknown" && severity === "error");
  const seen = new Set<string>();
  return open.map(({ rule, message, remedy }) => {
    const command = remedy?.commands[0];
    const next = command === undefined || seen.has(command)
      ? ""
      : `\n      ${command.startsWith("--") ? `deno task upgrade ${typed} ${command}` : command}`;
    if (command !== undefined) seen.add(command);
    return "\n" + wrap(`  ${rule.padEnd(27)} `, message) + next;
  }).join("");
}

function checklistText({ progress }: CommandContext, items: readonly ReleaseItem[]): string {
  const lines = items.map(({ title, outcome, note }) => {
    const symbol = symbolOf({ outcome, severity: "error" }, progress.style);
    return wrap(`    ${symbol} ${title.padEnd(26)} `, note).trimEnd();
  });
  return ["  Before the release:", ...lines].join("\n");
}

function reloadText(project: Project): string {
  const rows = project.backend.reload;
  if (rows.length === 0) return "";
  const width = Math.max(...rows.map(({ how }) => how.length));
  return [
    "  Running servers keep the old settings until they take the new ones:",
    ...rows.map(({ how, note }) => wrap(`    ${how.padEnd(width)}  `, note)),
  ].join("\n");
}

function nextText(
  { typed }: CommandContext,
  { exitCode, mended, stoppedAt, restored, undoable, thrownAway }: Ending,
): string {
  const rows: (readonly [what: string, command: string])[] = [];
  if (mended.edited === "pending") rows.push(["write it", `deno task upgrade ${typed}`]);
  else if (exitCode === 0) {
    rows.push(["a key for each other environment", "deno task generate --for github"]);
    rows.push(
      thrownAway
        ? ["an application of yours", "deno task upgrade PATH"]
        : ["all of it, before the release", `deno task checklist ${typed}`],
    );
  } else if (!restored) {
    rows.push([
      exitCode === 3 ? "go on, with that known" : "go on, once that is mended",
      `deno task upgrade ${typed}`,
    ]);
  }
  if (stoppedAt === "start") rows.push(["look at the start alone", `deno task startup ${typed}`]);
  if (mended.edited === "written" && !restored && undoable) {
    rows.push(["take the key back", `deno task upgrade ${typed} --undo`]);
  }
  const width = Math.max(...rows.map(([what]) => what.length));
  const lines = rows.map(([what, command]) => `  ${what.padEnd(width)}   ${command}`);
  return rows.length === 0 ? "" : ["Next", ...lines].join("\n");
}

function teamMessage(project: Project, { mended }: Ending): string {
  const { jwt, session } = project.names;
  const file = project.envFiles[0] === undefined ? ".env" : shownPath(project, project.envFiles[0]);
  return [
    `JWTs now have a signing key of their own: ${jwt}${
      session && session !== jwt ? `, apart from ${session}` : ""
    }.`,
    `Before you start the application again, put a key of your own into ${quoted(file)}: deno task upgrade`,
    ...(mended.edited === "written"
      ? ["Everybody has to log in again once; sessions and passwords stay as they are."]
      : []),
    "Never share the key between environments, and never commit it.",
  ].join("\n");
}

function indented(text: string): string {
  return text.split("\n").map((line) => wrap("    ", line)).join("\n");
}
