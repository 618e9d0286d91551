import type { Assigned, Facts, Learned } from "./facts.ts";
import type { JudgedKey } from "./judged_keys.ts";
import { judgedKeys } from "./judged_keys.ts";
import type { Evidence, Remedy, Verdict } from "./rule.ts";

/** It holds. */
export function pass(message: string, evidence: readonly Evidence[] = []): Verdict {
  return { outcome: "pass", message, evidence };
}

/** It does not hold. */
export function fail(message: string, evidence: readonly Evidence[], remedy: Remedy): Verdict {
  return { outcome: "fail", message, evidence, remedy };
}

/** It could not be known; the remedy says how to make it knowable. */
export function unknown(message: string, next?: string): Verdict {
  return next === undefined
    ? { outcome: "unknown", message }
    : { outcome: "unknown", message, remedy: { text: "To know it", commands: [next] } };
}

/** The question does not arise here. */
export function notApplicable(message: string): Verdict {
  return { outcome: "not-applicable", message };
}

/** What was asked for and not learned, or not asked for at all. */
export function notLearned(learned: Learned<unknown> | undefined, absent: string): Verdict {
  return learned === undefined || learned.known ? unknown(absent) : unknown(learned.why, learned.next);
}

/** Where a variable is assigned, for a person: `.env:13`, or the environment. */
export function placeOf({ path, line }: Assigned): string {
  if (path === undefined) return "the environment";
  return line === undefined ? path : `${path}:${line}`;
}

/** The same as evidence. */
export function evidenceOf({ path, line }: Assigned): Evidence {
  if (path === undefined) return { text: "the environment of the process" };
  return line === undefined ? { path } : { path, line };
}

/** The remedy of every rule that a new key mends. */
export function newKey(facts: Facts): Remedy {
  return { text: "Give the application a new key", commands: [`deno task upgrade ${facts.project}`] };
}

/**
 * Judges each key by `complaint`, which says what is wrong with one or returns null. Where there is no key
 * the question does not arise; where the env files could not be read it is not known.
 */
export function judgeEachKey(
  facts: Facts,
  holds: string | ((judged: JudgedKey) => string),
  complaint: (judged: JudgedKey) => string | null,
): Verdict {
  if (facts.envFiles?.known === false) return notLearned(facts.envFiles, "");
  const keys = judgedKeys(facts);
  if (keys.length === 0) return notApplicable("there is no key to judge");
  const wrong = keys.flatMap((judged) => {
    const text = complaint(judged);
    return text === null ? [] : [{ judged, text }];
  });
  if (wrong.length === 0) {
    const message = typeof holds === "string" ? holds : [...new Set(keys.map(holds))].join("; ");
    return pass(message, keys.map(({ assigned }) => evidenceOf(assigned)));
  }
  return fail(
    wrong.map(({ judged, text }) => `${placeOf(judged.assigned)} ${text}`).join("; "),
    wrong.map(({ judged }) => evidenceOf(judged.assigned)),
    newKey(facts),
  );
}
