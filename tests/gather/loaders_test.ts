import { assert, assertEquals } from "@std/assert";
import { loadersInUse } from "../../src/gather/loaders.ts";
import { inUse, projectOf } from "./in_use.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** What shows a loader in a project, and what is read by it: `dialect  where it was seen  files`. */
const CASES: Readonly<
  Record<string, readonly [files: Readonly<Record<string, string>>, found: readonly string[]]>
> = {
  "python-decouple by its reads": [
    { "settings.py": 'from decouple import config\nKEY = config("JWT_SECRET_KEY")\n', ".env": "" },
    ["python-decouple  settings.py:2  .env"],
  ],
  "python-dotenv by its call, with its path": [
    {
      "app.py":
        'import os\nfrom dotenv import load_dotenv\nload_dotenv("config/dev.env")\nos.environ["JWT_SECRET_KEY"]\n',
      "config/dev.env": "",
      ".env": "",
      "requirements.txt": "python-dotenv==1.2.4\n",
    },
    ["python-dotenv-1.2.4  app.py:3  config/dev.env"],
  ],
  "django-environ in its pinned release": [
    {
      "settings.py":
        'import environ\nenv = environ.Env()\nenviron.Env.read_env()\nKEY = env("JWT_SECRET_KEY")\n',
      ".env": "",
      "requirements.txt": "django-environ==0.11.2\n",
    },
    ["django-environ-0.11  settings.py:3  .env"],
  ],
  "pydantic-settings by its configuration": [
    {
      "config.py":
        'from pydantic_settings import BaseSettings, SettingsConfigDict\nclass Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_file="local.env")\n    jwt_secret_key: str\n',
      ".env": "",
      "local.env": "",
    },
    ["pydantic-settings  config.py:2  local.env"],
  ],
  "a second loader of a worker": [
    {
      "settings.py": 'from decouple import config\nKEY = config("JWT_SECRET_KEY")\n',
      "worker.py": "from dotenv import load_dotenv\nload_dotenv()\n",
      ".env": "",
    },
    ["python-decouple  settings.py:2  .env", "python-dotenv  worker.py:2  .env"],
  ],
  "npm dotenv by its import": [
    {
      "src/main.ts": 'import "dotenv/config";\n',
      "package.json": '{ "dependencies": { "dotenv": "^16.4.0" } }',
      ".env": "",
    },
    ["npm-dotenv  src/main.ts:1  .env"],
  ],
  "an old npm dotenv, with its path": [
    {
      "index.js": 'require("dotenv").config({ path: "./config/app.env" });\n',
      "package.json": '{ "dependencies": { "dotenv": "^8.2.0" } }',
      "config/app.env": "",
      ".env": "",
    },
    ["npm-dotenv-8  index.js:1  config/app.env"],
  ],
  "dotenv-expand": [
    {
      "index.js": 'const { config } = require("dotenv");\nrequire("dotenv-expand").expand(config());\n',
      "package.json": '{ "dependencies": { "dotenv": "16", "dotenv-expand": "^12.0.0" } }',
      ".env": "",
    },
    ["npm-dotenv-expand-12  index.js:1  .env"],
  ],
  "Next by its package": [
    { "package.json": '{\n  "dependencies": { "next": "16" }\n}', ".env": "" },
    ["next  package.json:2  .env.production.local .env.development.local .env.local .env.production .env.development .env"],
  ],
  "@std/dotenv by its import": [
    { "main.ts": '// the key\nimport "jsr:@std/dotenv/load";\n', ".env": "" },
    ["std-dotenv  main.ts:2  .env"],
  ],
  "Ruby, PHP, Go and Rust by their manifests": [
    {
      "Gemfile": 'source "https://rubygems.org"\ngem "dotenv-rails", "~> 3.1"\n',
      "composer.json": '{ "require": { "vlucas/phpdotenv": "^5.6" } }',
      "go.mod": "module shop\n\nrequire github.com/joho/godotenv v1.5.1\n",
      "Cargo.toml": '[dependencies]\ndotenvy = "0.15"\n',
      ".env": "",
    },
    [
      "dotenvy  Cargo.toml:2  .env",
      "ruby-dotenv  Gemfile:2  .env",
      "phpdotenv  composer.json:1  .env",
      "godotenv  go.mod:3  .env",
    ],
  ],
  "Compose by env_file, in each of its forms": [
    {
      "compose.yaml": [
        "x-common: &common",
        '  env_file: ["a.env", b.env]',
        "services:",
        "  web:",
        "    <<: *common",
        "    env_file: .env # the usual one",
        "  worker:",
        "    env_file:",
        "    - ./c.env",
        "    - path: d.env",
        "      required: false",
        "    image: x",
        "  # env_file: no.env",
      ].join("\n"),
      ".env": "",
    },
    ["compose-go  compose.yaml:2  b.env a.env .env d.env c.env"],
  ],
  "Compose's raw format": [
    {
      "docker-compose.prod.yml":
        "services:\n  web:\n    env_file:\n      - path: .env\n        format: raw\n",
      ".env": "",
    },
    ["docker-run  docker-compose.prod.yml:4  .env"],
  ],
  "Compose's project .env by a reference": [
    {
      "deploy/compose.yml":
        "services:\n  web:\n    environment:\n      JWT_SECRET_KEY: ${JWT_SECRET_KEY:?}\n",
      "deploy/.env": "",
    },
    ["compose-go-project  deploy/compose.yml:4  deploy/.env"],
  ],
  "Compose's project .env by a bare name, and not by other variables": [
    {
      "compose.yml":
        "services:\n  web:\n    environment:\n      - JWT_SECRET_KEY_OLD=${JWT_SECRET_KEY_OLD}\n      - JWT_SECRET_KEY\n",
      "other/compose.yml": "services:\n  web:\n    environment:\n      - A=$$JWT_SECRET_KEY\n",
      ".env": "",
    },
    ["compose-go-project  compose.yml:5  .env"],
  ],
  "Compose 1 where the project names it": [
    {
      "compose.yml": "services:\n  web:\n    env_file: .env\n",
      "requirements-dev.txt": "docker-compose==1.29.2\n",
      ".env": "",
    },
    ["compose-go  compose.yml:3  .env", "docker-compose-1  compose.yml:3  .env"],
  ],
  "systemd by its unit, on the server's path": [
    {
      "deploy/shop.service": "[Service]\nEnvironmentFile=-/srv/shop/.env\nExecStart=/srv/shop/run\n",
      ".env": "",
    },
    ["systemd-environment-file  deploy/shop.service:2  .env"],
  ],
  "systemd's file outside of the project": [
    { "deploy/shop.service": "[Service]\nEnvironmentFile=/etc/default/shop\n", ".env": "" },
    ["systemd-environment-file  deploy/shop.service:2  /etc/default/shop"],
  ],
  "docker run in a script, over several lines": [
    {
      "deploy.sh":
        "#!/bin/sh\n# docker run --env-file no.env x\ndocker run --rm \\\n  --env-file .env \\\n  shop\n",
      ".env": "",
    },
    ["docker-run  deploy.sh:4  .env"],
  ],
  "podman, kubectl and a reference that nobody can follow": [
    {
      "Makefile":
        "run:\n\tpodman run --env-file=.env shop\nsecret:\n\tkubectl create secret generic shop --from-env-file=.env\nother:\n\tdocker run --env-file $(FILE) shop\n",
      ".env": "",
    },
    ["podman-env-file  Makefile:2  .env", "kubectl-from-env-file  Makefile:4  .env"],
  ],
  "node's own in package.json and in an image": [
    {
      "package.json": '{\n  "scripts": {\n    "start": "node --env-file=.env dist/main.js"\n  }\n}',
      "Dockerfile": 'FROM node:22\nCMD ["node", "--env-file-if-exists", "prod.env", "main.js"]\n',
      ".env": "",
    },
    ["node-env-file  Dockerfile:2  prod.env .env"],
  ],
  "node 20's own": [
    {
      "package.json":
        '{ "engines": { "node": "20.x" }, "scripts": { "start": "node --env-file=.env a.js" } }',
      ".env": "",
    },
    ["node-20-env-file  package.json:1  .env"],
  ],
  "deno's own, with and without a path": [
    {
      "deno.json":
        '{\n  "tasks": {\n    "a": "deno run --env-file -A main.ts",\n    "b": "deno run --env-file=b.env main.ts"\n  }\n}',
      ".env": "",
    },
    ["deno-env-file  deno.json:3  .env b.env"],
  ],
  "dotenvx, env-cmd and bun in scripts": [
    {
      "package.json":
        '{\n  "scripts": {\n    "a": "dotenvx run -f a.env -- node a.js",\n    "b": "env-cmd -f b.env node b.js",\n    "c": "bun run c.ts"\n  }\n}',
      ".env": "",
    },
    ["bun  package.json:5  .env", "dotenvx  package.json:3  a.env", "env-cmd  package.json:4  b.env"],
  ],
  "shells that read the file themselves": [
    {
      "run.sh": "#!/bin/sh\nset -a; . ./.env; set +a\nexec gunicorn shop\n",
      "dev.sh": "#!/usr/bin/env bash\nset -a\nsource .env\nset +a\nsource venv/bin/activate\n",
      ".env": "",
    },
    ["bash  dev.sh:3  .env", "dash  run.sh:2  .env"],
  ],
  "CI, a Procfile and direnv": [
    {
      ".github/workflows/test.yml":
        "jobs:\n  test:\n    steps:\n      - run: set -a && source .env && pytest\n",
      "Procfile": "web: uvicorn --env-file .env main:app\n",
      ".envrc": "layout python\ndotenv\n",
      ".env": "",
    },
    [
      "direnv-dotenv  .envrc:2  .env",
      "bash  .github/workflows/test.yml:4  .env",
      "python-dotenv  Procfile:1  .env",
    ],
  ],
  "flask run, where python-dotenv is installed": [
    {
      "Procfile": "web: flask --app shop run -p 5000\n",
      "requirements.txt": "flask\npython-dotenv\n",
      ".env": "",
    },
    ["python-dotenv  Procfile:1  .env"],
  ],
  "starlette's Config": [
    {
      "config.py":
        'from starlette.config import Config\nconfig = Config(".env")\nKEY = config("JWT_SECRET_KEY")\n',
      ".env": "",
    },
    ["starlette  config.py:2  .env"],
  ],
  "pydantic's file by an f-string from the root": [
    {
      "app/config.py": [
        "from pathlib import Path",
        "from pydantic_settings import BaseSettings, SettingsConfigDict",
        "ROOT = Path(__file__).parent.parent",
        "class Settings(BaseSettings):",
        '    model_config = SettingsConfigDict(env_file=f"{ROOT}/.env")',
        "    jwt_secret_key: str",
      ].join("\n"),
      ".env": "",
    },
    ["pydantic-settings  app/config.py:4  .env"],
  ],
  "Nest where its module is told to, under another name": [
    {
      "src/auth.ts": 'import { ConfigService } from "@nestjs/config";\n',
      "src/config.ts":
        'import { ConfigModule as Nest } from "@nestjs/config";\nNest.forRoot({\n  expandVariables: true,\n  envFilePath: [".env.local", ".env"],\n});\n',
      "src/worker.ts":
        'import { ConfigModule } from "@nestjs/config";\nConfigModule.forRoot({ ignoreEnvFile: true });\n',
      "package.json": '{ "dependencies": { "@nestjs/config": "4" } }',
      ".env": "",
    },
    ["npm-dotenv-expand-12  src/config.ts:2  .env.local .env"],
  ],
  "npm dotenv's file by a name, beside the code, and by a mode": [
    {
      "a/index.js":
        'const file = path.resolve(__dirname, "../a.env");\nrequire("dotenv").config({ path: file });\n',
      "a/package.json": "{}",
      "b/index.js": 'import "dotenv";\ndotenv.config({ path: `${__dirname}/.env` });\n',
      "b/package.json": "{}",
      "c/index.js": 'import "dotenv";\ndotenv.config({ path: `.env.${process.env.NODE_ENV}` });\n',
      "c/package.json": "{}",
      "c/.env.production": "",
      "a.env": "",
      ".env": "",
    },
    ["npm-dotenv  a/index.js:2  a.env b/.env c/.env.production"],
  ],
  "the nearest file where a computed path is not followed": [
    {
      "apps/api/main.ts":
        'import { envPath } from "./helpers";\nimport "dotenv";\nconfig({ path: envPath });\n',
      "apps/api/package.json": "{}",
      ".env": "",
    },
    ["npm-dotenv  apps/api/main.ts:2  .env"],
  ],
  "Strapi, Nx and Medusa by what they call": [
    {
      "package.json": '{\n  "dependencies": {\n    "@strapi/strapi": "5",\n    "nx": "22"\n  }\n}',
      "medusa-config.ts":
        'import { loadEnv } from "@medusajs/framework/utils";\nloadEnv("development", process.cwd());\n',
      ".env": "",
    },
    [
      "npm-dotenv-expand-12  medusa-config.ts:2  .env.production .env .local.env .env.local",
      "npm-dotenv  package.json:3  .env",
    ],
  ],
  "what runs before what is run by hand": [
    {
      "create-admin.js": 'require("dotenv").config();\n',
      "server.js": '"use strict";\nrequire("dotenv").config();\n',
      "package.json": "{}",
      ".env": "",
    },
    ["npm-dotenv  server.js:2  .env"],
  ],
  "Compose by its default, and not for databases or what environment sets": [
    {
      "compose.yml": [
        "services:",
        "  db:",
        "    image: docker.io/postgis/postgis:16-3.4",
        "    env_file: .env",
        "    environment:",
        "      PASSWORD: ${JWT_SECRET_KEY}",
        "  web:",
        "    build: .",
        "    env_file:",
        "      - ${ENV_FILE:-.env}",
        "    environment:",
        "      - SECRET_KEY=${OTHER}",
        "  worker:",
        "    image: shop",
        "    environment:",
        "      JWT_SECRET_KEY: fixed",
        "      SECRET_KEY: fixed",
        "    env_file: worker.env",
      ].join("\n"),
      "compose.test.yml": "services:\n  web:\n    env_file: .env\n",
      ".env": "",
    },
    ["compose-go  compose.yml:10  .env"],
  ],
  "no file of another package": [
    {
      "api/manage.py": "",
      "api/.env": "",
      "compose.yml": "services:\n  mq:\n    image: shop\n    env_file: .env\n",
      "web/package.json": '{\n  "scripts": {\n    "start": "node --env-file=.env ."\n  }\n}',
      "web/vite.config.ts":
        'import * as dotenv from "dotenv";\ndotenv.config({ path: path.resolve(__dirname, ".env") });\n',
      "web/run.sh": "set -a; . ./.env; set +a\n",
    },
    [
      "npm-dotenv  web/vite.config.ts:1  web/.env",
      "compose-go  compose.yml:4  .env",
      "node-env-file  web/package.json:3  web/.env",
      "dash  web/run.sh:1  web/.env",
    ],
  ],
  "shells that make words of it, and a loop": [
    {
      "a.sh": "export $(grep -v '^#' .env | xargs)\npython app.py\n",
      "b.sh": 'while read -r line; do export "$line"; done < .env\n',
      "c.sh": "env $(cat .env | xargs) python app.py\n",
      "d.sh": "export $(cat OTHER | xargs)\n",
      ".env": "",
    },
    ["shell-export-words  a.sh:1  .env", "shell-read-loop  b.sh:1  .env"],
  ],
  "shells by what they export": [
    {
      "all.sh": "source .env\nexport $(cut -d= -f1 .env)\nnode app.js\n",
      "one.sh": ". ./.env\nexport JWT_SECRET_KEY\nnode app.js\n",
      "nothing.sh": "source .env\npg_dump $DATABASE_URL\n",
      ".env": "",
    },
    ["bash  all.sh:1  .env", "dash  one.sh:1  .env"],
  ],
  "make where it hands on, and runners": [
    {
      "Makefile": "include .env\nexport\nrun:\n\tpython app.py\n",
      "other/Makefile": "include ../.env\n",
      "Procfile": "web: honcho start -e dev.env\n",
      "package.json":
        '{\n  "scripts": {\n    "start": "heroku local",\n    "test": "env-cmd jest",\n    "run": "cd api && node --env-file=.env a.js"\n  }\n}',
      "Justfile": "set dotenv-load\nrun:\n  python app.py\n",
      "dev.env": "",
      ".env": "",
    },
    [
      "just  Justfile:1  .env",
      "make-include  Makefile:1  .env",
      "honcho  Procfile:1  dev.env",
      "heroku-local  package.json:3  .env",
      "node-env-file  package.json:5  api/.env",
    ],
  ],
  "nothing in comments, tests, their settings and builds": [
    {
      "playwright.config.ts": 'import dotenv from "dotenv";\n',
      "src/a.spec.ts": 'import dotenv from "dotenv";\n',
      "src/b.ts": '// require("dotenv").config();\n/*\n * import "dotenv/config"\n */\n',
      "package.json":
        '{\n  "scripts": {\n    "build": "bun run build",\n    "test": "node --env-file=.env t.js"\n  }\n}',
      ".env": "",
    },
    [],
  ],
  "nothing in documentation, tests and other programs' files": [
    {
      "docs/run.sh": "docker run --env-file .env shop\n",
      "tests/compose.yml": "services:\n  web:\n    env_file: .env\n",
      "flask.sh": "flask run\n",
      "notes.txt": "docker run --env-file .env shop\n",
      ".env": "",
    },
    [],
  ],
};

for (const [name, [files, found]] of Object.entries(CASES)) {
  test(`loadersInUse() finds ${name}`, () => assertEquals(inUse(files), found));
}

test("loadersInUse() takes the application's own loader first, and says so", () => {
  const project = projectOf({
    "compose.yml": "services:\n  web:\n    env_file: .env\n",
    "settings.py": 'from decouple import config\nKEY = config("JWT_SECRET_KEY")\n',
    ".env": "",
  });
  assertEquals(loadersInUse(project).map(({ dialect, own }) => [dialect.id, own]), [
    ["python-decouple", true],
    ["compose-go", false],
  ]);
});

test("loadersInUse() takes what starts an application that reads no file for its own", () => {
  const project = projectOf({
    "app.py": 'import os, fastapi, jwt\napp = fastapi.FastAPI()\nKEY = os.environ["JWT_SECRET_KEY"]\n',
    "compose.yml": "services:\n  web:\n    env_file: .env\n",
    "run.sh": "set -a; . ./.env; set +a\n",
    ".env": "",
  });
  assertEquals(loadersInUse(project).map(({ dialect, own, seen }) => [dialect.id, own, seen?.path]), [
    ["compose-go", true, "compose.yml"],
    ["dash", false, "run.sh"],
  ]);
  assertEquals(project.loadsNoFile, false);
});

test("loadersInUse() ends soon, whatever a stranger's files hold", () => {
  const long = 100_000;
  const hostile = [
    "docker run ".repeat(long / 11),
    `import${" ".repeat(long)}x dotenv`,
    "\n".repeat(long),
    `${" ".repeat(long)}#`,
    `path: ${"'".repeat(long)} dotenv`,
    `docker run \\\n`.repeat(long / 14),
    `"next"${"\t".repeat(long)}`,
    `env_file: [${",".repeat(long)}`,
    `services:\n${"  a:\n".repeat(long / 5)}`,
    `export $(cat ${"a ".repeat(long / 2)}`,
    `path: ${"(\n".repeat(long / 2)} dotenv`,
    `import "@nestjs/config" ConfigModule ${"forRoot ".repeat(long / 8)}`,
  ];
  const names = ["run.sh", "compose.yml", "main.ts", "Gemfile", "package.json", "shop.service", "Dockerfile"];
  const started = performance.now();
  for (const text of hostile) inUse(Object.fromEntries([[".env", ""], ...names.map((name) => [name, text])]));
  assert(performance.now() - started < 5000, `it took ${performance.now() - started} ms`);
});
