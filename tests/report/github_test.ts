import { assertEquals } from "@std/assert";
import type { ChecklistReport } from "../../src/checklist/checklist.ts";
import type { ItemResult } from "../../src/checklist/item.ts";
import { github } from "../../src/report/github.ts";
import { CHECKLIST, CONTEXT, ITEMS, REPORT } from "./sample_checklist.ts";

function reportOf(items: readonly ItemResult[]): ChecklistReport {
  return { ...REPORT, services: [{ ...CHECKLIST, items }] };
}

const [first] = ITEMS;
const FAILING: ItemResult = { ...first!, outcome: "fail", message: "it does not hold", evidence: [] };

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("github() shows ten of each kind, and says how many it cut", () => {
  const many = (number: number, change: Partial<ItemResult>) =>
    Array.from({ length: number }, (): ItemResult => ({ ...FAILING, ...change }));
  const lines = github(
    reportOf([
      ...many(13, {}),
      ...many(11, { severity: "warning" }),
      ...many(10, { outcome: "unknown", accepted: true }),
    ]),
    CONTEXT,
  ).trimEnd().split("\n");
  const count = (kind: string) => lines.filter((line) => line.startsWith(`::${kind} `)).length;
  assertEquals([count("error"), count("warning"), count("notice")], [10, 10, 10]);
  assertEquals(
    lines.at(-1),
    "Not shown: 3 more errors, 1 more warning. GitHub shows 10 of each; the other formats have all.",
  );
});

test("github() says nothing of a cut where there was none", () => {
  assertEquals(github(reportOf([FAILING]), CONTEXT).split("\n"), [
    "Release checklist: not ready",
    "::error title=key in every env file%3A does not hold::it does not hold",
    "",
  ]);
});

test("github() escapes what ends a property or a line, and names the first file inside of the checkout", () => {
  const item: ItemResult = {
    ...FAILING,
    title: "50% of a, b: c",
    message: "one\ntwo, three: 4%",
    evidence: [{ path: "/etc/x", line: 1 }, { line: 9 }, { path: "a:b,c%.env", line: 3 }],
  };
  assertEquals(
    github(reportOf([item]), CONTEXT).split("\n")[1],
    "::error file=services/shop/a%3Ab%2Cc%25.env,line=3,title=50%25 of a%2C b%3A c%3A does not hold::" +
      "one%0Atwo, three: 4%25",
  );
});
