import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { append } from "../../scripts/append.ts";
import { main } from "../../scripts/_command.ts";
import { upgrade } from "../../scripts/upgrade.ts";
import { verify } from "../../scripts/verify.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { djangoSources, goodKey } from "./env_folder.ts";
import { assertFinding, reportOf, rulesThat } from "./report.ts";

const SHOP = "/home/ada/shop";
const KEY = goodKey();
const SESSION = goodKey();
const GOOD = `SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${KEY}\n`;
const WITHOUT = `SECRET_KEY=${SESSION}\n`;

type Files = Readonly<Record<string, string>>;

Deno.test("verify judges the file that Compose gives the application, and names both", async () => {
  const files = { "compose.yaml": service("image: shop", "env_file: backend.env"), "backend.env": GOOD };
  const { code, text } = await judge(files);
  assertEquals(code, 0);
  assertStringIncludes(text, "Docker Compose v2 (env_file) reads backend.env");
  assertStringIncludes(text, "backend.env:2");
});

Deno.test("verify fails for the file that Compose gives the application, and is no wrong use, where it has no key", async () => {
  const report = await judge(
    { "compose.yaml": service("image: shop", "env_file: backend.env"), "backend.env": WITHOUT },
    ["--format", "json"],
  );
  assertEquals([report.code, rulesThat(reportOf(report), "fail")], [1, ["key-present"]]);
  assertStringIncludes(report.text, "JWT_SECRET_KEY is not in backend.env, nor in the environment");
});

Deno.test("verify does not mind files that need not be there", async () => {
  const files = {
    ...djangoSources(),
    "compose.yaml": service("env_file:", "  - path: more.env", "    required: false", "  - .env"),
    "deploy/shop.service": "[Service]\nEnvironmentFile=-/etc/default/shop\n",
    ".env": GOOD,
  };
  const report = reportOf(await judge(files, ["--format", "json"]));
  assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
});

Deno.test("verify compares the code's loader with a Compose file above the project", async () => {
  const files = (env: string) => ({
    ...inBackend({ ...djangoSources(), ".env": env }),
    "docker-compose.yml": service("build: ./backend", "env_file: ./backend/.env"),
    ".git/HEAD": "",
  });
  const noted = await judge(files(GOOD.trimEnd() + "  # note\n"), ["--format", "json"], verify, "backend");
  assertEquals([noted.code, rulesThat(reportOf(noted), "fail")], [1, ["loaders-agree"]]);
  const { evidence } = assertFinding(reportOf(noted), "loaders-agree", "fail");
  assert(evidence.some(({ path, line }) => path === `${SHOP}/docker-compose.yml` && line === 4));
  const good = await judge(files(GOOD), ["--format", "json"], verify, "backend");
  assertEquals([good.code, rulesThat(reportOf(good), "fail")], [0, []]);
});

Deno.test("verify compares both where the code lies below the folder that is built, and the file above it", async () => {
  const code = Object.fromEntries(
    Object.entries(djangoSources()).map(([path, text]) => [`backend/app/${path}`, text]),
  );
  const files = {
    ...code,
    "docker-compose.yml": service("build: ./backend", "env_file: ./.env"),
    ".env": GOOD.trimEnd() + "  # note\n",
    ".git/HEAD": "",
  };
  const report = reportOf(await judge(files, ["--format", "json"], verify, "backend"));
  assertEquals([report.exitCode, rulesThat(report, "fail")], [1, ["loaders-agree"]]);
});

Deno.test("verify judges a file above the project that Compose gives it", async () => {
  const { code, text } = await judge(shared(GOOD), [], verify, "backend");
  assertEquals(code, 0);
  assertStringIncludes(text, `Docker Compose v2 (env_file) reads ${SHOP}/shared.env`);
});

Deno.test("append writes the key where Compose gives the application its variables", async () => {
  const files = {
    ...process(),
    "compose.yaml": service("build: .", "env_file: api.env"),
    "api.env": WITHOUT,
  };
  const { code, read } = await judge(files, ["--yes"], append);
  assertEquals([code, read("api.env").startsWith(WITHOUT)], [0, true]);
  assert(/^JWT_SECRET_KEY=[\w-]{86}$/m.test(read("api.env")));
  assertEquals(read(".env"), "");
});

Deno.test("append writes the key into the code's own file, whatever Compose reads", async () => {
  const compose = { "compose.yaml": service("env_file: api.env"), "api.env": GOOD };
  const { code, read } = await judge({ ...djangoSources(), ...compose, ".env": WITHOUT }, ["--yes"], append);
  assertEquals([code, read("api.env")], [0, GOOD]);
  assert(/^JWT_SECRET_KEY=[\w-]{86}$/m.test(read(".env")));
});

Deno.test("append makes the file without which Compose does not start the application", async () => {
  const files = {
    ...process(),
    "compose.yaml": service("build: .", "env_file: api.env"),
    ".env.example": "A=1\n",
  };
  const { code, read } = await judge(files, ["--yes"], append);
  assertEquals([code, read(".env")], [0, ""]);
  assert(/^A=1\n[^]*^JWT_SECRET_KEY=[\w-]{86}$/m.test(read("api.env")));
});

Deno.test("append and upgrade write no file outside of the project that only Compose names, unless told to", async () => {
  const files = shared(WITHOUT);
  for (const command of [append, upgrade]) {
    const { code, text, read } = await judge(files, ["--yes"], command, "backend");
    assertEquals([code, read("shared.env")], [1, WITHOUT]);
    assertStringIncludes(text, `${SHOP}/shared.env lies outside of the project: it was not edited`);
    assertStringIncludes(text, `--env-file ${SHOP}/shared.env`);
  }
  const named = ["--yes", "--env-file", `${SHOP}/shared.env`];
  const { code, read } = await judge(files, named, append, "backend");
  assertEquals([code, /^JWT_SECRET_KEY=[\w-]{86}$/m.test(read("shared.env"))], [0, true]);
});

Deno.test("append does not offer to write beside a file outside of the project", async () => {
  const inWorkTree = { git: workTree, answers: ["y"] };
  const { code, text } = await judge(shared(GOOD), [], append, "backend", inWorkTree);
  assertEquals([code, text.includes(".gitignore?")], [0, false]);
});

/** An application whose code reads its process alone. */
function process(): Files {
  return {
    "app.py": 'import os, fastapi, jwt\napp = fastapi.FastAPI()\nKEY = os.environ["JWT_SECRET_KEY"]\n',
  };
}

/** A repository whose backend is given a file that lies beside the compose file. */
function shared(env: string): Files {
  return {
    ...inBackend(process()),
    "compose.yaml": service("build: ./backend", "env_file: shared.env"),
    "shared.env": env,
    ".git/HEAD": "",
  };
}

function service(...rows: readonly string[]): string {
  return ["services:", "  api:", ...rows.map((row) => `    ${row}`), ""].join("\n");
}

function inBackend(files: Files): Files {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`backend/${path}`, text]));
}

/** A work tree whose git neither tracks nor ignores anything. */
function workTree(_folder: string, words: readonly string[]) {
  const inside = words[0] === "rev-parse";
  return { exitCode: inside ? 0 : 1, output: inside ? "true\n" : "", error: "" };
}

async function judge(
  files: Files,
  flags: readonly string[] = [],
  command = verify,
  folder = "",
  more: Partial<Parameters<typeof memoryHost>[0]> = {},
) {
  const entries = Object.entries(files).map(([path, text]) => [`${SHOP}/${path}`, text]);
  const root = folder === "" ? SHOP : `${SHOP}/${folder}`;
  const environment = { HOME: "/home/ada" };
  const host = memoryHost({ files: Object.fromEntries(entries), folder: root, environment, ...more });
  const code = await main(command, [root, ...flags], host);
  const read = (path: string) => {
    try {
      return new TextDecoder().decode(host.files.read(`${SHOP}/${path}`));
    } catch {
      return "";
    }
  };
  const [stdout, stderr] = [host.printed(), host.noted()];
  return { code, text: stdout + stderr, stdout, stderr, signal: null, read };
}
