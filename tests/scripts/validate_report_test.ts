import { assert, assertEquals } from "@std/assert";
import { append } from "../../scripts/append.ts";
import { type Command, main } from "../../scripts/_command.ts";
import { generate } from "../../scripts/generate.ts";
import { login } from "../../scripts/login.ts";
import { startup } from "../../scripts/startup.ts";
import { upgrade } from "../../scripts/upgrade.ts";
import { verify } from "../../scripts/verify.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { ERROR_CODES, exitCodeOfError } from "../../src/report/exit_code.ts";
import { OUTCOMES } from "../../src/report/json.ts";
import { RULES } from "../../src/rules/mod.ts";
import { validateReport } from "./validate_report.ts";

const SHOP = "/home/ada/shop";
const files = { [`${SHOP}/.env`]: "SECRET_KEY=short\nDEBUG=1\n", "/home/ada/notes/todo.txt": "" };
const world: MemoryOptions = { files, folder: SHOP, environment: { HOME: "/home/ada" } };

/** What a command prints with `--format json`, and its exit code. */
async function printed(command: Command, args: readonly string[], options: MemoryOptions = world) {
  const host = memoryHost(options);
  const exitCode = await main(command, [...args, "--format", "json"], host);
  return { exitCode, object: JSON.parse(host.printed()) as Readonly<Record<string, unknown>> };
}

const RUNS: readonly (readonly [string, Command, readonly string[], MemoryOptions, number])[] = [
  ["generate", generate, ["--count", "2"], world, 0],
  ["generate with too few bytes", generate, ["--bytes", "8"], world, 2],
  ["verify", verify, [SHOP], world, 1],
  ["verify where nothing is", verify, ["/home/ada/notes"], world, 2],
  ["verify with an unknown flag", verify, ["--colour"], world, 2],
  ["append with --dry-run", append, [SHOP, "--dry-run"], world, 1],
  ["append with --yes", append, [SHOP, "--yes"], world, 0],
  ["append with nobody to ask", append, [SHOP], world, 4],
  ["append, declined", append, [SHOP], { ...world, answers: ["n"] }, 4],
  ["append without a permission", append, [SHOP], { ...world, without: ["write"] }, 2],
  ["startup", startup, [SHOP], world, 3],
  ["startup with a check that fails", startup, [SHOP, "--check", "false"], {
    ...world,
    run: () => ({ exitCode: 1 }),
  }, 1],
  ["login", login, [SHOP], world, 3],
  ["upgrade with --dry-run", upgrade, [SHOP, "--dry-run"], world, 1],
  ["upgrade with --yes", upgrade, [SHOP, "--yes"], world, 3],
  ["upgrade with --forget", upgrade, [SHOP, "--forget"], world, 0],
  ["upgrade with --undo where there is nothing to undo", upgrade, [SHOP, "--undo"], world, 2],
];

for (const [name, command, args, options, expected] of RUNS) {
  Deno.test({
    name: `docs/schema/report.schema.json describes ${name}`,
    permissions: "none",
    fn: async () => {
      const { exitCode, object } = await printed(command, args, options);
      assertEquals(validateReport(object), [], JSON.stringify(object, null, 2));
      assertEquals(exitCode, expected, JSON.stringify(object));
    },
  });
}

const finding = {
  rule: RULES[0]?.id,
  outcome: "fail",
  severity: "error",
  message: "it is not there",
  evidence: [{ path: ".env", line: 3 }, { text: "a line" }],
  remedy: { text: "Mend it", commands: [] },
};
const report = {
  schemaVersion: 1,
  tool: "keysplit",
  version: "0.1.0",
  command: "verify",
  project: SHOP,
  outcome: "fail",
  exitCode: 1,
  findings: [finding],
  loaders: [{
    path: ".env",
    loader: "python-decouple",
    title: "python-decouple 3",
    variable: "JWT_SECRET_KEY",
    length: "long enough",
    fingerprint: "5f3a91c2",
    line: 3,
    why: "as it stands",
    seen: { path: "shop/settings.py", line: 11 },
  }],
};

Deno.test({
  name: "validateReport() accepts a report and every error with its own exit code",
  permissions: "none",
  fn: () => {
    assertEquals(validateReport(report), []);
    for (const code of ERROR_CODES) {
      const exitCode = exitCodeOfError(code);
      const error = { code, message: "It failed", next: [] };
      const object = { ...report, findings: [], exitCode, outcome: OUTCOMES[exitCode], error };
      assertEquals(validateReport(object), []);
      assert(validateReport({ ...object, exitCode: (exitCode + 1) % 6 }).length > 0, code);
    }
  },
});

Deno.test({
  name: "validateReport() refuses what no report has",
  permissions: "none",
  fn: () => {
    const { tool: _, ...withoutTool } = report;
    const { message: _message, ...withoutMessage } = finding;
    const wrong: Readonly<Record<string, unknown>> = {
      "no object": [],
      "a field of its own": { ...report, key: "x" },
      "a field of another command": { ...report, keys: ["x"] },
      "no tool": withoutTool,
      "an unknown command": { ...report, command: "guess" },
      "an outcome that the exit code is not": { ...report, outcome: "pass" },
      "an exit code that is none": { ...report, exitCode: 6 },
      "an error with exit code 0": {
        ...report,
        outcome: "pass",
        exitCode: 0,
        error: { code: "usage", message: "It failed", next: [] },
      },
      "a wrong use without an error": { ...report, outcome: "usage", exitCode: 2 },
      "keys that are none": {
        ...report,
        loaders: undefined,
        command: "generate",
        project: null,
        findings: [],
        keys: [],
      },
      "no keys": { ...report, command: "generate", project: null, findings: [] },
      "a verify that names no loaders": { ...report, loaders: undefined },
      "a value in the table": { ...report, loaders: [{ ...report.loaders[0], value: "x" }] },
      "half of a walk": { ...report, command: "upgrade", changed: "written", edits: [] },
      "an unknown rule": { ...report, findings: [{ ...finding, rule: "key-nice" }] },
      "an unknown outcome": { ...report, findings: [{ ...finding, outcome: "maybe" }] },
      "a finding with a field more": { ...report, findings: [{ ...finding, key: "x" }] },
      "a finding without words": { ...report, findings: [withoutMessage] },
      "a line that is none": { ...report, findings: [{ ...finding, evidence: [{ line: 0 }] }] },
      "an unknown error": {
        ...report,
        outcome: "usage",
        exitCode: 2,
        error: { code: "bad", message: "", next: [] },
      },
    };
    for (const [what, object] of Object.entries(wrong)) assert(validateReport(object).length > 0, what);
  },
});
