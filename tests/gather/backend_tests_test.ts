import { assertEquals, assertStringIncludes } from "@std/assert";
import { backendTests } from "../../src/gather/backend_tests.ts";
import { gather } from "../../src/gather/gatherer.ts";
import { type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import type { Command } from "../../src/io/host.ts";
import { memoryHost, type Scripted } from "../../src/io/memory_host.ts";

const DJANGO = {
  "/p/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n# django\n',
  "/p/shop/settings.py":
    'from decouple import config\nSECRET_KEY = config("SECRET_KEY")\nJWT_SECRET_KEY = config("JWT_SECRET_KEY")\n' +
    'INSTALLED_APPS = ["rest_framework_simplejwt"]\nSIMPLE_JWT = {"SIGNING_KEY": JWT_SECRET_KEY}\n',
  "/p/requirements.txt": "django\ndjangorestframework-simplejwt\npython-decouple\n",
  "/p/.env": "SECRET_KEY=a\nJWT_SECRET_KEY=b\n",
};
const NODE = (test: string | null) => ({
  "/p/package.json": JSON.stringify({
    scripts: { start: "node server.js", ...(test === null ? {} : { test }) },
    dependencies: { jsonwebtoken: "9.0.0" },
  }),
  "/p/server.js":
    'const jwt = require("jsonwebtoken");\njwt.sign({}, process.env.JWT_SECRET_KEY);\nrequire("http").createServer().listen(3000);\n',
  "/p/.env": "JWT_SECRET_KEY=b\n",
});

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

async function run(
  files: Readonly<Record<string, string>>,
  { options = {}, script = {} }: {
    readonly options?: Partial<ProjectOptions>;
    readonly script?: Scripted;
  } = {},
) {
  const commands: Command[] = [];
  const host = memoryHost({
    files,
    run: (command) => (commands.push(command), script),
    environment: { PATH: "/bin", KEYSPLIT_PASSWORD: "x" },
  });
  const at = { root: "/p", shown: "p", typed: "p", grant: () => "" };
  const project = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 5,
    ...options,
  });
  const fact = await gather(backendTests, host, project, (text) => text.replaceAll("hunter2", "••••"));
  return { fact, command: commands[0], shown: fact.known ? fact.value.command : fact.why };
}

test("backendTests runs Django's tests, or pytest where it is configured", async () => {
  assertEquals((await run({ ...DJANGO, "/p/shop/tests.py": "" })).shown, "manage.py test");
  for (
    const [path, text] of [
      ["/p/pytest.ini", "[pytest]\n"],
      ["/p/pyproject.toml", "[tool.pytest.ini_options]\n"],
      ["/p/setup.cfg", "[tool:pytest]\n"],
      ["/p/conftest.py", ""],
    ] as const
  ) {
    const { shown } = await run({ ...DJANGO, "/p/tests/test_login.py": "", [path]: text });
    assertEquals(shown, "python -m pytest -p no:cacheprovider");
  }
});

test("backendTests runs npm's tests where somebody wrote some", async () => {
  assertEquals((await run(NODE("node --test"))).shown, "npm test");
  for (const none of [null, 'echo "Error: no test specified" && exit 1']) {
    assertEquals((await run(NODE(none))).shown, "no tests of the backend were found");
  }
});

test("backendTests runs what it is given, in the project, without credentials", async () => {
  const { shown, command } = await run(DJANGO, { options: { test: "make test" } });
  assertEquals(shown, "make test");
  assertEquals(command?.words, ["sh", "-c", "make test"]);
  assertEquals([command?.folder, command?.environment["CI"]], ["/p", "true"]);
  assertEquals("KEYSPLIT_PASSWORD" in (command?.environment ?? {}), false);
});

test("backendTests finds nothing where there is nothing to test, and says how to go on", async () => {
  const { fact } = await run(DJANGO);
  assertEquals(fact, {
    known: false,
    why: "no tests of the backend were found",
    next: "deno task checklist p --run-tests --test 'COMMAND'",
  });
});

test("backendTests shows the end of a failing run, redacted, and the cause where it is known", async () => {
  const files = { ...DJANGO, "/p/shop/tests.py": "" };
  const failed = await run(files, {
    script: { exitCode: 1, stderr: "AssertionError: hunter2\nFAILED (failures=1)\n" },
  });
  assertEquals(failed.fact.known && [failed.fact.value.outcome, failed.fact.value.tail], [
    "fail",
    ["AssertionError: ••••", "FAILED (failures=1)"],
  ]);
  const missing =
    "decouple.UndefinedValueError: JWT_SECRET_KEY not found. Declare it as envvar or define a default value.";
  const { fact } = await run(files, { script: { exitCode: 1, stderr: `${missing}\n` } });
  assertStringIncludes(fact.known ? fact.value.causes.map(({ cause }) => cause).join() : "", "key-missing");
});

test("backendTests takes no run for a pass that ran nothing or did not end", async () => {
  const files = { ...DJANGO, "/p/shop/tests.py": "" };
  for (
    const script of [
      {
        stderr:
          "Found 0 test(s).\nSystem check identified no issues (0 silenced).\n\nRan 0 tests in 0.000s\n\nOK\n",
      },
      { exitCode: 5, stderr: "\nNO TESTS RAN\n" },
      { exitCode: 5, stdout: "collected 0 items\n\n===== no tests ran in 0.01s =====\n" },
      { exitCode: 1, stdout: "No tests found, exiting with code 1\n" },
      { stdout: "# tests 0\n# pass 0\n" },
      { exitCode: 1, stdout: "No test files found, exiting with code 1\n" },
      { stdout: "\n  0 passing (1ms)\n  2 pending\n" },
      { stdout: "collected 3 items\n\n====== 3 skipped, 1 warning in 0.01s ======\n" },
    ]
  ) {
    const { fact } = await run(files, { script });
    assertEquals(fact.known && fact.value.outcome, "none", JSON.stringify(script));
  }
  const broken = { exitCode: 1, stdout: "======= 3 skipped, 1 error in 0.01s =======\n" };
  const failed = await run(files, { script: broken });
  assertEquals(failed.fact.known && failed.fact.value.outcome, "fail");
  const { fact } = await run(files, { script: { exitCode: null, timedOut: true } });
  assertEquals(fact.known && fact.value.outcome, "timed-out");
});
