import { assert, assertEquals } from "@std/assert";
import { describeProject, DJANGO, ENV, findingOf, KEYS, placesOf } from "./describing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

/** What each file hands over, by a name for it. */
const PLACES: Readonly<Record<string, { files: Record<string, string>; places: readonly string[] }>> = {
  "a map and a list of Compose": {
    files: {
      "compose.yaml": "services:\n  web:\n    build: .\n    environment:\n      SECRET_KEY: ${SECRET_KEY}\n" +
        "      JWT_SECRET_KEY: ${JWT_SECRET_KEY:?}\n  worker:\n    build: .\n    command: celery -A shop worker\n" +
        "    environment:\n      - SECRET_KEY=${SECRET_KEY}\n",
    },
    places: [
      "compose.yaml:2 web, application: jwt surroundings@6, session surroundings@5",
      "compose.yaml:7 worker, worker: jwt –, session surroundings@11",
    ],
  },
  "names alone, blank defaults and defaults": {
    files: {
      "compose.yaml": "services:\n  a:\n    build: .\n    environment: [SECRET_KEY, JWT_SECRET_KEY]\n" +
        "  b:\n    build: .\n    environment:\n      - SECRET_KEY\n      - JWT_SECRET_KEY=${JWT_SECRET_KEY:-}\n" +
        "  c:\n    build: .\n    environment:\n      SECRET_KEY:\n      JWT_SECRET_KEY: ${OTHER:-${THIRD-text}}\n",
    },
    places: [
      "compose.yaml:2 a, application: jwt surroundings@4, session surroundings@4",
      "compose.yaml:5 b, application: jwt surroundings@9, session surroundings@8",
      "compose.yaml:10 c, application: jwt default@14, session surroundings@13",
    ],
  },
  "an env file that holds the key, one that does not, and one that is not here": {
    files: {
      ".env": ENV,
      "old.env": `SECRET_KEY=${KEYS.session}\n`,
      "compose.yaml": "services:\n  web:\n    build: .\n    env_file: .env\n  beat:\n    build: .\n" +
        "    env_file: [old.env]\n  worker:\n    build: .\n    env_file: [{path: gone.env}]\n    environment: {SECRET_KEY: x}\n",
    },
    places: [
      "compose.yaml:2 web, application: jwt text@.env:2, session text@.env:1",
      "compose.yaml:5 beat, cron: jwt –, session text@old.env:1",
      "compose.yaml:8 worker, worker: jwt –, session text@11, unseen gone.env",
    ],
  },
  "what services extend and merge": {
    files: {
      "compose.yaml":
        "x-env: &env\n  SECRET_KEY: ${SECRET_KEY}\nx-more: &more\n  <<: *env\n  JWT_SECRET_KEY: k\nservices:\n" +
        "  web:\n    build: .\n    environment:\n      <<: *more\n      DEBUG: 0\n" +
        "  cron:\n    extends: {file: base.yaml, service: base}\n",
      "base.yaml": "services:\n  base:\n    build: .\n    environment: {SECRET_KEY: x}\n",
    },
    places: [
      "base.yaml:2 base, application: jwt –, session text@4",
      "compose.yaml:7 web, application: jwt text@5, session surroundings@2",
      "compose.yaml:12 cron, cron: jwt –, session text@base.yaml:4",
    ],
  },
  "an overlay, which is no service by itself": {
    files: {
      "compose.yaml":
        "services:\n  web:\n    build: .\n    environment: {SECRET_KEY: x, JWT_SECRET_KEY: y}\n",
      "compose.override.yaml": "services:\n  web:\n    build: .\n    environment: {SECRET_KEY: z}\n",
      "compose.prod.yaml": "services:\n  web:\n    environment: {SECRET_KEY: z}\n",
      "compose.alone.yaml": "services:\n  web:\n    image: shop\n    environment: {SECRET_KEY: z}\n",
    },
    places: [
      "compose.alone.yaml:2 web, application: jwt –, session text@4",
      "compose.override.yaml:2 web, application: jwt text@compose.yaml:4, session text@4",
      "compose.prod.yaml:2 web, application: jwt text@compose.yaml:4, session text@3",
      "compose.yaml:2 web, application: jwt text@4, session text@4",
    ],
  },
  "a mounted folder, whose env file the code reads itself": {
    files: {
      ".env": ENV,
      "compose.yaml":
        "services:\n  web:\n    build: .\n    volumes: ['.:/app']\n    environment: {SECRET_KEY: x}\n",
    },
    places: ["compose.yaml:2 web, application: jwt text@.env:2, session text@5"],
  },
  "secrets of Compose": {
    files: {
      "compose.yaml":
        "services:\n  web:\n    build: .\n    environment: {SECRET_KEY: x}\n    secrets: [jwt_secret_key]\n",
    },
    places: ["compose.yaml:2 web, application: jwt secret@5, session text@4"],
  },
  "what tries the application from outside as no place of it": {
    files: {
      ".env": `${ENV}ADMIN_NAME=ada\nADMIN_PASSWORD=x\n`,
      "compose.yaml":
        "services:\n  playwright:\n    build: {context: ., dockerfile: web/Dockerfile.playwright}\n" +
        "    environment: [ADMIN_NAME, ADMIN_PASSWORD]\n  e2e:\n    build: .\n" +
        "    environment: [ADMIN_NAME, ADMIN_PASSWORD, SECRET_KEY]\n" +
        "  worker:\n    build: .\n    environment: [ADMIN_NAME, ADMIN_PASSWORD]\n",
    },
    places: [
      "compose.yaml:5 e2e, application: jwt –, session surroundings@7",
      "compose.yaml:8 worker, worker: jwt –, session –",
    ],
  },
  "Compose by what it says, under any name": {
    files: {
      "tools/stacks/simple.yml":
        "# Ours\nservices:\n  # The application\n  web:\n    image: ada/shop:latest\n" +
        "    environment: {SECRET_KEY: x, JWT_SECRET_KEY: y}\n",
      "config/services.yml": "services:\n  _defaults:\n    environment: {SECRET_KEY: x}\n",
      "config/list.yml": "services:\n  - image: shop\n    environment: {SECRET_KEY: x}\n",
    },
    places: ["tools/stacks/simple.yml:4 web, application: jwt text@6, session text@6"],
  },
  "no database, and nothing of another folder": {
    files: {
      ".env": ENV,
      "client/package.json": "{}",
      "compose.yaml": "services:\n  db:\n    image: postgres:16\n    environment: {SECRET_KEY: x}\n" +
        "  client:\n    build: ./client\n    environment: {SECRET_KEY: x}\n",
    },
    places: [],
  },
  "a worker that is given other settings alone": {
    files: {
      ".env": ENV,
      "compose.yaml":
        "services:\n  worker:\n    build: .\n    environment: {DATABASE_URL: x, CELERY_BROKER_URL: y}\n" +
        "  proxy:\n    build: .\n    environment: {DATABASE_URL: x, DEBUG: 0, PORT: 80}\n",
    },
    places: ["compose.yaml:2 worker, worker: jwt –, session –"],
  },
  "what is given other settings alone where the code reads its env file itself, or needs a part": {
    files: {
      ".env": ENV,
      "deploy/shop.service":
        "[Service]\nEnvironment=DATABASE_URL=x CELERY_BROKER_URL=y\nExecStart=/srv/gunicorn\n",
      "deploy/crontab": "DATABASE_URL=x\nCELERY_BROKER_URL=y\n@daily python manage.py clean\n",
      "Dockerfile": "FROM a\nENV DATABASE_URL=x CELERY_BROKER_URL=y\nRUN python manage.py collectstatic\n",
    },
    places: [],
  },
  "containers, jobs and scheduled jobs of Kubernetes": {
    files: {
      "k8s/all.yaml": "apiVersion: v1\nkind: Secret\nmetadata: {name: shop}\nstringData:\n  SECRET_KEY: a\n" +
        "  JWT_SECRET_KEY: b\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec:\n  template:\n" +
        "    spec:\n      initContainers:\n        - {name: migrate, image: shop, env: [{name: SECRET_KEY, value: x}]}\n" +
        "      containers:\n        - {name: web, image: shop, envFrom: [{secretRef: {name: shop}}]}\n" +
        "        - {name: cache, image: redis:7, env: [{name: SECRET_KEY, value: x}]}\n",
      "k8s/jobs.yaml":
        "kind: List\nitems:\n- kind: CronJob\n  metadata: {name: nightly}\n  spec: {jobTemplate: {spec: {template: {spec: {containers: [\n" +
        "    {name: nightly, image: shop, env: [{name: SECRET_KEY, valueFrom: {secretKeyRef: {name: shop, key: SECRET_KEY}}}]}]}}}}}\n" +
        "- kind: Job\n  metadata: {name: once}\n  spec: {template: {spec: {containers: [\n" +
        "    {name: once, image: shop, envFrom: [{secretRef: {name: elsewhere}}]}]}}}\n",
    },
    places: [
      "k8s/all.yaml:15 web/migrate, application: jwt –, session text@15",
      "k8s/all.yaml:17 web, application: jwt text@6, session text@5",
      "k8s/jobs.yaml:6 nightly, cron: jwt –, session text@k8s/all.yaml:5",
      "k8s/jobs.yaml:10 once, job: jwt –, session –, unseen Secret elsewhere",
    ],
  },
  "a reference to a key that the Secret has not got, and one of another name": {
    files: {
      "k8s/web.yaml": "kind: Secret\nmetadata: {name: shop}\nstringData: {session: a, signing: b}\n---\n" +
        "kind: Pod\nmetadata: {name: good}\nspec: {containers: [{name: good, image: shop, env: [\n" +
        "  {name: SECRET_KEY, valueFrom: {secretKeyRef: {name: shop, key: session}}},\n" +
        "  {name: JWT_SECRET_KEY, valueFrom: {secretKeyRef: {name: shop, key: signing}}}]}]}\n---\n" +
        "kind: Pod\nmetadata: {name: bad}\nspec: {containers: [{name: bad, image: shop, env: [\n" +
        "  {name: SECRET_KEY, valueFrom: {secretKeyRef: {name: shop, key: session}}},\n" +
        "  {name: JWT_SECRET_KEY, valueFrom: {secretKeyRef: {name: shop, key: jwt}}}]}]}\n",
    },
    places: [
      "k8s/web.yaml:7 good, application: jwt text@3, session text@3",
      "k8s/web.yaml:13 bad, application: jwt –, session text@3",
    ],
  },
  "kustomizations, sealed and external Secrets": {
    files: {
      "k8s/prod.env": "JWT_SECRET_KEY=k\nSECRET_KEY=s\n",
      "k8s/kustomization.yaml":
        "secretGenerator:\n- name: made\n  envs: [prod.env]\n- name: told\n  literals: [SECRET_KEY=a]\n",
      "k8s/sealed.yaml":
        "kind: SealedSecret\nmetadata: {name: sealed}\nspec:\n  encryptedData:\n    SECRET_KEY: AgB\n" +
        "    JWT_SECRET_KEY: AgC\n---\nkind: ExternalSecret\nmetadata: {name: e}\nspec:\n  target: {name: outer}\n" +
        "  data: [{secretKey: SECRET_KEY}]\n",
      "k8s/pods.yaml": ["made", "told", "sealed", "outer"].map((name) =>
        `kind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: ${name}, image: x, envFrom: [{secretRef: {name: ${name}}}]}]}\n`
      ).join("---\n"),
    },
    places: [
      "k8s/pods.yaml:3 made, application: jwt text@k8s/prod.env:1, session text@k8s/prod.env:2",
      "k8s/pods.yaml:7 told, application: jwt –, session text@k8s/kustomization.yaml:5",
      "k8s/pods.yaml:11 sealed, application: jwt secret@k8s/sealed.yaml:6, session secret@k8s/sealed.yaml:5",
      "k8s/pods.yaml:15 outer, application: jwt –, session secret@k8s/sealed.yaml:12",
    ],
  },
  "a unit with a drop-in, an env file and quotes": {
    files: {
      ".env": ENV,
      "deploy/shop.service":
        "[Service]\nEnvironment=\"SECRET_KEY=a b\" 'DEBUG=0' \\\n  # not here\n  PORT=1\nExecStart=/srv/shop/gunicorn\n",
      "deploy/shop.service.d/key.conf": "[Service]\nEnvironment=JWT_SECRET_KEY=k\n",
      "deploy/worker.service":
        "[Service]\nEnvironmentFile=-/srv/shop/.env\nExecStart=/srv/shop/celery worker\n",
      "deploy/other.service":
        "[Service]\nEnvironment=SECRET_KEY=x\nEnvironment=\nPassEnvironment=SECRET_KEY\n",
      "deploy/away.service": "[Service]\nEnvironmentFile=/etc/away/away.conf\nExecStart=/srv/shop/gunicorn\n",
    },
    places: [
      "deploy/away.service:3 away.service, application: jwt –, session –, unseen /etc/away/away.conf",
      "deploy/other.service:1 other.service, application: jwt –, session surroundings@4",
      "deploy/shop.service:5 shop.service, application: jwt text@deploy/shop.service.d/key.conf:2, session text@2",
      "deploy/worker.service:3 worker.service, worker: jwt text@.env:2, session text@.env:1",
    ],
  },
  "commands of an image's build": {
    files: {
      "Dockerfile": "FROM python AS base\nENV SECRET_KEY=build\nFROM base\n" +
        "RUN pip install .\nRUN python manage.py collectstatic --noinput # of the admin\n" +
        "RUN A=1 JWT_SECRET_KEY=throw-away \\\n  python manage.py compilemessages\n",
    },
    places: [
      "Dockerfile:5 manage.py collectstatic, build: jwt –, session text@2",
      "Dockerfile:6 manage.py compilemessages, build: jwt text@6, session text@2",
    ],
  },
  "platforms": {
    files: {
      ".env": ENV,
      "app.json":
        '{\n\t"name": "shop",\n\t"env": {\n\t\t"SECRET_KEY": {"generator": "secret"},\n\t\t"DEBUG": "0"\n\t}\n}',
      "render.yaml":
        "services:\n- type: cron\n  name: nightly\n  envVars:\n  - fromGroup: all\n- type: web\n  name: web\n  envVars:\n" +
        "  - {key: SECRET_KEY, generateValue: true}\n  - {key: JWT_SECRET_KEY, sync: false}\n" +
        "envVarGroups:\n- name: all\n  envVars: [{key: SECRET_KEY, value: x}]\n",
      "fly.toml": 'app = "shop"\n[env]\n  SECRET_KEY = "x"\n[mounts]\n  JWT_SECRET_KEY = "no"\n',
      "vercel.json": '{"env": {"SECRET_KEY": "@secret", "JWT_SECRET_KEY": "@jwt"}}',
      "deploy/task-definition.json":
        '{"containerDefinitions": [{"name": "web", "image": "shop",\n "environment": [{"name": "SECRET_KEY", "value": "x"}],\n' +
        ' "secrets": [{"name": "JWT_SECRET_KEY", "valueFrom": "arn"}]}]}',
      "serverless.yml":
        "provider:\n  environment:\n    SECRET_KEY: ${ssm:/shop}\nfunctions:\n  api:\n    handler: x\n" +
        "    environment: {JWT_SECRET_KEY: \"${env:JWT_SECRET_KEY, 'dev'}\"}\n",
      "deploy/supervisord.conf":
        '[program:web]\ncommand=gunicorn\nenvironment=SECRET_KEY="a,b",\n    JWT_SECRET_KEY="%(ENV_JWT_SECRET_KEY)s"\n' +
        "[program:worker]\ncommand=celery worker\nenvironment=SECRET_KEY='x'\n",
      "deploy/crontab":
        "SECRET_KEY=x\n# a comment\n0 3 * * * python manage.py clean\n@daily JWT_SECRET_KEY=k python manage.py send\n",
      "Procfile": "web: SECRET_KEY=x gunicorn shop\nworker: celery worker\n",
    },
    places: [
      "Procfile:1 web, application: jwt –, session text@1, unseen the configuration of the platform",
      "app.json:3 shop, application: jwt –, session secret@4",
      "deploy/crontab:3 line 3, cron: jwt –, session text@1",
      "deploy/crontab:4 line 4, cron: jwt text@4, session text@1",
      "deploy/supervisord.conf:1 web, application: jwt surroundings@4, session text@3",
      "deploy/supervisord.conf:5 worker, worker: jwt –, session text@7",
      "deploy/task-definition.json:1 web, application: jwt secret@3, session text@2",
      "fly.toml:2 env, application: jwt –, session text@3, unseen the secrets at Fly",
      "render.yaml:2 nightly, cron: jwt –, session text@13",
      "render.yaml:6 web, application: jwt secret@10, session secret@9",
      "serverless.yml:2 all functions, application: jwt –, session surroundings@3",
      "serverless.yml:5 api, application: jwt default@7, session surroundings@3",
      "vercel.json:1 env, application: jwt secret@1, session secret@1, unseen the project's settings at Vercel",
    ],
  },
  "workers of the same image that are given nothing": {
    files: {
      "compose.yaml":
        "services:\n  web:\n    build: .\n    environment: {SECRET_KEY: x, JWT_SECRET_KEY: y}\n" +
        "  worker:\n    build: .\n  static:\n    build: .\n  beat:\n    build: ./beat\n",
      "k8s/a.yaml": ["web", "worker"].map((name) =>
        `kind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: ${name}, image: "r/shop:${name.length}"${
          name === "web" ? ", env: [{name: SECRET_KEY, value: x}]" : ""
        }}]}\n`
      ).join("---\n"),
    },
    places: [
      "compose.yaml:2 web, application: jwt text@4, session text@4",
      "compose.yaml:5 worker, worker: jwt –, session –",
      "k8s/a.yaml:3 web, application: jwt –, session text@3",
      "k8s/a.yaml:7 worker, worker: jwt –, session –",
    ],
  },
  "computed names of env files, files of secrets, stores, and what is built from another package": {
    files: {
      "services/auth/requirements.txt": "flask\n",
      "compose.yaml":
        "services:\n  a:\n    build: .\n    env_file: ['${STAGE}.env']\n    environment: {SECRET_KEY: x}\n" +
        "  b:\n    build: .\n    environment: {SECRET_KEY: x, JWT_SECRET_KEY_FILE: /run/secrets/jwt}\n" +
        "  c:\n    build: .\n    command: doppler run -- gunicorn shop\n    environment: {SECRET_KEY: x}\n" +
        "  identity:\n    build: {context: services/auth}\n    environment: {SECRET_KEY: x}\n",
    },
    places: [
      "compose.yaml:2 a, application: jwt –, session text@5, unseen ${STAGE}.env",
      "compose.yaml:6 b, application: jwt secret@8, session text@8",
      "compose.yaml:9 c, application: jwt –, session text@12, unseen doppler run",
    ],
  },
  "env files of any name, in the project alone": {
    files: {
      "production.yml": "services:\n  django:\n    build: .\n    env_file: [./.envs/.production/.django]\n" +
        "  away:\n    build: .\n    environment: {SECRET_KEY: x}\n    env_file: [../../other/.env]\n",
      ".envs/.production/.django": ENV,
      "../../other/.env": ENV,
    },
    places: [
      "production.yml:2 django, application: jwt text@.envs/.production/.django:2, session text@.envs/.production/.django:1",
      "production.yml:5 away, application: jwt –, session text@7, unseen ../../other/.env",
    ],
  },
  "a chart, whose templates are no YAML": {
    files: {
      "chart/Chart.yaml": "name: shop\n",
      "chart/values.yaml": 'env:\n  SECRET_KEY: ""\n  # JWT_SECRET_KEY: no\n',
      "chart/templates/web.yaml": "kind: Deployment\n{{ range .Values.env }}\n- name: {{ . }}\n{{ end }}\n",
    },
    places: ["chart/values.yaml:2 chart, application: jwt –, session secret@2"],
  },
};

for (const [name, { files, places }] of Object.entries(PLACES)) {
  test(`gatherDeployment() reads ${name}`, async () => {
    assertEquals(await placesOf(files), places);
  });
}

test("gatherDeployment() reads the descriptors of the repository that speak of the project", async () => {
  const inside = (files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`backend/${path}`, text]));
  const { deployment } = await describeProject({
    ...inside(DJANGO),
    "k8s/backend.yaml":
      "kind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: x, image: y, env: [{name: SECRET_KEY, value: x}]}]}\n",
    "k8s/billing.yaml":
      "kind: Pod\nmetadata: {name: b}\nspec: {containers: [{name: b, image: billing, env: [{name: SECRET_KEY, value: x}]}]}\n",
    "compose.yaml": "services:\n  api:\n    build: ./backend\n    environment: {SECRET_KEY: x}\n" +
      "  billing:\n    build: ./billing\n    environment: {SECRET_KEY: x}\n",
  }, { folder: "backend" });
  assert(deployment.known);
  assertEquals(deployment.value.places.map(({ path, name }) => `${path} ${name}`), [
    "../compose.yaml api",
    "../k8s/backend.yaml x",
  ]);
});

test("gatherDeployment() tells other packages of a repository by their names", async () => {
  const inside = Object.fromEntries(Object.entries(DJANGO).map(([path, text]) => [`backend/${path}`, text]));
  const pod = (name: string) =>
    `kind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: ${name}, image: r/${name}, env: [{name: SECRET_KEY, value: x}]}]}\n`;
  const { deployment } = await describeProject({
    ...inside,
    "billing/requirements.txt": "flask\n",
    "k8s/all.yaml": `${pod("backend")}---\n${pod("billing")}---\n${pod("billing-worker")}---\n${pod("web")}`,
  });
  assert(deployment.known);
  assertEquals(deployment.value.places.map(({ name }) => name), ["backend", "web"]);
});

/** What is written down, by `path:line how`. */
async function writtenIn(files: Record<string, string>, tracks?: (name: string) => boolean) {
  const { deployment } = await describeProject(
    { ...DJANGO, ...files },
    tracks === undefined ? {} : { tracks },
  );
  assert(deployment.known);
  return deployment.value.written.map(({ path, line, how, endsInNewline, isWeak }) =>
    `${path}:${line} ${how}${endsInNewline ? " newline" : ""}${isWeak ? " weak" : ""}`
  );
}

test("gatherDeployment() finds keys that are written down, and no mark of what is to be filled in", async () => {
  const service = (value: string) =>
    `services:\n  web:\n    build: .\n    environment:\n      JWT_SECRET_KEY: ${value}\n`;
  const written = async (value: string) => await writtenIn({ "compose.yaml": service(value) });
  assertEquals(await written(KEYS.jwt), ["compose.yaml:5 text"]);
  assertEquals(await written("changeme"), ["compose.yaml:5 text weak"]);
  assertEquals(await written("${JWT_SECRET_KEY:-dev-secret}"), ["compose.yaml:5 default weak"]);
  assertEquals(await written("${JWT_SECRET_KEY-dev-secret}"), ["compose.yaml:5 default weak"]);
  for (
    const value of [
      "${JWT_SECRET_KEY}",
      "$JWT_SECRET_KEY",
      "${A:?no}",
      "${A:-${B}}",
      "${A:-}",
      '""',
      "<key>",
      "'{{ key }}'",
    ]
  ) {
    assertEquals(await written(value), [], value);
  }
});

test("gatherDeployment() decodes what a Secret holds, and finds the line break at its end", async () => {
  const secret = (field: string) => ({
    "k8s/s.yaml": `kind: Secret\nmetadata: {name: s}\n${field}\n`,
  });
  const encoded = (text: string) => btoa(text);
  assertEquals(await writtenIn(secret(`data:\n  JWT_SECRET_KEY: ${encoded(KEYS.jwt)}`)), [
    "k8s/s.yaml:4 encoded",
  ]);
  assertEquals(await writtenIn(secret(`data:\n  JWT_SECRET_KEY: ${encoded(`${KEYS.jwt}\n`)}`)), [
    "k8s/s.yaml:4 encoded newline",
  ]);
  assertEquals(await writtenIn(secret(`stringData:\n  JWT_SECRET_KEY: |\n    ${KEYS.jwt}`)), [
    "k8s/s.yaml:4 text newline",
  ]);
  assertEquals(await writtenIn(secret(`data:\n  JWT_SECRET_KEY: "<base64>"`)), []);
  assertEquals(await writtenIn(secret(`data:\n  JWT_SECRET_KEY: "***"`)), ["k8s/s.yaml:4 text weak"]);
});

test("key-not-in-descriptor holds where git ignores the file", async () => {
  const files = {
    ...DJANGO,
    "compose.yaml": "services:\n  web:\n    build: .\n    environment: {JWT_SECRET_KEY: k}\n",
  };
  const said = async (tracked: boolean) =>
    findingOf(await describeProject(files, { tracks: () => tracked }), "key-not-in-descriptor").outcome;
  assertEquals([await said(true), await said(false)], ["fail", "pass"]);
});

/** What makes the key a part of the image, by `line how`. */
async function bakedBy(dockerfile: string, files: Record<string, string> = {}): Promise<readonly string[]> {
  const { deployment } = await describeProject({ ...DJANGO, ".env": ENV, Dockerfile: dockerfile, ...files });
  assert(deployment.known);
  return deployment.value.baked.map(({ line, how }) =>
    `${line} ${how.by}${"file" in how ? ` ${how.file}` : ""}`
  );
}

test("gatherDeployment() says what makes the key a part of an image", async () => {
  assertEquals(await bakedBy("FROM a\nARG JWT_SECRET_KEY\nENV JWT_SECRET_KEY=$JWT_SECRET_KEY\n"), [
    "2 ARG",
    "3 ENV",
  ]);
  assertEquals(await bakedBy("FROM a\nENV JWT_SECRET_KEY throw away\n"), ["2 ENV"]);
  assertEquals(await bakedBy("FROM a\nENV A=1 \\\n    JWT_SECRET_KEY=x\n"), ["3 ENV"]);
  assertEquals(await bakedBy('FROM a\nENV JWT_SECRET_KEY=""\n'), []);
  assertEquals(await bakedBy("FROM a AS b\nENV JWT_SECRET_KEY=x\nFROM c\nCOPY --from=b /app /app\n"), []);
  assertEquals(await bakedBy("FROM a AS b\nENV JWT_SECRET_KEY=x\nFROM b AS c\nFROM c\n"), ["2 ENV"]);
  assertEquals(await bakedBy("FROM a\nRUN JWT_SECRET_KEY=x python manage.py check\n"), []);
  assertEquals(await bakedBy("FROM a\nCOPY --chown=u:g .env /app/\n"), ["2 COPY .env"]);
  assertEquals(await bakedBy('FROM a\nCOPY [".env*", "/app/"]\n'), ["2 COPY .env"]);
  assertEquals(
    await bakedBy("FROM a\nCOPY .env.example .env\n", { ".env.example": "JWT_SECRET_KEY=\n" }),
    [],
  );
  assertEquals(await bakedBy("FROM a\nCOPY .env.production .env\n"), ["2 COPY .env.production"]);
  assertEquals(await bakedBy("FROM a\nCOPY . /app\n"), ["2 folder .env"]);
  assertEquals(await bakedBy("FROM a\nCOPY shop /app\n"), []);
});

test("gatherDeployment() asks .dockerignore what a folder leaves out", async () => {
  const ignoring = async (ignore: string) => await bakedBy("FROM a\nCOPY . .\n", { ".dockerignore": ignore });
  assertEquals(await ignoring(".env\n"), []);
  assertEquals(await ignoring("**/.env*\n!.env.example\n"), []);
  assertEquals(await ignoring("*\n!shop\n"), []);
  assertEquals(await ignoring("*\n!.env\n"), ["2 folder .env"]);
  assertEquals(await ignoring("# .env\nother\n"), ["2 folder .env"]);
  const deep = { "docker/Dockerfile": "FROM a\nCOPY shop /app\nCOPY . .\n" };
  const inFolder = await describeProject({
    ...DJANGO,
    ".env": ENV,
    ...deep,
    "docker/Dockerfile.dockerignore": ".env",
  });
  assert(inFolder.deployment.known);
  assertEquals(inFolder.deployment.value.baked, []);
});

test("gatherDeployment() names what it cannot read", async () => {
  const { deployment, findings } = await describeProject({
    ...DJANGO,
    "compose.yaml": "services:\n  web: {build: ., environment: {SECRET_KEY: [",
    "k8s/big.yaml": `kind: Secret\ndata:\n  JWT_SECRET_KEY: x\n${"# long\n".repeat(20_000)}`,
  });
  assert(deployment.known);
  assertEquals(deployment.value.unread.map(({ path }) => path), ["compose.yaml", "k8s/big.yaml"]);
  assert(findings.find(({ rule }) => rule === "deployment-declares-key")?.outcome !== "pass");
});

test("no fact and no finding holds a part of a key", async () => {
  const described = await describeProject({
    ...DJANGO,
    ".env": ENV,
    ".env.production": ENV,
    ".env.example": ENV,
    "compose.yaml":
      `services:\n  web:\n    build: .\n    environment: {JWT_SECRET_KEY: ${KEYS.jwt}, SECRET_KEY: ${KEYS.session}}\n`,
    "k8s/s.yaml": `kind: Secret\nmetadata: {name: s}\ndata:\n  JWT_SECRET_KEY: ${btoa(KEYS.jwt)}\n`,
    "Dockerfile":
      `FROM a\nENV JWT_SECRET_KEY=${KEYS.jwt}\nRUN JWT_SECRET_KEY=${KEYS.jwt} python manage.py check\n`,
    "Procfile": `web: SECRET_KEY=${KEYS.session} gunicorn\n`,
    ".github/workflows/ci.yml":
      `on: push\njobs:\n  t:\n    steps:\n    - run: pytest\n      env: {JWT_SECRET_KEY: ${KEYS.jwt}}\n`,
    "README.md": `JWT_SECRET_KEY=${KEYS.jwt}\n`,
  });
  const text = JSON.stringify(described);
  for (const key of [KEYS.jwt, KEYS.session, btoa(KEYS.jwt)]) {
    for (let at = 0; at + 6 <= key.length; at++) assert(!text.includes(key.slice(at, at + 6)), `at ${at}`);
  }
});

test("gatherDeployment() shows names as one short line, and no option of a command", async () => {
  const { deployment } = await describeProject({
    ...DJANGO,
    "compose.yaml": `services:\n  "w\\n\\e[31meb\\u202e${
      "x".repeat(200)
    }":\n    build: .\n    environment: {SECRET_KEY: x}\n`,
    "Dockerfile": "FROM a\nRUN SECRET_KEY=x python manage.py createsuperuser --password hunter2hunter2\n",
  });
  assert(deployment.known);
  const names = deployment.value.places.map(({ name }) => name);
  assertEquals(names, ["manage.py createsuperuser", `w eb${"x".repeat(76)}`]);
});
