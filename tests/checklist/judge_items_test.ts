import { assertEquals } from "@std/assert";
import { countsOf, readinessOf } from "../../src/checklist/checklist.ts";
import type { Attestation, Item, ItemResult, Waiver } from "../../src/checklist/item.ts";
import { ITEMS } from "../../src/checklist/items.ts";
import { judgeItems, type Said } from "../../src/checklist/judge_items.ts";
import type { Finding } from "../../src/rules/rule.ts";

const RULED: Item = { id: "ruled", title: "ruled", rules: ["one", "two"], severity: "error", references: [] };
const ATTESTED: Item = { ...RULED, id: "attested", rules: [], attest: "it is so" };
const BOTH: Item = { ...RULED, id: "both", attest: "it is so" };
const FILES = "f".repeat(64);
const NOBODY: Said = {
  attestations: [],
  waivers: [],
  accepted: [],
  now: { files: FILES, key: "0123abcd" },
  today: "2026-11-21",
  project: "shop",
};

test("judgeItems() takes the worst answer of an item's rules, and tells all that say the same", () => {
  const judged = (...findings: readonly Finding[]) => {
    const { outcome, severity, decidedBy, message } = judge(RULED, findings);
    return `${outcome} ${severity} ${decidedBy} ${message}`;
  };
  assertEquals(judged(finding("one", "pass"), finding("two", "fail")), "fail error two two fail");
  assertEquals(judged(finding("one", "fail"), finding("two", "fail")), "fail error one one fail; two fail");
  assertEquals(judged(finding("one", "unknown"), finding("two", "fail")), "fail error two two fail");
  assertEquals(
    judged(finding("one", "unknown"), finding("two", "fail", "warning")),
    "unknown error one one unknown",
  );
  assertEquals(
    judged(finding("one", "pass"), finding("two", "fail", "warning")),
    "fail warning two two fail",
  );
  assertEquals(
    judged(finding("one", "pass"), finding("two", "not-applicable")),
    "pass error one one pass",
  );
  assertEquals(
    judged(finding("one", "pass", "warning"), finding("two", "pass")),
    "pass warning one one pass; two pass",
  );
  assertEquals(
    judged(finding("one", "not-applicable"), finding("two", "not-applicable")),
    "not-applicable error one one not-applicable",
  );
  assertEquals(judged(finding("other", "fail")), "not-applicable error null was not asked");
});

test("judgeItems() counts what somebody attests while the files, the key and the day are those", () => {
  const message = (attestation: Partial<Attestation> | null, today = "2026-11-21") => {
    const attestations = attestation === null ? [] : [attested(attestation)];
    const { outcome, message } = judge(ATTESTED, [], { attestations, today });
    return `${outcome}: ${message}`;
  };
  assertEquals(message({}), "pass: Ada on 2026-11-20: told all");
  assertEquals(message(null), "unknown: nobody has said so for these files and this key");
  const said = "unknown: Ada on 2026-11-20: told all, but";
  assertEquals(message({ files: "0".repeat(64) }), `${said} the files have changed since`);
  assertEquals(message({ key: "00000000" }), `${said} the key is another one since`);
  assertEquals(message({ key: null }), `${said} the key is another one since`);
  assertEquals(message({ until: "2026-11-21" }), "pass: Ada on 2026-11-20: told all");
  assertEquals(message({ until: "2026-11-20" }), `${said} that counted until 2026-11-20`);
});

test("judgeItems() lets nobody attest away what a rule says", () => {
  const outcome = (...findings: readonly Finding[]) =>
    judge(BOTH, findings, { attestations: [attested({ item: "both" })] }).outcome;
  assertEquals(outcome(finding("one", "fail")), "fail");
  assertEquals(outcome(finding("one", "unknown")), "pass");
  assertEquals(outcome(finding("one", "not-applicable")), "pass");
  assertEquals(judge(BOTH, [finding("one", "pass")]).outcome, "pass");
  assertEquals(judge(BOTH, [finding("one", "not-applicable")]).outcome, "unknown");
});

test("judgeItems() bears what is waived until its day, and fails it from then on", () => {
  const of = (outcome: Finding["outcome"], until: string) => {
    const result = judge(RULED, [finding("one", outcome)], { waivers: [waived(until)] });
    return [result.outcome, result.severity, result.waiver?.until ?? null, readinessOf([result])];
  };
  assertEquals(of("fail", "2026-11-21"), ["fail", "error", "2026-11-21", "ready"]);
  assertEquals(of("unknown", "2026-11-22"), ["unknown", "error", "2026-11-22", "ready"]);
  assertEquals(of("fail", "2026-11-20"), ["fail", "error", null, "not-ready"]);
  assertEquals(of("unknown", "2026-11-20"), ["fail", "error", null, "not-ready"]);
  assertEquals(of("pass", "2026-11-20"), ["pass", "error", null, "ready"]);
  const { message } = judge(RULED, [finding("one", "fail")], { waivers: [waived("2026-11-20")] });
  assertEquals(message, "the waiver of Ada ended on 2026-11-20; one fail");
});

test("judgeItems() accepts for a run what is not known, and nothing that fails", () => {
  const accepted = ["ruled"];
  const unknown = judge(RULED, [finding("one", "unknown")], { accepted });
  const fails = judge(RULED, [finding("one", "fail")], { accepted });
  assertEquals([unknown.outcome, unknown.accepted, readinessOf([unknown])], ["unknown", true, "ready"]);
  assertEquals([fails.outcome, fails.accepted, readinessOf([fails])], ["fail", undefined, "not-ready"]);
});

test("readinessOf() and countsOf() weigh errors alone, and count each item once", () => {
  const judged = [
    finding("one", "pass"),
    finding("one", "fail", "warning"),
    finding("one", "unknown", "warning"),
  ]
    .map((finding) => judge(RULED, [finding]));
  assertEquals(readinessOf(judged), "ready");
  assertEquals(readinessOf([...judged, judge(RULED, [finding("one", "unknown")])]), "not-known");
  assertEquals(readinessOf([...judged, judge(RULED, [finding("one", "fail")])]), "not-ready");
  assertEquals(
    countsOf([...judged, judge(RULED, [finding("one", "fail")], { waivers: [waived("2026-12-01")] })]),
    {
      ready: 1,
      notReady: 0,
      notKnown: 1,
      notApplicable: 0,
      waived: 1,
      warned: 1,
    },
  );
});

test("ITEMS have ids and titles of their own, each is answered by rules or by people, and their words are short", () => {
  assertEquals(new Set(ITEMS.map(({ id }) => id)).size, ITEMS.length);
  assertEquals(new Set(ITEMS.map(({ title }) => title)).size, ITEMS.length);
  for (const { id, title } of ITEMS) {
    assertEquals(/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id), true, id);
    assertEquals(title.length <= 26 && !title.endsWith("."), true, title);
  }
});

function judge(item: Item, findings: readonly Finding[], said: Partial<Said> = {}): ItemResult {
  const [result] = judgeItems([item], findings, { ...NOBODY, ...said });
  if (result === undefined) throw new Error("no result");
  return result;
}

function finding(
  rule: string,
  outcome: Finding["outcome"],
  severity: Finding["severity"] = "error",
): Finding {
  return { rule, outcome, severity, message: `${rule} ${outcome}`, evidence: [] };
}

function attested(more: Partial<Attestation>): Attestation {
  return {
    item: "attested",
    by: "Ada",
    note: "told all",
    on: "2026-11-20",
    files: FILES,
    key: "0123abcd",
    ...more,
  };
}

function waived(until: string): Waiver {
  return { item: "ruled", by: "Ada", reason: "later", on: "2026-11-01", until };
}

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}
