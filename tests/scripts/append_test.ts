import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { djangoSources, type EnvFolder, goodKey, makeEnvFolder } from "./env_folder.ts";
import { assertAdded, assertReplaced, COMMENT } from "./expected_env.ts";
import { assertFinding, reportOf, rulesThat } from "./report.ts";
import { type CallOptions, makePerson, type Person } from "./run_script.ts";

const SESSION = goodKey();
const WITHOUT = `# Shop\r\nDEBUG=False\nSECRET_KEY=${SESSION}\n`;

Deno.test("append adds two lines and the key, and nothing the second time", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": WITHOUT });
  const first = await append(person, project, "--yes");
  assertEquals([first.exitCode, first.changed, rulesThat(first, "fail")], [0, "written", []]);
  assertEquals(first.edits, [{ path: ".env", lines: [4, 5, 6] }]);
  const after = project.read();
  assertAdded(WITHOUT, after);
  const second = await append(person, project, "--yes");
  assertEquals([second.exitCode, second.changed], [0, "nothing"]);
  assert(project.read() === after, "the second run changed the file");
});

Deno.test("append needs nobody to ask where there is nothing to do", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}JWT_SECRET_KEY=${goodKey()}\n` });
  assertEquals((await append(person, project)).exitCode, 0);
});

Deno.test("append keeps the line endings, the BOM and every other byte", async () => {
  const cases: readonly (readonly [before: string, added: (key: string) => string])[] = [
    // Bytes are one character each.
    [`A=1\r\nSECRET_KEY=${SESSION}\r\n`, (key) => `\r\n${COMMENT}\r\nJWT_SECRET_KEY=${key}\r\n`],
    [`\xef\xbb\xbfSECRET_KEY=${SESSION}\n`, (key) => `\n${COMMENT}\nJWT_SECRET_KEY=${key}\n`],
    [`# caf\xe9\nSECRET_KEY=${SESSION}`, (key) => `\n\n${COMMENT}\nJWT_SECRET_KEY=${key}\n`],
  ];
  for (const [before, added] of cases) {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": before });
    assertEquals((await append(person, project, "--yes")).exitCode, 0);
    const key = /JWT_SECRET_KEY=([\w-]{86})/.exec(project.read())?.[1] ?? "";
    assert(project.read() === before + added(key), "other bytes than the new lines differ");
  }
});

Deno.test("append replaces a bad value in place, and every definition of it", async () => {
  using person = makePerson();
  using project = makeEnvFolder({
    ".env": `JWT_SECRET_KEY=\n${WITHOUT}export JWT_SECRET_KEY='short'\nZ=1`,
  });
  const { code, stdout } = await person.run("append", [project.path, "--yes"]);
  assertEquals(code, 0, stdout);
  const key = /JWT_SECRET_KEY=([\w-]{86})/.exec(project.read())?.[1] ?? "";
  const expected = `JWT_SECRET_KEY=${key}\n${WITHOUT}export JWT_SECRET_KEY='${key}'\nZ=1`;
  assert(project.read() === expected, "other bytes than the two values differ");
});

Deno.test("append writes what the application's loader reads", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ...djangoSources(), ".env": `${WITHOUT}export JWT_SECRET_KEY=short\n` });
  assertEquals((await append(person, project, "--yes")).exitCode, 0);
  assert(/^JWT_SECRET_KEY=[\w-]{86}$/m.test(project.read()), "python-decouple would not read the key");
  assert(project.read().startsWith(WITHOUT), "other lines changed");
});

Deno.test("append changes no file that git tracks", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": WITHOUT });
  await git(person, project, "init", "--quiet");
  await git(person, project, "add", ".env");
  for (const name of ["append", "upgrade"] as const) {
    const report = reportOf(await person.run(name, [project.path, "--yes", "--format", "json"]));
    assertEquals([report.exitCode, report.error?.code], [1, "refused-edit"]);
    assertStringIncludes(report.error?.message ?? "", "git tracks .env");
    assert(report.error?.next.includes(`git -C ${project.path} rm --cached .env`), "the remedy is not named");
  }
  assert(project.read() === WITHOUT, "the file was changed");
  await git(person, project, "rm", "--quiet", "--cached", ".env");
  const untracked = await append(person, project, "--yes");
  // By default no other file is touched.
  assertEquals([untracked.exitCode, project.has(".gitignore")], [0, false]);
  assertFinding(untracked, "env-file-ignored", "fail");
});

Deno.test("append makes the file from its example, with both keys replaced and one question", async () => {
  using person = makePerson();
  const example = "DEBUG=True\nSECRET_KEY=change-me\n\n# Tokens\nJWT_SECRET_KEY=change-me-too\nA='b c'\n";
  using project = makeEnvFolder({ ".env.example": example });
  const report = await append(person, project, "--yes");
  assertEquals([report.exitCode, report.changed], [0, "written"]);
  const made = project.read();
  const [session, jwt] = ["SECRET_KEY", "JWT_SECRET_KEY"].map((name) =>
    new RegExp(`^${name}=([\\w-]{86})$`, "m").exec(made)?.[1]
  );
  assert(session !== undefined && jwt !== undefined && session !== jwt, "not both keys are new");
  assert(made === example.replace("change-me\n", `${session}\n`).replace("change-me-too", jwt));
  assertEquals((Deno.statSync(join(project.path, ".env")).mode ?? 0) & 0o777, 0o600);
  assert(project.read(".env.example") === example, "the example was changed");
});

Deno.test("append refuses what it cannot edit without harm, and names the remedy", async () => {
  const cases: readonly (readonly [text: string, remedy: string])[] = [
    ["\xff\xfeA\0=\x001\0\n\0", "iconv"],
    ["A=1\nB=\0\n", "tr -d"],
    ['A=1\nB="open\nC=2\n', ".env:2"],
  ];
  for (const [text, remedy] of cases) {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": text });
    const { code, stdout, stderr } = await person.run("append", [project.path, "--yes"]);
    assertEquals(code, 1, stdout);
    assertStringIncludes(stderr, remedy);
    assert(project.read() === text, "the file was changed");
  }
});

Deno.test("append --dry-run shows the masked diff, changes nothing and ends 1", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}JWT_SECRET_KEY=short-and-secret\n` });
  const before = project.read();
  const { code, stdout } = await person.run("append", [project.path, "--dry-run"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "-  4   JWT_SECRET_KEY=••••\n            +  4   JWT_SECRET_KEY=••••\n");
  assert(!stdout.includes("secret\n"), "a value is shown");
  assert(project.read() === before, "the file was changed");
  assertEquals((await append(person, project, "--dry-run")).changed, "pending");
});

Deno.test("append ends 4 where nobody can be asked", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": WITHOUT });
  for (const name of ["append", "upgrade"] as const) {
    const report = reportOf(await person.run(name, [project.path, "--format", "json"]));
    assertEquals([report.exitCode, report.error?.code], [4, "nobody-to-ask"]);
  }
  // An answer in a pipe is no answer of a person.
  assertEquals((await person.run("append", [project.path], { stdin: "y\n" })).code, 4);
  assert(project.read() === WITHOUT, "the file was changed");
  assertEquals([...Deno.readDirSync(person.state)], []);
});

Deno.test("append gives a file that lacks the key the good one of the other", async () => {
  using person = makePerson();
  const key = goodKey();
  using project = makeEnvFolder({ ".env": `JWT_SECRET_KEY=${key}\n`, ".env.docker": WITHOUT });
  const files = ["--env-file", ".env", "--env-file", ".env.docker"];
  const report = await append(person, project, "--yes", ...files);
  assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
  assert(project.read() === `JWT_SECRET_KEY=${key}\n`, "the good file was changed");
  const docker = project.read(".env.docker");
  assert(docker === `${WITHOUT}\n${COMMENT}\nJWT_SECRET_KEY=${key}\n`, "the other file has not the same key");
});

Deno.test("append gives two files the same new key, or neither", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ "a.env": WITHOUT, "b.env": `${WITHOUT}B="open\n` });
  const files = ["--env-file", "a.env", "--env-file", "b.env"];
  assertEquals((await append(person, project, "--yes", ...files)).exitCode, 1);
  assert(project.read("a.env") === WITHOUT, "one of the two was changed");
  Deno.writeTextFileSync(join(project.path, "b.env"), WITHOUT);
  assertEquals((await append(person, project, "--yes", ...files)).exitCode, 0);
  assert(project.read("a.env") === project.read("b.env"), "the keys differ");
});

Deno.test("append writes through a link inside the project and keeps it", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ "config/shop.env": WITHOUT });
  Deno.symlinkSync("config/shop.env", join(project.path, ".env"));
  assertEquals((await append(person, project, "--yes")).exitCode, 0);
  assertEquals(Deno.readLinkSync(join(project.path, ".env")), "config/shop.env");
  assertAdded(WITHOUT, project.read("config/shop.env"));
});

Deno.test("append refuses a link that leads out of the project, unless the file is named", async () => {
  using person = makePerson();
  using elsewhere = makeEnvFolder({ "shared.env": WITHOUT });
  using project = makeEnvFolder({});
  Deno.symlinkSync(join(elsewhere.path, "shared.env"), join(project.path, ".env"));
  const report = await append(person, project, "--yes");
  assertEquals(report.exitCode, 1);
  assert(elsewhere.read("shared.env") === WITHOUT, "a file outside the project was changed");
  assertEquals((await append(person, project, "--yes", "--env-file", ".env")).exitCode, 0);
  assertAdded(WITHOUT, elsewhere.read("shared.env"));
});

Deno.test("append keeps the mode of a file, and warns where it is wide", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}JWT_SECRET_KEY=short\n` });
  const before = project.read();
  Deno.chmodSync(join(project.path, ".env"), 0o640);
  const { code, stdout } = await person.run("append", [project.path, "--yes"]);
  assertEquals(code, 0);
  assertStringIncludes(stdout.replaceAll(/\s+/g, " "), "chmod 600");
  assertReplaced(before, project.read());
  assertEquals((Deno.statSync(join(project.path, ".env")).mode ?? 0) & 0o777, 0o640);
});

async function append(person: Person, project: EnvFolder, ...args: readonly string[]) {
  const options: CallOptions = { folder: project.path };
  return reportOf(await person.run("append", [...args, "--format", "json"], options));
}

async function git(person: Person, project: EnvFolder, ...args: readonly string[]): Promise<void> {
  const { success } = await new Deno.Command("git", {
    args: ["-C", project.path, ...args],
    env: { ...person.environment },
    clearEnv: true,
    stdout: "null",
    stderr: "null",
  }).output();
  assert(success, `git ${args[0]} failed`);
}
