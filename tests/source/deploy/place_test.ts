import { assertEquals } from "@std/assert";
import { expressionOf } from "../../../src/source/deploy/github_actions.ts";
import { isToBeFilledIn, roleOf, templated } from "../../../src/source/deploy/place.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const SURROUNDINGS = { kind: "surroundings" } as const;

test("templated() tells a text, a default and what the surroundings have", () => {
  assertEquals(templated("key"), { kind: "text", text: "key" });
  assertEquals(templated("k$$y"), { kind: "text", text: "k$$y" });
  for (
    const text of ["$A", "${A}", "${A:?no}", "${A?}", "${A:-}", "${A-}", "${A:+x}", "$(cmd)", "a${B:-c}d"]
  ) {
    assertEquals(templated(text), SURROUNDINGS, text);
  }
  for (const text of ["${A:-x}", "${A-x}", "${A:=x}", "${A:-${B:-x}}"]) {
    assertEquals(templated(text), { kind: "default", text: "x" }, text);
  }
  assertEquals(templated("${A:-$B}"), SURROUNDINGS);
});

test("expressionOf() tells what GitHub fills in", () => {
  assertEquals(expressionOf("test"), { kind: "text", text: "test" });
  assertEquals(expressionOf("$A"), SURROUNDINGS);
  for (
    const text of [
      "${{ secrets.A }}",
      "${{secrets.A}}",
      "${{ secrets['A'] }}",
      "${{ secrets.A || '' }}",
      "${{ secrets.A || secrets.B }}",
    ]
  ) {
    assertEquals(expressionOf(text), { kind: "secret" }, text);
  }
  assertEquals(expressionOf("${{ secrets.A || 'x' }}"), { kind: "default", text: "x" });
  for (const text of ["${{ vars.A }}", "${{ matrix.a }}", "${{ steps.s.outputs.a }}"]) {
    assertEquals(expressionOf(text), SURROUNDINGS, text);
  }
});

test("isToBeFilledIn() knows the marks of templates, and takes no word for one", () => {
  for (
    const text of [
      "<key>",
      " <your key here> ",
      "{{ key }}",
      "__KEY__",
      "%(key)s",
      "%KEY%",
      "@KEY@",
      "${KEY}",
      "$KEY",
      "${{ secrets.A }}",
    ]
  ) {
    assertEquals(isToBeFilledIn(text), true, text);
  }
  for (const text of ["changeme", "your-secret-key", "a<b", "k{{", "secret"]) {
    assertEquals(isToBeFilledIn(text), false, text);
  }
});

test("roleOf() tells workers and scheduled jobs by whole words", () => {
  const roles = [
    ["web", "gunicorn"],
    ["celery-worker"],
    ["beat", "celery beat"],
    ["nightly-cron"],
    ["rq"],
    ["network"],
    ["heartbeat"],
    ["requests"],
  ];
  assertEquals(roles.map(roleOf), [
    "application",
    "worker",
    "cron",
    "cron",
    "worker",
    "application",
    "application",
    "application",
  ]);
});
