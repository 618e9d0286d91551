import type { Facts, UnsafeKey, UnsafeStartFact } from "./facts.ts";
import type { Evidence, Remedy, Verdict } from "./rule.ts";
import { fail, notApplicable, notLearned, pass, unknown } from "./verdicts.ts";

/** Judges one start with an unsafe key. `given` says with which, as `without JWT_SECRET_KEY`. */
export function judgeUnsafeStart(facts: Facts, unsafe: UnsafeKey, given: string): Verdict {
  if (facts.unsafeStarts === undefined) return notApplicable("starts with an unsafe key were not asked for");
  if (facts.start?.known && facts.start.value.outcome === "fails") {
    return notApplicable("the application does not start with a good key either");
  }
  if (!facts.unsafeStarts.known) return notLearned(facts.unsafeStarts, "");
  const tried = unsafeStart(facts.unsafeStarts, unsafe);
  if (tried === undefined) {
    return unsafe === "equal" ? notApplicable("there is no second key") : unknown("it was not tried");
  }
  return verdictOn(facts, tried, { given, unsafe });
}

/** The start with this key; undefined where it was not tried, or nothing of them is known. */
export function unsafeStart(
  starts: Facts["unsafeStarts"],
  unsafe: UnsafeKey,
): UnsafeStartFact | undefined {
  return starts?.known ? starts.value.cases.find((one) => one.case === unsafe) : undefined;
}

/** What a start says: also of the one with an empty key that needs no copy. */
export function verdictOn(
  facts: Facts,
  { outcome, why, causes }: Pick<UnsafeStartFact, "outcome" | "why" | "causes">,
  { given, unsafe }: { readonly given: string; readonly unsafe: UnsafeKey },
): Verdict {
  if (outcome === "not-telling") return unknown(why ?? "the trial does not tell");
  const evidence = causes.map(({ line, text }): Evidence => ({ line, text }));
  return outcome === "refuses"
    ? pass(`${given} it refuses to start`, evidence)
    : fail(`${given} it starts all the same`, evidence, letItRefuse(facts, unsafe));
}

const WHAT = {
  missing: "no default and no other key in its place",
  empty: "no default and no other key in its place",
  equal: "tokens need a key of their own",
  short: "under the policy's minimum a key can be found by trying",
  placeholder: "everybody can read it",
} as const satisfies Record<UnsafeKey, string>;

/** The remedy, with the code for the project's own settings where their language is known. */
function letItRefuse({ names: { jwt }, guard }: Facts, unsafe: UnsafeKey): Remedy {
  const what = `Let the settings refuse such a ${jwt}: ${WHAT[unsafe]}`;
  if (guard === undefined) return { text: what, commands: [] };
  const { path, line = 1, from } = guard;
  const place = from === "field" ? `where the settings of ${path}:${line} are made` : `below ${path}:${line}`;
  return {
    text: path === undefined ? what : `${what}. For instance ${place}`,
    commands: [],
    code: unsafe === "placeholder" ? guard.placeholder : guard.key,
  };
}
