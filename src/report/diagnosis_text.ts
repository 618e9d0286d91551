import { type DescribedCause, HIDES_THE_REASON } from "../diagnosis/describe.ts";
import type { Evidence } from "../rules/rule.ts";
import type { Style } from "./format.ts";
import { paint } from "./symbols.ts";
import { wrap } from "./wrap.ts";

const COLUMN = 60;
const LABEL = 9;

/** A cause for a terminal: what it is and how sure, where it was seen, why it happens, and what to type. */
export function diagnosisText(cause: DescribedCause, style: Style): string {
  const { title, confidence, ours, evidence, why, remedy, check, explain } = cause;
  const lines = [headline(`${title}.`, confidence, style), ""];
  for (const [index, item] of evidence.entries()) lines.push(row(index === 0 ? "Seen" : "", seenText(item)));
  if (!ours) {
    const isOpen = confidence === "possible" || HIDES_THE_REASON.has(cause.cause);
    lines.push(row("Whose", isOpen ? "not known from this text" : "not the JWT key's doing"));
  }
  lines.push(row("Why", `${why}.`));
  const [first, ...more] = remedy.commands;
  lines.push(row("Mend", first === undefined ? `${remedy.text}.` : `${remedy.text}:`));
  for (const command of first === undefined ? [] : [first, ...more]) {
    lines.push(`  ${"".padEnd(LABEL)}  ${command}`);
  }
  const checks = check.filter((command) => !remedy.commands.includes(command));
  for (const command of checks) lines.push(`  ${"Check".padEnd(LABEL)}${command}`);
  if (!remedy.commands.includes(explain)) lines.push(`  ${"More".padEnd(LABEL)}${explain}`);
  return lines.join("\n");
}

/** Where nothing was recognised: what was looked for, what comes nearest, and what to try. */
export interface Unrecognised {
  readonly looked: number;
  /** What was looked at: `212 lines`. */
  readonly at: string;
  /** The last exception, or else the last line that tells of trouble; redacted. */
  readonly nearest: Evidence | null;
  readonly next: readonly string[];
}

/** The same for a terminal. */
export function unrecognisedText({ looked, at, nearest, next }: Unrecognised): string {
  const lines = [wrap("  ", `Not recognised. Looked for ${looked} known causes in ${at}.`), ""];
  if (nearest !== null) lines.push(row("Last", seenText(nearest)));
  for (const [index, command] of next.entries()) {
    lines.push(`  ${(index === 0 ? "Try" : "").padEnd(LABEL)}${command}`);
  }
  return lines.join("\n");
}

function headline(title: string, confidence: string, style: Style): string {
  const wrapped = wrap("  ", title).split("\n");
  const [first = "", ...rest] = wrapped;
  const fits = first.length < COLUMN && rest.length === 0;
  const head = fits ? `${first.padEnd(COLUMN)} ${confidence}` : [first, ...rest].join("\n");
  return paint(head, 1, style) + (fits ? "" : `\n${row("Sure", confidence)}`);
}

function row(label: string, text: string): string {
  return wrap(`  ${label.padEnd(LABEL)}`, text);
}

function seenText({ path, line, text }: Evidence): string {
  const place = path !== undefined && line !== undefined
    ? `${path}:${line}`
    : path ?? (line === undefined ? "" : `line ${line}`);
  return [place, text].filter((part) => part !== undefined && part !== "").join("   ");
}
