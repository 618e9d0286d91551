import { assert } from "@std/assert";
import { describeProject, DJANGO, ENV } from "./describing.ts";

const WORKFLOW = ".github/workflows/ci.yml";

/** Files that a stranger may have written, up to the megabyte that is read at most. */
const HOSTILE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "aliases of aliases": {
    "compose.yaml":
      `a: &a [x, x]\n${
        many(24, (at) => `b${at}: &b${at} [*b${at - 1}, *b${at - 1}]`).replace("*b-1, *b-1", "*a, *a")
      }\n` +
      "services: {web: {build: ., environment: *b23, command: *b23}}\n",
    "k8s/a.yaml": `kind: Pod\na: &a [{name: x}]\n${
      many(24, (at) => `b${at}: &b${at} [*b${at - 1}, *b${at - 1}]`).replace("*b-1, *b-1", "*a, *a")
    }\nspec: {containers: *b23}\n`,
  },
  "maps that merge each other": {
    "compose.yaml":
      `${many(2000, (at) => `x${at}: &x${at} {<<: ${at === 0 ? "{}" : `*x${at - 1}`}, A${at}: 1}`)}\n` +
      `services:\n${many(500, (at) => `  s${at}: {build: ., environment: *x1999}`)}\n`,
  },
  "deep nesting": {
    [WORKFLOW]: `env: ${"[".repeat(5_000)}`,
    "k8s/a.yaml": `kind: Pod\nenv: ${"{a: ".repeat(4_000)}`,
  },
  "many manifests": Object.fromEntries(
    Array.from(
      { length: 12 },
      (_, at) => [
        `k8s/${at}.yaml`,
        `kind: Secret\ndata:\n${many(1500, (line) => `  SECRET_KEY${line}: eA==`)}`,
      ],
    ),
  ),
  "many jobs of many steps": {
    [WORKFLOW]: `on: push\nenv: {SECRET_KEY: x}\njobs:\n${
      many(40, (at) => `  j${at}:\n    steps:\n${many(40, () => "    - run: pytest")}`)
    }`,
  },
  "a script of assignments": {
    "crontab": `* * * * * ${"A=1 ".repeat(200_000)}`,
    "Procfile": `web: ${"A='".repeat(300_000)}`,
  },
  "quotes that stay open": {
    "Jenkinsfile": many(20_000, () => `SECRET_KEY = "${"\\".repeat(30)}`),
    "deploy/a.service": `[Service]\nEnvironment=${'"a\\'.repeat(200_000)}`,
    "deploy/supervisord.conf": `[program:a]\nenvironment=${'A="\\'.repeat(200_000)}`,
  },
  "a Dockerfile of many stages and copies": {
    Dockerfile: many(
      3000,
      (at) => `FROM ${at === 0 ? "x" : `s${at - 1}`} AS s${at}\nENV A${at}=1\nCOPY a${at} b${at} c /`,
    ),
  },
  "a Dockerfile whose line goes on": { Dockerfile: `FROM a\nRUN x \\\n${" y \\\n".repeat(80_000)}` },
  "a heredoc without an end": { Dockerfile: `FROM a\nRUN <<EOF\n${"python manage.py x\n".repeat(50_000)}` },
  "patterns of stars": {
    ".dockerignore": many(5000, () => "*a*a*a*a*a*a*b"),
    Dockerfile: "FROM a\nCOPY . .\n",
    ".env": ENV,
  },
  "units and charts": {
    "chart/Chart.yaml": "",
    "chart/values.yaml": `SECRET_KEY${"x".repeat(500_000)}\n`.repeat(2),
    "deploy/a.service": `[Service]\n${many(20_000, (at) => `Environment=A${at}=1`)}\n`,
  },
  "documents of one name": {
    "README.md": "MY_JWT_SECRET_KEY ".repeat(50_000),
    "docs/a.md": "xJWT_SECRET_KEY".repeat(60_000),
  },
  "sections of tox": {
    "tox.ini": many(30_000, (at) => `[testenv:${at}]\nsetenv = A=1`),
    "pytest.ini": `[pytest]\nenv =\n${" A=1\n".repeat(100_000)}`,
  },
  "env files of every name": Object.fromEntries(
    Array.from({ length: 300 }, (_, at) => [`.env.prod${at}`, ENV]),
  ),
};

for (const [name, files] of Object.entries(HOSTILE)) {
  Deno.test({
    name: `gatherProjectFacts() ends soon with ${name}`,
    permissions: "none",
    async fn() {
      const started = performance.now();
      await describeProject({ ...DJANGO, ...files });
      assert(performance.now() - started < 15_000, `it took ${performance.now() - started} ms`);
    },
  });
}

function many(times: number, line: (at: number) => string): string {
  return Array.from({ length: times }, (_, at) => line(at)).join("\n");
}
