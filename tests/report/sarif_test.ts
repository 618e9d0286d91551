import { assertEquals, assertNotEquals } from "@std/assert";
import type { Checklist, ChecklistReport } from "../../src/checklist/checklist.ts";
import type { ItemResult } from "../../src/checklist/item.ts";
import type { ReportContext } from "../../src/report/format.ts";
import { sarif } from "../../src/report/sarif.ts";
import { heaviestResults, type SarifResult } from "../../src/report/sarif_results.ts";
import type { SarifRule } from "../../src/report/sarif_rules.ts";
import type { Finding } from "../../src/rules/rule.ts";
import { RULES } from "../../src/rules/mod.ts";
import { CHECKLIST, CONTEXT, FLEET, ITEMS, REPORT } from "./sample_checklist.ts";

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly SarifRule[] } };
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly Readonly<Record<string, unknown>>[];
  readonly results: readonly (SarifResult & { readonly ruleIndex: number })[];
}

const FAILING: Finding = {
  rule: "key-strong",
  outcome: "fail",
  severity: "error",
  message: "the key in line 3 is public",
  evidence: [{ path: ".env", line: 3 }],
};

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function runOf(report: ChecklistReport, context: ReportContext = CONTEXT): Run {
  const { runs } = JSON.parse(sarif(report, context));
  assertEquals(runs.length, 1);
  return runs[0];
}

function reportOf(change: Partial<Checklist>): ChecklistReport {
  return { ...REPORT, services: [{ ...CHECKLIST, items: [], findings: [], ...change }] };
}

function only(finding: Finding, items: readonly ItemResult[] = []): SarifResult {
  const { results } = runOf(reportOf({ findings: [finding], items }));
  assertEquals(results.length, 1);
  return results[0]!;
}

function printOf(finding: Finding): string {
  return only(finding).partialFingerprints["keysplit/v1"]!;
}

test("sarif() describes every rule, and each result names its own", () => {
  for (const report of [REPORT, FLEET]) {
    const { tool: { driver: { rules } }, results } = runOf(report);
    assertEquals(rules.slice(0, RULES.length).map(({ id }) => id), RULES.map(({ id }) => id));
    assertEquals(new Set(rules.map(({ id }) => id)).size, rules.length);
    for (const { ruleId, ruleIndex } of results) assertEquals(rules[ruleIndex]?.id, ruleId);
    const weakness = rules.find(({ id }) => id === "env-file-untracked");
    assertEquals(weakness?.properties.tags.slice(0, 2), ["security", "external/cwe/cwe-540"]);
    assertEquals(weakness?.helpUri, "https://cwe.mitre.org/data/definitions/540.html");
  }
});

test("sarif() has a level for what fails, and none for what is not known", () => {
  const told = (change: Partial<Finding>) => {
    const { kind, level } = only({ ...FAILING, ...change });
    return [kind, level];
  };
  assertEquals(told({}), ["fail", "error"]);
  assertEquals(told({ severity: "warning" }), ["fail", "warning"]);
  assertEquals(told({ severity: "advice" }), ["fail", "note"]);
  assertEquals(told({ outcome: "unknown" }), ["open", "none"]);
});

test("sarif() has no result of what holds or does not apply", () => {
  const findings = (["pass", "not-applicable"] as const).map((outcome): Finding => ({ ...FAILING, outcome }));
  assertEquals(runOf(reportOf({ findings })).results, []);
});

test("sarif() keeps a fingerprint while lines move and numbers change, and no longer", () => {
  const moved = {
    ...FAILING,
    message: "the key in line 17 is public",
    evidence: [{ path: ".env", line: 17 }],
  };
  assertEquals(printOf(moved), printOf(FAILING));
  for (
    const other of [
      { ...FAILING, rule: "key-present" },
      { ...FAILING, message: "the key is empty" },
      { ...FAILING, evidence: [{ path: ".env.docker", line: 3 }] },
    ]
  ) assertNotEquals(printOf(other), printOf(FAILING));
});

test("sarif() tells two results of one fingerprint apart, and the services of a fleet", () => {
  const { results } = runOf(reportOf({ findings: [FAILING, FAILING] }));
  const [first, second] = results.map((result) => result.partialFingerprints["primaryLocationLineHash"]);
  assertEquals([first!.slice(-2), second!.slice(-2)], [":1", ":2"]);
  assertEquals(first!.slice(0, -2), second!.slice(0, -2));
  const prints = runOf(FLEET).results.map((result) => result.partialFingerprints["keysplit/v1"]);
  assertEquals(new Set(prints).size, prints.length);
});

test("sarif() gives a finding without a file the place where the key belongs", () => {
  for (const evidence of [[], [{ line: 3, text: "output" }], [{ path: "/etc/shop.env", line: 3 }]]) {
    assertEquals(only({ ...FAILING, evidence }).locations, [
      { physicalLocation: { artifactLocation: { uri: "services/shop/.env", uriBaseId: "SRCROOT" } } },
    ]);
  }
});

test("sarif() writes a path as an address below the root", () => {
  const { locations } = only({ ...FAILING, evidence: [{ path: "a b/ü%#?.env", line: 0 }] });
  assertEquals(locations, [
    {
      physicalLocation: {
        artifactLocation: { uri: "services/shop/a%20b/%C3%BC%25%23%3F.env", uriBaseId: "SRCROOT" },
      },
    },
  ]);
});

test("sarif() suppresses what every item that asks for it bears", () => {
  const waived = ITEMS.find(({ waiver }) => waiver !== undefined)!;
  const finding = { ...FAILING, rule: waived.rules[0]! };
  assertEquals(only(finding, [waived]).suppressions, [{
    kind: "external",
    status: "accepted",
    justification:
      "Waived by Grace until 2026-12-01: the file is for the demonstration and holds no key of ours",
  }]);
  const { waiver: _, ...other } = waived;
  assertEquals(only(finding, [waived, other]).suppressions, undefined);
  assertEquals(only(finding, []).suppressions, undefined);
});

test("sarif() tells the items that no rule decides, once", () => {
  const item = ITEMS.find(({ id }) => id === "team-notified")!;
  const { results, tool } = runOf(reportOf({ items: [item] }));
  assertEquals(results.map(({ ruleId, kind }) => [ruleId, kind]), [["team-notified", "open"]]);
  assertEquals(tool.driver.rules.at(-1)?.id, "team-notified");
});

test("sarif() names the analysis by the project's folder and the environment", () => {
  const idOf = (report: ChecklistReport) => runOf(report).automationDetails.id;
  const { scope } = CHECKLIST;
  assertEquals(idOf(REPORT), "keysplit/checklist/services/shop/staging/");
  assertEquals(idOf(FLEET), "keysplit/checklist/staging/");
  assertEquals(
    idOf(reportOf({ scope: { ...scope, project: "~/src/shop", environment: null } })),
    "keysplit/checklist/",
  );
  assertEquals(
    idOf(reportOf({ scope: { ...scope, project: ".", environment: "eu / west" } })),
    "keysplit/checklist/eu-west/",
  );
});

test("sarif() says how the command ended, and that it did not where it failed", () => {
  const told = (exitCode: ReportContext["exitCode"]) => {
    const [invocation] = runOf(REPORT, { ...CONTEXT, exitCode }).invocations;
    return [invocation?.["executionSuccessful"], invocation?.["exitCode"]];
  };
  assertEquals(([0, 1, 3, 2, 4, 5] as const).map(told), [[true, 0], [true, 1], [true, 3], [false, 2], [
    false,
    4,
  ], [
    false,
    5,
  ]]);
});

test("heaviestResults() leaves out the lightest where there are too many, and keeps the order of the others", () => {
  const results = (["none", "error", "note", "warning", "error"] as const)
    .map((level, number) => ({ level, number }));
  const kept = (most: number) => heaviestResults(results, most).map(({ number }) => number);
  assertEquals(kept(5), [0, 1, 2, 3, 4]);
  assertEquals(kept(4), [1, 4, 3, 2]);
  assertEquals(kept(1), [1]);
});
