import type { Timeline } from "../checklist/checklist.ts";
import { xmlText } from "./escape_xml.ts";
import { timelineSvg } from "./timeline_svg.ts";
import { timelineWords } from "./timeline_words.ts";

/** The key's life as a picture, and the same in words. */
export function keysLife(
  timeline: Timeline,
  { gathered, number }: {
    readonly gathered: string | undefined;
    /** Tells several pictures of a page apart. */
    readonly number: number;
  },
): string {
  const moments = timelineWords(timeline, gathered);
  const words = moments.map(({ label, day, text }) =>
    `<dt>${label}</dt><dd>${day === null ? "" : `<time>${day}</time>: `}${xmlText(text)}</dd>`
  );
  return `${timelineSvg(moments, number)}<dl class="facts">
${words.join("\n")}
</dl>`;
}
