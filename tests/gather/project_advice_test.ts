import { assert, assertEquals } from "@std/assert";
import { projectAdvice } from "../../src/gather/advice/project_advice.ts";
import { treeOf } from "../backends/tree_of.ts";

type Case = readonly [says: string, path: string, text: string, expected: readonly string[]];

const LIST = "verifying-key-list-ignored";
const DELETED = "outstanding-tokens-deleted";
const NAMELESS = "line-without-name";
const RESTART = "restart-keeps-environment";
const SHELL = "shell-is-no-check";

function adviceIn(path: string, text: string): readonly string[] {
  return projectAdvice({ root: "/shop", tree: treeOf({ [path]: text }) }, [], (shown) => shown)
    .flatMap(({ symptom, evidence }) => evidence.map(({ line }) => `${symptom.cause}:${line}`));
}

function test(cases: readonly Case[]): void {
  for (const [says, path, text, expected] of cases) {
    Deno.test({
      name: `projectAdvice() ${expected.length === 0 ? "leaves alone" : "finds"} ${says}`,
      permissions: "none",
      fn: () => assertEquals(adviceIn(path, text), expected),
    });
  }
}

const SETTINGS = "shop/settings.py";

test([
  [
    "a list as VERIFYING_KEY",
    SETTINGS,
    'SIMPLE_JWT = {\n    "SIGNING_KEY": KEY,\n    "VERIFYING_KEY": [KEY, OLD],\n}\n',
    [`${LIST}:3`],
  ],
  ["a tuple in dict()", SETTINGS, "SIMPLE_JWT = dict(\n    VERIFYING_KEY=(KEY, OLD),\n)\n", [`${LIST}:2`]],
  ["a list that is set later", SETTINGS, "SIMPLE_JWT['VERIFYING_KEY'] = [KEY, OLD]\n", [`${LIST}:1`]],
  [
    "a list by another name",
    SETTINGS,
    'KEYS = [KEY, OLD]\nSIMPLE_JWT.update({"VERIFYING_KEY": KEYS})\n',
    [`${LIST}:2`],
  ],
  [
    "a variable that is split",
    SETTINGS,
    'SIMPLE_JWT = {"VERIFYING_KEY": config("KEYS", cast=Csv())}\nSIMPLE_JWT["VERIFYING_KEY"] = os.environ["K"].split(",")\n',
    [`${LIST}:1`, `${LIST}:2`],
  ],
  [
    "a comment and a text about a list",
    SETTINGS,
    '"""Never VERIFYING_KEY = [KEY, OLD]."""\n# SIMPLE_JWT["VERIFYING_KEY"] = [KEY, OLD]\nSIMPLE_JWT = {"VERIFYING_KEY": None}\n',
    [],
  ],
  [
    "a list beside a pair of keys, which is another fault",
    SETTINGS,
    'SIMPLE_JWT = {"ALGORITHM": "RS256", "VERIFYING_KEY": [KEY, OLD]}\n',
    [],
  ],
  [
    "deleted tokens",
    "accounts/views.py",
    "from x.models import OutstandingToken as Token\n\n\ndef logout(user):\n    Token.objects.filter(user=user).delete()\n",
    [`${DELETED}:5`],
  ],
  [
    "deleted tokens by a variable",
    "accounts/management/commands/logout.py",
    "def handle(self):\n    tokens = OutstandingToken.objects.all()\n    tokens.delete()\n",
    [`${DELETED}:3`],
  ],
  [
    "tokens that are deleted when they are over",
    "accounts/tasks.py",
    "OutstandingToken.objects.filter(expires_at__lt=now()).delete()\n# OutstandingToken.objects.all().delete()\n",
    [],
  ],
  ["what a test deletes", "accounts/tests/test_x.py", "OutstandingToken.objects.all().delete()\n", []],
]);

const MAKE_KEY = "python -c 'import secrets; print(secrets.token_urlsafe(64))'";

test([
  ["a key without a name", "setup.sh", `#!/bin/sh\n${MAKE_KEY} >> .env\n`, [`${NAMELESS}:2`]],
  ["a key without a name by tee", "Makefile", "key:\n\topenssl rand -hex 32 | tee -a .env\n", [
    `${NAMELESS}:2`,
  ]],
  ["a key with its name", "setup.sh", 'echo "JWT_SECRET_KEY=$(openssl rand -hex 32)" >> .env\n', []],
  [
    "a name and its key in two commands",
    "setup.sh",
    "printf 'JWT_SECRET_KEY=' >> .env\nopenssl rand -hex 32 >> .env\n",
    [],
  ],
  [
    "a restart after a key was changed",
    "deploy/rotate.sh",
    "sed -i s/a/b/ ../.env\ndocker compose -f compose.prod.yml restart web\n",
    [`${RESTART}:2`],
  ],
  [
    "a restart in a rule of a makefile about keys",
    "Makefile",
    "restart:\n\tdocker compose restart\n\nrotate-key:\n\tdocker-compose restart web\n",
    [`${RESTART}:5`],
  ],
  [
    "a restart in a workflow",
    ".github/workflows/deploy.yml",
    'jobs:\n  deploy:\n    steps:\n      - run: |\n          echo "JWT_SECRET_KEY=$KEY" >> .env\n          docker compose restart web\n',
    [`${RESTART}:6`],
  ],
  [
    "a restart in a script of a package",
    "package.json",
    '{\n  "scripts": {\n    "rotate-key": "docker compose restart api"\n  }\n}\n',
    [`${RESTART}:3`],
  ],
  [
    "a restart with a comment beside it",
    "run.sh",
    "docker compose restart web  # with the new key of .env\n",
    [
      `${RESTART}:1`,
    ],
  ],
  ["a restart for any other reason", "Makefile", "restart:\n\tdocker compose restart web\n", []],
  [
    "a restart of something else, beside containers made anew",
    "deploy.sh",
    "cp secrets/.env .env\ndocker compose up -d --build\ndocker compose restart nginx\n",
    [],
  ],
  [
    "a comment that warns",
    "deploy.sh",
    "# docker compose restart does not read .env again\nvim .env\ndocker compose up -d\n",
    [],
  ],
  [
    "a shell that prints",
    "deploy.sh",
    "#!/bin/sh\npython manage.py shell -c \"print('settings ok')\" || exit 1\n",
    [`${SHELL}:2`],
  ],
  [
    "a shell as a health check of a container",
    "compose.yaml",
    'services:\n  web:\n    healthcheck:\n      test: ["CMD", "python", "manage.py", "shell", "-c", "print(1)"]\n',
    [`${SHELL}:4`],
  ],
  [
    "a shell that looks at a key",
    "package.json",
    '{\n  "scripts": {\n    "check": "python manage.py shell -c \\"from django.conf import settings; print(len(settings.JWT_SECRET_KEY))\\""\n  }\n}\n',
    [`${SHELL}:3`],
  ],
  [
    "a shell that works",
    "setup.sh",
    'python manage.py shell -c "from django.contrib.auth import get_user_model; get_user_model().objects.count()"\npython manage.py shell -c \'from shop.seed import seed; seed()\'\npython manage.py shell -c "from django.conf import settings; print(settings.STATIC_ROOT)"\npython manage.py shell\n',
    [],
  ],
]);

test([
  [
    "every piece of a guide",
    "docs/KEYS.md",
    [
      "# JWT_SECRET_KEY is required",
      "",
      "## Upgrade",
      "",
      "### Step 1: Make a key",
      "",
      "```bash",
      `${MAKE_KEY} >> .env`,
      "```",
      "",
      "### Step 2: Restart",
      "",
      "1. Run `docker compose restart web`.",
      "2. See that it works: `python manage.py shell -c 'print(1)'`",
      "",
      "## Old tokens",
      "",
      "```python",
      "# Accept both for a day",
      "SIMPLE_JWT = {",
      "    ...,",
      '    "VERIFYING_KEY": [KEY, OLD],',
      "}",
      "```",
      "",
      "Or log everybody out with `OutstandingToken.objects.all().delete()`.",
    ].join("\n"),
    [`${LIST}:22`, `${DELETED}:26`, `${NAMELESS}:8`, `${RESTART}:13`, `${SHELL}:14`],
  ],
  [
    "an entry by itself",
    "README.md",
    'Set `"VERIFYING_KEY": [KEY, OLD]` for a while.\n',
    [`${LIST}:1`],
  ],
  [
    "a restart that is named before the change",
    "README.md",
    "Run `docker compose restart` after every change of `.env`.\n",
    [`${RESTART}:1`],
  ],
  [
    "a restart that is not to be forgotten",
    "README.md",
    "Edit `.env`. Do not forget to run `docker compose restart`.\n",
    [`${RESTART}:1`],
  ],
  [
    "warnings of all of it",
    "docs/KEYS.md",
    [
      "# JWT_SECRET_KEY",
      "",
      "Do not run `docker compose restart`: it keeps the environment.",
      "`docker compose restart` is often proposed. It does not read `.env` again.",
      "Deleting (`OutstandingToken.objects.all().delete()`) logs",
      "nobody out, and is never the way.",
      "",
      "| `docker compose restart` | does not apply the key |",
      "",
      "This does not work:",
      "",
      "```python",
      "SIMPLE_JWT['VERIFYING_KEY'] = [KEY, OLD]",
      "```",
      "",
      "```sh",
      "# wrong: the line has no name",
      `${MAKE_KEY} >> .env`,
      "docker compose restart  # the containers keep the old key",
      "```",
      "",
      "## What to avoid",
      "",
      "`python manage.py shell -c 'print(1)'`",
    ].join("\n"),
    [],
  ],
  [
    "a restart in a document about something else",
    "README.md",
    "# Shop\n\n## Setup\n\nCopy `.env.example` to `.env`.\n\n## Logs\n\n```sh\ndocker compose restart filebeat\n```\n",
    [],
  ],
  ["what was once changed", "CHANGELOG.md", `## 1.0\n\n- Run \`${MAKE_KEY} >> .env\`\n`, []],
]);

Deno.test({
  name: "projectAdvice() finds the key without a name in an env file, and does not show it",
  permissions: "none",
  fn() {
    const key = "x7Kq-Zr2mWv9TnB4cLd8HsYp3GfJe6Ra1UoQ5iXtVbN0wEkMhS";
    const bytes = new TextEncoder().encode(`SECRET_KEY=abc\n${key}\nDEBUG=1\n`);
    const byFile = [{ path: "/shop/.env", bytes, jwt: null }];
    const [advice, ...more] = projectAdvice({ root: "/shop", tree: treeOf({}) }, byFile, (shown) => shown);
    assertEquals([advice?.symptom.cause, more], [NAMELESS, []]);
    assertEquals(advice?.evidence.map(({ path, line }) => [path, line]), [[".env", 2]]);
    for (let at = 0; at + 6 <= key.length; at++) {
      assert(!JSON.stringify(advice?.evidence).includes(key.slice(at, at + 6)), "a part of the key is shown");
    }
  },
});

Deno.test({
  name: "projectAdvice() hides the keys of a list, and names five places at most",
  permissions: "none",
  fn() {
    const text = 'SIMPLE_JWT = {"VERIFYING_KEY": ["x7Kq-Zr2mWv9TnB4", OLD]}\n'.repeat(8);
    const [advice] = projectAdvice(
      { root: "/shop", tree: treeOf({ [SETTINGS]: text }) },
      [],
      (shown) => shown,
    );
    assertEquals(advice?.evidence.length, 6);
    assertEquals(advice?.evidence[0]?.text, 'SIMPLE_JWT = {"VERIFYING_KEY": ["••••", OLD]}');
    assertEquals(advice?.evidence[5], { text: "and 3 more places" });
  },
});
