/** Each format of a checklist, whole, as a person or a machine gets it. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CHECKLIST_FORMATS } from "../../src/report/mod.ts";
import { STYLE } from "../../src/report/html_style.ts";
import type { ChecklistFormatName } from "../../src/report/format.ts";
import { VERSION } from "../../src/version.ts";
import { CHECKLIST, CONTEXT, FLEET, fleetOf, REPORT } from "./sample_checklist.ts";

const NAMES = Object.keys(CHECKLIST_FORMATS) as readonly ChecklistFormatName[];

for (const name of NAMES) {
  Deno.test(`${name}() shows a project as in the snapshot`, async (t) => {
    await t.assertSnapshot(shown(name, CHECKLIST_FORMATS[name](REPORT, CONTEXT)));
  });

  Deno.test(`${name}() shows a fleet as in the snapshot`, async (t) => {
    await t.assertSnapshot(shown(name, CHECKLIST_FORMATS[name](FLEET, CONTEXT)));
  });

  Deno.test({
    name: `${name}() gives the same bytes for the same report`,
    permissions: "none",
    fn() {
      const format = CHECKLIST_FORMATS[name];
      assertEquals(format(structuredClone(REPORT), CONTEXT), format(REPORT, structuredClone(CONTEXT)));
    },
  });

  Deno.test({
    name: `${name}() knows of no other time than the one that the report was gathered at`,
    permissions: "none",
    fn() {
      const { gathered: _, ...scope } = CHECKLIST.scope;
      const report = CHECKLIST_FORMATS[name]({ ...REPORT, services: [{ ...CHECKLIST, scope }] }, CONTEXT);
      assertEquals(report.includes("2026-11-21"), false);
      assertEquals(/\d\d:\d\d:\d\d/.test(report), false);
    },
  });

  Deno.test({
    name: `${name}() grows with the number of services and no faster`,
    permissions: "none",
    fn() {
      const length = (services: number) =>
        CHECKLIST_FORMATS[name](
          fleetOf(Array.from({ length: services }, (_, i) => `service-${String(i).padStart(4, "0")}`)),
          CONTEXT,
        ).length;
      const [few, many, more] = [length(60), length(120), length(240)];
      // The numbers in it grow by a digit.
      assert(more - many <= 2.02 * (many - few) + 20, `${few}, ${many} and ${more} characters`);
    },
  });

  Deno.test({
    name: `${name}() shows a fleet without services, and a project without items`,
    permissions: "none",
    fn() {
      const format = CHECKLIST_FORMATS[name];
      const bare = { ...CHECKLIST, items: [], findings: [], timeline: null, next: [] };
      format({ ...FLEET, services: [], sharedKeys: [] }, CONTEXT);
      format({ ...REPORT, services: [bare] }, CONTEXT);
    },
  });
}

Deno.test({
  name: "html() allows no style but its own, and nothing else at all",
  permissions: "none",
  async fn() {
    const page = CHECKLIST_FORMATS.html(REPORT, CONTEXT);
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? "";
    assertEquals(style, STYLE);
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(style)));
    assertStringIncludes(page, `content="default-src 'none'; style-src 'sha256-${digest.toBase64()}';`);
    assertEquals(/<script|<link|<img|<iframe|url\(|@import|style="/.test(page), false);
  },
});

/** What stands for itself elsewhere is left out: the style, the texts of the rules, and the version. */
function shown(name: ChecklistFormatName, report: string): string {
  const text = name === "html"
    ? report.replace(STYLE, "…").replace(/sha256-[\w+/]+=*/, "sha256-…")
    : name === "sarif"
    ? withoutRules(report)
    : report;
  return text.replaceAll(VERSION, "VERSION");
}

function withoutRules(report: string): string {
  const log = JSON.parse(report);
  for (const { tool, results } of log.runs) {
    const used = new Set(results.map(({ ruleId }: { ruleId: string }) => ruleId));
    tool.driver.rules = tool.driver.rules.filter(({ id }: { id: string }) => used.has(id)).slice(-1);
  }
  return JSON.stringify(log, null, 2);
}
