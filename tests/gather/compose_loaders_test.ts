import { assert, assertEquals } from "@std/assert";
import { loadersInUse } from "../../src/gather/loaders.ts";
import { inUse, projectOf } from "./in_use.ts";

type Files = Readonly<Record<string, string>>;

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function rows(...lines: readonly string[]): Files {
  return { "compose.yaml": lines.join("\n"), ".env": "" };
}

/** What Compose reads, however it is written: `dialect  where it was seen  files`. */
const CASES: Readonly<Record<string, readonly [files: Files, found: readonly string[]]>> = {
  "a map in a list in brackets": [
    rows("services:", "  web:", "    env_file: [{path: .env, required: false}]"),
    ["compose-go  compose.yaml:3  .env"],
  ],
  "a service in braces": [
    rows("services:", "  web: {build: ., env_file: .env}"),
    ["compose-go  compose.yaml:2  .env"],
  ],
  "a whole file in JSON": [
    rows('{"services": {"web": {"build": ".",', '  "env_file": [".env"]}}}'),
    ["compose-go  compose.yaml:2  .env"],
  ],
  "a whole file in JSON of a usual name": [
    { "prod.yml": '{ "services": { "web": { "env_file": ".env" } } }', ".env": "" },
    ["compose-go  prod.yml:1  .env"],
  ],
  "a value on the next line": [
    rows("services:", "  web:", "    env_file:", "      .env"),
    ["compose-go  compose.yaml:4  .env"],
  ],
  "tags": [
    rows("services:", "  web: !!map", "    !!str env_file: !override", "      - !!str .env"),
    ["compose-go  compose.yaml:4  .env"],
  ],
  "an alias of a list": [
    rows("x-env: &env [.env]", "services:", "  web:", "    env_file: *env"),
    ["compose-go  compose.yaml:1  .env"],
  ],
  "an alias of a text in a list": [
    rows("x-env: &env .env", "services:", "  web:", "    env_file: [*env]"),
    ["compose-go  compose.yaml:1  .env"],
  ],
  "a merged map, and several of them": [
    rows(
      "x-a: &a { image: shop }",
      "x-c: &c { env_file: .env }",
      "services:",
      "  web:",
      "    <<: [*a, *c]",
      "    environment: { SECRET_KEY: fixed }",
    ),
    ["compose-go  compose.yaml:2  .env"],
  ],
  "an anchor of a database, taken over by the application": [
    rows(
      "services:",
      "  db: &db",
      "    image: postgres:16",
      "    env_file: &env .env",
      "  web:",
      "    build: .",
      "    env_file: *env",
      "  worker:",
      "    <<: *db",
      "    image: shop",
    ),
    ["compose-go  compose.yaml:4  .env"],
  ],
  "a service of the same file that another one extends": [
    rows("services:", "  base: {env_file: .env}", "  web:", "    extends: base", "    env_file: prod.env"),
    ["compose-go  compose.yaml:2  prod.env .env"],
  ],
  "a service of another file, whose paths are its own": [
    {
      "compose.yaml": "services:\n  web:\n    extends:\n      file: deploy/shared.txt\n      service: base\n",
      "deploy/shared.txt": "services:\n  base:\n    env_file: .env\n",
      "deploy/.env": "",
    },
    ["compose-go  deploy/shared.txt:3  deploy/.env"],
  ],
  "no end of services that extend each other": [
    rows("services:", "  a: {extends: b, env_file: .env}", "  b: {extends: {service: a}, env_file: b.env}"),
    [],
  ],
  "brackets over several lines, and quoted keys": [
    rows(
      "'services':",
      '  "web":',
      '    "env_file": [',
      "    # first",
      '      "a.env",',
      "       '.env'",
      "    ]",
    ),
    ["compose-go  compose.yaml:5  .env a.env"],
  ],
  "a file of Windows, of an old Mac, and with a byte order mark": [
    {
      "compose.yml": "\ufeffservices:\r\n  web:\r\n    env_file: .env\r\n",
      "a/compose.yml": "services:\r  web:\r    env_file: a.env\r",
      ".env": "",
    },
    ["compose-go  a/compose.yml:3  a/a.env .env"],
  ],
  "UTF-16": [
    {
      "compose.yml": `\uFFFD\uFFFD${[..."services: {web: {env_file: .env}}\n"].join("\0")}\0`,
      ".env": "",
    },
    ["compose-go  compose.yml:1  .env"],
  ],
  "what it can of a file with an error, and every env file that stands in the rest": [
    rows("services:", "  web:", "    env_file: [a.env,", "  .env]", "  b: ]"),
    ["compose-go  compose.yaml:3  a.env .env"],
  ],
  "a list of more files than anybody has": [
    rows(
      `services: {web: {env_file: [.env${
        Array.from({ length: 2000 }, (_, index) => `, ${index}.env`).join("")
      }]}}`,
    ),
    ["compose-go  compose.yaml:1  .env"],
  ],
  "a file that is named again in its first place": [
    rows("services:", "  web:", "    env_file: [.env, prod.env, {path: .env, required: false}]"),
    ["compose-go  compose.yaml:3  prod.env .env"],
  ],
  "a second document": [
    rows("name: shop", "---", "services:", "  web:", "    env_file: .env"),
    ["compose-go  compose.yaml:5  .env"],
  ],
  "a file that an include names": [
    {
      "compose.yml": "include:\n  - path: parts/web.txt\n    env_file: parts/fill.env\n",
      "parts/web.txt": "services:\n  web:\n    env_file: web.env\n    environment: [A=$JWT_SECRET_KEY]\n",
      ".env": "",
    },
    [
      "compose-go-project  parts/web.txt:4  .env parts/fill.env",
      "compose-go  parts/web.txt:3  parts/web.env",
    ],
  ],
  "nothing in an include's env_file, a command's text and other places": [
    rows(
      "include:",
      "  - {path: x.yaml, env_file: .env}",
      "services:",
      "  web:",
      "    command: |",
      "      env_file: .env",
      "      JWT_SECRET_KEY:",
      "      - JWT_SECRET_KEY",
      "    labels: [JWT_SECRET_KEY]",
    ),
    [],
  ],
  "a reference with a default, and none where the dollar sign is doubled or the name goes on": [
    rows(
      "services:",
      "  a: {environment: {A: $$JWT_SECRET_KEY, B: '${JWT_SECRET_KEY_OLD}'}}",
      "  b: {environment: {A: '${JWT_SECRET_KEY-x}'}}",
    ),
    ["compose-go-project  compose.yaml:3  .env"],
  ],
  "a variable of more dollar signs, and escapes": [
    rows('"ser\\x76ices":', "  web:", "    ? env_file", '    : ".\\x65nv"', "    command: $$$JWT_SECRET_KEY"),
    ["compose-go  compose.yaml:4  .env", "compose-go-project  compose.yaml:5  .env"],
  ],
  "the images that hold no application": [
    rows(
      "services:",
      "  a: {image: postgres, env_file: a.env}",
      "  b: {image: 'bitnami/redis:7', env_file: b.env}",
      "  c: {image: hashicorp/vault@sha256:ab, env_file: c.env}",
      "  d: {image: 'localhost:5000/vault-shop:1', env_file: .env}",
      "  e: {image: ada/caddy-shop, env_file: e.env}",
      "  f: {image: postgres, build: ., env_file: f.env}",
    ),
    ["compose-go  compose.yaml:5  .env e.env f.env"],
  ],
};

for (const [name, [files, found]] of Object.entries(CASES)) {
  test(`composeLoaders() reads ${name}`, () => assertEquals(inUse(files), found));
}

/** What `environment:` says of the key beside `env_file: api.env`. */
const ENVIRONMENTS: Readonly<Record<string, "the project's .env" | "the file's session key alone">> = {
  "{JWT_SECRET_KEY: }": "the project's .env",
  "{JWT_SECRET_KEY: ~}": "the project's .env",
  "{JWT_SECRET_KEY: null}": "the project's .env",
  "[JWT_SECRET_KEY]": "the project's .env",
  "[ 'JWT_SECRET_KEY' ]": "the project's .env",
  "{'JWT_SECRET_KEY': \"${JWT_SECRET_KEY:?}\"}": "the project's .env",
  '["JWT_SECRET_KEY=${JWT_SECRET_KEY}"]': "the project's .env",
  "\n      JWT_SECRET_KEY:": "the project's .env",
  "\n    - JWT_SECRET_KEY": "the project's .env",
  '{JWT_SECRET_KEY: "fixed"}': "the file's session key alone",
  '{JWT_SECRET_KEY: ""}': "the file's session key alone",
  "[JWT_SECRET_KEY=fixed]": "the file's session key alone",
  "{<<: {JWT_SECRET_KEY: fixed}}": "the file's session key alone",
  "\n      ? JWT_SECRET_KEY\n      : fixed": "the file's session key alone",
};

for (const [written, comes] of Object.entries(ENVIRONMENTS)) {
  test(`composeLoaders() takes the key from ${comes} by environment: ${written.replaceAll(/\s+/g, " ")}`, () => {
    const project = projectOf({
      "compose.yaml": `services:\n  web:\n    build: .\n    env_file: api.env\n    environment: ${written}\n`,
      ".env": "",
    });
    const names = loadersInUse(project).map(({ dialect, names }) => [dialect.id, names]);
    const given = names.filter(([id]) => id === "compose-go");
    const asked = names.filter(([id]) => id === "compose-go-project");
    assertEquals(given.flatMap(([, names]) => names ?? "all").includes("JWT_SECRET_KEY"), false);
    assertEquals(asked, comes === "the project's .env" ? [["compose-go-project", ["JWT_SECRET_KEY"]]] : []);
  });
}

const MANY = 80_000;

const LONG: Readonly<Record<string, string>> = {
  "a list of lines": `services:\n  web:\n    env_file:\n${"      - .env\n".repeat(MANY)}`,
  "a list of different files": `services:\n  web:\n    env_file:\n    - .env\n${
    Array.from({ length: MANY }, (_, index) => `    - ${index}\n`).join("")
  }`,
  "a list in brackets": `services: {web: {env_file: [.env,${"a,".repeat(200_000)}]}}`,
};

for (const [name, text] of Object.entries(LONG)) {
  test(`composeLoaders() ends soon with ${name}, and still sees the file`, () => {
    const started = performance.now();
    const found = inUse({ "compose.yaml": text, ".env": "" });
    assertEquals([found.length, found[0]?.endsWith("  .env")], [1, true]);
    assert(performance.now() - started < 2000, `it took ${performance.now() - started} ms`);
  });
}

/** As long as is still parsed, and as bad as it gets. */
const HOSTILE: Readonly<Record<string, string>> = {
  "tags": "!a ".repeat(21_000),
  "commas": `services: {web: {env_file: [${",".repeat(65_000)}]}}`,
  "dashes": "- ".repeat(32_000),
  "documents": "---\n".repeat(16_000),
  "services that take over one list": `x-a: &a\n  env_file: [${"a,".repeat(10_000)}]\nservices:\n${
    Array.from({ length: 2000 }, (_, index) => `  s${index}: {<<: *a, build: ./${index}}\n`).join("")
  }`,
  "maps that merge each other": Array.from(
    { length: 2500 },
    (_, index) => `x-${index}: &a${index} {<<: [*a${index - 1}, *a${index - 1}]}\n`,
  ).join(""),
  "services that extend each other": `services:\n${
    Array.from({ length: 2000 }, (_, index) => `  s${index}: {extends: s${index + 1}, env_file: a}\n`).join(
      "",
    )
  }`,
};

for (const [name, text] of Object.entries(HOSTILE)) {
  test(`composeLoaders() ends soon with many ${name}`, () => {
    const started = performance.now();
    inUse({ "compose.yaml": text, ".env": "" });
    assert(performance.now() - started < 5000, `it took ${performance.now() - started} ms`);
  });
}
