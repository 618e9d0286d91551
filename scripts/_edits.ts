import { dirname } from "@std/path";
import type { CommandContext } from "./_command.ts";
import { consent } from "./_consent.ts";
import { KeysplitError } from "../src/errors.ts";
import { foreseeRecovery, recover, type Recovered } from "../src/io/recover.ts";
import { type Snapshot, snapshot } from "../src/io/snapshot.ts";
import { commit, type StagedChange } from "../src/io/staged_files.ts";
import { workTreeOf } from "../src/gather/git.ts";
import type { Project } from "../src/gather/project.ts";
import { quotedPath } from "../src/rules/quoted.ts";
import { labelled } from "../src/report/columns.ts";
import type { FileEdit, Plan, StepFile } from "../src/steps/step.ts";
import { shownPath } from "../src/gather/shown_path.ts";

/** A file as it was read for planning. */
export interface ReadFile extends StepFile {
  readonly snapshot: Snapshot | null;
}

/** Reads a file for planning; a FIFO, a folder or a device is refused. */
export function readForEdit(
  { host }: Pick<CommandContext, "host">,
  project: Project,
  path: string,
): ReadFile {
  const read = snapshot(host, path);
  return { path, shown: shownPath(project, path), bytes: read?.bytes ?? null, snapshot: read };
}

/**
 * Settles what a killed run left beside the env files, and says so; before the files are read. A dry run only
 * says what would be done.
 */
export async function recoverFirst(context: CommandContext, project: Project): Promise<void> {
  const { host, settings } = context;
  const folders = project.envFiles.map((path) => dirname(path)).filter((folder) => isFolder(context, folder));
  const options = { project: project.root };
  if (settings.dryRun) sayRecovered(context, await foreseeRecovery(host, folders, options), FORESEEN);
  else sayRecovered(context, await recover(host, folders, options));
}

const RECOVERED = {
  restored: "has its bytes again, which a killed run was overwriting",
  finished: "holds the new bytes: a killed run had written them all",
  left: "was edited since a killed run; what it held before is kept beside it",
  "not-ours": "has a copy beside it that no run of yours has made: it was left alone",
} as const satisfies Record<Recovered["outcome"], string>;

const FORESEEN = {
  ...RECOVERED,
  restored: "was being overwritten by a killed run: without --dry-run it gets its former bytes back",
} as const satisfies Record<Recovered["outcome"], string>;

function sayRecovered(
  { progress }: CommandContext,
  recovered: readonly Recovered[],
  words: Readonly<Record<Recovered["outcome"], string>> = RECOVERED,
): void {
  for (const { target, outcome, copy } of recovered) {
    const where = outcome === "left" || outcome === "not-ours" ? `: ${copy}` : "";
    progress.say(labelled("Recover", `${target} ${words[outcome]}${where}`));
  }
}

function isFolder({ host }: CommandContext, path: string): boolean {
  try {
    return host.files.stat(path).kind === "folder";
  } catch {
    return false;
  }
}

/** Which lines of which files are new, for the JSON object. */
export function writtenLines(
  edits: readonly FileEdit[],
): readonly { readonly path: string; readonly lines: readonly number[] }[] {
  return edits.map(({ shown, lines }) => ({
    path: shown,
    lines: [...new Set(lines.filter(({ sign }) => sign === "+").map(({ line }) => line))],
  }));
}

/** What came of a plan. */
export type Edited = "written" | "declined" | "pending";

/** What happens around a commit. */
export interface Around {
  /** Runs after consent and before the first byte is written. */
  readonly before?: () => Promise<void>;
}

/**
 * Shows a plan as a diff, asks, and writes all of it or nothing. `--dry-run` ends after the diff.
 *
 * @throws {KeysplitError} where nobody can be asked, or the write is refused or fails: then nothing changed
 */
export async function carryOut(
  context: CommandContext,
  project: Project,
  plan: Plan,
  files: readonly ReadFile[],
  around: Around = {},
): Promise<Edited> {
  const changes = await changesOf(context, project, plan.edits, files);
  for (const [index, edit] of plan.edits.entries()) showEdit(context, index === 0 ? plan.title : "", edit);
  for (const note of plan.notes) context.progress.say(labelled("", note));
  if (context.settings.dryRun) return "pending";
  if (!await consent(context, plan.question, plan.default)) return "declined";
  await around.before?.();
  await write(context, changes);
  return "written";
}

function showEdit({ progress }: CommandContext, title: string, { shown, lines }: FileEdit): void {
  progress.say(labelled(title, shown));
  const width = Math.max(2, ...lines.map(({ line }) => String(line).length));
  for (const { sign, line, text } of lines) {
    progress.say(`            ${sign} ${String(line).padStart(width)}   ${text}`.trimEnd());
  }
}

async function changesOf(
  { host }: CommandContext,
  project: Project,
  edits: readonly FileEdit[],
  files: readonly ReadFile[],
): Promise<readonly StagedChange[]> {
  const named = new Set(project.options.envFilesFrom === "flags" ? project.options.envFiles : []);
  const changes: StagedChange[] = [];
  for (const { path, after } of edits) {
    const before = files.find((file) => file.path === path)?.snapshot ?? null;
    // What was named outright may lie anywhere; what was found lies in the project, or in its work tree where the
    // code itself names a file above; what only starts it may name any.
    const root = named.has(path)
      ? dirname(before?.target ?? path)
      : path.startsWith(`${project.root}/`) || project.envFilesBy === "starter"
      ? project.root
      : await workTreeOf(host, project.root) ?? project.root;
    if (!named.has(path) && !path.startsWith(`${root}/`)) {
      throw new KeysplitError("refused-edit", `${path} lies outside of the project: it was not edited`, {
        next: [`name it outright:  deno task upgrade ${project.typed} --env-file ${quotedPath(path)}`],
      });
    }
    changes.push({ path, before, after, root });
  }
  return changes;
}

/** Commits changes; a bind-mounted file, on which no rename works, is asked about first. */
export async function write(context: CommandContext, changes: readonly StagedChange[]): Promise<void> {
  const { host, progress } = context;
  let done = await commit(host, changes, { project: context.root });
  if (done.outcome === "needs-consent") {
    const question =
      `${done.path} is mounted, so it can only be written in place, with a copy beside it meanwhile. Do so?`;
    if (!await consent(context, question, "no")) {
      throw new KeysplitError("refused-edit", `${done.path} is mounted from elsewhere: it was not changed`, {
        next: ["run it in a terminal and agree to the write in place, or edit the file where it comes from"],
      });
    }
    done = await commit(host, changes, { bindMount: "in-place", project: context.root });
  }
  sayRecovered(context, done.recovered);
  if (done.outcome !== "committed") throw new KeysplitError("write-failed", "The file could not be written");
  for (const warning of done.files.flatMap(({ warnings }) => warnings)) {
    progress.say(labelled("", warning.text));
    // Unbroken, so that it can be copied.
    for (const command of warning.commands) progress.say(`              ${command}`);
  }
}
