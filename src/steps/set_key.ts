import { dialectForFile } from "../env/dialect_for_file.ts";
import { applyEdits } from "../env/apply_edits.ts";
import { checkIndependently } from "../env/check_independently.ts";
import { assignmentsOf } from "../env/document.ts";
import { parseDocument } from "../env/parse_document.ts";
import { planSet, type SetRequest } from "../env/plan_set.ts";
import { commentFor } from "./comment.ts";
import type { FileEdit, Step, StepFile, StepRefusal, StepState } from "./step.ts";

/** Gives the JWT key a new value in every env file that exists: in place where it is assigned, else appended. */
export const setKey: Step = {
  id: "set-key",
  plan(state) {
    const files = state.envFiles.filter((file) => file.bytes !== null && file.needsKey);
    if (files.length === 0) return null;
    const edits: FileEdit[] = [];
    const notes: string[] = [];
    let replaces = false;
    let fills = false;
    for (const file of files) {
      const planned = planFile(file, state);
      if (planned.kind === "refused") return planned;
      if (planned.edit === null) continue;
      edits.push(planned.edit);
      notes.push(...planned.notes);
      replaces ||= planned.replaces;
      fills ||= planned.fills;
    }
    if (edits.length === 0) return null;
    const question = edits.every(({ lines }) => lines.length === 1)
      ? "Write this line?"
      : "Write these lines?";
    return {
      kind: "plan",
      title: replaces ? "Replace" : fills ? "Fill" : "Append",
      edits,
      question,
      default: "yes",
      notes,
      replaces,
    };
  },
};

interface PlannedFile {
  readonly kind: "planned";
  readonly edit: FileEdit | null;
  readonly notes: readonly string[];
  /** Whether a value that was there goes, or an empty one is filled. */
  readonly replaces: boolean;
  readonly fills: boolean;
}

function planFile(file: StepFile, state: StepState): PlannedFile | StepRefusal {
  const before = file.bytes ?? new Uint8Array();
  const request: SetRequest = {
    key: state.names.jwt,
    value: state.newJwtKey.reveal(),
    comment: commentFor(state.names),
  };
  // The spelling that is there is kept, unless the application's loader would not read the key in it.
  for (const spelling of ["kept", "plain"] as const) {
    const document = parseDocument(before);
    const plan = planSet(document, { ...request, spelling });
    if (plan.kind === "nothing") {
      return { kind: "planned", edit: null, notes: [], replaces: false, fills: false };
    }
    if (plan.kind === "refused") return { kind: "refused", path: file.shown, ...plan.refusal };
    const after = applyEdits(before, plan.edits);
    if (!isRead(state, { path: file.path, after }) && spelling === "kept") continue;
    const problem = checkIndependently(before, after, request) ?? unreadBy(state, { path: file.path, after });
    if (problem !== null) {
      return {
        kind: "refused",
        path: file.shown,
        line: plan.edits[0]?.line ?? 1,
        message: problem,
        next: [],
      };
    }
    const lines = plan.edits.flatMap(({ shown }) => shown);
    const assigned = assignmentsOf(document, request.key);
    return {
      kind: "planned",
      edit: { path: file.path, shown: file.shown, before, after, lines },
      notes: plan.notes,
      replaces: assigned.some(({ token }) => token.end > token.start),
      fills: assigned.length > 0,
    };
  }
  throw new TypeError("Cannot set the key in any spelling");
}

interface Edited {
  readonly path: string;
  readonly after: Uint8Array;
}

function isRead(state: StepState, { path, after }: Edited): boolean {
  const reading = dialectForFile(state.dialect, path).read(after, state.names.jwt, {});
  return reading.outcome === "value" && reading.value === state.newJwtKey.reveal();
}

function unreadBy(state: StepState, edited: Edited): string | null {
  return isRead(state, edited)
    ? null
    : `${state.dialect.title} would not read the new value of ${state.names.jwt}`;
}
