import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../scripts/_command.ts";
import { troubleshoot } from "../../scripts/troubleshoot.ts";
import type { DescribedCause } from "../../src/diagnosis/describe.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { copyApplication } from "../applications/mod.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { readFixtures } from "../diagnosis/read_fixture.ts";
import { goodKey } from "./env_folder.ts";
import { type Report, reportOf } from "./report.ts";
import { CHECKOUT, makePerson } from "./run_script.ts";

type TroubleReport = Report & { readonly diagnoses?: readonly DescribedCause[] };

const VENV = await requireVenv("django52");
const FIXTURES = new URL("../fixtures/startup_outputs/", import.meta.url);
const MISSING =
  'Traceback (most recent call last):\n  File "/srv/app/settings.py", line 15, in <module>\ndjango.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is not set\n';

/** Calls the command in a world without a project, or with the files that are given. */
async function call(args: readonly string[], options: MemoryOptions = {}) {
  const host = memoryHost({ files: { "/project": { folder: 0o755 } }, ...options });
  const code = await main(troubleshoot, args, host);
  return { code, signal: null, stdout: host.printed(), stderr: host.noted() };
}

async function report(args: readonly string[], options: MemoryOptions = {}): Promise<TroubleReport> {
  return reportOf(await call([...args, "--format", "json"], options));
}

function causes({ diagnoses = [] }: TroubleReport): readonly string[] {
  return diagnoses.map(({ cause }) => cause);
}

Deno.test("troubleshoot names the cause of every recorded output and exchange", async () => {
  for (const { name, causes: expected, seen } of await readFixtures()) {
    const input = seen.kind === "http" ? Deno.readTextFileSync(new URL(name, FIXTURES)) : seen.text;
    const found = await report([seen.kind === "http" ? "--http" : "--log", "-", "--quiet"], { input });
    const isClean = expected.includes("none");
    assertEquals([found.exitCode, found.outcome], isClean ? [0, "pass"] : [1, "fail"], name);
    if (isClean) assertEquals(causes(found), [], name);
    else assert(expected.includes(causes(found)[0] ?? ""), `${name}: ${causes(found).join(" ")}`);
    const isKey = expected.some((cause) => /^key|^falls-back/.test(cause));
    const isBystander = name.startsWith("unrelated.");
    for (const { ours, cause } of found.diagnoses ?? []) {
      if (isKey || isBystander) assertEquals(ours, isKey, `${name}: ${cause}`);
    }
  }
});

Deno.test("troubleshoot takes Keysplit's own checkout for no project, unless it is named", async () => {
  const files = { [`${CHECKOUT}/.env`]: "SECRET_KEY=django\n" };
  const { stdout } = await call(["--error", MISSING], { files, folder: CHECKOUT });
  assertStringIncludes(stdout, "django.core.exceptions.ImproperlyConfigured");
  assertStringIncludes(stdout, "deno task upgrade PATH");
  const named = await call([CHECKOUT, "--error", MISSING], { files, folder: CHECKOUT });
  assert(!named.stdout.includes("upgrade PATH"), named.stdout);
});

Deno.test("troubleshoot ends 3 and guesses nothing where a text is not recognised", async () => {
  for (
    const text of [
      "app.errors.LicenceError: The licence is over",
      "[ERROR] it did not work",
      '"GET / HTTP/1.1" 418 -',
    ]
  ) {
    const found = await report(["--error", text]);
    assertEquals([found.exitCode, found.outcome, causes(found)], [3, "unknown", []], text);
    assertEquals(found.error?.code, "not-known");
  }
  const { stdout } = await call(["--error", "app.errors.LicenceError: The licence is over"]);
  assertStringIncludes(stdout, "Not recognised. Looked for ");
  assertStringIncludes(stdout, "line 1   app.errors.LicenceError: The licence is over");
});

Deno.test("troubleshoot ends 0 where a text is clean", async () => {
  for (
    const [args, input] of [
      [["--log", "-"], ""],
      [["--error", "-"], "System check identified no issues (0 silenced).\n"],
      [["--http", "-"], "HTTP/1.1 200 OK\n\n{}"],
      [["--error", "--- all is well ---"], ""],
    ] as const
  ) {
    const found = await report(args, { input });
    assertEquals([found.exitCode, found.outcome, causes(found)], [0, "pass", []], args.join(" "));
  }
});

Deno.test("troubleshoot says nothing of an archive or a program, whatever words are in it", async () => {
  const noise = Uint8Array.from({ length: 4000 }, (_, at) => Math.imul(at + 1, 2654435761) >>> 24);
  const words = new TextEncoder().encode("\nERROR JWT_SECRET_KEY is not set\n");
  for (const input of [noise, new Uint8Array([...noise, ...words])]) {
    const files = { "/project": { folder: 0o755 }, "/project/a b.log": input } as const;
    const found = await report(["--log", "a b.log"], { files });
    assertEquals([found.exitCode, found.outcome, causes(found)], [3, "unknown", []]);
    assertEquals(found.error?.next, ["gzip -dc 'a b.log' | deno task troubleshoot --log -"]);
  }
  for (const before of ["\0".repeat(5000), "\u041e\u0448\u0438\u0431\u043a\u0430 ".repeat(50)]) {
    assertEquals(causes(await report(["--log", "-"], { input: `${before}\n${MISSING}` })), ["key-missing"]);
  }
});

Deno.test("troubleshoot is not certain where words alone are there, and nothing failed", async () => {
  for (
    const [text, confidence] of [
      ["JWT_SECRET_KEY is required in all environments.", "likely"],
      ["ERROR JWT_SECRET_KEY is not set", "certain"],
      [
        'level=warning msg="The \\"JWT_SECRET_KEY\\" variable is not set. Defaulting to a blank string."',
        "certain",
      ],
    ] as const
  ) {
    const [first] = (await report(["--error", text])).diagnoses ?? [];
    assertEquals(first?.confidence, confidence, text);
  }
});

Deno.test("troubleshoot reads a file by its path, in UTF-8 and UTF-16", async () => {
  const utf16 = new Uint8Array([0xff, 0xfe, ...[...MISSING].flatMap((unit) => [unit.charCodeAt(0), 0])]);
  const files = {
    "/project": { folder: 0o755 },
    "/project/a.log": MISSING,
    "/project/b.log": utf16,
  } as const;
  for (const name of ["a.log", "/project/b.log"]) {
    const found = await report(["--log", name], { files });
    assertEquals(causes(found), ["key-missing"]);
    assertEquals(found.diagnoses?.[0]?.evidence.map(({ line }) => line), [3]);
    assertEquals(found.diagnoses?.[0]?.evidence[0]?.path, name.replace("/project/", ""));
  }
  const bare = await report(["--log", "c.log"], { files: { ...files, "/project/c.log": utf16.slice(2) } });
  assertEquals(causes(bare), ["key-missing"], "without a mark");
  for (const args of [["--log", "no.log"], ["--log", "."], ["--log", "-", "--error", "x"], ["--log"]]) {
    assertEquals((await call(args, { files })).code, 2, args.join(" "));
  }
});

Deno.test("troubleshoot gives commands for the project, and its names", async () => {
  const files = { "/project": { folder: 0o755 }, "/project/.env": `SECRET_KEY=${goodKey()}\n` } as const;
  const [own] = (await report(["--error", MISSING], { files })).diagnoses ?? [];
  assertEquals(own?.remedy.commands, ["deno task upgrade /project"]);
  assertEquals(own?.check, ["deno task startup /project"]);
  assertEquals([own?.page, own?.explain], ["docs/rules/key-present.md", "deno task explain key-present"]);
  const [none] = (await report(["--error", MISSING])).diagnoses ?? [];
  assertEquals(none?.remedy.commands, ["deno task upgrade PATH"]);
  const named = MISSING.replaceAll("JWT_SECRET_KEY", "CONTINUUM_JWT_SECRET");
  assertEquals(causes(await report(["--error", named])), ["key-missing"]);
  assertEquals(causes(await report(["--error", named, "--jwt-key", "CONTINUUM_JWT_SECRET"])), [
    "key-missing",
  ]);
});

Deno.test("troubleshoot shows what it found in text, and passes the log on", async () => {
  const { stdout, stderr, code } = await call(["--log", "-"], {
    files: { "/project": { folder: 0o755 }, "/project/.env": "A=b\n" },
    input: `web-1  | starting\n${MISSING}ModuleNotFoundError: No module named 'nothing'\n`,
  });
  assertEquals(code, 1);
  assertStringIncludes(stderr, "web-1  | starting\nTraceback");
  assert(
    stdout.startsWith("troubleshoot  /project  standard input, 5 lines read\n\n  The JWT key is missing.  "),
  );
  assertStringIncludes(
    stdout,
    "  Seen     line 4   django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY\n",
  );
  assertStringIncludes(stdout, "  Whose    not the JWT key's doing\n");
});

Deno.test("troubleshoot --log - passes the log on without its secrets, and shows none", async () => {
  const password = "correct-horse-battery-staple";
  const token = `eyJhbGciOiJIUzI1NiJ9.${btoa('{"user_id":1}')}.c2lnbmF0dXJlLXNpZ25hdHVyZQ`;
  const key = goodKey();
  const input = [
    `JWT_SECRET_KEY=${key}`,
    `Loaded ${key}`,
    `Cookie: sessionid=${token}; csrftoken=${password}`,
    `POST /login {"username": "ada", "password": "${password}"}`,
    "pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings",
    "jwt_secret_key",
    `  String should have at least 64 characters [type=string_too_short, input_value='${password}`,
    `${password}', input_type=str]`,
    `Authorization: Bearer ${token}`,
  ].join("\n");
  const files = { "/project": { folder: 0o755 }, "/project/.env": `JWT_SECRET_KEY=${key}\n` } as const;
  for (const format of ["text", "json"]) {
    const { code, stdout, stderr } = await call(["--log", "-", "--format", format], { files, input });
    assertEquals(code, 1);
    for (const secret of [password, token, key]) {
      for (const part of [secret.slice(0, 12), secret.slice(-12)]) {
        if (part.startsWith("eyJ")) continue;
        assert(!(stdout + stderr).includes(part), `${format} shows a part of a secret`);
      }
    }
    assertStringIncludes(stdout, "The JWT key is too short");
  }
});

Deno.test("troubleshoot shows nothing of an answer that holds more secrets than can be looked for", async () => {
  const secret = "Zq7CanaryXwvKp3LmT8rBd4";
  const input = `HTTP/1.1 404 X\n\n{"x":"${secret}","token":"${secret.repeat(6000)}"}`;
  const { stdout, code } = await call(["--http", "-"], { input });
  assertEquals(code, 1);
  assertStringIncludes(stdout, "  Seen     line 3   ••••\n");
});

Deno.test("troubleshoot --log - prints a diagnosis while the pipe is open", async () => {
  using person = makePerson();
  const child = person.start("troubleshoot", ["--log", "-"], { stdin: "" });
  const writer = child.stdin.getWriter();
  const encoder = new TextEncoder();
  await writer.write(encoder.encode(`Watching for file changes with StatReloader\n${MISSING}`));
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  while (!printed.includes("deno task explain key-present")) {
    const { done, value } = await reader.read();
    assert(!done, printed);
    printed += value;
  }
  await writer.write(encoder.encode("ModuleNotFoundError: No module named 'rest_framework'\n"));
  await writer.close();
  for (let got = await reader.read(); !got.done; got = await reader.read()) printed += got.value;
  await child.stderr.cancel();
  assertEquals((await child.status).code, 1);
  assertEquals(printed.split("The JWT key is missing.").length, 2, printed);
  assertStringIncludes(printed, "Found, the root first:");
});

Deno.test({
  name: "troubleshoot names what is wrong with a project, by its files and by its check",
  ignore: VENV === null,
  async fn() {
    if (VENV === null) return;
    using person = makePerson();
    for (const [keys, cause] of [["missing", "key-missing"], ["good", null]] as const) {
      using copy = await copyApplication("django_short", { venv: VENV, keys });
      const found: TroubleReport = reportOf(
        await person.run("troubleshoot", [copy.folder, "--format", "json"]),
      );
      assertEquals([found.exitCode, causes(found)], cause === null ? [0, []] : [1, [cause]]);
      if (cause === null) continue;
      const [first] = found.diagnoses ?? [];
      assert(first?.evidence.some(({ path }) => path === ".env"), "the file is no evidence");
      assert(first?.evidence.some(({ text }) => text?.includes("JWT_SECRET_KEY")), "the log is no evidence");
      assertEquals(first?.remedy.commands.some((command) => command.includes(copy.folder)), true);
    }
  },
});

Deno.test("troubleshoot ends 3 where a check fails for a reason that nobody knows, 1 where its files tell", async () => {
  const env = (jwt: string) => `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${jwt}\n`;
  const run = () => ({ exitCode: 7, stderr: "app.errors.LicenceError: The licence is over\n" });
  const world = (text: string): MemoryOptions => ({
    files: { "/project": { folder: 0o755 }, "/project/.env": text },
    run,
  });
  const unknown = await report(["--check", "check"], world(env(goodKey())));
  assertEquals([unknown.exitCode, unknown.outcome, causes(unknown)], [3, "unknown", []]);
  const short = await report(["--check", "check"], world(env("x7Kq-")));
  assertEquals([short.exitCode, causes(short)[0]], [1, "key-too-short"]);
  const denied = await report(["--check", "check"], { ...world(env(goodKey())), without: ["run"] });
  assertEquals([denied.exitCode, denied.error?.code], [3, "not-known"]);
  assert(denied.error?.next.some((line) => line.startsWith("deno task troubleshoot")));
});

Deno.test("troubleshoot shows a check that holds a value without it", async () => {
  const key = goodKey();
  const check = `env JWT_SECRET_KEY=${key} DB_PASSWORD=hunter2pass python check.py`;
  const files = {
    "/project": { folder: 0o755 },
    "/project/.env": `JWT_SECRET_KEY=${key}\n`,
    "/project/keysplit.json": JSON.stringify({ check }),
  } as const;
  for (const format of ["text", "json"]) {
    const { stdout, stderr } = await call(["--format", format], { files, run: () => ({ exitCode: 3 }) });
    assertStringIncludes(stdout, "env JWT_SECRET_KEY=•••• DB_PASSWORD=••••");
    assert(!(stdout + stderr).includes(key.slice(0, 6)) && !(stdout + stderr).includes("hunter2"));
  }
});

Deno.test("troubleshoot asks Django once more where its check does not say why the settings do not load", async () => {
  const hidden = "Traceback (most recent call last):\n" +
    '  File "/venv/django/core/checks/registry.py", line 76, in run_checks\n' +
    "django.core.exceptions.AppRegistryNotReady: Models aren't loaded yet.\n";
  const unknown = "Unknown command: 'keysplit_settings'. Did you mean diffsettings?\n";
  for (const [said, cause] of [[MISSING, "key-missing"], [unknown, "settings-failure-hidden"]] as const) {
    const found = await report([], {
      files: {
        "/project": { folder: 0o755 },
        "/project/.env": `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`,
        "/project/manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
        "/project/shop/settings.py":
          'from decouple import config\nSECRET_KEY = config("SECRET_KEY")\nSIMPLE_JWT = {"SIGNING_KEY": config("JWT_SECRET_KEY")}\n',
        "/project/requirements.txt": "django\ndjangorestframework-simplejwt\n",
      },
      run: ({ words }) => ({ exitCode: 1, stderr: words.includes("check") ? hidden : said }),
    });
    assertEquals(causes(found), [cause]);
  }
});

Deno.test("troubleshoot finds old advice in a project's files, behind the causes of what its check printed", async () => {
  const files = (jwt: string): NonNullable<MemoryOptions["files"]> => ({
    "/project": { folder: 0o755 },
    "/project/.env": `SECRET_KEY=${goodKey()}\n${jwt}\n`,
    "/project/deploy.sh": "#!/bin/sh\nvim .env\ndocker compose restart web\n",
  });
  const named = (key: string) => `JWT_SECRET_KEY=${key}`;
  const alone = await report(["--check", "check"], { files: files(named(goodKey())), run: () => ({}) });
  assertEquals([alone.exitCode, causes(alone)], [1, ["restart-keeps-environment"]]);
  assertEquals(alone.diagnoses?.[0]?.evidence, [
    { path: "deploy.sh", line: 3, text: "docker compose restart web" },
  ]);
  assertEquals(alone.diagnoses?.[0]?.check, ["deno task troubleshoot /project --check check"]);
  const appended = await report(["--check", "check"], {
    files: files(goodKey()),
    run: () => ({ exitCode: 1, stderr: MISSING }),
  });
  assertEquals(causes(appended), ["key-missing", "line-without-name", "restart-keeps-environment"]);
});

Deno.test("troubleshoot says that a failure is not recognised where there is only old advice beside it", async () => {
  const world: MemoryOptions = {
    files: {
      "/project": { folder: 0o755 },
      "/project/.env": `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`,
      "/project/README.md": "Edit `.env`, then run `docker compose restart`.\n",
    },
    run: () => ({ exitCode: 7, stderr: "app.errors.LicenceError: The licence is over\n" }),
  };
  const { stdout, code } = await call(["--check", "check"], world);
  assertEquals(code, 1);
  const unrecognised = stdout.indexOf("  Not recognised. Looked for ");
  assert(unrecognised > 0 && unrecognised < stdout.indexOf("docker compose restart does not take"), stdout);
});

Deno.test("troubleshoot on Windows reads texts, and no project", async () => {
  const platform = "windows";
  assertEquals((await call(["--error", MISSING], { platform })).code, 1);
  assertEquals(
    (await call([], { platform, files: { "/project": { folder: 0o755 }, "/project/.env": "A=b\n" } })).code,
    2,
  );
});
