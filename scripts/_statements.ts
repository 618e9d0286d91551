import { join } from "@std/path";
import type { CommandContext, CommandResult } from "./_command.ts";
import type { Attestation, Item, Waiver } from "../src/checklist/item.ts";
import { ITEMS } from "../src/checklist/items.ts";
import { isDate, printStatements, STATEMENTS_FILE } from "../src/checklist/statements.ts";
import { KeysplitError } from "../src/errors.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { keyFingerprint, readStatements } from "../src/gather/gather_checklist.ts";
import type { Project } from "../src/gather/project.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import { gatherFilesState } from "../src/gather/tracked_files.ts";
import { snapshot } from "../src/io/snapshot.ts";
import { commit } from "../src/io/staged_files.ts";
import { wrap } from "../src/report/wrap.ts";

/** Keeps that somebody attests an item, bound to the files and to the key as they are now. */
export async function attest(context: CommandContext, project: Project): Promise<CommandResult> {
  const { host, settings } = context;
  const item = itemOf(context);
  if (item.attest === undefined) {
    throw wrong(`${item.id} is for rules to judge, not for people to attest`, [
      `deno task checklist waive ${item.id} ${context.typed} --by NAME --reason "…" --until DATE`,
    ]);
  }
  const gathered = await gatherKeys(host, project);
  const { digest, commit } = await gatherFilesState(host, project);
  const attestation: Attestation = {
    item: item.id,
    by: required(context, "by"),
    note: required(context, "note"),
    on: today(context),
    ...(settings.until === undefined ? {} : { until: laterDay(context, settings.until) }),
    files: digest,
    key: await keyFingerprint(gathered),
  };
  requireNoSecret(context, redactorFor(host, project, gathered.keys), attestation);
  const before = readStatements(host, project.root);
  const others = before.attestations.filter(({ item: id }) => id !== item.id);
  const at = commit === null ? "these files" : `commit ${commit.id.slice(0, 7)}`;
  const key = attestation.key === null ? "" : ` and key ${attestation.key}`;
  return await keep(context, {
    text: printStatements({ ...before, attestations: [...others, attestation] }),
    said: `${item.title}: ${attestation.by} says that ${item.attest}, for ${at}${key}`,
    statement: { attestation },
  });
}

/** Keeps that an item need not hold until a day. */
export async function waive(context: CommandContext, project: Project): Promise<CommandResult> {
  const { host, settings } = context;
  const item = itemOf(context);
  if (settings.until === undefined) throw wrong("A waiver ends on a day: --until DATE", []);
  const waiver: Waiver = {
    item: item.id,
    by: required(context, "by"),
    reason: required(context, "reason"),
    on: today(context),
    until: laterDay(context, settings.until),
  };
  const { keys } = await gatherKeys(host, project);
  requireNoSecret(context, redactorFor(host, project, keys), waiver);
  const before = readStatements(host, project.root);
  const others = before.waivers.filter(({ item: id }) => id !== item.id);
  return await keep(context, {
    text: printStatements({ ...before, waivers: [...others, waiver] }),
    said: `${item.title}: need not hold until ${waiver.until}, says ${waiver.by}: ${waiver.reason}`,
    statement: { waiver },
  });
}

async function keep(
  { host, root, shown, typed, settings, grant }: CommandContext,
  { text, said, statement }: {
    readonly text: string;
    readonly said: string;
    readonly statement: Readonly<Record<string, unknown>>;
  },
): Promise<CommandResult> {
  const path = join(root, STATEMENTS_FILE);
  if (!(await host.may("write", root))) {
    throw new KeysplitError("permission", `This task may not write ${STATEMENTS_FILE}`, {
      next: [grant(`--allow-write=${root}`)],
    });
  }
  const line = `checklist  ${shown}\n\n${wrap("  ", said)}`;
  if (settings.dryRun) {
    return {
      findings: [],
      exitCode: 1,
      text: `${line}\n\nNothing was written: this was a dry run.\n`,
      extra: statement,
    };
  }
  await commit(host, [{ path, before: snapshot(host, path), after: new TextEncoder().encode(text), root }]);
  return {
    findings: [],
    exitCode: 0,
    text:
      `${line}\n\nWritten to ${STATEMENTS_FILE}; commit it with the change.\n\nNext\n  deno task checklist ${typed}\n`,
    extra: statement,
  };
}

function itemOf({ action, word, typed }: CommandContext): Item {
  const item = ITEMS.find(({ id }) => id === word);
  if (item !== undefined) return item;
  if (action === "waive") {
    throw wrong("No item of the checklist is called so", [
      `deno task checklist waive ITEM ${typed} --by NAME --reason "…" --until DATE`,
      ...wrap("", `ITEM is one of ${ITEMS.map(({ id }) => id).join(", ")}`).split("\n"),
    ]);
  }
  throw wrong("No item of the checklist is called so", [
    ...ITEMS.filter(({ attest }) => attest !== undefined).map(({ id }) =>
      `deno task checklist attest ${id} ${typed} --by NAME --note "…"`
    ),
    `all of them:  deno task checklist ${typed}`,
  ]);
}

function required({ settings, action }: CommandContext, flag: "by" | "note" | "reason"): string {
  const value = settings[flag];
  if (value === undefined || value.trim() === "") {
    throw wrong(`checklist ${action} needs --${flag}`, ["deno task checklist --help"]);
  }
  return value;
}

function laterDay(context: CommandContext, day: string): string {
  if (isDate(day) && day >= today(context)) return day;
  throw wrong("--until is a day that is not over, such as 2027-01-31", []);
}

function today({ host }: CommandContext): string {
  return new Date(host.clock.now()).toISOString().slice(0, 10);
}

/** What is kept is read by many: it must hold no part of a key. */
function requireNoSecret(
  { action }: CommandContext,
  redact: (text: string) => string,
  statement: object,
): void {
  const texts = Object.values(statement).filter((value) => typeof value === "string");
  if (texts.every((text) => redact(text) === text)) return;
  throw wrong(`checklist ${action} keeps no text that holds a part of a secret`, ["say it in other words"]);
}

function wrong(message: string, next: readonly string[]): KeysplitError {
  return new KeysplitError("usage", message, { next });
}
