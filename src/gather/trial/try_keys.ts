import type { CauseFact, Learned, StartFact, UnsafeStartFact, UnsafeStartsFact } from "../../rules/facts.ts";
import type { Redact } from "../causes.ts";
import { filesWith, giveBack, giveKey, type Given } from "./give_key.ts";
import type { Copy } from "./make_copy.ts";
import { seesOwnFile } from "./sees_own_file.ts";
import type { UnsafeValue } from "./unsafe_values.ts";

/** What is tried in a copy, and how it is started. */
interface Keys {
  readonly values: readonly UnsafeValue[];
  readonly by: UnsafeStartsFact["by"];
  /** Starts the copy as its files are, with what is changed in its environment where it has it from there. */
  readonly start: (changed: Given | null) => Promise<Learned<StartFact>>;
  readonly redact: Redact;
}

/** One start, before it is known whether the copy reads what it is given. */
interface Attempt {
  readonly case: UnsafeValue["case"];
  readonly outcome: "fails" | "starts" | "not-telling";
  readonly why?: string;
  readonly seconds: number;
  readonly causes: readonly CauseFact[];
}

/** Starts the copy with each key, between controls that tell what the starts are worth. */
export async function tryKeys(copy: Copy, keys: Keys): Promise<Learned<UnsafeStartsFact>> {
  const { by, start, redact } = keys;
  const control = await start(null);
  if (!control.known) return control;
  if (control.value.outcome !== "starts") return { known: false, why: notStarting(control.value) };

  const attempts: Attempt[] = [];
  for (const value of keys.values) attempts.push(await attempt(copy, value, keys));
  giveBack(copy.host.files, copy.envFiles);

  // A failure is a refusal where the output blames the key, or where the good key still starts afterwards.
  const unblamed = attempts.some((one) => one.outcome === "fails" && !blames(one));
  const again = unblamed ? await start(null) : control;
  const stillStarts = again.known && again.value.outcome === "starts";
  const refuses = (one: Attempt) => one.outcome === "fails" && (stillStarts || blames(one));
  const surely = by === "environment" && copy.project.precedence === "process";
  if (!attempts.some(refuses) && !surely) {
    if (!stillStarts) return { known: false, why: NO_MORE };
    if (!(await seesOwnFile(copy, redact))) {
      return { known: false, why: "a copy of the code was not seen to read the key that it was given" };
    }
  }
  return { known: true, value: { by, cases: attempts.map((one) => factOf(one, refuses(one))) } };
}

const NO_MORE = "after starts with other keys a copy of the code does not start with the good key any more";

function notStarting({ outcome, causes: [cause] }: StartFact): string {
  const what = outcome === "fails" ? "does not start" : "does not start in time";
  const because = cause === undefined ? "" : `: ${cause.title}`;
  return `a copy of the code ${what} with the good key${because}`;
}

async function attempt(copy: Copy, unsafe: UnsafeValue, keys: Keys): Promise<Attempt> {
  const nothing = { case: unsafe.case, outcome: "not-telling", seconds: 0, causes: [] } as const;
  const { files } = copy.host;
  giveBack(files, copy.envFiles);
  const refused = giveKey(files, copy.project, filesWith(copy.envFiles, copy.project, unsafe.name), unsafe);
  if (refused !== null) return { ...nothing, why: refused };
  const start = await keys.start(unsafe);
  if (!start.known) return { ...nothing, why: start.why };
  const { outcome, seconds, causes } = start.value;
  if (outcome === "timed-out") {
    return { ...nothing, why: "the start did not end within its time limit", seconds };
  }
  if (outcome === "starts" && unsafe.doubt !== undefined) return { ...nothing, why: unsafe.doubt, seconds };
  return { case: unsafe.case, outcome, seconds, causes };
}

function blames({ causes }: Attempt): boolean {
  return causes.some(({ rule }) => rule !== null);
}

function factOf(one: Attempt, refuses: boolean): UnsafeStartFact {
  if (one.outcome !== "fails") return { ...one, outcome: one.outcome };
  return refuses ? { ...one, outcome: "refuses" } : {
    case: one.case,
    outcome: "not-telling",
    why: NO_MORE,
    seconds: one.seconds,
    causes: [],
  };
}
