import { xmlText } from "./escape_xml.ts";
import { daysBetween } from "./iso_day.ts";
import type { Moment } from "./timeline_words.ts";

/** Percent of the width that stays free at either end. */
const MARGIN = 1;
/** Heights are in em, so that the picture grows with its words. */
const BAR = { y: 4.2, height: 0.9 } as const;

/** Where the words to a moment stand: a line each, so that no two can ever overlap. */
const LABEL_LINES = {
  issued: { y: 1.1, from: 1.5 },
  due: { y: 2.9, from: 3.3 },
  grace: { y: 7.1, from: 6.1 },
  gathered: { y: 8.9, from: 7.9 },
} as const satisfies Record<Moment["name"], { readonly y: number; readonly from: number }>;

/**
 * The moments of a key's life as a picture that stretches to any width while its words keep their size; empty where
 * fewer than two days are known, from the one of issue on.
 *
 * @param number tells several pictures of a page apart
 */
export function timelineSvg(moments: readonly Moment[], number: number): string {
  const known = moments.flatMap(({ name, label, day }) => day === null ? [] : [{ name, label, day }]);
  const days = new Map(known.map(({ name, day }) => [name, day]));
  const issued = days.get("issued");
  if (issued === undefined) return "";
  const whole = Math.max(...[...days.values()].map((day) => daysBetween(issued, day)));
  if (whole <= 0) return "";
  const at = (day: string) => MARGIN + Math.max(0, daysBetween(issued, day)) / whole * (100 - 2 * MARGIN);
  return `<svg class="life" role="img" aria-labelledby="life-title-${number} life-words-${number}">
<title id="life-title-${number}">The key’s life</title>
<desc id="life-words-${number}">${xmlText(description(moments))}</desc>
${bars(days, at)}
${known.map((moment) => leader(moment, at)).join("\n")}
${known.map((moment) => label(moment, at)).join("\n")}
</svg>`;
}

function description(moments: readonly Moment[]): string {
  return moments.map(({ label, day, text }) => `${label}: ${day === null ? "" : `${day}, `}${text}.`).join(
    " ",
  );
}

/** In use until it was looked at, planned until the next key is due, overdue from then on; below it the grace. */
function bars(days: ReadonlyMap<Moment["name"], string>, at: (day: string) => number): string {
  const start = MARGIN;
  const now = days.has("gathered") ? at(days.get("gathered")!) : null;
  const due = days.has("due") ? at(days.get("due")!) : null;
  const end = due ?? 100 - MARGIN;
  const used = now === null ? end : Math.min(now, end);
  const parts = [bar("used", start, used), bar("planned", used, end)];
  if (now !== null && due !== null && now > due) parts.push(bar("overdue", due, now));
  const grace = days.get("grace");
  if (grace !== undefined) {
    parts.push(bar("grace", start, at(grace), { y: BAR.y + BAR.height + 0.2, height: 0.4 }));
  }
  return parts.filter((part) => part !== "").join("\n");
}

function bar(
  name: string,
  from: number,
  to: number,
  { y, height }: { readonly y: number; readonly height: number } = BAR,
): string {
  if (to <= from) return "";
  const width = percent(to - from);
  return `<rect class="${name}" x="${percent(from)}" y="${em(y)}" width="${width}" height="${em(height)}"/>`;
}

/** A moment whose day is known. */
interface KnownMoment {
  readonly name: Moment["name"];
  readonly label: string;
  readonly day: string;
}

/** From the bar to the words. */
function leader({ name, day }: KnownMoment, at: (day: string) => number): string {
  const x = percent(at(day));
  const { from } = LABEL_LINES[name];
  const [top, bottom] = from < BAR.y ? [from, BAR.y + BAR.height] : [BAR.y, from];
  const line = `<line x1="${x}" y1="${em(top)}" x2="${x}" y2="${em(bottom)}"/>`;
  return name === "gathered"
    ? `${line}<circle class="now" cx="${x}" cy="${em(BAR.y + BAR.height / 2)}" r="0.4em"/>`
    : line;
}

/** The words stand over all lines, and hide what runs behind them. */
function label({ name, label, day }: KnownMoment, at: (day: string) => number): string {
  const place = at(day);
  const anchor = place <= 50 ? "start" : "end";
  return `<text x="${percent(place)}" y="${
    em(LABEL_LINES[name].y)
  }" text-anchor="${anchor}"><tspan class="name">${label}</tspan> ${day}</text>`;
}

function percent(number: number): string {
  return `${Number(number.toFixed(2))}%`;
}

function em(number: number): string {
  return `${Number(number.toFixed(2))}em`;
}
