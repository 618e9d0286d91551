import { assert, assertEquals } from "@std/assert";
import { describeProject, DJANGO, ENV, findingOf, KEYS, type Looking } from "./describing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

/** Which files share a key that must not: `.env.production (production) same .env:2`. */
async function shared(files: Record<string, string>, looking?: Looking): Promise<readonly string[]> {
  const { environments } = await describeProject({ ...DJANGO, ".env": ENV, ...files }, looking);
  assert(environments.known);
  return environments.value.shared.map(({ path, line, name, environment, relation, with: other }) =>
    `${path}:${line} ${name} (${environment}) ${relation} ${other.path}:${other.line}`
  );
}

const OTHER = "JWT_SECRET_KEY=h3Lw9Zr1Tq6Nx4Bv8Kd2Yc7Mp5Gs0Jf_aEoUiXtRzWbQyVnHkCmDl-PgSjFu\n";

test("gatherEnvironments() finds a key that environments share", async () => {
  assertEquals(await shared({ ".env.production": ENV }), [
    ".env.production:2 JWT_SECRET_KEY (production) same .env:2",
  ]);
  assertEquals(await shared({ "staging/.env": `JWT_SECRET_KEY=${KEYS.jwt.toUpperCase()}\n` }), [
    "staging/.env:1 JWT_SECRET_KEY (staging) case .env:2",
  ]);
  assertEquals(await shared({ ".env.production": OTHER }), []);
});

test("gatherEnvironments() compares the other files with each other", async () => {
  const mine = `JWT_SECRET_KEY=${"q7".repeat(30)}Zx\n`;
  assertEquals(await shared({ ".env.production": mine, ".env.staging": mine }), [
    ".env.staging:1 JWT_SECRET_KEY (staging) same .env.production:1",
  ]);
});

test("gatherEnvironments() lets development and tests share, and not production with either", async () => {
  assertEquals(await shared({ ".env.test": ENV, ".env.ci": ENV, ".env.local": ENV, ".env.docker": ENV }), []);
  assertEquals(await shared({ ".env.test": ENV }, { environment: "production" }), [
    ".env.test:2 JWT_SECRET_KEY (test) same .env:2",
  ]);
  assertEquals(await shared({ ".env.production": ENV }, { environment: "production" }), []);
});

test("gatherEnvironments() finds the key in other services under any name", async () => {
  const service = { "billing/package.json": "{}" };
  assertEquals(await shared({ ...service, "billing/.env": `AUTH_SECRET=${KEYS.jwt}\nDATABASE_URL=x\n` }), [
    "billing/.env:1 AUTH_SECRET (service) same .env:2",
  ]);
  assertEquals(await shared({ ...service, "billing/.env": `SECRET_KEY=${KEYS.session}\n` }), []);
});

test("gatherEnvironments() compares the files that descriptors name, whatever their names", async () => {
  const service = (folder: string) =>
    `services:\n  web:\n    build: .\n    env_file: .envs/.${folder}/.django\n`;
  assertEquals(
    await shared({
      "local.yml": service("local"),
      "production.yml": service("production"),
      ".envs/.local/.django": ENV,
      ".envs/.production/.django": ENV,
    }),
    [".envs/.production/.django:2 JWT_SECRET_KEY (production) same .env:2"],
  );
});

test("gatherEnvironments() does not look at templates, nor at what is to be filled in", async () => {
  assertEquals(await shared({ ".env.production.example": ENV }), []);
  const fill = "JWT_SECRET_KEY=<key>\n";
  assertEquals(await shared({ ".env.production": fill, ".env.staging": fill }), []);
});

test("environments-separate-keys is not applicable where there is one environment", async () => {
  const said = async (files: Record<string, string>) =>
    findingOf(await describeProject({ ...DJANGO, ".env": ENV, ...files }), "environments-separate-keys")
      .outcome;
  assertEquals(await said({}), "not-applicable");
  assertEquals(await said({ ".env.test": OTHER }), "not-applicable");
  assertEquals(await said({ ".env.production": OTHER }), "pass");
  assertEquals(await said({ ".env.production": ENV }), "fail");
  assertEquals(await said({ ".env.production": `#${"x".repeat(2 << 20)}\n` }), "unknown");
});
