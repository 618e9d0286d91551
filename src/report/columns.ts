import type { Outcome } from "../rules/rule.ts";
import type { Style } from "./format.ts";
import { symbolOf } from "./symbols.ts";
import { wrap } from "./wrap.ts";

const LABEL = 10;
const SUBJECT = 26;
const STATE = 32;

/** A line of the walk: the step at the left once, then what is said of it. */
export function labelled(label: string, text: string): string {
  return wrap(`  ${label.padEnd(LABEL)}`, text);
}

/** A line of the walk in columns: step, subject, state, and how long it took. */
export function stated(
  label: string,
  subject: string,
  state: { readonly outcome: Outcome; readonly text: string; readonly seconds?: number },
  style: Style,
): string {
  const prefix = `  ${label.padEnd(LABEL)}${subject.padEnd(SUBJECT)} `;
  const body = `${symbolOf({ outcome: state.outcome, severity: "error" }, style)} ${state.text}`;
  if (state.seconds === undefined) return wrap(prefix, body);
  return wrap(prefix, body.padEnd(STATE + body.length - plainLength(body))) +
    `${state.seconds.toFixed(1)} s`.padStart(6);
}

function plainLength(text: string): number {
  return text.replace(new RegExp("\\u001b\\[\\d+m", "g"), "").length;
}
