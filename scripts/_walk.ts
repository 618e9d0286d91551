import { dirname } from "@std/path";
import type { CommandContext, CommandResult } from "./_command.ts";
import { sayWords } from "./_audit.ts";
import { closing } from "./_closing.ts";
import { recoverFirst, write, writtenLines } from "./_edits.ts";
import { mend, type Mended, needsKey } from "./_mend.ts";
import { converse } from "../src/gather/backend_http.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import type { Redact } from "../src/gather/causes.ts";
import { type GatheredKeys, gatherKeys } from "../src/gather/env_files.ts";
import { baseFacts } from "../src/gather/facts.ts";
import type { Keys } from "../src/gather/keys.ts";
import { gatherLogin, secretsOf } from "../src/gather/login.ts";
import type { Credentials } from "../src/gather/login_request.ts";
import type { Project } from "../src/gather/project.ts";
import { proveWithOwnToken } from "../src/gather/own_token.ts";
import { prove, PROVEN_IN_WALK, unproven } from "../src/gather/proofs.ts";
import { canServe, serve } from "../src/gather/serve.ts";
import { gather } from "../src/gather/gatherer.ts";
import { startOfApplication, startWithoutKey } from "../src/gather/start.ts";
import { withoutTokens } from "../src/gather/without_tokens.ts";
import { sameBytes, snapshot } from "../src/io/snapshot.ts";
import type { StagedChange } from "../src/io/staged_files.ts";
import { forgetUndoRecord, keepUndoRecord } from "../src/io/undo_record.ts";
import { exitCodeOf } from "../src/report/exit_code.ts";
import type { Facts } from "../src/rules/facts.ts";
import { evaluate, RULES, USUAL_RULES } from "../src/rules/mod.ts";
import type { Finding } from "../src/rules/rule.ts";
import type { FileEdit } from "../src/steps/step.ts";
import { sayGenerate, sayImpact, sayLogin, sayLook, sayProof, sayStart, sayVerify } from "./_say.ts";

/** Where the walk ended before its end. */
export type Stop = "append" | "start" | "serve" | "log in";

/** What a walk is given beside its context. */
export interface Walk {
  readonly project: Project;
  /** Asked for when a server can be asked, so that nobody types a password for nothing. */
  readonly credentials: () => Promise<Credentials | null>;
  /** Where the embedded backend is walked nothing is kept for an undo. */
  readonly keepsUndo: boolean;
}

interface State {
  facts: Facts;
  gathered: GatheredKeys;
  keys: Keys;
  redact: Redact;
  mended: Mended;
  stoppedAt: Stop | null;
  restored: boolean;
  startedBefore: boolean;
  /** Whether what an undo needs was kept. */
  undoable: boolean;
}

/** The walk: preflight, generate, append, verify, start, log in, prove, report. */
export async function walk(
  context: CommandContext,
  { project, credentials, keepsUndo }: Walk,
): Promise<CommandResult> {
  const { host, progress } = context;
  await recoverFirst(context, project);
  const gathered = await gatherKeys(host, project);
  const redact = redactorFor(host, project, gathered.keys);
  sayImpact(context, needsKey(project, gathered, host.platform));
  const before = await progress.during(
    "  Look      whether it starts today",
    gather(startOfApplication, host, project, redact),
  );
  const startedBefore = before.known && before.value.outcome === "starts";
  sayLook(context, project, gathered, before);

  const written: FileEdit[] = [];
  let undoable = false;
  const mended = await mend(context, project, {
    announce: (key) => sayGenerate(context, key),
    beforeWrite: async (edits) => {
      written.push(...edits);
      undoable = keepsUndo && await keepUndoRecord(host, project.root, edits);
      context.ifStopped([
        `what was written stays; go on:   deno task upgrade ${project.typed}`,
        ...(undoable ? [`or take it back:                 deno task upgrade ${project.typed} --undo`] : []),
      ]);
    },
  });
  const state: State = { ...await stateAfter(context, project, gathered, mended), startedBefore, undoable };
  if (mended.edited === "declined" || mended.edited === "pending") {
    return finish(context, project, { ...state, stoppedAt: "append" }, keepsUndo);
  }
  if (mended.edited === "nothing") progress.say("  Append    nothing to write: no new key is needed");
  sayVerify(context, findingsOf(project, state.facts).filter(({ rule }) => stageOf(rule) === "files"));

  // What a dry run would do ends here: a login writes too, into the application's database.
  if (context.settings.dryRun) return finish(context, project, { ...state, stoppedAt: "append" }, keepsUndo);

  const start = mended.edited === "nothing" && before.known ? before : await progress.during(
    "  Start     the check runs",
    gather(startOfApplication, host, project, state.redact),
  );
  state.facts = { ...state.facts, start };
  if (start.known && start.value.outcome === "fails") {
    sayStart(context, start, undefined);
    if (startedBefore && written.length > 0 && await restore(context, written)) {
      if (undoable) forgetUndoRecord(host, project.root);
      state.restored = true;
      const { envFiles, process } = await gatherKeys(host, project);
      state.facts = { ...state.facts, envFiles, process };
    }
    return finish(context, project, { ...state, stoppedAt: "start" }, keepsUndo);
  }
  const emptyStart = start.known && start.value.outcome === "starts"
    ? await progress.during(
      "  Start     with an empty key",
      gather(startWithoutKey, host, project, state.redact),
    )
    : undefined;
  state.facts = { ...state.facts, ...(emptyStart ? { emptyStart } : {}) };
  sayStart(context, start, emptyStart);

  await logInAndProve(context, project, state, credentials);
  return finish(context, project, state, keepsUndo);
}

async function stateAfter(
  context: CommandContext,
  project: Project,
  before: GatheredKeys,
  mended: Mended,
): Promise<State> {
  const gathered = mended.edited === "written" ? await gatherKeys(context.host, project) : before;
  const keys = { ...gathered.keys, replaced: mended.replaced };
  return {
    facts: { ...baseFacts(project, gathered, context.host.platform), replaced: mended.replaced !== null },
    gathered,
    keys,
    redact: redactorFor(context.host, project, keys),
    mended,
    stoppedAt: null,
    restored: false,
    startedBefore: false,
    undoable: false,
  };
}

/** Serves the application, logs in once, and judges the token. */
async function logInAndProve(
  context: CommandContext,
  project: Project,
  state: State,
  credentials: () => Promise<Credentials | null>,
): Promise<void> {
  const { host, progress } = context;
  // Asked before the server runs: while somebody types, it could end, and another take its port.
  const who = canServe(host, project) ? await credentials() : null;
  const served = await progress.during("  Log in    the server starts", serve(host, project, state.redact));
  if (served.outcome === "fails") {
    state.facts = { ...state.facts, start: { known: true, value: served.start } };
    state.stoppedAt = "serve";
    sayStart(context, { known: true, value: served.start }, undefined);
    return;
  }
  if (served.outcome === "not-known") {
    const unknown = { known: false as const, why: served.why, ...(served.next ? { next: served.next } : {}) };
    state.facts = { ...state.facts, login: unknown, ...unproven(PROVEN_IN_WALK, unknown) };
    sayLogin(context, unknown);
    return;
  }
  const { server } = served;
  const words = sayWords(context);
  try {
    const conversation = converse(host, server.base, project.options.timeout);
    if (!(await server.stillOurs())) return endedMeanwhile(context, state);
    if (who === null) {
      const login = {
        known: false as const,
        why: "there are no credentials",
        next: `KEYSPLIT_USERNAME=NAME deno task upgrade ${project.typed} --password-stdin`,
      };
      sayLogin(context, login);
      const proven = await progress.during(
        () => words.line() ?? "  Prove     with a token of our own",
        proveWithOwnToken(host, project, conversation, state.keys, words),
      );
      state.facts = { ...state.facts, login, ...proven };
    } else {
      const redact = redactorFor(host, project, state.keys, secretsOf(who));
      const login = await progress.during(
        "  Log in    the login is answered",
        gatherLogin(host, project, conversation, who, redact),
      );
      const fact = login.known ? { known: true as const, value: login.value.fact } : login;
      state.facts = { ...state.facts, login: fact };
      sayLogin(context, fact);
      if (!login.known || login.value.token === null) {
        state.stoppedAt = "log in";
        return;
      }
      if (!(await server.stillOurs())) return endedMeanwhile(context, state);
      const proven = await progress.during(
        () => words.line() ?? "  Prove     forged tokens are tried",
        prove({
          host,
          again: `deno task upgrade ${project.typed}`,
          project,
          server,
          conversation,
          keys: state.keys,
          redact: withoutTokens(login.value.tokens, redact),
          login: login.value,
          carried: login.value.token,
          credentials: who,
          asked: PROVEN_IN_WALK,
          words,
        }),
      );
      state.facts = { ...state.facts, ...proven };
    }
    words.end();
    sayProof(
      context,
      findingsOf(project, state.facts).filter(({ rule }) => stageOf(rule) === "proof"),
      state.facts,
    );
  } finally {
    await server.stop();
  }
}

/** Whoever answers on the port now is not who we started: nothing more is sent. */
function endedMeanwhile(context: CommandContext, state: State): void {
  const unknown = { known: false as const, why: "the server that was started does not answer any more" };
  state.facts = { login: unknown, ...state.facts, ...unproven(PROVEN_IN_WALK, unknown) };
  sayLogin(context, unknown);
}

/**
 * Gives every file of the edit its former bytes back; false, and nothing is touched, where one of them is not
 * as we wrote it: somebody edited it since, and that is not ours to take back.
 */
async function restore(context: CommandContext, edits: readonly FileEdit[]): Promise<boolean> {
  const { host } = context;
  const now = edits.map((edit) => ({ edit, snapshot: snapshot(host, edit.path) }));
  if (now.some(({ edit, snapshot }) => snapshot === null || !sameBytes(snapshot.bytes, edit.after))) {
    return false;
  }
  const changes: StagedChange[] = [];
  for (const { edit, snapshot } of now) {
    if (snapshot === null) continue;
    const { path, before } = edit;
    if (before === null) host.files.remove(snapshot.target);
    else changes.push({ path, before: snapshot, after: before, root: dirname(snapshot.target) });
  }
  await write(context, changes);
  return true;
}

/** What the walk judges. */
const ASKED = USUAL_RULES.filter(({ id, stage }) => stage !== "proof" || PROVEN_IN_WALK.has(id));

function findingsOf(project: Project, facts: Facts, rules = ASKED): readonly Finding[] {
  return evaluate(rules, facts, project.policy);
}

function stageOf(rule: string): string | undefined {
  return RULES.find(({ id }) => id === rule)?.stage;
}

function finish(context: CommandContext, project: Project, state: State, keepsUndo: boolean): CommandResult {
  const { dryRun } = context.settings;
  const asked = dryRun ? ASKED.filter(({ stage }) => stage === "files") : ASKED;
  const findings = findingsOf(project, state.facts, asked);
  const { edited } = state.mended;
  const exitCode = edited === "declined"
    ? 4
    : edited === "pending" || state.restored
    ? 1
    : exitCodeOf(findings);
  // The record of the run before this one has served its time once a run has changed nothing and succeeded.
  if (keepsUndo && !dryRun && exitCode === 0 && edited === "nothing") {
    forgetUndoRecord(context.host, project.root);
  }
  const report = closing(context, project, { ...state, findings, exitCode, thrownAway: !keepsUndo });
  return {
    findings,
    exitCode,
    text: report.text,
    extra: {
      changed: state.restored ? "restored" : edited,
      edits: writtenLines(state.mended.edits),
      checklist: report.checklist,
      reload: project.backend.reload,
      message: report.message,
      ...(state.stoppedAt ? { stoppedAt: state.stoppedAt } : {}),
    },
    ...(edited === "declined"
      ? { error: { code: "stopped" as const, message: "Nothing was written", next: [] } }
      : {}),
  };
}
