import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { copyApplication } from "../applications/mod.ts";
import { FLAGS } from "../../scripts/_permissions.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { makeEnvFolder, textOf } from "./env_folder.ts";
import { assertAdded, assertReplaced } from "./expected_env.ts";
import { assertFinding, outcomesOf, reportOf, rulesThat } from "./report.ts";
import { makePerson } from "./run_script.ts";
import { LONG } from "../is_long.ts";

const VENV = await requireVenv("django52");
const NODE = await requireNode();

const REFUSALS = {
  missing: "key-present",
  empty: "key-present",
  equal: "keys-differ",
  short: "key-long-enough",
} as const;

for (
  const [application, keys] of [
    ["django_short", "missing"],
    ["django_short", "empty"],
    ["django_short", "equal"],
    ["django_short", "short"],
    ["django_long", "missing"],
    ["django_long", "short"],
  ] as const
) {
  test(`startup names the rule (${application}, ${keys})`, async (venv) => {
    const rule = REFUSALS[keys];
    using person = makePerson();
    using copy = await copyApplication(application, { venv, keys });
    const env = join(copy.folder, ".env");
    const before = textOf(Deno.readFileSync(env));

    const startup = reportOf(await person.run("startup", [copy.folder, "--format", "json"]));
    assertEquals(startup.exitCode, 1);
    assertEquals(rulesThat(startup, "fail"), [rule, "starts"]);
    const { message } = assertFinding(startup, "starts", "fail");
    assertStringIncludes(message, `that is only the effect of ${rule}`);
    assertFinding(startup, "refuses-empty-key", "not-applicable");
    const { evidence } = assertFinding(startup, rule, "fail");
    assert(evidence.some(({ text }) => text?.includes("JWT_SECRET_KEY")), "the log's line is no evidence");
    assert(textOf(Deno.readFileSync(env)) === before, "startup changed the file");
  });
}

for (const keys of LONG ? ["missing", "equal"] as const : ["missing"] as const) {
  test(`upgrade --yes mends what startup names (django_short, ${keys})`, async (venv) => {
    using person = makePerson();
    using copy = await copyApplication("django_short", { venv, keys });
    const env = join(copy.folder, ".env");
    const before = textOf(Deno.readFileSync(env));
    const environment = { KEYSPLIT_USERNAME: copy.user, KEYSPLIT_PASSWORD: copy.password };
    const words = [copy.folder, "--yes", "--format", "json"];
    const upgrade = reportOf(await person.run("upgrade", words, { environment }));
    assertEquals([upgrade.exitCode, rulesThat(upgrade, "fail")], [0, []]);
    (keys === "missing" ? assertAdded : assertReplaced)(before, textOf(Deno.readFileSync(env)));
    // A key of no characters signs nothing that could come back.
    assertFinding(
      upgrade,
      "old-token-refused",
      ["missing", "empty"].includes(keys) ? "not-applicable" : "pass",
    );
  });
}

if (LONG) {
  test("upgrade --yes replaces a placeholder that the application itself accepts", async (venv) => {
    using person = makePerson();
    using copy = await copyApplication("django_short", { venv, keys: "placeholder" });
    const env = join(copy.folder, ".env");
    const before = textOf(Deno.readFileSync(env));
    const environment = { KEYSPLIT_USERNAME: copy.user, KEYSPLIT_PASSWORD: copy.password };
    const words = [copy.folder, "--yes", "--format", "json"];
    const report = reportOf(await person.run("upgrade", words, { environment }));
    assertEquals(report.exitCode, 0);
    assertReplaced(before, textOf(Deno.readFileSync(env)));
    assertFinding(report, "old-token-refused", "pass");
  });
}

test("startup holds a good key to its check, and to the check with an empty key", async (venv) => {
  using person = makePerson();
  using copy = await copyApplication("django_short", { venv, keys: "good" });
  const report = reportOf(await person.run("startup", [copy.folder, "--format", "json"]));
  assertEquals(report.exitCode, 0);
  assertEquals(report.findings.map(({ rule, outcome }) => [rule, outcome]), [
    ["starts", "pass"],
    ["refuses-empty-key", "pass"],
  ]);
});

test("startup fails where the application falls back on another key", async (venv) => {
  using person = makePerson();
  using copy = await copyApplication("django_before", { venv, keys: "good" });
  const report = reportOf(await person.run("startup", [copy.folder, "--format", "json"]));
  assertEquals(report.exitCode, 1);
  assertEquals(outcomesOf(report, ["starts", "refuses-empty-key"]), ["pass", "fail"]);
});

test("startup and upgrade blame the variable that hides a good key, not the key", async (venv) => {
  using person = makePerson();
  using copy = await copyApplication("django_short", { venv, keys: "good" });
  for (const [name, value] of [["startup", ""], ["startup", "too-short"], ["upgrade", ""]] as const) {
    const environment = { JWT_SECRET_KEY: value };
    const words = [copy.folder, "--yes", "--format", "json"];
    const report = reportOf(await person.run(name, words, { environment }));
    assertEquals([report.exitCode, rulesThat(report, "fail")], [1, ["not-masked-by-environment", "starts"]]);
    assertStringIncludes(
      assertFinding(report, "starts", "fail").message,
      "effect of not-masked-by-environment",
    );
  }
});

for (
  const [application, exitCode, empty] of [["node_jose", 0, "pass"], ["node_falls_back", 1, "fail"]] as const
) {
  Deno.test({
    name: `startup takes the start of a server for its check where there is no other (${application})`,
    ignore: NODE === null,
    async fn() {
      if (NODE === null) return;
      using person = makePerson();
      using copy = await copyApplication(application, { venv: NODE, keys: "good" });
      const report = reportOf(await person.run("startup", [copy.folder, "--format", "json"]));
      assertEquals(report.exitCode, exitCode);
      assertEquals(outcomesOf(report, ["starts", "refuses-empty-key"]), ["pass", empty]);
      assertStringIncludes(assertFinding(report, "starts", "pass").message, "serves: HTTP answers");
    },
  });
}

Deno.test({
  name: "startup without the network does not know whether a server starts, and says what would tell",
  ignore: NODE === null,
  async fn() {
    if (NODE === null) return;
    using person = makePerson();
    using copy = await copyApplication("node_jose", { venv: NODE, keys: "good" });
    const flags = FLAGS.startup.filter((flag) => !flag.startsWith("--allow-net"));
    const report = reportOf(await person.run("startup", [copy.folder, "--format", "json"], { flags }));
    assertEquals(report.exitCode, 3);
    const { remedy } = assertFinding(report, "starts", "unknown");
    assertStringIncludes(remedy?.commands.join(" ") ?? "", "--allow-net");
  },
});

Deno.test({
  name: "startup shows what a server printed that does not start",
  ignore: NODE === null,
  async fn() {
    if (NODE === null) return;
    using person = makePerson();
    using copy = await copyApplication("node_jose", { venv: NODE, keys: "missing" });
    const { code, stdout } = await person.run("startup", [copy.folder]);
    assertEquals(code, 1);
    assertStringIncludes(stdout, "JWT_SECRET_KEY must have at least 50 characters");
  },
});

test("startup runs the check that it is given, in the folder of the application", async (venv) => {
  using person = makePerson();
  using copy = await copyApplication("django_short", { venv, keys: "good" });
  const check = ".venv/bin/python manage.py check --tag security";
  const report = reportOf(
    await person.run("startup", [copy.folder, "--check", check, "--format", "json"]),
  );
  assertEquals(report.exitCode, 0);
  assertEquals(assertFinding(report, "starts", "pass").message, `${check} succeeds`);
});

Deno.test("startup gives the check no credentials", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": "A=1\n" });
  const environment = { KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: "not for children" };
  const check = `test -z "$KEYSPLIT_PASSWORD$KEYSPLIT_USERNAME$INIT_CWD"`;
  const words = [project.path, "--check", check, "--format", "json"];
  assertFinding(reportOf(await person.run("startup", words, { environment })), "starts", "pass");
});

Deno.test("startup does not know where the check exceeds its time limit, and ends it", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": "A=1\n" });
  const check = "(sleep 3; touch late) & sleep 30";
  const words = [project.path, "--check", check, "--timeout", "1", "--format", "json"];
  const report = reportOf(await person.run("startup", words));
  assertEquals(report.exitCode, 3);
  assertStringIncludes(assertFinding(report, "starts", "unknown").message, "time limit of 1 s");
  await new Promise((resolve) => setTimeout(resolve, 2500));
  assert(!project.has("late"), "a child of the check outlived it");
});

Deno.test("startup without a check command does not know, and says how to go on", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": "A=1\n" });
  const { code, stdout } = await person.run("startup", [project.path]);
  assertEquals(code, 3);
  assertStringIncludes(stdout, `deno task startup ${project.path} --check 'COMMAND'`);
});

Deno.test("startup names a check that is not there, and is not to blame", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": "A=1\n" });
  const words = [project.path, "--check", "no-such-program --check", "--format", "json"];
  const report = reportOf(await person.run("startup", words));
  assertEquals(report.exitCode, 1);
  assertFinding(report, "starts", "fail");
});

function test(name: string, body: (venv: NonNullable<typeof VENV>) => Promise<void>): void {
  Deno.test({ name, ignore: VENV === null, fn: () => VENV === null ? undefined : body(VENV) });
}
