import { applyEdits, type ShownLine } from "../env/apply_edits.ts";
import { checkIndependently } from "../env/check_independently.ts";
import { assignmentsOf } from "../env/document.ts";
import { parseDocument } from "../env/parse_document.ts";
import { planSet } from "../env/plan_set.ts";
import { commentFor } from "./comment.ts";
import type { FileEdit, Step, StepFile, StepRefusal, StepState } from "./step.ts";

const EMPTY = new Uint8Array();

/**
 * Makes the env file where there is none: from the example with both keys replaced, because what stands in an
 * example is public, else with the JWT key alone.
 */
export const createEnvFile: Step = {
  id: "create-env-file",
  plan(state) {
    const missing = state.envFiles.filter((file) => file.bytes === null && file.needsKey);
    if (missing.length === 0) return null;
    const edits: FileEdit[] = [];
    for (const file of missing) {
      const edit = planFile(file, state);
      if ("kind" in edit) return edit;
      edits.push(edit);
    }
    const names = edits.map(({ shown }) => shown).join(" and ");
    const from = state.example === null ? "" : ` from ${state.example.shown}`;
    return {
      kind: "plan",
      title: "Create",
      edits,
      question: `Make ${names}${from}?`,
      default: "yes",
      notes: [],
      replaces: false,
    };
  },
};

function planFile(file: StepFile, state: StepState): FileEdit | StepRefusal {
  let after = state.example?.bytes ?? EMPTY;
  const lines: ShownLine[] = [];
  const { jwt, session } = state.names;
  const requests = [{ key: jwt, value: state.newJwtKey.reveal(), comment: commentFor(state.names) }];
  // The session key only where the example has one: which variables an application needs is not ours to say.
  if (session !== null && session !== jwt && assignmentsOf(parseDocument(after), session).length > 0) {
    requests.unshift({ key: session, value: state.newSessionKey.reveal(), comment: "Signs sessions." });
  }
  for (const request of requests) {
    const before = after;
    const plan = planSet(parseDocument(before), request);
    if (plan.kind === "refused") {
      return { kind: "refused", path: state.example?.shown ?? file.shown, ...plan.refusal };
    }
    if (plan.kind === "nothing") continue;
    after = applyEdits(before, plan.edits);
    const problem = checkIndependently(before, after, request);
    if (problem !== null) {
      return {
        kind: "refused",
        path: state.example?.shown ?? file.shown,
        line: 1,
        message: problem,
        next: [],
      };
    }
    lines.push(...plan.edits.flatMap(({ shown }) => shown));
  }
  return { path: file.path, shown: file.shown, before: null, after, lines };
}
