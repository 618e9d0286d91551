import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { djangoSources, goodKey, makeEnvFolder } from "./env_folder.ts";
import { normalise } from "./normalise.ts";
import { assertFinding, type Report, reportOf, rulesThat } from "./report.ts";
import { makePerson } from "./run_script.ts";

const KEY = goodKey();
const SESSION = goodKey();
const GOOD = `SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${KEY}\n`;

Deno.test("verify holds a good file to be good, however it is written", async () => {
  const spellings = {
    "CRLF": GOOD.replaceAll("\n", "\r\n"),
    "a BOM": `\xef\xbb\xbf${GOOD}`,
    "no final newline": GOOD.trimEnd(),
    "bytes that are not UTF-8": `# caf\xe9\n${GOOD}`,
    "quotes and export": `export SECRET_KEY='${SESSION}'\nexport JWT_SECRET_KEY="${KEY}"\n`,
  };
  for (const [spelling, text] of Object.entries(spellings)) {
    const report = await verify({ ".env": text });
    assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []], spelling);
  }
});

Deno.test("verify names the line and the rule", async () => {
  const cases: readonly (readonly [text: string, rule: string])[] = [
    [`SECRET_KEY=${SESSION}\n`, "key-present"],
    [`SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=\n`, "key-present"],
    [`SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${SESSION}\n`, "keys-differ"],
    [`SECRET_KEY=${SESSION}\nJWT_SECRET_KEY="${SESSION} "\n`, "keys-differ"],
    [`SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${KEY.slice(0, 45)}\n`, "key-long-enough"],
    [`SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${"jwt-secret-change-me-".repeat(4)}\n`, "key-strong"],
  ];
  for (const [text, rule] of cases) {
    const report = await verify({ ".env": text });
    assertEquals([report.exitCode, rulesThat(report, "fail")], [1, [rule]]);
    const { evidence } = assertFinding(report, rule, "fail");
    assertEquals(evidence[0]?.path, ".env");
    if (text.includes("JWT_")) assertEquals(evidence[0]?.line, 2, rule);
  }
});

Deno.test("verify takes the definition that the application takes, the last of several", async () => {
  const report = await verify({ ".env": `JWT_SECRET_KEY=short\n${GOOD}` });
  assertEquals(rulesThat(report, "fail"), []);
  assertEquals(assertFinding(report, "key-present", "pass").evidence[0]?.line, 3);
});

Deno.test("verify does not take a line that the application's loader does not read", async () => {
  const report = await verify({
    ...djangoSources(),
    ".env": `SECRET_KEY=${SESSION}\nexport JWT_SECRET_KEY=${KEY}\n`,
  });
  assertEquals([report.exitCode, rulesThat(report, "fail")], [1, ["key-visible-to-loader"]]);
  assertFinding(report, "key-present", "not-applicable");
});

Deno.test("verify fails on a variable that hides the file, and on that alone", async () => {
  for (const [value, outcome] of [["", "fail"], [goodKey(), "fail"], [KEY, "pass"]] as const) {
    const report = await verify({ ...djangoSources(), ".env": GOOD }, { JWT_SECRET_KEY: value });
    assertFinding(report, "not-masked-by-environment", outcome);
    assertEquals(rulesThat(report, "fail"), outcome === "fail" ? ["not-masked-by-environment"] : []);
  }
});

Deno.test("verify judges the variable where no file has the key", async () => {
  const inherited = await verify({}, { JWT_SECRET_KEY: KEY });
  assertEquals([inherited.exitCode, rulesThat(inherited, "fail")], [0, []]);
  assertFinding(inherited, "not-masked-by-environment", "not-applicable");
  const empty = await verify({ "manage.py": "" }, { JWT_SECRET_KEY: "" });
  assertEquals([empty.exitCode, rulesThat(empty, "fail")], [1, ["key-present"]]);
});

Deno.test("verify fails on a file that no loader reads", async () => {
  const utf16 = [...`\ufeff${GOOD}`].map((character) => {
    const unit = character.charCodeAt(0);
    return String.fromCharCode(unit & 0xff, unit >> 8);
  }).join("");
  for (const text of [utf16, `A=\0\n${GOOD}`]) {
    const report = await verify({ ".env": text });
    assertEquals(rulesThat(report, "fail"), ["key-present"]);
  }
});

Deno.test("verify takes --policy, and its text says what to type", async (t) => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${"x+/=".repeat(12)}\n` });
  Deno.chmodSync(join(project.path, ".env"), 0o644);
  const { code, stdout, stderr } = await person.run("verify", [project.path, "--policy", "strict"]);
  assertEquals([code, stderr], [1, ""]);
  await t.assertSnapshot(normalise(stdout, { person, project: project.path }));
});

Deno.test("verify --quiet shows what does not hold, and --output writes where the task may", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": GOOD.replace(KEY, "") });
  const quiet = await person.run("verify", [project.path, "--quiet"]);
  assertStringIncludes(quiet.stdout, "✗ a JWT key is set");
  assert(!quiet.stdout.includes("it is not the session key"), "what holds is shown");
  const output = join(person.empty, "report.json");
  const words = [project.path, "--format", "json", "--output", output];
  const refused = await person.run("verify", words);
  assertEquals([refused.code, reportOf(refused).error?.code], [2, "permission"]);
});

async function verify(
  files: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<Report> {
  using person = makePerson();
  using project = makeEnvFolder(files);
  return reportOf(await person.run("verify", [project.path, "--format", "json"], { environment }));
}
