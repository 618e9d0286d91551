import { assertEquals } from "@std/assert";
import { describeProject, DJANGO, ENV, findingOf, KEYS } from "./describing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

async function templatesOf(files: Readonly<Record<string, string>>, folder = ""): Promise<readonly string[]> {
  const { examples } = await describeProject(files, { folder });
  return examples.known ? examples.value.map(({ path }) => path) : [examples.why];
}

test("gatherExamples() knows templates by what projects call them", async () => {
  const text = "SECRET_KEY=\nJWT_SECRET_KEY=\n";
  const names = [
    ".env.example",
    ".env.example.local",
    ".env.production.example",
    "env-example-postgres",
    "env.sample",
    "production.example.env",
    "template.env",
  ];
  const others = [".env.local", "env.py", "environment-example.md", "examples.json"];
  const files = Object.fromEntries([...names, ...others].map((name) => [name, text]));
  assertEquals(await templatesOf({ ...DJANGO, ".env": ENV, ...files }), names);
});

test("gatherExamples() finds the template beside an env file above the project", async () => {
  const backend = Object.fromEntries(
    Object.entries(DJANGO).map(([path, text]) => [`backend/${path}`, text]),
  );
  const files = {
    ...backend,
    "compose.yaml": "services:\n  web:\n    build: ./backend\n    env_file: .env\n",
    ".env": ENV,
    ".env_example": "SECRET_KEY=\n",
  };
  assertEquals(await templatesOf(files, "backend"), ["/home/ada/shop/.env_example"]);
});

test("gatherDocumentation() shows first what says how the project is set up", async () => {
  const { documentation } = await describeProject({
    ...DJANGO,
    "docs/AUDIT.md": "JWT_SECRET_KEY is long.\n",
    "docs/zones/deploying.md": "Set JWT_SECRET_KEY.\n",
    "docs/deploy/z.md": "JWT_SECRET_KEY\n",
    "README.md": "# Shop\n\nSet JWT_SECRET_KEY.\n",
  });
  assertEquals(documentation.known ? documentation.value.jwt.map(({ path }) => path) : [], [
    "README.md",
    "docs/zones/deploying.md",
    "docs/deploy/z.md",
    "docs/AUDIT.md",
  ]);
});

test("deployment-declares-key names the env file that gives a place the other settings", async () => {
  const old = `SECRET_KEY=${KEYS.session}\n`;
  const described = await describeProject({
    ...DJANGO,
    ".env": old,
    "old.env": old,
    "compose.yaml": "services:\n  web:\n    build: .\n    volumes: ['.:/app']\n" +
      "  worker:\n    build: .\n    env_file: old.env\n  cron:\n    build: .\n    environment: [SECRET_KEY]\n",
  });
  const { message, evidence, remedy } = findingOf(described, "deployment-declares-key");
  assertEquals(
    message,
    "3 of 3 places that hand over the application's settings do not hand over JWT_SECRET_KEY",
  );
  assertEquals(evidence.map(({ text }) => text), [
    "web (Compose) is given SECRET_KEY alone, by .env:1",
    "worker (Compose, a worker) is given SECRET_KEY alone, by old.env:1",
    "cron (Compose, a scheduled job) is given SECRET_KEY alone",
  ]);
  assertEquals(remedy, {
    text: "Hand over JWT_SECRET_KEY beside SECRET_KEY, from the store of secrets and not as text, and set " +
      "it there before the release; write JWT_SECRET_KEY into .env and old.env, which give SECRET_KEY there",
    commands: [
      "JWT_SECRET_KEY: ${JWT_SECRET_KEY:?}",
      "deno task append shop --env-file shop/.env",
      "deno task append shop --env-file shop/old.env",
    ],
  });
});

test("deployment-declares-key asks for the key in the one env file that a place is given", async () => {
  const described = await describeProject({
    ...DJANGO,
    ".env": `SECRET_KEY=${KEYS.session}\n`,
    "compose.yaml": "services:\n  web:\n    build: .\n    volumes: ['.:/app']\n",
  });
  const { message, remedy } = findingOf(described, "deployment-declares-key");
  assertEquals(
    message,
    "the one place that hands over the application's settings does not hand over JWT_SECRET_KEY",
  );
  assertEquals(remedy, {
    text: "Write JWT_SECRET_KEY into .env, which gives SECRET_KEY there",
    commands: ["deno task append shop --env-file shop/.env"],
  });
});
