import { assertEquals } from "@std/assert";
import type { Project } from "../../src/gather/project.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { loadersInUse } from "../../src/gather/loaders.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

const REPO = "/home/ada/shop";
const KEY = "JWT_SECRET_KEY=x\n";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** An application whose code reads its process alone, and one that reads a file by itself. */
const PROCESS = {
  "app.py": 'import os, fastapi, jwt\napp = fastapi.FastAPI()\nKEY = os.environ["JWT_SECRET_KEY"]\n',
};
const DECOUPLE = {
  "app.py":
    'import fastapi, jwt\nfrom decouple import config\napp = fastapi.FastAPI()\nKEY = config("JWT_SECRET_KEY")\n',
};

const DJANGO = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "shop/settings.py":
    'import os\nSECRET_KEY = os.environ["SECRET_KEY"]\nSIMPLE_JWT = {"SIGNING_KEY": os.environ["JWT_SECRET_KEY"]}\n',
  "requirements.txt": "django\ndjangorestframework-simplejwt\n",
};

type Files = Readonly<Record<string, string>>;

/** The file that is judged in a project: `path  dialect`. */
const CASES: Readonly<Record<string, readonly [files: Files, judged: string]>> = {
  "Compose's env_file": [
    { ...PROCESS, "compose.yaml": service("env_file: backend.env"), "backend.env": KEY },
    "backend.env  compose-go",
  ],
  "Compose's env_file where nothing else shows an application": [
    { "compose.yaml": service("image: shop", "env_file: backend.env"), "backend.env": KEY },
    "backend.env  compose-go",
  ],
  "Compose's env_file in folders that begin with a dot": [
    {
      ...PROCESS,
      "docker-compose.local.yml": service("build: .", "env_file:", "  - ./.envs/.local/.django"),
      "docker-compose.production.yml": service("build: .", "env_file:", "  - ./.envs/.production/.django"),
      ".envs/.local/.django": KEY,
      ".envs/.production/.django": KEY,
    },
    ".envs/.local/.django  compose-go",
  ],
  "the file of pydantic's env_file": [
    {
      "config.py":
        'from pydantic_settings import BaseSettings, SettingsConfigDict\nclass Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_file=("env.local", "missing.env"))\n    jwt_secret_key: str\n',
      "env.local": KEY,
    },
    "env.local  pydantic-settings",
  ],
  "the file of load_dotenv() in an application of no known framework": [
    {
      "app.py": 'import os\nfrom dotenv import load_dotenv\nload_dotenv("config/prod.env")\n',
      "config/prod.env": KEY,
    },
    "config/prod.env  python-dotenv",
  ],
  "the file of load_dotenv() in one that is known": [
    {
      "app.py": `from dotenv import load_dotenv\nload_dotenv("config/prod.env")\n${PROCESS["app.py"]}`,
      "config/prod.env": KEY,
    },
    "config/prod.env  python-dotenv",
  ],
  "the file of django-environ's read_env()": [
    {
      "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
      "shop/settings.py": [
        "from pathlib import Path",
        "import environ",
        "BASE_DIR = Path(__file__).resolve().parent.parent",
        "environ.Env.read_env(BASE_DIR / 'shop.env')",
        "env = environ.Env()",
        'SECRET_KEY = env("SECRET_KEY")',
        'SIMPLE_JWT = {"SIGNING_KEY": env("JWT_SECRET_KEY")}',
      ].join("\n"),
      "requirements.txt": "django\ndjangorestframework-simplejwt\ndjango-environ==0.12.0\n",
      "shop.env": KEY,
    },
    "shop.env  django-environ-0.12",
  ],
  "the file of npm dotenv's path": [
    {
      "index.js": 'require("dotenv").config({ path: ".env.local" });\nprocess.env.JWT_SECRET_KEY;\n',
      "package.json": '{ "dependencies": { "dotenv": "16" } }',
      ".env.local": KEY,
    },
    ".env.local  npm-dotenv",
  ],
  "the file of node --env-file": [
    { "package.json": '{ "scripts": { "start": "node --env-file=prod.env index.js" } }', "prod.env": KEY },
    "prod.env  node-env-file",
  ],
  "systemd's file, on the server's path and on this machine's": [
    {
      ...PROCESS,
      "deploy/shop.service": "[Service]\nEnvironmentFile=/srv/shop/shop.env\n",
      "shop.env": KEY,
    },
    "shop.env  systemd-environment-file",
  ],
  "the file with the session key, where none has the key": [
    {
      ...DJANGO,
      "compose.yaml": service("env_file: [django.env, other.env]"),
      "django.env": "SECRET_KEY=x\n",
      "other.env": "A=1\n",
    },
    "django.env  compose-go",
  ],
  "the application's file, where none has a key": [
    {
      ...PROCESS,
      "local.yml": service(
        "build: .",
        "env_file:",
        "  - ./.envs/.local/.django",
        "  - ./.envs/.local/.postgres",
      ),
      ".envs/.local/.django": "A=1\n",
      ".envs/.local/.postgres": "A=1\n",
    },
    ".envs/.local/.django  compose-go",
  ],
  "the last of a service's files that assigns the key": [
    {
      ...PROCESS,
      "compose.yaml": service("env_file: [common.env, backend.env, ports.env]"),
      "common.env": KEY,
      "backend.env": KEY,
      "ports.env": "PORT=1\n",
    },
    "backend.env  compose-go",
  ],
  "what Compose gives, where the code's own file is not there": [
    { ...DECOUPLE, "compose.yaml": service("env_file: backend.env"), "backend.env": KEY },
    "backend.env  compose-go",
  ],
  "what Compose gives without a key, rather than a new file": [
    { ...DECOUPLE, "compose.yaml": service("env_file: backend.env"), "backend.env": "A=1\n" },
    "backend.env  compose-go",
  ],
  "the code's own file where it is there, also without a key": [
    { ...DECOUPLE, "compose.yaml": service("env_file: backend.env"), "backend.env": KEY, ".env": "A=1\n" },
    ".env  python-decouple",
  ],
  "what reaches the process, and not a .env that nothing reads": [
    { ...PROCESS, "compose.yaml": service("env_file: backend.env"), "backend.env": "A=1\n", ".env": "A=1\n" },
    "backend.env  compose-go",
  ],
  "the .env before another file that reaches the process too": [
    {
      ...PROCESS,
      "compose.yaml": service("env_file: backend.env"),
      "run.sh": "set -a; . ./.env; set +a\npython app.py\n",
      "backend.env": KEY,
      ".env": KEY,
    },
    ".env  dash",
  ],
  "the file to be made where Compose does not start without it": [
    { ...PROCESS, "compose.yaml": service("build: .", "env_file: backend.env"), ".env.example": KEY },
    "backend.env  compose-go",
  ],
  "the usual file to be made where Compose starts without its own": [
    {
      ...PROCESS,
      "compose.yaml": service("build: .", "env_file:", "  - path: backend.env", "    required: false"),
      ".env.example": KEY,
    },
    ".env  –",
  ],
  "no file of another service, of CI, of tests, or to be copied": [
    {
      ...Object.fromEntries(Object.entries(PROCESS).map(([path, text]) => [`api/${path}`, text])),
      "api/requirements.txt": "fastapi\npyjwt\n",
      "compose.yaml": [
        "services:",
        "  web:",
        "    build: ./web",
        "    env_file: web.env",
        "  api:",
        "    build: ./api",
        "    env_file: .env.example",
        "  db:",
        "    image: postgres",
        "    env_file: db.env",
      ].join("\n"),
      "web/package.json": '{ "scripts": { "start": "node --env-file=prod.env a.js" } }',
      ".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n      - run: docker run --env-file ci.env x\n",
      "run.sh": "docker run --env-file test.env x\n",
      ...Object.fromEntries(
        ["web.env", ".env.example", "db.env", "web/prod.env", "ci.env", "test.env"].map((
          path,
        ) => [path, KEY]),
      ),
    },
    ".env  –",
  ],
};

for (const [name, [files, judged]] of Object.entries(CASES)) {
  test(`chooseEnvFile() takes ${name}`, () => assertEquals(shown(projectOf(files), REPO), judged));
}

/** The same for the folder `backend` of a repository, with the place that shows the loader. */
const ABOVE: Readonly<Record<string, readonly [files: Files, judged: string]>> = {
  "by its build": [
    { "compose.yaml": service("build: ./backend", "env_file: ./backend/api.env"), "backend/api.env": KEY },
    "/home/ada/shop/backend/api.env  compose-go  /home/ada/shop/compose.yaml:4",
  ],
  "by its context, in the file's own folder": [
    {
      "docker-compose.yml": service("build:", "  context: backend/", "env_file: shared.env"),
      "shared.env": KEY,
    },
    "/home/ada/shop/shared.env  compose-go  /home/ada/shop/docker-compose.yml:5",
  ],
  "by its dockerfile": [
    {
      "compose.yaml": service(
        "build: { context: ., dockerfile: backend/Dockerfile }",
        "env_file: shared.env",
      ),
      "shared.env": KEY,
    },
    "/home/ada/shop/shared.env  compose-go  /home/ada/shop/compose.yaml:4",
  ],
  "by what it mounts": [
    {
      "compose.yaml": service("image: python", "volumes:", "  - ./backend/src:/app", "env_file: shared.env"),
      "shared.env": KEY,
    },
    "/home/ada/shop/shared.env  compose-go  /home/ada/shop/compose.yaml:6",
  ],
  "by its env file": [
    { "compose.yaml": service("image: shop", "env_file: backend/api.env"), "backend/api.env": KEY },
    "/home/ada/shop/backend/api.env  compose-go  /home/ada/shop/compose.yaml:4",
  ],
  "by a fragment that it takes over": [
    {
      "compose.yaml": [
        "x-common: &common",
        "  env_file: shared.env",
        "services:",
        "  api:",
        "    <<: *common",
        "    build: backend",
      ].join("\n"),
      "shared.env": KEY,
    },
    "/home/ada/shop/shared.env  compose-go  /home/ada/shop/compose.yaml:2",
  ],
  "and the .env that fills it in": [
    {
      "compose.yaml": service("build: backend", "environment:", "  JWT_SECRET_KEY: ${JWT_SECRET_KEY:?}"),
      ".env": KEY,
    },
    "/home/ada/shop/.env  compose-go-project  /home/ada/shop/compose.yaml:5",
  ],
};

for (const [name, [files, judged]] of Object.entries(ABOVE)) {
  test(`chooseEnvFile() sees a compose file above whose service is the project's ${name}`, () => {
    const above = { ...inBackend(PROCESS), ...files, ".git/HEAD": "" };
    const project = projectOf(above, `${REPO}/backend`);
    const [loader] = loadersInUse(project);
    assertEquals(`${shown(project, "")}  ${loader?.seen?.path}:${loader?.seen?.line}`, judged);
  });
}

const OTHERS: Readonly<Record<string, Files>> = {
  "of a service of another folder": {
    "compose.yaml": service("build: ./web", "env_file: shared.env", "environment:", "  A: ${JWT_SECRET_KEY}"),
    ".git/HEAD": "",
  },
  "of one that is built from all of the repository": {
    "compose.yaml": service("build: .", "env_file: shared.env"),
    ".git/HEAD": "",
  },
  "of a folder whose name begins alike": {
    "compose.yaml": service("build: ./backend2", "env_file: shared.env"),
    ".git/HEAD": "",
  },
  "beyond the top of the repository": {
    "compose.yaml": service("build: ./backend", "env_file: shared.env"),
    "backend/.git/HEAD": "",
  },
  "where there is no repository": { "compose.yaml": service("build: ./backend", "env_file: shared.env") },
};

for (const [name, files] of Object.entries(OTHERS)) {
  test(`chooseEnvFile() takes nothing from a compose file above: ${name}`, () => {
    const given = { ...inBackend(PROCESS), ...files, "shared.env": KEY, ".env": KEY };
    const project = projectOf(given, `${REPO}/backend`);
    assertEquals([shown(project, ""), loadersInUse(project)], ["/home/ada/shop/backend/.env  –", []]);
  });
}

test("chooseEnvFile() reads no device", () => {
  const files = {
    ...PROCESS,
    "compose.yaml": service("env_file: [/proc/1/environ, /dev/zero]"),
    ".env": "A=1\n",
  };
  const project = projectOf(files, REPO, { "/proc/1/environ": KEY, "/dev/zero": KEY });
  assertEquals(shown(project, REPO), ".env  –");
});

function service(...rows: readonly string[]): string {
  return ["services:", "  api:", ...rows.map((row) => `    ${row}`)].join("\n");
}

function inBackend(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`backend/${path}`, text]));
}

function shown(project: Project, root: string): string {
  const paths = project.envFiles.map((path) => root === "" ? path : path.replace(`${root}/`, ""));
  return `${paths.join(" ")}  ${project.loader === null ? "–" : project.dialect.id}`;
}

function projectOf(files: Files, root = REPO, more: Files = {}): Project {
  const entries = Object.entries(files).map(([path, text]) => [`${REPO}/${path}`, text]);
  const host = memoryHost({ files: { ...Object.fromEntries(entries), ...more }, folder: root });
  const at = { root, shown: "shop", typed: "shop", grant: (flag: string) => flag };
  return resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "configuration",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 60,
  });
}
