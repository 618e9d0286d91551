import type { Timeline } from "../checklist/checklist.ts";
import { daysBetween, isoDay } from "./iso_day.ts";

/** A moment of a key's life in words. */
export interface Moment {
  readonly name: "issued" | "grace" | "due" | "gathered";
  readonly label: string;
  /** ISO date; null where it is not known, or does not come. */
  readonly day: string | null;
  /** Half a sentence. */
  readonly text: string;
}

/** The moments of a key's life, in the order in which they come. */
export function timelineWords(timeline: Timeline, gathered: string | undefined): readonly Moment[] {
  const { issued, by, graceUntil, due } = timeline;
  const now = isoDay(gathered ?? null);
  const moments: Moment[] = [
    { name: "issued", label: "Issued", day: isoDay(issued), text: issued === null ? "not known" : by },
    {
      name: "grace",
      label: "Grace",
      day: isoDay(graceUntil),
      text: graceUntil === null
        ? "no earlier key is known to count"
        : `tokens of the key before it ${
          isAfter(now, isoDay(graceUntil)) ? "counted" : "may count"
        } until then`,
    },
    { name: "due", label: "Next key", day: isoDay(due), text: dueWords(due, now) },
  ];
  if (now !== null) {
    moments.push({ name: "gathered", label: "Looked at", day: now, text: inUseWords(isoDay(issued), now) });
  }
  return moments;
}

function dueWords(due: string | null, now: string | null): string {
  if (due === null) return "the policy names no day";
  const day = isoDay(due);
  if (day === null || now === null) return "due on that day";
  const days = daysBetween(now, day);
  if (days < 0) return `overdue by ${dayWords(-days)}`;
  return days === 0 ? "due on the day of this report" : `due in ${dayWords(days)}`;
}

function inUseWords(issued: string | null, now: string): string {
  if (issued === null) return "the key's age is not known";
  const days = daysBetween(issued, now);
  if (days === 0) return "on the day of issue";
  return days < 0 ? "before the day of issue" : `in use for ${dayWords(days)}`;
}

function isAfter(now: string | null, day: string | null): boolean {
  return now !== null && day !== null && daysBetween(day, now) > 0;
}

function dayWords(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
