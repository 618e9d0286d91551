import { assertEquals } from "@std/assert";
import { buildStages, instructionsOf } from "../../../src/source/deploy/dockerfile.ts";
import { isLeftOut } from "../../../src/source/deploy/dockerignore.ts";
import { quotedAssignments, unitSettings } from "../../../src/source/deploy/systemd.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("isLeftOut() follows .dockerignore: the last pattern that fits counts", () => {
  const cases: readonly (readonly [path: string, ignore: string, leftOut: boolean])[] = [
    [".env", ".env", true],
    [".env", "/.env", true],
    [".env", "./.env", true],
    ["a/.env", ".env", false],
    ["a/.env", "**/.env", true],
    [".env", "**/.env", true],
    ["a/b/.env", "a", true],
    ["a/b/.env", "a/*", true],
    ["a/b/.env", "*/.env", false],
    [".env", ".env*", true],
    [".environment", ".env", false],
    [".env", ".env\n!.env", false],
    [".env", "!.env\n.env", true],
    [".env", "*", true],
    [".env", ".", true],
    [".env", "# .env", false],
    [".env", "  .env  ", true],
    [".env", ".en?", true],
    [".env", ".e[nm]v", true],
    [".env", "[", false],
    [".env", "", false],
  ];
  for (const [path, ignore, leftOut] of cases) {
    assertEquals(isLeftOut(path, ignore), leftOut, `${path} ${ignore}`);
  }
});

test("instructionsOf() puts lines together, and leaves comments out", () => {
  const text =
    "# syntax=docker/dockerfile:1\nfrom a\nRUN x \\\n  # a comment\n\n  && y\nRUN <<EOF\nENV A=1\nEOF\nenv A=2\n";
  assertEquals(instructionsOf(text).map(({ word, line }) => `${line} ${word}`), [
    "2 FROM",
    "3 RUN",
    "7 RUN",
    "10 ENV",
  ]);
  assertEquals(instructionsOf("# escape=`\nRUN x `\n y\nRUN z\n").map(({ line }) => line), [2, 4]);
});

test("buildStages() takes over what a stage is built from", () => {
  const [, last] = buildStages(
    "Dockerfile",
    "FROM a AS b\nENV A=1\nCOPY x y z /\nFROM b\nCOPY --from=b q /\nENV B c d\n",
  );
  assertEquals(last?.variables.map(({ name, line }) => `${line} ${name}`), ["2 A", "6 B"]);
  assertEquals(last?.copies, [{ sources: ["x", "y", "z"], line: 3 }]);
});

test("unitSettings() puts lines together, and leaves comments between them out", () => {
  assertEquals(
    unitSettings(
      "[Service]\nEnvironment=A=1 \\\n# B=2\n  C=3\n; Environment=D=4\nEnvironment=\n",
      "Environment",
    ),
    [
      { key: "Environment", value: "A=1    C=3", line: 2 },
      { key: "Environment", value: "", line: 6 },
    ],
  );
});

test("quotedAssignments() splits as systemd does", () => {
  const split = (value: string) => quotedAssignments(value).map(({ name, text }) => `${name}=${text}`);
  assertEquals(split(`A=1 "B=2 3" 'C=4 "5"' D="6 7"`), ["A=1", "B=2 3", 'C=4 "5"', "D=6 7"]);
  assertEquals(split("A 1 =2 -B=3"), []);
});
