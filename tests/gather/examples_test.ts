import { assertEquals } from "@std/assert";
import { describeProject, DJANGO, ENV, findingOf, KEYS } from "./describing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

/** What is said of a template with this text: the outcome, the severity where it fails, and where. */
async function saidOf(text: string | Record<string, string>): Promise<string> {
  const files = typeof text === "string" ? { ".env.example": text } : text;
  const finding = findingOf(await describeProject({ ...DJANGO, ".env": ENV, ...files }), "example-in-step");
  const { outcome, severity, evidence } = finding;
  const where = evidence.map(({ path, line }) => line === undefined ? path : `${path}:${line}`).join(" ");
  return `${outcome}${outcome === "fail" ? ` ${severity}` : ""} ${where}`.trimEnd();
}

test("example-in-step holds for names without a value, in comments too", async () => {
  assertEquals(await saidOf("SECRET_KEY=\nJWT_SECRET_KEY=\n"), "pass .env.example:2");
  assertEquals(await saidOf("SECRET_KEY=\n# JWT_SECRET_KEY=\n"), "pass .env.example:2");
  assertEquals(await saidOf("SECRET_KEY=\nexport JWT_SECRET_KEY=\n"), "pass .env.example:2");
  assertEquals(await saidOf("SECRET_KEY=x\nJWT_SECRET_KEY=change-me\n"), "pass .env.example:2");
});

test("example-in-step fails for a template that does not name the key", async () => {
  assertEquals(await saidOf("A=1\nSECRET_KEY=\n"), "fail warning .env.example:2");
  assertEquals(await saidOf("A=1\n# MY_JWT_SECRET_KEY=\n"), "fail warning .env.example");
});

test("example-in-step fails for a placeholder that would pass as a key", async () => {
  const long = "REQUIRED-generate-your-own-secret-key-and-change-me-in-production";
  assertEquals(await saidOf(`JWT_SECRET_KEY=${long}\n`), "fail warning .env.example:1");
});

test("example-in-step is an error for a strong key, and for the one in use", async () => {
  const strong = [...KEYS.jwt].reverse().join("");
  assertEquals(await saidOf(`JWT_SECRET_KEY=${strong}\n`), "fail error .env.example:1");
  assertEquals(await saidOf(ENV), "fail error .env.example:2");
  assertEquals(
    await saidOf({ ".env": "JWT_SECRET_KEY=a-weak-one\n", ".env.example": "JWT_SECRET_KEY=a-weak-one\n" }),
    "fail error .env.example:1",
  );
});

test("example-in-step looks at the application's templates alone", async () => {
  assertEquals(await saidOf({}), "not-applicable");
  assertEquals(
    await saidOf({ "client/package.json": "{}", "client/.env.example": "SECRET_KEY=\n" }),
    "not-applicable",
  );
  assertEquals(
    await saidOf({ ".env.example": "JWT_SECRET_KEY=\n", "db.env.example": "POSTGRES_USER=\n" }),
    "pass .env.example:1",
  );
  assertEquals(
    await saidOf({ ".env.example": "JWT_SECRET_KEY=\n", ".env.production.example": "SECRET_KEY=\n" }),
    "fail warning .env.production.example:1",
  );
});
