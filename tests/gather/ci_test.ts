import { assert, assertEquals } from "@std/assert";
import { describeProject, DJANGO, ENV, findingOf, jobsOf } from "./describing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

const WORKFLOW = ".github/workflows/ci.yml";

/** What each workflow gives its jobs, by a name for it. */
const WORKFLOWS: Readonly<Record<string, { text: string; jobs: readonly string[] }>> = {
  "the environment of the workflow, of a job and of a step": {
    text:
      "on: push\nenv:\n  SECRET_KEY: test\njobs:\n  a:\n    env:\n      JWT_SECRET_KEY: test\n    steps:\n    - run: pytest\n" +
      "  b:\n    steps:\n    - run: pytest\n      env:\n        JWT_SECRET_KEY: test\n  c:\n    steps:\n    - run: pytest\n",
    jobs: [
      `${WORKFLOW}:5 a, job: jwt text@7, session text@3`,
      `${WORKFLOW}:10 b, job: jwt text@14, session text@3`,
      `${WORKFLOW}:15 c, job: jwt –, session text@3`,
    ],
  },
  "one step of two that has it": {
    text:
      "on: push\njobs:\n  a:\n    env: {SECRET_KEY: x}\n    steps:\n    - run: python manage.py migrate\n" +
      "      env: {JWT_SECRET_KEY: y}\n    - run: python manage.py test\n    - run: ruff check\n",
    jobs: [`${WORKFLOW}:3 a, job: jwt –, session text@4`],
  },
  "a job that needs no settings": {
    text:
      "on: push\nenv: {SECRET_KEY: x}\njobs:\n  lint:\n    steps: [{run: ruff check}]\n  test:\n    steps: [{run: pytest}]\n",
    jobs: [`${WORKFLOW}:6 test, job: jwt –, session text@2`],
  },
  "jobs that run what nobody knows": {
    text: "on: pull_request\nenv: {SECRET_KEY: x}\njobs:\n  test:\n    steps: [{run: ./go.sh}]\n",
    jobs: [`${WORKFLOW}:2 all jobs, job: jwt –, session text@2`],
  },
  "steps that write for the next ones": {
    text: 'on: push\njobs:\n  a:\n    steps:\n    - run: |\n        echo "SECRET_KEY=x" >> "$GITHUB_ENV"\n' +
      '        echo "JWT_SECRET_KEY=$(openssl rand -hex 32)" >> $GITHUB_ENV\n    - run: pytest\n' +
      "  b:\n    steps:\n    - run: |\n        cat > .env <<EOF\n        SECRET_KEY=x\n        EOF\n    - run: pytest\n",
    jobs: [
      `${WORKFLOW}:3 a, job: jwt surroundings@7, session text@6`,
      `${WORKFLOW}:9 b, job: jwt –, session text@13`,
    ],
  },
  "variables on the line of a command": {
    text: "on: push\njobs:\n  a:\n    steps:\n    - run: SECRET_KEY=x python manage.py test\n" +
      "  b:\n    steps:\n    - run: docker run -e SECRET_KEY=x -e JWT_SECRET_KEY=y shop pytest\n" +
      "  c:\n    steps:\n    - run: export SECRET_KEY=x && export JWT_SECRET_KEY='y' && pytest\n",
    jobs: [
      `${WORKFLOW}:3 a, job: jwt –, session text@5`,
      `${WORKFLOW}:6 b, job: jwt text@8, session text@8`,
      `${WORKFLOW}:9 c, job: jwt text@11, session text@11`,
    ],
  },
  "secrets, which forks have not got": {
    text:
      "on: [push, pull_request]\njobs:\n  a: &a\n    env: {SECRET_KEY: x, JWT_SECRET_KEY: '${{ secrets.JWT_SECRET_KEY }}'}\n" +
      "    steps: [{run: pytest}]\n  b:\n    env: {SECRET_KEY: x, JWT_SECRET_KEY: \"${{ secrets.A || '' }}\"}\n    steps: [{run: pytest}]\n" +
      "  c:\n    env: {SECRET_KEY: x, JWT_SECRET_KEY: \"${{ secrets.A || 'test' }}\"}\n    steps: [{run: pytest}]\n" +
      "  d:\n    if: github.event_name == 'push'\n    env: {SECRET_KEY: x, JWT_SECRET_KEY: '${{ secrets.A }}'}\n    steps: [{run: pytest}]\n",
    jobs: [
      `${WORKFLOW}:3 a, job: jwt secret@4, session text@4 !`,
      `${WORKFLOW}:6 b, job: jwt secret@7, session text@7 !`,
      `${WORKFLOW}:9 c, job: jwt default@10, session text@10`,
      `${WORKFLOW}:12 d, job: jwt secret@14, session text@14`,
    ],
  },
  "actions that take variables out of a store": {
    text:
      "on: push\njobs:\n  a:\n    env: {SECRET_KEY: x}\n    steps:\n    - uses: hashicorp/vault-action@v3\n    - run: pytest\n" +
      "  b:\n    env: {SECRET_KEY: x}\n    steps:\n    - run: doppler run -- pytest\n",
    jobs: [
      `${WORKFLOW}:3 a, job: jwt –, session text@4, unseen hashicorp/vault-action`,
      `${WORKFLOW}:8 b, job: jwt –, session text@9, unseen doppler run`,
    ],
  },
  "called workflows, by name and with everything": {
    text:
      "on: push\njobs:\n  a:\n    uses: ./.github/workflows/b.yml\n    secrets:\n      SECRET_KEY: ${{ secrets.SECRET_KEY }}\n" +
      "  b:\n    uses: ./.github/workflows/b.yml\n    secrets: inherit\n",
    jobs: [`${WORKFLOW}:3 a, job: jwt –, session secret@6`],
  },
  "a matrix, a container and services": {
    text: "on: push\njobs:\n  a:\n    strategy: {matrix: {python: [3.11, 3.12]}}\n" +
      "    container: {image: python, env: {SECRET_KEY: '${{ matrix.key }}', JWT_SECRET_KEY: x}}\n" +
      "    services: {db: {image: postgres, env: {SECRET_KEY: y}}}\n    steps: [{run: pytest}]\n",
    jobs: [`${WORKFLOW}:3 a, job: jwt text@5, session surroundings@5`],
  },
  "arguments of an image's build": {
    text:
      "on: push\njobs:\n  a:\n    steps:\n    - uses: docker/build-push-action@v6\n      with:\n        build-args: |\n" +
      "          SECRET_KEY=${{ secrets.SECRET_KEY }}\n",
    jobs: [`${WORKFLOW}:3 a, job: jwt –, session secret@7`],
  },
};

for (const [name, { text, jobs }] of Object.entries(WORKFLOWS)) {
  test(`gatherCi() reads ${name}`, async () => assertEquals(await jobsOf({ [WORKFLOW]: text }), jobs));
}

test("gatherCi() reads what a job copies, and what an action of the repository sets", async () => {
  const copying = "on: push\njobs:\n  a:\n    steps:\n    - run: cp .env.example .env\n    - run: pytest\n";
  assertEquals(await jobsOf({ [WORKFLOW]: copying, ".env.example": "SECRET_KEY=a\nJWT_SECRET_KEY=b\n" }), [
    `${WORKFLOW}:3 a, job: jwt text@.env.example:2, session text@.env.example:1`,
  ]);
  assertEquals(await jobsOf({ [WORKFLOW]: copying, ".env.example": "SECRET_KEY=a\n" }), [
    `${WORKFLOW}:3 a, job: jwt –, session text@.env.example:1`,
  ]);
  const using =
    "on: push\njobs:\n  a:\n    env: {SECRET_KEY: x}\n    steps:\n    - uses: ./.github/actions/setup\n    - run: pytest\n";
  const action =
    'runs:\n  using: composite\n  steps:\n  - run: echo "JWT_SECRET_KEY=x" >> $GITHUB_ENV\n    shell: bash\n';
  assertEquals(await jobsOf({ [WORKFLOW]: using, ".github/actions/setup/action.yml": action }), [
    `${WORKFLOW}:3 a, job: jwt text@4, session text@4`,
  ]);
});

test("gatherCi() takes the key that the set-up of the tests assigns", async () => {
  const text = "on: push\njobs:\n  a:\n    env: {SECRET_KEY: x}\n    steps: [{run: pytest}]\n";
  const given = async (path: string, line: string) => (await jobsOf({ [WORKFLOW]: text, [path]: line }))[0];
  const taken = (path: string) => `${WORKFLOW}:3 a, job: jwt text@${path}:1, session text@4`;
  for (
    const [path, line] of [
      ["conftest.py", 'os.environ.setdefault("JWT_SECRET_KEY", "x")\n'],
      ["tests/conftest.py", 'os.environ["JWT_SECRET_KEY"] = "x"\n'],
      ["shop/settings/test.py", 'JWT_SECRET_KEY = "x"\n'],
    ] as const
  ) assertEquals(await given(path, line), taken(path));
  for (
    const [path, line] of [
      ["conftest.py", 'assert os.environ["JWT_SECRET_KEY"] == "x"\n'],
      ["shop/settings/base.py", 'JWT_SECRET_KEY = "x"\n'],
      ["shop/settings/test.py", 'KEY = config("JWT_SECRET_KEY")\n'],
    ] as const
  ) assertEquals(await given(path, line), `${WORKFLOW}:3 a, job: jwt –, session text@4`);
});

test("gatherCi() reads env files of CI and of tests where there is CI", async () => {
  const files = { ".env.ci": "A=1\nSECRET_KEY=x\n", ".env.test": ENV, ".env.ci.example": "SECRET_KEY=\n" };
  assertEquals(await jobsOf({ ...files, [WORKFLOW]: "on: push\njobs: {a: {steps: [{run: pytest}]}}\n" }), [
    ".env.ci:1 .env.ci, job: jwt –, session text@2",
    ".env.test:1 .env.test, job: jwt text@2, session text@1",
  ]);
  assertEquals(await jobsOf(files), []);
});

test("gatherCi() reads what a vault and a context hold", async () => {
  assertEquals(
    await jobsOf({
      ".gitlab-ci.yml":
        "test:\n  variables: {SECRET_KEY: x}\n  secrets: {JWT_SECRET_KEY: {vault: shop/jwt@ops}}\n  script: [pytest]\n",
      ".circleci/config.yml": "jobs:\n  test:\n    environment: {SECRET_KEY: x}\n    steps: [checkout]\n" +
        "workflows:\n  all:\n    jobs:\n    - test: {context: [shop]}\n",
    }),
    [
      ".circleci/config.yml:2 test, job: jwt –, session text@3, unseen context shop",
      ".gitlab-ci.yml:1 test, job: jwt secret@3, session text@2",
    ],
  );
});

test("gatherCi() reads the other systems", async () => {
  assertEquals(
    await jobsOf({
      ".gitlab-ci.yml":
        "variables:\n  SECRET_KEY: x\n.base:\n  variables: {JWT_SECRET_KEY: y}\ntest:\n  extends: .base\n  script: [pytest]\n" +
        "check:\n  script:\n    - python manage.py check\n",
      ".circleci/config.yml":
        "jobs:\n  test:\n    docker: [{image: python, environment: {SECRET_KEY: x}}, {image: redis, environment: {JWT_SECRET_KEY: no}}]\n" +
        "    steps: [checkout, {run: {command: pytest, environment: {DEBUG: 1}}}]\n",
      "azure-pipelines.yml":
        "variables:\n- group: shop\n- {name: SECRET_KEY, value: x}\njobs:\n- job: test\n  steps:\n  - script: pytest\n",
      "bitbucket-pipelines.yml":
        "pipelines:\n  default:\n  - step:\n      name: test\n      script:\n        - export SECRET_KEY=x JWT_SECRET_KEY=y\n",
      ".travis.yml": "env:\n  global:\n    - SECRET_KEY=x\n    - secure: abc\nscript: pytest\n",
      "Jenkinsfile":
        "pipeline {\n  environment {\n    SECRET_KEY = 'x'\n    JWT_SECRET_KEY = credentials('jwt')\n  }\n}\n",
      "tox.ini":
        "[testenv]\nsetenv =\n    SECRET_KEY = x\n    DEBUG = 1\npassenv = JWT_SECRET_KEY\n[testenv:lint]\nsetenv = SECRET_KEY = y\n",
      "pytest.ini": "[pytest]\nenv =\n    D:SECRET_KEY=x\n",
      "pyproject.toml": '[tool.pytest.ini_options]\nenv = [\n  "SECRET_KEY=x",\n  "JWT_SECRET_KEY=y",\n]\n',
    }),
    [
      ".circleci/config.yml:2 test, job: jwt –, session text@3",
      ".gitlab-ci.yml:5 test, job: jwt text@4, session text@2",
      ".gitlab-ci.yml:8 check, job: jwt –, session text@2",
      ".travis.yml:1 build, job: jwt –, session text@3",
      "Jenkinsfile:1 pipeline, job: jwt secret@4, session text@3",
      "azure-pipelines.yml:5 test, job: jwt –, session text@3, unseen variable group shop",
      "bitbucket-pipelines.yml:4 test, job: jwt text@6, session text@6",
      "pyproject.toml:1 tool.pytest.ini_options, job: jwt text@4, session text@3",
      "pytest.ini:1 pytest, job: jwt –, session text@3",
      "tox.ini:1 testenv, job: jwt surroundings@5, session text@3",
      "tox.ini:6 testenv:lint, job: jwt –, session text@7",
    ],
  );
});

test("gatherCi() reads the workflows of the repository that speak of the project", async () => {
  const inside = Object.fromEntries(Object.entries(DJANGO).map(([path, text]) => [`backend/${path}`, text]));
  const job = (folder: string) =>
    `  ${folder}:\n    env: {SECRET_KEY: x}\n    defaults: {run: {working-directory: ${folder}}}\n    steps: [{run: pytest}]\n`;
  const { ci } = await describeProject({
    ...inside,
    [WORKFLOW]: `on: push\njobs:\n${job("backend")}${job("billing")}`,
  }, {
    folder: "backend",
  });
  assert(ci.known);
  assertEquals(ci.value.jobs.map(({ path, name }) => `${path} ${name}`), [`../${WORKFLOW} backend`]);
});

test("ci-declares-key says what is empty for forks and is no failure of the project", async () => {
  const text =
    "on: pull_request\njobs:\n  t:\n    env: {SECRET_KEY: x, JWT_SECRET_KEY: '${{ secrets.A }}'}\n    steps: [{run: pytest}]\n";
  const finding = findingOf(
    await describeProject({ ...DJANGO, ".env": ENV, [WORKFLOW]: text }),
    "ci-declares-key",
  );
  assertEquals(finding.outcome, "pass");
  assert(finding.message.includes("not applicable"), finding.message);
});

test("ci-declares-key is not applicable without CI, and not known where a file cannot be read", async () => {
  const said = async (files: Record<string, string>) =>
    findingOf(await describeProject({ ...DJANGO, ...files }), "ci-declares-key").outcome;
  assertEquals(await said({}), "not-applicable");
  assertEquals(await said({ [WORKFLOW]: "on: push\njobs: {a: {steps: [{run: make}]}}\n" }), "not-applicable");
  assertEquals(await said({ [WORKFLOW]: "on: push\nenv: {SECRET_KEY: [\n" }), "unknown");
});
