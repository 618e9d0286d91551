import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FLAGS } from "../../scripts/_permissions.ts";
import { goodKey, makeEnvFolder } from "./env_folder.ts";
import { normalise } from "./normalise.ts";
import { reportOf, rulesThat } from "./report.ts";
import { makePerson, type ScriptName } from "./run_script.ts";

const ENV = `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`;
const OF_PROJECTS = Object.keys(FLAGS).filter((name) =>
  name !== "generate" && name !== "explain"
) as readonly ScriptName[];

Deno.test("wrong use ends 2 and says what to type", async (t) => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": ENV });
  const calls: readonly (readonly [ScriptName, readonly string[]])[] = [
    ["verify", []],
    ["verify", ["no/such/folder"]],
    ["verify", [".env"]],
    ["verify", ["one", "two"]],
    ["verify", ["--jwtkey", "JWT_KEY"]],
    ["append", ["--bytes", "few"]],
    ["upgrade", ["--timeout"]],
    ["login", ["--username", "ada"]],
    ["startup", ["--format", "yaml"]],
  ];
  const transcript: string[] = [];
  for (const [name, args] of calls) {
    const options = args.includes(".env") ? { folder: project.path } : {};
    const { code, stdout, stderr } = await person.run(name, args, options);
    assertEquals([code, stdout], [2, ""], `${name} ${args.join(" ")}`);
    transcript.push(`$ ${[name, ...args].join(" ")}\n${stderr}`);
  }
  await t.assertSnapshot(normalise(transcript.join("\n"), { person, project: project.path }));
});

for (const name of OF_PROJECTS) {
  Deno.test(`${name} in a folder that holds nothing ends 2`, async () => {
    using person = makePerson();
    const report = reportOf(await person.run(name, ["--format", "json"]));
    assertEquals([report.exitCode, report.error?.code], [2, "nothing-there"]);
    assert((report.error?.next.length ?? 0) > 0, "nothing says what to type");
    assertEquals([...Deno.readDirSync(person.empty)], []);
  });
}

Deno.test("a secret on the command line is refused and not repeated", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": ENV });
  for (
    const args of [["--password=hunter2-hunter2"], ["--token", "hunter2-hunter2"], [
      "--passwrd=hunter2-hunter2",
    ]]
  ) {
    for (const format of [[], ["--format", "json"]]) {
      const { code, stdout, stderr } = await person.run("login", [project.path, ...args, ...format]);
      assertEquals(code, 2);
      assert(!(stdout + stderr).includes("hunter2"), "the secret is repeated");
    }
  }
  const { stderr } = await person.run("upgrade", [project.path, "--password=hunter2-hunter2"]);
  assertStringIncludes(stderr, "secrets are never taken from the command line");
});

Deno.test("keysplit.json is refused where it is wrong", async () => {
  const cases: readonly (readonly [text: string, says: string])[] = [
    ['{"jwtKeyName": "A"}', 'unknown key "jwtKeyName"'],
    ['{"timeout": "soon"}', "timeout"],
    ['{"envFiles": ".env"}', "envFiles"],
    ['{"policy": "weak"}', "policy"],
    ["{", "is not JSON"],
    ["[]", "is not an object"],
    ['{"yes": true}', "yes"],
  ];
  for (const [text, says] of cases) {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": ENV, "keysplit.json": text });
    const report = reportOf(await person.run("verify", [project.path, "--format", "json"]));
    assertEquals([report.exitCode, report.error?.code], [2, "configuration"], text);
    assertStringIncludes(report.error?.message ?? "", says);
  }
});

Deno.test("keysplit.json sets what flags do not, and flags win", async () => {
  using person = makePerson();
  const settings = { jwtKey: "TOKEN_KEY", envFiles: ["config/api.env"], policy: "strict" };
  using project = makeEnvFolder({
    "keysplit.json": JSON.stringify({ $schema: "x", ...settings }),
    "config/api.env": `TOKEN_KEY=${goodKey()}\nJWT_SECRET_KEY=\nOTHER=${goodKey().slice(0, 60)}\n`,
  });
  const run = async (...args: readonly string[]) =>
    reportOf(await person.run("verify", [project.path, ...args, "--format", "json"]));
  assertEquals(rulesThat(await run(), "fail"), []);
  assertEquals(rulesThat(await run("--jwt-key", "JWT_SECRET_KEY"), "fail"), ["key-present"]);
  // 60 characters are too few for strict alone.
  assertEquals(rulesThat(await run("--jwt-key", "OTHER"), "fail"), ["key-long-enough"]);
  assertEquals(rulesThat(await run("--jwt-key", "OTHER", "--policy", "separation"), "fail"), []);
});

Deno.test("--config names another settings file, which has to be there", async () => {
  using person = makePerson();
  using project = makeEnvFolder({
    ".env": `TOKEN_KEY=${goodKey()}\n`,
    "other.json": '{"jwtKey": "TOKEN_KEY"}',
  });
  const run = (path: string) => person.run("verify", ["--config", path], { folder: project.path });
  assertEquals((await run("other.json")).code, 0);
  assertEquals((await run("missing.json")).code, 2);
});

for (const [name, missing] of [["verify", "read"], ["append", "write"], ["startup", "run"]] as const) {
  Deno.test(`${name} without the permission to ${missing} gives the line that works`, async () => {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": ENV, "with space.env": ENV });
    const flags = FLAGS[name].filter((flag) => !flag.startsWith(`--allow-${missing}`));
    const check = name === "startup" ? ["--check", "true && true"] : [];
    const args = [project.path, "--env-file", "with space.env", ...check];
    const refused = await person.run(name, args, { flags });
    assertEquals([refused.code, refused.stdout], [2, ""]);
    assertStringIncludes(refused.stderr, `${name} needs the permission to ${missing}`);
    const line = refused.stderr.split("\n").find((line) => line.trim().startsWith("deno run "));
    assert(line !== undefined, "there is no line to copy");

    // Whoever copies it stands where they called the task from.
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-c", line],
      cwd: project.path,
      env: { ...person.environment },
      clearEnv: true,
      stdin: "null",
    }).output();
    // The loader of a folder without code is not known, so the check alone holds.
    assertEquals(code, name === "startup" ? 3 : 0, new TextDecoder().decode(stdout));
  });
}

Deno.test("verify reads nothing outside of a project that it is scoped to", async () => {
  using person = makePerson();
  using project = makeEnvFolder({
    ".env": ENV,
    "requirements.txt": "python-decouple\n",
    "settings.py": 'from decouple import config\nJWT_SECRET_KEY = config("JWT_SECRET_KEY")\n',
  });
  const flags = FLAGS.verify.map((flag) => flag === "--allow-read" ? `--allow-read=${project.path}` : flag);
  const { code, stderr } = await person.run("verify", [project.path], { flags });
  assertEquals([code, stderr], [0, ""]);
});

Deno.test("wrong use is refused before anything is written", async () => {
  const calls: readonly (readonly string[])[] = [
    ["--base-url", "nonsense"],
    ["--base-url", "https://192.0.2.1"],
    ["--base-url", "http://127.0.0.1:9", "--login-url", "http://127.0.0.1:10/token"],
    ["--base-url", "http://127.0.0.1:9", "--header", "X-Tenant"],
    ["--base-url", "http://127.0.0.1:9", "--header", "X-Tenant=$NOT_SET"],
    ["--bytes", "16"],
    ["--jwt-key", "A B=C"],
  ];
  const before = `SECRET_KEY=${goodKey()}\n`;
  const environment = { KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: "hunter2-hunter2" };
  const wrong: string[] = [];
  for (const args of calls) {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": before });
    const { code } = await person.run("upgrade", [project.path, "--yes", ...args], { environment });
    if (code !== 2) wrong.push(`${args.join(" ")} ends ${code}`);
    if (project.read() !== before) wrong.push(`${args.join(" ")} writes`);
  }
  assertEquals(wrong, []);
});

Deno.test("upgrade --help is the manual", async (t) => {
  using person = makePerson();
  const { code, stdout, stderr } = await person.run("upgrade", ["--help"]);
  assertEquals([code, stderr], [0, ""]);
  await t.assertSnapshot(stdout);
});

for (const name of Object.keys(FLAGS) as readonly ScriptName[]) {
  Deno.test(`${name} --help ends 0, names the command and fits`, async () => {
    using person = makePerson();
    const { code, stdout } = await person.run(name, ["--help"]);
    assertEquals(code, 0);
    assertStringIncludes(stdout, `deno task ${name}`);
    assertEquals(stdout.split("\n").filter((line) => line.length > 110), []);
  });
}
