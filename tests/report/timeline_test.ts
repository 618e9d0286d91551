import { assert, assertEquals } from "@std/assert";
import type { Timeline } from "../../src/checklist/checklist.ts";
import { timelineSvg } from "../../src/report/timeline_svg.ts";
import { timelineWords } from "../../src/report/timeline_words.ts";

const TIMELINE: Timeline = {
  issued: "2026-01-01",
  by: ".env was last changed",
  graceUntil: "2026-01-11",
  due: "2026-04-11",
};

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function words(timeline: Timeline, gathered?: string): readonly string[] {
  return timelineWords(timeline, gathered).map(({ label, day, text }) => `${label} ${day}: ${text}`);
}

/** The bars of the picture: name, from, to in percent. */
function bars(timeline: Timeline, gathered?: string): readonly string[] {
  const svg = timelineSvg(timelineWords(timeline, gathered), 1);
  return [...svg.matchAll(/<rect class="(\w+)" x="([\d.]+)%" y="[\d.]+em" width="([\d.]+)%"/g)]
    .map(([, name, from, width]) => `${name} ${from} ${Math.round(Number(from) + Number(width))}`);
}

test("timelineWords() tells a life day by day, and how far it is", () => {
  assertEquals(words(TIMELINE, "2026-01-05T10:00:00Z"), [
    "Issued 2026-01-01: .env was last changed",
    "Grace 2026-01-11: tokens of the key before it may count until then",
    "Next key 2026-04-11: due in 96 days",
    "Looked at 2026-01-05: in use for 4 days",
  ]);
  assertEquals(words(TIMELINE, "2026-04-12T00:00:00Z").slice(1), [
    "Grace 2026-01-11: tokens of the key before it counted until then",
    "Next key 2026-04-11: overdue by 1 day",
    "Looked at 2026-04-12: in use for 101 days",
  ]);
  assertEquals(
    words(TIMELINE, "2026-04-11T23:59:59Z")[2],
    "Next key 2026-04-11: due on the day of this report",
  );
});

test("timelineWords() counts no days on the day of issue, and none before it", () => {
  assertEquals(words(TIMELINE, "2026-01-01T10:00:00Z")[3], "Looked at 2026-01-01: on the day of issue");
  assertEquals(words(TIMELINE, "2025-12-31T10:00:00Z")[3], "Looked at 2025-12-31: before the day of issue");
});

test("timelineWords() says what is not known, and takes no day for one that is none", () => {
  assertEquals(words({ issued: null, by: "", graceUntil: null, due: null }), [
    "Issued null: not known",
    "Grace null: no earlier key is known to count",
    "Next key null: the policy names no day",
  ]);
  assertEquals(words({ ...TIMELINE, issued: "2026-99-99", due: "soon" }, "yesterday"), [
    "Issued null: .env was last changed",
    "Grace 2026-01-11: tokens of the key before it may count until then",
    "Next key null: due on that day",
  ]);
});

test("timelineSvg() draws what is used, what is planned, the grace, and what is overdue", () => {
  assertEquals(bars(TIMELINE), ["used 1 99", "grace 1 11"]);
  assertEquals(bars(TIMELINE, "2026-02-20T00:00:00Z"), ["used 1 50", "planned 50 99", "grace 1 11"]);
  assertEquals(bars(TIMELINE, "2026-07-20T00:00:00Z"), ["used 1 50", "overdue 50 99", "grace 1 6"]);
  assertEquals(bars({ ...TIMELINE, due: null }, "2026-01-21"), ["used 1 99", "grace 1 50"]);
});

test("timelineSvg() draws nothing where there is no length of time to draw", () => {
  for (
    const timeline of [
      { ...TIMELINE, issued: null },
      { ...TIMELINE, graceUntil: null, due: null },
      { ...TIMELINE, graceUntil: "2025-01-01", due: "2026-01-01" },
    ]
  ) {
    assertEquals(timelineSvg(timelineWords(timeline, undefined), 1), "");
  }
});

test("timelineSvg() stays inside of its frame where the days are out of order", () => {
  const svg = timelineSvg(timelineWords({ ...TIMELINE, due: "2025-06-01" }, "2025-01-01T00:00:00Z"), 3);
  for (const [, place] of svg.matchAll(/(?:x|cx|x1)="(-?[\d.]+)%"/g)) {
    assert(Number(place) >= 0 && Number(place) <= 100, place);
  }
  assert(svg.includes('aria-labelledby="life-title-3 life-words-3"'));
});
