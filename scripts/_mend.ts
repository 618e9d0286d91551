import { dirname, join } from "@std/path";
import type { CommandContext } from "./_command.ts";
import { carryOut, type Edited, type ReadFile, readForEdit } from "./_edits.ts";
import { keyLength } from "./_key_length.ts";
import { KeysplitError } from "../src/errors.ts";
import { sameBytes } from "../src/io/snapshot.ts";
import { quotedPath } from "../src/rules/quoted.ts";
import { type GatheredKeys, gatherKeys } from "../src/gather/env_files.ts";
import { shownPath } from "../src/gather/shown_path.ts";
import { baseFacts } from "../src/gather/facts.ts";
import type { HeldKey } from "../src/gather/keys.ts";
import type { Project } from "../src/gather/project.ts";
import type { EnvFileFact } from "../src/rules/facts.ts";
import { evaluate, RULES } from "../src/rules/mod.ts";
import { generateSecret, type Secret } from "../src/secret.ts";
import { createEnvFile } from "../src/steps/create_env_file.ts";
import { ignoreEnvFile } from "../src/steps/ignore_env_file.ts";
import { setKey } from "../src/steps/set_key.ts";
import type { FileEdit, Plan, Step, StepState } from "../src/steps/step.ts";

/** What the mending steps did. */
export interface Mended {
  readonly edited: Edited | "nothing";
  /** The edits that were shown, of the env file and of .gitignore; written where `edited` says so. */
  readonly edits: readonly FileEdit[];
  /** The JWT key that was replaced by another, for the proof that its tokens are refused. */
  readonly replaced: HeldKey | null;
}

/** The rules that a new key mends. */
const MENDED = new Set(["key-present", "keys-differ", "key-long-enough", "key-strong", "key-alphabet"]);

/** Hooks of a walk around the edit of the env file. */
export interface MendOptions {
  /** Runs before the files are read for the edit, once it is known that one is needed. */
  readonly announce?: (key: Secret) => void;
  /** Runs after consent, before the first byte is written. */
  readonly beforeWrite?: (edits: readonly FileEdit[]) => Promise<void>;
}

/** Whether a key has to be written for this project: no rule that a new key mends may fail. */
export function needsKey(project: Project, gathered: GatheredKeys, platform: string): boolean {
  return neededFiles(project, gathered, platform).length > 0;
}

/**
 * Gives every env file that needs one a key: creates the file, fills the key in place, or appends it; then
 * offers to have git ignore the file.
 *
 * @throws {KeysplitError} `refused-edit` for a file that git tracks or that cannot be edited without harm
 */
export async function mend(
  context: CommandContext,
  project: Project,
  options: MendOptions = {},
): Promise<Mended> {
  const { host } = context;
  // Judged again: the check and the questions since took their time, and a key that passes is never replaced.
  const gathered = await gatherKeys(host, project);
  const needed = new Set(neededFiles(project, gathered, host.platform));
  const edits: FileEdit[] = [];
  let edited: Mended["edited"] = "nothing";
  let replaced: HeldKey | null = null;

  if (needed.size > 0) {
    const key = goodKeyOf(gathered, needed) ?? newKey(context);
    options.announce?.(key);
    refuseTracked(project, gathered, needed);
    const files = project.envFiles.map((path) => ({
      ...readForEdit(context, project, path),
      needsKey: needed.has(path),
    }));
    refuseChanged(files, gathered);
    const example = project.example === null ? null : readForEdit(context, project, project.example);
    const state: StepState = {
      names: project.names,
      dialect: project.dialect,
      envFiles: files,
      example,
      gitignore: null,
      newJwtKey: key,
      newSessionKey: newKey(context),
    };
    const plan = combined([createEnvFile, setKey], state);
    if (plan !== null) {
      const beforeWrite = options.beforeWrite;
      edited = await carryOut(context, project, plan, files, {
        ...(beforeWrite ? { before: () => beforeWrite(plan.edits) } : {}),
      });
      edits.push(...plan.edits);
      if (plan.replaces && edited === "written") replaced = previousOf(gathered);
    }
  }

  if (edited !== "declined") {
    edits.push(...await offerIgnore(context, project, gathered, edited === "pending"));
  }
  return { edited, edits, replaced };
}

/** One question for all files that need the key: they change together or not at all. */
function combined(steps: readonly Step[], state: StepState): Plan | null {
  const plans: Plan[] = [];
  for (const step of steps) {
    const plan = step.plan(state);
    if (plan?.kind === "refused") {
      throw new KeysplitError("refused-edit", `${plan.path}:${plan.line}  ${plan.message}`, {
        next: plan.next,
      });
    }
    if (plan !== null) plans.push(plan);
  }
  const [first, ...more] = plans;
  if (first === undefined) return null;
  return more.reduce((all, plan) => ({
    ...all,
    edits: [...all.edits, ...plan.edits],
    question: "Write these lines?",
    notes: [...all.notes, ...plan.notes],
    replaces: all.replaces || plan.replaces,
  }), first);
}

/** The env files whose key a rule condemns, each judged by itself. */
function neededFiles(project: Project, gathered: GatheredKeys, platform: string): readonly string[] {
  if (!gathered.envFiles.known) return [];
  const rules = RULES.filter(({ id }) => MENDED.has(id));
  const isWrong = (file: EnvFileFact): boolean => {
    // As the application itself reads it: what other loaders make of the file, a new key does not mend.
    const own = { envFiles: { known: true as const, value: [file] }, process: gathered.process };
    const facts = baseFacts(project, own, platform);
    return evaluate(rules, facts, project.policy)
      .some(({ outcome, severity }) => outcome === "fail" && severity === "error");
  };
  return gathered.envFiles.value.flatMap((file, index) =>
    isWrong(file) ? [project.envFiles[index] ?? ""] : []
  );
}

/** The key that another file of the service has already; all files of one service hold the same. */
function goodKeyOf({ byFile }: GatheredKeys, needed: ReadonlySet<string>): Secret | null {
  return byFile.find(({ path, jwt }) => !needed.has(path) && jwt !== null)?.jwt ?? null;
}

function newKey({ host, settings }: CommandContext): Secret {
  return generateSecret(host.random, { bytes: keyLength(settings) });
}

function previousOf({ keys }: GatheredKeys): HeldKey | null {
  if (keys.jwt === null) return null;
  return { ...keys.jwt, kind: "previous-key", name: `the former ${keys.jwt.name}` };
}

/** What was judged has to be what is edited. */
function refuseChanged(files: readonly ReadFile[], { byFile }: GatheredKeys): void {
  for (const [index, { shown, bytes }] of files.entries()) {
    const judged = byFile[index]?.bytes ?? null;
    if (judged === bytes || (judged !== null && bytes !== null && sameBytes(judged, bytes))) continue;
    throw new KeysplitError("changed-on-disk", `${shown} changed while it was judged: nothing was written`, {
      next: ["run the same again"],
    });
  }
}

function refuseTracked(project: Project, { envFiles }: GatheredKeys, needed: ReadonlySet<string>): void {
  const facts = envFiles.known ? envFiles.value : [];
  for (const [index, { path, git }] of facts.entries()) {
    if (!needed.has(project.envFiles[index] ?? "")) continue;
    if (!git.known) {
      throw new KeysplitError("refused-edit", `It is not known whether git tracks ${path}: ${git.why}`, {
        next: git.next === undefined ? [] : [git.next],
      });
    }
    if (git.value.state !== "work-tree" || !git.value.tracked) continue;
    throw new KeysplitError(
      "refused-edit",
      `git tracks ${path}: a key written there would be published with it`,
      {
        next: [
          `git -C ${project.shown} rm --cached ${quotedPath(path)}`,
          "then run the same again; what the file held so far is public: replace it",
        ],
      },
    );
  }
}

async function offerIgnore(
  context: CommandContext,
  project: Project,
  { envFiles }: GatheredKeys,
  pending: boolean,
): Promise<readonly FileEdit[]> {
  const [path] = project.envFiles;
  const [fact] = envFiles.known ? envFiles.value : [];
  const git = fact?.git;
  // What lies outside is not ours to write beside, where only what starts the application names it.
  if (project.envFilesBy === "starter" && path !== undefined && !path.startsWith(`${project.root}/`)) {
    return [];
  }
  // Without a question to ask there is nothing to offer: its default is no.
  if (path === undefined || !git?.known || git.value.state !== "work-tree") return [];
  if (git.value.tracked || git.value.ignored || pending || context.settings.yes) return [];
  if (!context.host.terminal.interactive || context.settings.dryRun) return [];
  const gitignore: ReadFile = readForEdit(context, project, join(dirname(path), ".gitignore"));
  const envFile = { path, shown: shownPath(project, path), bytes: null, needsKey: false };
  const plan = ignoreEnvFile.plan({ envFiles: [envFile], gitignore });
  if (plan === null) return [];
  return await carryOut(context, project, plan, [gitignore]) === "written" ? plan.edits : [];
}
