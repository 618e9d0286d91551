import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type ApplicationCopy, type ApplicationName, copyApplication } from "../applications/mod.ts";
import type { NodePackages } from "../backends/node_packages.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { type Venv, VENV_NAMES, type VenvName } from "../backends/venvs.ts";
import { textOf } from "./env_folder.ts";
import { assertAdded } from "./expected_env.ts";
import { normalise } from "./normalise.ts";
import { assertFinding, outcomesOf, reportOf, rulesThat } from "./report.ts";
import { makePerson, type Person } from "./run_script.ts";
import { LONG } from "../is_long.ts";

const VENVS = {
  ...Object.fromEntries(
    await Promise.all(VENV_NAMES.map(async (name) => [name, await requireVenv(name)] as const)),
  ) as Readonly<Record<VenvName, Venv | null>>,
  node: await requireNode(),
} satisfies Readonly<Record<VenvName | "node", Venv | NodePackages | null>>;

/** What a walk proves of an application that is through. */
const PROVEN = [
  "key-present",
  "keys-differ",
  "key-long-enough",
  "key-strong",
  "starts",
  "refuses-empty-key",
  "login-works",
  "signed-with-jwt-key",
  "secret-key-forgery-refused",
  "empty-key-forgery-refused",
  "known-key-forgery-refused",
  "none-algorithm-refused",
] as const;

for (
  const [name, venv] of [
    ["django_short", "django42"],
    ["django_short", "django61"],
    ["django_long", "django52"],
    ["flask_jwt", "flask"],
  ] as const
) {
  if (LONG) test(name, venv, "adds one assignment and proves it", assertAddsAndProves);
}

for (
  const [name, venv] of [
    ["django_short", "django52"],
    ["fastapi_settings", "fastapi"],
    ["node_jose", "node"],
  ] as const
) {
  if (!LONG && name !== "django_short") continue;
  test(name, venv, "adds one assignment, proves it, and has nothing to do the second time", async (at) => {
    await assertAddsAndProves(at);
    const after = envOf(at);

    const made = Deno.statSync(envPath(at));
    const second = await upgrade(at, []);
    assertEquals(second.code, 0, second.stdout);
    assertStringIncludes(
      second.stdout,
      "Nothing to do: the key is good and it signs, and the old way in is closed.",
    );
    const now = Deno.statSync(envPath(at));
    assertEquals([now.mtime, now.ino], [made.mtime, made.ino]);
    assert(envOf(at) === after, "the second run changed the file");
    assertEquals(leftOver(at), []);
  });
}

if (LONG) {
  test("django_before", "django52", "keeps the key and fails on the fallback", async (at) => {
    const before = envOf(at);
    const report = reportOf(await upgrade(at, ["--format", "json"]));
    assertEquals(rulesThat(report, "fail"), ["refuses-empty-key"]);
    assertEquals(report.exitCode, 1);
    const { evidence } = assertFinding(report, "refuses-empty-key", "fail");
    assertStringIncludes(evidence[0]?.text ?? "", "WARNING: Using SECRET_KEY for JWT signing in development");
    assertFinding(report, "signed-with-jwt-key", "pass");
    const after = envOf(at);
    assertAdded(before, after);

    const second = reportOf(await upgrade(at, ["--format", "json"]));
    assertEquals([second.exitCode, second.changed], [1, "nothing"]);
    assert(envOf(at) === after, "the second run changed the file");
  });
}

test("django_ignores_key", "django52", "keeps the key and names the one that signs", async (at, t) => {
  const before = envOf(at);
  const first = await upgrade(at, []);
  assertEquals(first.code, 1);
  await t.assertSnapshot(shown(at, first.stdout));
  const after = envOf(at);
  assertAdded(before, after);

  const report = reportOf(await upgrade(at, ["--format", "json"]));
  assertEquals([report.exitCode, report.changed], [1, "nothing"]);
  assertEquals(rulesThat(report, "fail"), ["signed-with-jwt-key", "secret-key-forgery-refused"]);
  const { message, evidence } = assertFinding(report, "signed-with-jwt-key", "fail");
  assertStringIncludes(message, "is signed with SECRET_KEY, not with JWT_SECRET_KEY");
  assert(evidence.some(({ path }) => path === "library/settings.py"), "the line that signs is not named");
  assert(envOf(at) === after, "the second run changed the file");
});

test("flask_falls_back", "flask", "names the line that leaves the key to SECRET_KEY", async (at) => {
  const report = reportOf(await upgrade(at, ["--format", "json"]));
  assertEquals(rulesThat(report, "fail"), [
    "refuses-empty-key",
    "signed-with-jwt-key",
    "secret-key-forgery-refused",
  ]);
  const { evidence, remedy } = assertFinding(report, "signed-with-jwt-key", "fail");
  assert(evidence.some(({ path }) => path === "app.py"), "the line that signs is not named");
  assertStringIncludes(remedy?.text ?? "", 'app.config["JWT_SECRET_KEY"] = os.environ["JWT_SECRET_KEY"]');
});

test("node_falls_back", "node", "keeps the key and fails on the fallback", async (at) => {
  const report = reportOf(await upgrade(at, ["--format", "json"]));
  assertEquals([report.exitCode, report.changed], [1, "written"]);
  assertEquals(rulesThat(report, "fail"), ["refuses-empty-key"]);
  assertFinding(report, "signed-with-jwt-key", "pass");
  assertFinding(report, "secret-key-forgery-refused", "pass");
});

test(
  "fastapi_forbid",
  "fastapi",
  "gives the file its bytes back where the key breaks the start",
  async (at) => {
    const before = envOf(at);
    const report = reportOf(await upgrade(at, ["--jwt-key", "JWT_SECRET_KEY", "--format", "json"]));
    assertEquals([report.exitCode, report.changed, report.stoppedAt], [1, "restored", "start"]);
    const { remedy } = assertFinding(report, "starts", "fail");
    assert(envOf(at) === before, "the file has not its former bytes");
    assertEquals(modeOf(envPath(at)), 0o600);
    assertEquals(leftOver(at), []);
    assertEquals(filesBelow(at.person.state), []);
    // Nothing is left to be undone, so nobody is sent there.
    assertEquals(remedy?.commands.filter((command) => command.includes("--undo")), []);
    // The file has its former bytes, so no finding speaks of a key in it.
    assertFinding(report, "key-present", "fail");
  },
);

test("django_short", "django52", "shows the walk", async (at, t) => {
  const { code, stdout, stderr } = await upgrade(at, []);
  assertEquals([code, stderr], [0, ""]);
  await t.assertSnapshot(shown(at, stdout));
});

async function assertAddsAndProves(at: At): Promise<void> {
  const before = envOf(at);
  const report = reportOf(await upgrade(at, ["--format", "json"]));
  assertEquals(rulesThat(report, "fail"), []);
  assertEquals(outcomesOf(report, PROVEN), PROVEN.map(() => "pass"));
  assertFinding(report, "old-token-refused", "not-applicable");
  assertEquals([report.exitCode, report.changed], [0, "written"]);
  assertAdded(before, envOf(at));
  assertEquals(modeOf(envPath(at)), 0o600);
}

interface At {
  readonly application: ApplicationCopy;
  readonly person: Person;
}

function test(
  application: ApplicationName,
  name: keyof typeof VENVS,
  sentence: string,
  body: (at: At, t: Deno.TestContext) => Promise<void>,
): void {
  const venv = VENVS[name];
  Deno.test({
    name: `upgrade --yes ${sentence} (${application}, ${name})`,
    ignore: venv === null,
    async fn(t) {
      if (venv === null) return;
      using person = makePerson();
      using copy = await copyApplication(application, { venv, keys: "missing" });
      await body({ application: copy, person }, t);
    },
  });
}

function upgrade({ application, person }: At, args: readonly string[]) {
  return person.run("upgrade", [application.folder, "--yes", ...args], {
    environment: { KEYSPLIT_USERNAME: application.user, KEYSPLIT_PASSWORD: application.password },
  });
}

function envPath({ application }: At): string {
  return join(application.folder, ".env");
}

function envOf(at: At): string {
  return textOf(Deno.readFileSync(envPath(at)));
}

function modeOf(path: string): number {
  return (Deno.statSync(path).mode ?? 0) & 0o777;
}

function shown({ application, person }: At, text: string): string {
  return normalise(text, { person, project: application.folder });
}

/** The files that a run left in the temporary folder, and its own beside the `.env`. */
function leftOver({ application, person }: At): readonly string[] {
  const beside = [...Deno.readDirSync(application.folder)].map(({ name }) => name)
    .filter((name) => name.startsWith(".env") && ![".env", ".env.example"].includes(name));
  return [...filesBelow(person.temporary), ...beside];
}

function filesBelow(folder: string): readonly string[] {
  return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
    isDirectory ? filesBelow(join(folder, name)) : [name]
  );
}
