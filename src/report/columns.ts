import type { Outcome, Severity } from "../rules/rule.ts";
import type { Style } from "./format.ts";
import { symbolOf } from "./symbols.ts";
import { shownLength, wrap } from "./wrap.ts";

const LABEL = 10;
const SUBJECT = 26;
const STATE = 32;

/** A line of the walk: the step at the left once, then what is said of it. */
export function labelled(label: string, text: string): string {
  return wrap(`  ${label.padEnd(LABEL)}`, text);
}

/** A line of the walk that only tells: step, subject, and what it is. */
export function told(label: string, subject: string, what: string): string {
  return wrap(`  ${label.padEnd(LABEL)}${fit(subject)} `, what);
}

/** A line of the walk in columns: step, subject, state, and how long it took. */
export function stated(
  label: string,
  subject: string,
  state: {
    readonly outcome: Outcome;
    readonly severity?: Severity;
    readonly text: string;
    readonly seconds?: number;
  },
  style: Style,
): string {
  const prefix = `  ${label.padEnd(LABEL)}${fit(subject)} `;
  const body = `${
    symbolOf({ outcome: state.outcome, severity: state.severity ?? "error" }, style)
  } ${state.text}`;
  if (state.seconds === undefined) return wrap(prefix, body);
  return wrap(prefix, body.padEnd(STATE + body.length - shownLength(body))) +
    `${state.seconds.toFixed(1)} s`.padStart(6);
}

/** A subject of one width: a longer one is cut, because the columns behind it matter more. */
function fit(subject: string): string {
  return subject.length > SUBJECT ? `${subject.slice(0, SUBJECT - 1)}…` : subject.padEnd(SUBJECT);
}
