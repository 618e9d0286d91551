const DAY = 24 * 60 * 60 * 1000;

/** The day of an ISO date or date and time; null where it is none. */
export function isoDay(date: string | null): string | null {
  const day = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(date ?? "")?.[0];
  return day === undefined || Number.isNaN(Date.parse(day)) ? null : day;
}

/** Whole days from one ISO day to a later one; negative where it is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / DAY);
}
