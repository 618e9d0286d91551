import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { md } from "../../src/report/md.ts";
import { stepSummary } from "../../src/report/step_summary.ts";
import { CONTEXT, fleetOf, REPORT } from "./sample_checklist.ts";

const LIMIT = 1024 * 1024;

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

test("stepSummary() is the Markdown where that fits", () => {
  assertEquals(stepSummary(REPORT, CONTEXT), md(REPORT, CONTEXT));
});

test("stepSummary() stays below 1 MiB, closes what it opens, and says what it cut", () => {
  // Each name is of four bytes a character, so that characters and bytes differ.
  const fleet = (services: number) =>
    fleetOf(Array.from({ length: services }, (_, i) => `${"😀".repeat(20)}${i}`));
  for (const services of [1500, 5000]) {
    const summary = stepSummary(fleet(services), CONTEXT);
    assert(bytesOf(summary) < LIMIT, `${bytesOf(summary)} bytes`);
    assert(bytesOf(summary) > LIMIT * 0.95, `${bytesOf(summary)} bytes`);
    assertEquals(summary.match(/<details>/g)?.length ?? 0, summary.match(/<\/details>/g)?.length ?? 0);
    assertEquals((summary.match(/^```/gm)?.length ?? 0) % 2, 0);
    const cut = /\n\*\*Cut: (?:(\d+) rows of tables)?(?: and )?(?:(\d+) parts)?\.\*\* [^\n]*\n$/.exec(
      summary,
    );
    const rows = summary.split("\n").filter((line) => line.startsWith("| 😀")).length;
    const details = summary.match(/<details>/g)?.length ?? 0;
    assertEquals(rows + Number(cut?.[1] ?? 0), services);
    assertEquals(details + Number(cut?.[2] ?? 0), Math.ceil(services / 3));
    assert(details > 50);
    assertStringIncludes(summary, "Release checklist of");
  }
});
