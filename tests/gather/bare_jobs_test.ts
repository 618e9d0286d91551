import { assertEquals } from "@std/assert";
import { describeProject, DJANGO, ENV, findingOf, jobsOf } from "./describing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

const WORKFLOW = ".github/workflows/test.yml";

function workflow(run: string, env = ""): string {
  return `on: [push]\njobs:\n  tests:\n    steps:\n      - run: pip install pytest\n      - run: ${run}\n${env}`;
}

async function bareIn(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const { ci } = await describeProject({ ...DJANGO, ".env": ENV, ...files });
  return ci.known ? (ci.value.bare ?? []).map(({ path, line, name }) => `${path}:${line} ${name}`) : [ci.why];
}

test("gatherCi() finds the jobs that are given a key", async () => {
  const env = "        env: {SECRET_KEY: x, JWT_SECRET_KEY: y}\n";
  assertEquals(await jobsOf({ [WORKFLOW]: workflow("pytest", env) }), [
    `${WORKFLOW}:3 tests, job: jwt text@7, session text@7`,
  ]);
  assertEquals(await bareIn({ [WORKFLOW]: workflow("pytest", env) }), []);
});

test("gatherCi() tells the jobs that run the application or its tests and are given nothing", async () => {
  for (
    const run of [
      "pytest -q",
      "python manage.py test",
      "uv run pytest",
      "cd shop && DEBUG=1 python -m pytest",
    ]
  ) assertEquals(await bareIn({ [WORKFLOW]: workflow(run) }), [`${WORKFLOW}:3 tests`], run);
  for (
    const run of [
      "ruff check .",
      "docker compose run web pytest",
      "cp .env.example .env && pytest",
      "npm test",
    ]
  ) assertEquals(await bareIn({ [WORKFLOW]: workflow(run), ".env.example": ENV }), [], run);
});

test("gatherCi() asks for no key in jobs whose tests set it themselves", async () => {
  const files = {
    [WORKFLOW]: workflow("pytest"),
    "conftest.py": 'import os\nos.environ["JWT_SECRET_KEY"] = "x" * 64\n',
  };
  assertEquals(await bareIn(files), []);
});

test("ci-declares-key does not know of jobs that are given nothing", async () => {
  const described = await describeProject({ ...DJANGO, ".env": ENV, [WORKFLOW]: workflow("pytest") });
  const { outcome, message, evidence, remedy } = findingOf(described, "ci-declares-key");
  assertEquals(outcome, "unknown");
  assertEquals(
    message,
    "1 job starts the application or its tests and is given none of its settings: whether JWT_SECRET_KEY is " +
      "needed there is not known",
  );
  assertEquals(evidence, [{ path: WORKFLOW, line: 3, text: "tests (GitHub Actions, a job)" }]);
  assertEquals(remedy?.commands.length, 1);
});
