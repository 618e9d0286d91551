import { assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../scripts/_command.ts";
import { verify } from "../../scripts/verify.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { djangoSources, goodKey } from "./env_folder.ts";
import { assertFinding, reportOf } from "./report.ts";

const SHOP = "/home/ada/shop";
const GOOD = `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`;
const UNIT = "[Service]\nEnvironmentFile=";

type Files = Readonly<Record<string, string>>;

/** What starts the application with `.env` and then with `prod.env`, and the same in the other order. */
const STARTERS: Readonly<Record<string, readonly [ng: Files, ok: Files]>> = {
  "a list of Compose": [
    { "compose.yaml": "services:\n  web:\n    build: .\n    env_file: [.env, prod.env]\n" },
    { "compose.yaml": "services:\n  web:\n    build: .\n    env_file: [prod.env, .env]\n" },
  ],
  "a service that another one extends": [
    {
      "compose.yaml": [
        "services:",
        "  base: { env_file: .env }",
        "  web: { build: ., extends: base, env_file: prod.env }",
      ].join("\n"),
    },
    {
      "compose.yaml": [
        "services:",
        "  base: { env_file: prod.env }",
        "  web: { build: ., extends: base, env_file: .env }",
      ].join("\n"),
    },
  ],
  "two lines of a unit": [
    { "shop.service": `${UNIT}/srv/shop/.env\nEnvironmentFile=/srv/shop/prod.env\n` },
    { "shop.service": `${UNIT}/srv/shop/prod.env\nEnvironmentFile=/srv/shop/.env\n` },
  ],
  "two options of docker run": [
    { "run.sh": "docker run --env-file .env --env-file=prod.env shop\n" },
    { "run.sh": "docker run --env-file prod.env --env-file .env shop\n" },
  ],
  "two options of docker run over several lines": [
    { "run.sh": "docker run \\\n  --env-file .env \\\n  --env-file prod.env \\\n  shop\n" },
    { "run.sh": "docker run \\\n  --env-file prod.env \\\n  --env-file .env \\\n  shop\n" },
  ],
};

for (const [name, [ng, ok]] of Object.entries(STARTERS)) {
  Deno.test(`verify says that a later file wins in ${name}`, async () => {
    const files = { ".env": GOOD, "prod.env": "JWT_SECRET_KEY=short\n" };
    for (const code of [{}, djangoSources()]) {
      const hidden = await judge({ ...code, ...files, ...ng });
      assertEquals(hidden.exitCode, 1);
      assertStringIncludes(
        assertFinding(hidden, "key-visible-to-loader", "fail").message,
        "it takes the one in prod.env instead",
      );
      assertFinding(await judge({ ...code, ...files, ...ok }), "key-visible-to-loader", "pass");
    }
  });
}

Deno.test("verify reads no device that a list names after the file", async () => {
  const files = { ".env": GOOD, "compose.yaml": "services: { web: { env_file: [.env, /dev/zero] } }\n" };
  assertFinding(await judge({ ...djangoSources(), ...files }), "key-visible-to-loader", "pass");
});

async function judge(files: Files) {
  const entries = Object.entries(files).map(([path, text]) => [`${SHOP}/${path}`, text]);
  const host = memoryHost({ files: Object.fromEntries(entries), folder: SHOP, environment: {} });
  const code = await main(verify, [SHOP, "--env-file", `${SHOP}/.env`, "--format", "json"], host);
  return reportOf({ code, stdout: host.printed(), stderr: host.noted(), signal: null });
}
