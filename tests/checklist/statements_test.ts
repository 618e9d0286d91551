import { assertEquals, assertThrows } from "@std/assert";
import {
  isDate,
  isLine,
  NO_STATEMENTS,
  parseStatements,
  printStatements,
  type Statements,
} from "../../src/checklist/statements.ts";
import { KeysplitError } from "../../src/errors.ts";

const SAID: Statements = {
  attestations: [
    {
      item: "team-notified",
      by: "Ada",
      note: "mail",
      on: "2026-11-20",
      until: "2027-01-01",
      files: "a".repeat(64),
      key: "0123abcd",
    },
    {
      item: "rollback-known",
      by: "Ada",
      note: "runbook",
      on: "2026-11-20",
      files: "a".repeat(64),
      key: null,
    },
  ],
  waivers: [{ item: "tests-pass", by: "Bob", reason: "next week", on: "2026-11-20", until: "2026-12-01" }],
};

test("parseStatements() reads what printStatements() writes", () => {
  for (const said of [SAID, NO_STATEMENTS]) assertEquals(parseStatements(printStatements(said)), said);
});

test("parseStatements() refuses everything else, and quotes nothing of it", () => {
  const [attestation] = SAID.attestations;
  const [waiver] = SAID.waivers;
  const wrong: readonly unknown[] = [
    null,
    [],
    "text",
    {},
    { attestations: [], waivers: {} },
    { attestations: [], waivers: [], more: 1 },
    { attestations: [null], waivers: [] },
    ...[
      { item: 1 },
      { by: "" },
      { by: " " },
      { note: "two\nlines" },
      { note: "x".repeat(501) },
      { note: "a \u202e b" },
      { on: "2026-02-30" },
      { on: "today" },
      { until: null },
      { files: "A".repeat(64) },
      { files: "a".repeat(63) },
      { key: "hunter2-" },
      { key: undefined },
    ].map((change) => ({ attestations: [{ ...attestation, ...change }], waivers: [] })),
    ...[{ until: undefined }, { reason: "" }, { on: 5 }].map((change) => ({
      attestations: [],
      waivers: [{ ...waiver, ...change }],
    })),
  ];
  for (const value of wrong) {
    const error = assertThrows(() => parseStatements(JSON.stringify(value)), KeysplitError);
    assertEquals(error.code, "configuration");
    assertEquals(error.message.includes("hunter2"), false);
  }
  assertThrows(() => parseStatements("{"), KeysplitError, "is no JSON");
});

test("isDate() knows the days that there are, isLine() what fits one line", () => {
  assertEquals(["2026-02-28", "2028-02-29"].map(isDate), [true, true]);
  assertEquals(["2026-02-29", "2026-13-01", "2026-1-1", "2026-00-10", ""].map(isDate), [
    false,
    false,
    false,
    false,
    false,
  ]);
  assertEquals(["a", "ü 漢", " a "].map(isLine), [true, true, true]);
  assertEquals(["", " ", "a\nb", "\u001b[31m", "\u202e"].map(isLine), [false, false, false, false, false]);
});

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}
