import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import {
  type ApplicationCopy,
  type ApplicationName,
  copyApplication,
  serveApplication,
} from "../applications/mod.ts";
import { requireVenv } from "../backends/require_venv.ts";
import type { Venv } from "../backends/venvs.ts";
import { goodKey, makeEnvFolder } from "./env_folder.ts";
import { assertFinding, outcomesOf, type Report, reportOf, rulesThat } from "./report.ts";
import { hasTerminal, runInTerminal } from "./run_in_terminal.ts";
import { makePerson, type Person } from "./run_script.ts";
import { LONG } from "../is_long.ts";

const DJANGO = await requireVenv("django52");
const FASTAPI = await requireVenv("fastapi");
const withTerminal = await hasTerminal();

const PROOFS = [
  "signed-with-jwt-key",
  "secret-key-forgery-refused",
  "empty-key-forgery-refused",
  "known-key-forgery-refused",
  "none-algorithm-refused",
];
/** What a login proves by the bytes of its token alone. */
const BY_BYTES = ["signed-with-jwt-key", "known-key-forgery-refused"];

test("login says that the JWT key signed", DJANGO, "django_short", async (person, copy) => {
  const report = await logIn(person, copy, credentials(copy));
  assertEquals([report.exitCode, rulesThat(report, "pass")], [0, ["login-works", ...BY_BYTES]]);
  assertStringIncludes(assertFinding(report, "login-works", "pass").message, 'token in the body, "access"');
});

test(
  "login posts a form where the application wants one",
  FASTAPI,
  "fastapi_settings",
  async (person, copy) => {
    const report = await logIn(person, copy, credentials(copy));
    assertEquals([report.exitCode, rulesThat(report, "pass")], [0, ["login-works", ...BY_BYTES]]);
  },
);

test("login names another key that signed", DJANGO, "django_ignores_key", async (person, copy) => {
  const report = await logIn(person, copy, credentials(copy));
  assertEquals([report.exitCode, rulesThat(report, "fail")], [1, ["signed-with-jwt-key"]]);
  assertStringIncludes(
    assertFinding(report, "signed-with-jwt-key", "fail").message,
    "signed with SECRET_KEY",
  );
});

test(
  "login names what was made of the key before it signed",
  DJANGO,
  "django_short",
  async (person, copy) => {
    const settings = `${copy.folder}/shop/settings.py`;
    const decode = 'SIMPLE_JWT["SIGNING_KEY"] = __import__("base64").b64decode(JWT_SECRET_KEY + "==", b"-_")';
    Deno.writeTextFileSync(settings, `${Deno.readTextFileSync(settings)}\n${decode}\n`);
    const report = await logIn(person, copy, credentials(copy));
    assertEquals([report.exitCode, rulesThat(report, "fail")], [1, ["signed-with-jwt-key"]]);
    const { message } = assertFinding(report, "signed-with-jwt-key", "fail");
    assertStringIncludes(message, "signed with JWT_SECRET_KEY decoded from base64");
  },
);

test("login asks a server that runs already", DJANGO, "django_short", async (person, copy) => {
  await using server = await serveApplication(copy);
  const right = await logIn(person, copy, credentials(copy), "--base-url", server.baseUrl);
  assertEquals(right.exitCode, 0);

  const list = `${copy.folder}/../words.txt`;
  Deno.writeTextFileSync(list, `123456\r\n\r\n${copy.jwtKey}\r\nletmein`);
  const listed = await person.run(
    "login",
    [copy.folder, "--base-url", server.baseUrl, "--wordlist", list],
    { environment: credentials(copy) },
  );
  assertEquals(listed.code, 1);
  assertStringIncludes(listed.stdout, "words.txt:3");
  assertStringIncludes(listed.stderr, "2 words tried");
  assert(!`${listed.stdout}${listed.stderr}`.includes(copy.jwtKey?.slice(0, 6) ?? ""), "the word is shown");

  const wrong = { ...credentials(copy), KEYSPLIT_PASSWORD: "not the password" };
  const refused = await logIn(person, copy, wrong, "--base-url", server.baseUrl);
  assertEquals([refused.exitCode, rulesThat(refused, "fail")], [1, ["login-works"]]);
  assertStringIncludes(assertFinding(refused, "login-works", "fail").message, "answers 401 without a token");

  const words = [copy.folder, "--base-url", server.baseUrl, "--password-stdin", "--format", "json"];
  const environment = { KEYSPLIT_USERNAME: copy.user };
  const piped = await person.run("login", words, { environment, stdin: `${copy.password}\n` });
  assertEquals(reportOf(piped).exitCode, 0);

  if (!withTerminal) return;
  const { shown, exit } = await runInTerminal(person, "login", {
    args: [copy.folder, "--base-url", server.baseUrl],
    typing: [["empty: no login", `${copy.user}\r`, null], ["assword", `${copy.password}\r`, null]],
  });
  assertEquals(exit, 0, shown);
  assert(!shown.includes(copy.password), "the password is shown");
});

test("login proves what it is asked and nothing else", DJANGO, "django_short", async (person, copy) => {
  const proving = async (...words: readonly string[]) =>
    (await logIn(person, copy, credentials(copy), ...words)).findings.map(({ rule }) => rule);
  assertEquals(await proving("--prove", "none-algorithm-refused,old-token-refused"), [
    "login-works",
    "old-token-refused",
    "none-algorithm-refused",
  ]);
  const { code, stderr } = await person.run("login", [copy.folder, "--prove", "all,nothing"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--prove is one or more of signed-with-jwt-key, ");
  const deleting = await person.run("login", [copy.folder, "--protected-url", "DELETE /users/1"]);
  assertEquals(deleting.code, 2);
  assertStringIncludes(deleting.stderr, "--protected-url is a URL, after GET, HEAD, POST, PUT or PATCH");
});

test(
  "login without credentials does not know, and says how to go on",
  DJANGO,
  "django_short",
  async (person, copy) => {
    const { code, stdout } = await person.run("login", [copy.folder]);
    assertEquals(code, 3);
    assertStringIncludes(stdout, `KEYSPLIT_USERNAME=NAME deno task login ${copy.folder} --password-stdin`);

    const proving = [copy.folder, "--prove", "all", "--serve", "false", "--format", "json"];
    const report = reportOf(await person.run("login", proving));
    const known = ["old-token-refused", "running-process-current", "instances-agree"];
    const open = report.findings.filter(({ rule }) => !known.includes(rule));
    assertEquals([report.exitCode, new Set(open.map(({ outcome }) => outcome))], [3, new Set(["unknown"])]);
    // Once, and whole: nothing was started, and what is typed next proves the same.
    const next =
      `KEYSPLIT_USERNAME=NAME deno task login ${copy.folder} --serve false --prove all --password-stdin`;
    assertEquals(open.flatMap(({ remedy }) => remedy?.commands ?? []), [next]);
  },
);

Deno.test("login does not know where nothing answers, and sends the credentials to no other host", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `JWT_SECRET_KEY=${goodKey()}\n` });
  const environment = { KEYSPLIT_USERNAME: "ada", KEYSPLIT_PASSWORD: "hunter2-hunter2" };
  const run = (...args: readonly string[]) =>
    person.run("login", [project.path, "--login-url", "/token", ...args], { environment });
  const { code, stdout, stderr } = await run("--base-url", "http://127.0.0.1:9", "--timeout", "2");
  assertEquals(code, 3, stderr);
  assertStringIncludes(stdout, "no server to ask: Nothing answers at");
  // What is typed next proves what was asked.
  const served = await run("--prove", "none-algorithm-refused", "--format", "json");
  assertEquals(assertFinding(reportOf(served), "login-works", "unknown").remedy?.commands, [
    `deno task login ${project.path} --login-url /token --serve 'COMMAND with {port}' --prove none-algorithm-refused`,
  ]);
  const elsewhere = await run("--base-url", "https://192.0.2.1", "--timeout", "2");
  assertEquals(elsewhere.code, 2);
  assertStringIncludes(elsewhere.stderr, "--allow-net=192.0.2.1");
});

test(
  "upgrade without credentials proves with a token of its own",
  DJANGO,
  "django_short",
  async (person, copy) => {
    const report = reportOf(await person.run("upgrade", [copy.folder, "--yes", "--format", "json"]));
    assertEquals([report.exitCode, rulesThat(report, "unknown")], [3, ["login-works"]]);
    assertEquals(outcomesOf(report, PROOFS), PROOFS.map(() => "pass"));
    const { remedy } = assertFinding(report, "login-works", "unknown");
    assertStringIncludes(remedy?.commands[0] ?? "", `deno task upgrade ${copy.folder}`);
  },
  "missing",
);

test(
  "upgrade without credentials finds the key that signs",
  DJANGO,
  "django_ignores_key",
  async (person, copy) => {
    const report = reportOf(await person.run("upgrade", [copy.folder, "--yes", "--format", "json"]));
    assertEquals(report.exitCode, 1);
    assertEquals(rulesThat(report, "fail"), ["signed-with-jwt-key", "secret-key-forgery-refused"]);
  },
  "missing",
);

if (LONG) {
  test(
    "upgrade without credentials knows no proof where nothing verifies",
    FASTAPI,
    "fastapi_settings",
    async (
      person,
      copy,
    ) => {
      const report = reportOf(await person.run("upgrade", [copy.folder, "--yes", "--format", "json"]));
      assertEquals(report.exitCode, 3);
      assertEquals(rulesThat(report, "unknown"), ["login-works", ...PROOFS]);
      assertEquals(outcomesOf(report, ["starts", "refuses-empty-key"]), ["pass", "pass"]);
    },
    "missing",
  );
}

Deno.test("upgrade walks a folder with only a .env as far as it goes", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `SECRET_KEY=${goodKey()}\n` });
  const report = reportOf(await person.run("upgrade", [project.path, "--yes", "--format", "json"]));
  assertEquals([report.exitCode, report.changed], [3, "written"]);
  assertEquals(rulesThat(report, "unknown"), [
    "starts",
    "refuses-empty-key",
    "login-works",
    ...PROOFS,
  ]);
  assertFinding(report, "key-present", "pass");
});

if (LONG) {
  test("upgrade keeps the key where a login fails, and says where it stopped", DJANGO, "django_short", async (
    person,
    copy,
  ) => {
    const environment = { ...credentials(copy), KEYSPLIT_PASSWORD: "not the password" };
    const words = [copy.folder, "--yes", "--format", "json"];
    const report = reportOf(await person.run("upgrade", words, { environment }));
    assertEquals([report.exitCode, report.changed, report.stoppedAt], [1, "written", "log in"]);
    assertEquals(rulesThat(report, "fail"), ["login-works"]);
    assert(
      Deno.readTextFileSync(`${copy.folder}/.env`).includes("JWT_SECRET_KEY="),
      "the key was taken back",
    );
  }, "missing");
}

function credentials({ user, password }: ApplicationCopy): Readonly<Record<string, string>> {
  return { KEYSPLIT_USERNAME: user, KEYSPLIT_PASSWORD: password };
}

async function logIn(
  person: Person,
  { folder }: ApplicationCopy,
  environment: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Report> {
  return reportOf(await person.run("login", [folder, ...args, "--format", "json"], { environment }));
}

function test(
  name: string,
  venv: Venv | null,
  application: ApplicationName,
  body: (person: Person, copy: ApplicationCopy) => Promise<void>,
  keys: "good" | "missing" = "good",
): void {
  Deno.test({
    name,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using person = makePerson();
      using copy = await copyApplication(application, { venv, keys });
      await body(person, copy);
    },
  });
}
