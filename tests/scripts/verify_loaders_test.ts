import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { append } from "../../scripts/append.ts";
import { main } from "../../scripts/_command.ts";
import { verify } from "../../scripts/verify.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import type { Entry } from "../../src/io/memory_disk.ts";
import { djangoSources, goodKey } from "./env_folder.ts";
import { assertFinding, type Report, reportOf, rulesThat } from "./report.ts";

const SHOP = "/home/ada/shop";
const KEY = goodKey();
const SESSION = goodKey();
const GOOD = `SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${KEY}\n`;
const NOTED = `SECRET_KEY=${SESSION}\nJWT_SECRET_KEY=${KEY}  # note\n`;
const COMPOSE = { "compose.yaml": "services:\n  web:\n    env_file:\n      - .env\n" };
const DOCKER = { "deploy.sh": "docker run --env-file .env shop\n" };

Deno.test("verify fails where decouple and Compose read two keys, and shows the line as it should be", async () => {
  const { text, code } = await judge({ ...djangoSources(), ...COMPOSE, ".env": NOTED });
  assertEquals(code, 1);
  assertStringIncludes(text, "✗ its loaders read the same");
  assertStringIncludes(
    text,
    "reads now:\n      JWT_SECRET_KEY=••••\n",
  );
  assertStringIncludes(text, "In .env write line 2 so and put the comment on a line of its own");
  assertStringIncludes(text, "compose.yaml:4  Docker Compose v2");
  const report = await reportFor({ ...djangoSources(), ...COMPOSE, ".env": NOTED });
  assertEquals(rulesThat(report, "fail"), ["loaders-agree"]);
});

Deno.test("verify passes where the same two read a line without a note", async () => {
  const report = await reportFor({ ...djangoSources(), ...COMPOSE, ".env": GOOD });
  assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
  assertFinding(report, "loaders-agree", "pass");
  assertEquals(report.findings.filter(({ outcome }) => outcome === "fail"), []);
});

Deno.test("verify does not compare loaders of two files", async () => {
  const other = { "compose.yaml": "services:\n  web:\n    env_file: .env.docker\n", ".env.docker": GOOD };
  const report = await reportFor({ ...djangoSources(), ...other, ".env": NOTED });
  assertFinding(report, "loaders-agree", "not-applicable");
});

const HIDDEN: Readonly<Record<string, readonly [Readonly<Record<string, Entry>>, says: string]>> = {
  "export": [
    { ...djangoSources(), ".env": GOOD.replace("JWT", "export JWT") },
    "it does not take `export` for what it is",
  ],
  "a byte order mark": [
    { ...djangoSources(), ".env": `\ufeffJWT_SECRET_KEY=${KEY}\nSECRET_KEY=${SESSION}\n` },
    "the file begins with a byte order mark",
  ],
  "blanks round the =": [
    { ...djangoSources(), ...DOCKER, ".env": GOOD.replace("JWT_SECRET_KEY=", "JWT_SECRET_KEY = ") },
    "there are blanks beside the name or the `=`",
  ],
  "an earlier line": [
    {
      "deno.json": '{ "tasks": { "start": "deno run --env-file=.env main.ts" } }',
      ".env": `JWT_SECRET_KEY=\n${GOOD}`,
    },
    "another line assigns it, and that one counts",
  ],
  "UTF-16": [{ ...djangoSources(), ".env": utf16(GOOD) }, "the file is UTF-16"],
  "a nearer file": [
    { ...djangoSources(), "shop/settings.ini": "[settings]\nDEBUG=1\n", ".env": GOOD },
    "it stops at shop/settings.ini, which is nearer",
  ],
  "a file that the loader lets win": [
    {
      "package.json": '{ "dependencies": { "next": "16" } }',
      ".env": GOOD,
      ".env.local": `JWT_SECRET_KEY=${SESSION}\n`,
    },
    "it takes the one in .env.local instead",
  ],
  "a shell that exports nothing": [
    { "run.sh": "#!/bin/bash\nsource .env\nexec gunicorn shop\n", ".env": GOOD },
    "nothing exports it to what the shell starts",
  ],
  "an env file under another working directory": [
    {
      "app/config.py":
        'from pydantic_settings import BaseSettings, SettingsConfigDict\nclass Settings(BaseSettings):\n    model_config = SettingsConfigDict(env_file=("env.local", "own.local"))\n    jwt_secret_key: str\n',
      ".env": "A=1\n",
      "env.local": GOOD,
      "own.local": `JWT_SECRET_KEY=${SESSION}\n`,
    },
    "it takes the one in own.local instead",
  ],
  "a line that makes the loader refuse the file": [
    { ...djangoSources(), ...COMPOSE, ".env": `A B=1\n${GOOD}` },
    "line 1 has a blank in its name",
  ],
};

for (const [what, [files, says]] of Object.entries(HIDDEN)) {
  Deno.test(`verify says why a loader does not see the key: ${what}`, async () => {
    const named = "env.local" in files ? ["--env-file", `${SHOP}/env.local`] : [];
    const report = await reportFor(files, named);
    assertEquals([report.exitCode, rulesThat(report, "fail")], [1, ["key-visible-to-loader"]]);
    assertStringIncludes(assertFinding(report, "key-visible-to-loader", "fail").message, says);
  });
}

Deno.test("verify calls nothing hidden by a file of the same key, or by a shell beside another loader", async () => {
  const next = { "package.json": '{ "dependencies": { "next": "16" } }', ".env": GOOD, ".env.local": GOOD };
  const beside = { ...djangoSources(), "run.sh": "source .env\nexec gunicorn shop\n", ".env": GOOD };
  const exported = {
    "run.sh": "source .env\npython app.py\n",
    ".env": GOOD.replaceAll(/^/gm, "export ").trim(),
  };
  for (const files of [next, beside, exported]) {
    const report = await reportFor(files);
    assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
  }
});

Deno.test("verify foretells a plain line for a loader that was not measured, and says where it cannot", async () => {
  const files = { ...djangoSources(), "Procfile.dev": "web: honcho start -f Procfile\n" };
  const good = await reportFor({ ...files, ".env": GOOD });
  assertEquals([good.exitCode, rulesThat(good, "fail")], [0, []]);
  assertFinding(good, "loaders-agree", "pass");
  const noted = await reportFor({ ...files, ".env": NOTED });
  assertEquals(noted.exitCode, 3);
  const { message } = assertFinding(noted, "loaders-agree", "unknown");
  assertStringIncludes(message, "what honcho reads from .env is not known: line 2 is not plain KEY=value");
});

Deno.test("verify quotes the key where the other loader filled in a reference of it", async () => {
  const files = { ...djangoSources(), ...COMPOSE, ".env": GOOD.replace(KEY, `"${KEY.slice(0, 60)}$x"`) };
  const { text } = await judge(files);
  assertStringIncludes(text, "JWT_SECRET_KEY='••••'");
  assert(!text.includes("a comment on a line of its own"), "there is no comment");
});

Deno.test("verify offers no line where no spelling of the key is read alike", async () => {
  const text = GOOD.replace(KEY, `${KEY.slice(0, 60)}$x`);
  const { text: said } = await judge({ ".env": text }, ["--loader", "docker-run", "--loader", "bash"]);
  assertStringIncludes(said, "No spelling of this key was found");
});

Deno.test("verify says of a key that no loader sees which line to delete or to mend", async () => {
  for (
    const [text, says] of [
      [`${GOOD}JWT_SECRET_KEY=\n`, "In .env delete line 3."],
      [GOOD.replace("JWT_SECRET_KEY=", "JWT_SECRET_KEY: "), "JWT_SECRET_KEY=••••"],
      [`A="x\n${GOOD}`, "Close the quote: line 1 of .env."],
      [GOOD.replaceAll("\n", "\r\n"), "end lines with LF, not with CRLF"],
    ] as const
  ) {
    const loaders = ["compose-go", "dash", "python-decouple"].flatMap((name) => ["--loader", name]);
    const { text: said, code } = await judge({ ".env": text }, loaders);
    assertEquals(code, 1);
    assertStringIncludes(said.replaceAll(/\s+/g, " "), says);
  }
});

Deno.test("verify reads the settings.ini that decouple finds before the .env by Python's ConfigParser", async () => {
  const ini = `[settings]\njwt_secret_key: ${KEY}\nsecret_key: ${SESSION}\n`;
  const report = await reportFor({ ...djangoSources(), "shop/settings.ini": ini, ".env": "" });
  assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
  assertFinding(report, "key-present", "pass");
});

Deno.test("verify warns of a second assignment and of lines that are none", async () => {
  const text = `JWT_SECRET_KEY=${goodKey()}\nFOO\n${GOOD}`;
  const report = await reportFor({ ...djangoSources(), ...DOCKER, ".env": text });
  assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
  assertStringIncludes(assertFinding(report, "key-assigned-once", "fail").message, "lines 1 and 4");
  assertEquals(assertFinding(report, "line-well-formed", "fail").evidence[0]?.line, 2);
});

Deno.test("verify judges the characters of a key by the loaders in use", async () => {
  const text = GOOD.replace(KEY, `${KEY}$x`);
  const alone = await reportFor({ ...djangoSources(), ".env": text });
  assertFinding(alone, "key-alphabet", "pass");
  const quoted = await reportFor({
    ...djangoSources(),
    ...COMPOSE,
    ".env": text.replace(/(=)(\S*\$x)/, "$1'$2'"),
  });
  assertFinding(quoted, "loaders-agree", "pass");
  assertStringIncludes(assertFinding(quoted, "key-alphabet", "fail").message, "Docker Compose v2");
});

Deno.test("verify --loader judges by the loaders that are named, also by what their names begin with", async () => {
  const files = { ...djangoSources(), ".env": GOOD.replace(KEY, `"${KEY}"`) };
  assertEquals((await reportFor(files, ["--loader", "docker-run"])).loaders?.map(({ loader }) => loader), [
    "docker-run",
    "docker-run",
  ]);
  const compared = await reportFor(files, ["--loader", "docker-run", "--loader", "compose-go"]);
  assertFinding(compared, "loaders-agree", "fail");
  const prefixed = await reportFor(files, ["--loader", "python-d"]);
  assertEquals(new Set(prefixed.loaders?.map(({ loader }) => loader)).size, 4);
  assertEquals((await reportFor(files, ["--loader", "honcho"])).loaders?.[0]?.loader, "honcho");
  const unknown = await judge(files, ["--loader", "guess", "--format", "json"]);
  assertEquals(unknown.code, 2);
});

Deno.test("verify --loaders all asks every one, and a key of Keysplit passes them all", async () => {
  const report = await reportFor({ ...djangoSources(), ".env": GOOD }, ["--loaders", "all"]);
  assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
  assert(new Set(report.loaders?.map(({ loader }) => loader)).size > 40);
  assertEquals(new Set(report.loaders?.map(({ fingerprint }) => fingerprint)).size, 2);
});

Deno.test("verify --explain shows what each loader reads, and never a value", async (t) => {
  const files = { ...djangoSources(), ...COMPOSE, ...DOCKER, ".env": NOTED };
  const { text } = await judge(files, ["--explain", "--quiet"]);
  const table = text.slice(text.indexOf("\n.env  ") + 1).replaceAll(/[0-9a-f]{8}/g, "FINGERPR");
  await t.assertSnapshot(table);
  for (let at = 0; at + 6 <= KEY.length; at++) {
    assert(!text.includes(KEY.slice(at, at + 6)), "a part of the key");
  }
  const nothing = await judge({ ".env": GOOD }, ["--explain", "--quiet"]);
  assertStringIncludes(nothing.text, "No loader of this project was recognised");
});

Deno.test("verify --explain stays within 80 columns, whatever the loaders are called", async () => {
  const files = { ...djangoSources(), ".env": NOTED };
  const { text } = await judge(files, ["--loaders", "all", "--explain"]);
  assertEquals(text.split("\n").filter((line) => line.length > 80), []);
});

Deno.test("verify shows each reading once where both keys are one variable", async () => {
  const files = { ...COMPOSE, ".env": `SECRET_KEY=${KEY}\n` };
  const report = await reportFor(files, ["--jwt-key", "SECRET_KEY", "--secret-key", "SECRET_KEY"]);
  assertEquals(report.loaders?.map(({ variable }) => variable), ["SECRET_KEY"]);
});

Deno.test("verify offers a new key only where one would mend something", async () => {
  const kept = { ...djangoSources(), ...COMPOSE, ".env": `A B=1\n${GOOD}` };
  const { text } = await judge(kept);
  assert(!text.includes("deno task upgrade"), "the application has its key");
  assertStringIncludes(text, "Next\n  deno task verify ~/shop\n");
  const hidden = { ...djangoSources(), ".env": GOOD.replace("JWT", "export JWT") };
  assertStringIncludes((await judge(hidden)).text, "deno task upgrade");
});

Deno.test("verify says of each loader why it does not see the key", async () => {
  const files = { ...djangoSources(), ...COMPOSE, ".env": `${GOOD.replace("JWT", "export JWT")}A B=1\n` };
  const { message } = assertFinding(await reportFor(files), "key-visible-to-loader", "fail");
  assertStringIncludes(
    message,
    "python-decouple 3 does not find JWT_SECRET_KEY at .env:2: it does not take `export`",
  );
  assertStringIncludes(message, "; Docker Compose v2 (env_file): line 3 has a blank in its name");
});

Deno.test("append replaces no key for what another loader makes of it, and says that it does not hold", async () => {
  const files = { ...djangoSources(), ...COMPOSE, ".env": NOTED };
  const { code, text, env } = await judge(files, ["--yes"], append);
  assertEquals([code, env], [1, NOTED]);
  assertStringIncludes(text, "✗ its loaders read the same");
});

Deno.test("append gives the application a key where its own loader does not see the one in the file", async () => {
  const files = { ...djangoSources(), ...COMPOSE, ".env": GOOD.replace("JWT", "export JWT") };
  const { code, text, env } = await judge(files, ["--yes"], append);
  assertEquals([code, text.includes("✗")], [0, false]);
  assert(!env.includes(KEY), "the key that was never read is kept");
});

Deno.test("verify judges no pair of keys", async () => {
  const sources = djangoSources();
  const settings = sources["shop/settings.py"]?.replace(
    "SIMPLE_JWT = {",
    'SIMPLE_JWT = {\n    "ALGORITHM": "RS256",',
  );
  const { code, notes } = await judge({ ...sources, "shop/settings.py": settings ?? "", ".env": GOOD });
  assertEquals(code, 2);
  assertStringIncludes(notes, "signs with RS256, a pair of keys");
});

Deno.test("verify reads no env file of more than 16 MiB, and no code whose name has a line end", async () => {
  const large = await judge({ ...djangoSources(), ".env": "#".repeat(16 * 1024 * 1024 + 1) });
  assertEquals(large.code, 1);
  assertStringIncludes(large.text, "it\n                                    has more than 16 MiB");
  const script = "#!/bin/sh\nset -a\n. ./.env\nexec gunicorn shop.wsgi\n";
  const { text } = await judge({ ...djangoSources(), "a\n  ✓ fake.sh": script, ".env": NOTED });
  assert(!text.includes("fake"), text);
});

async function judge(
  files: Readonly<Record<string, Entry>>,
  flags: readonly string[] = [],
  command = verify,
) {
  const entries = Object.entries(files).map(([path, entry]) => [`${SHOP}/${path}`, entry]);
  const environment = { HOME: "/home/ada" };
  const host = memoryHost({ files: Object.fromEntries(entries), folder: SHOP, environment });
  const code = await main(command, [SHOP, ...flags], host);
  const env = new TextDecoder().decode(host.files.read(`${SHOP}/.env`));
  return { code, text: host.printed(), notes: host.noted(), env };
}

async function reportFor(
  files: Readonly<Record<string, Entry>>,
  flags: readonly string[] = [],
): Promise<Report> {
  const { code, text } = await judge(files, [...flags, "--format", "json"]);
  return reportOf({ code, stdout: text, stderr: "", signal: null });
}

function utf16(text: string): Uint8Array {
  return Uint8Array.from(
    [...`\ufeff${text}`].flatMap((one) => [one.charCodeAt(0) & 0xff, one.charCodeAt(0) >> 8]),
  );
}
