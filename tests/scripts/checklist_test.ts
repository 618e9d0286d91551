import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { main } from "../../scripts/_command.ts";
import { checklist } from "../../scripts/checklist.ts";
import type { ItemResult } from "../../src/checklist/item.ts";
import { STATEMENTS_FILE } from "../../src/checklist/statements.ts";
import { memoryDisk } from "../../src/io/memory_disk.ts";
import { memoryHost, type MemoryOptions } from "../../src/io/memory_host.ts";
import { goodKey, makeEnvFolder } from "./env_folder.ts";
import { type Report, reportOf } from "./report.ts";
import { makePerson, type ScriptOutcome } from "./run_script.ts";

const good = () => ({
  ".env": `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`,
  "app.py": "x = 1\n",
});

interface ChecklistReport extends Report {
  readonly readiness: string;
  readonly items: readonly ItemResult[];
  readonly next: readonly { readonly what: string; readonly command: string }[];
}

Deno.test("checklist ends 1 where an item does not hold, and says what to do first", async () => {
  const world = worldOf({ ".env": `SECRET_KEY=${goodKey()}\n` });
  const report = await judge(world);
  assertEquals([report.exitCode, report.readiness], [1, "not-ready"]);
  assertEquals(itemOf(report, "key-in-every-env-file").outcome, "fail");
  assertEquals(report.next[0]?.what, "key in every env file");
  assertStringIncludes(report.next[0]?.command ?? "", "deno task");
  const { code, stdout } = await call(world, []);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "\nNOT READY   ");
  assertStringIncludes(stdout, "\nNot ready\n  ✗ key in every env file");
});

Deno.test("checklist:offline does not know what it may not learn, until each item is accepted by its name", async () => {
  const world = worldOf(good());
  const report = await judge(world);
  assertEquals([report.exitCode, report.readiness, report.error?.code], [3, "not-known", "not-known"]);
  for (const id of ["application-starts", "login-works", "old-tokens-refused", "team-notified"]) {
    assertEquals(itemOf(report, id).outcome, "unknown", id);
  }
  const unknown = report.items.filter(({ outcome, severity }) =>
    outcome === "unknown" && severity === "error"
  );
  const accepted = await judge(world, ...unknown.flatMap(({ id }) => ["--accept-unknown", id]));
  assertEquals([accepted.exitCode, accepted.readiness], [0, "ready"]);
  assertEquals(itemOf(accepted, "login-works").accepted, true);
  const { code, stderr } = await call(world, ["--accept-unknown", "keys"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "--accept-unknown is one or more of");
});

Deno.test("checklist attest counts until the files or the key change, or its day is over", async () => {
  const world = worldOf(good());
  const attest = (...more: readonly string[]) =>
    call(world, ["attest", "team-notified", ...BY, "--note", "mail to all", ...more]);
  const outcome = async () => itemOf(await judge(world), "team-notified").outcome;

  const dry = await attest("--dry-run");
  assertEquals([dry.code, world.has(STATEMENTS_FILE)], [1, false]);
  const said = await attest();
  assertEquals(said.code, 0, said.stderr);
  assertStringIncludes(said.stdout, "team notified: Ada says that everybody who runs the application knows");
  assertEquals(await outcome(), "pass");

  world.write("app.py", "x = 2\n");
  assertEquals(await outcome(), "unknown");
  await attest("--until", "2999-01-01");
  assertEquals(await outcome(), "pass");
  const env = world.read(".env");
  world.write(".env", env.replace(/JWT_SECRET_KEY=.*/, `JWT_SECRET_KEY=${goodKey()}`));
  assertEquals(await outcome(), "unknown");
  world.write(".env", env);
  assertEquals(await outcome(), "pass");

  const kept = JSON.parse(world.read(STATEMENTS_FILE));
  assertEquals(kept.attestations.length, 1);
  kept.attestations[0].until = "2001-01-01";
  world.write(STATEMENTS_FILE, JSON.stringify(kept));
  assertEquals(await outcome(), "unknown");
});

Deno.test("checklist waive bears an item until its day, and an expired waiver fails", async () => {
  const world = worldOf({ ".env": `SECRET_KEY=${goodKey()}\n` });
  const words = ["waive", "key-in-every-env-file", ...BY, "--reason", "comes next week"];
  const waived = await call(world, [...words, "--until", "2999-01-01"]);
  assertEquals(waived.code, 0, waived.stderr);
  const report = await judge(world);
  const { outcome, waiver } = itemOf(report, "key-in-every-env-file");
  assertEquals([outcome, waiver?.until, report.readiness], ["fail", "2999-01-01", "not-known"]);
  const kept = JSON.parse(world.read(STATEMENTS_FILE));
  kept.waivers[0].until = "2001-01-01";
  world.write(STATEMENTS_FILE, JSON.stringify(kept));
  const later = itemOf(await judge(world), "key-in-every-env-file");
  assertEquals([later.outcome, later.waiver], ["fail", undefined]);
  assertStringIncludes(later.message, "the waiver of Ada ended on 2001-01-01");
});

Deno.test("checklist attest and waive refuse what they could not stand by, and keep nothing of it", async () => {
  const world = worldOf(good());
  const key = world.read(".env").split("JWT_SECRET_KEY=")[1]?.trim() ?? "";
  const refused: readonly (readonly [args: readonly string[], message: string])[] = [
    [["attest", "team-notified", ...BY], "needs --note"],
    [["attest", "team-notified", "--note", "x"], "needs --by"],
    [["attest"], "checklist attest needs ITEM"],
    [["attest", "team", ...BY, "--note", "x"], "No item of the checklist is called so"],
    [["attest", "keys-differ", ...BY, "--note", "x"], "is for rules to judge"],
    [["attest", "team-notified", ...BY, "--note", `it is ${key.slice(3, 15)}`], "part of a secret"],
    [["attest", "team-notified", "--by", key, "--note", "x"], "part of a secret"],
    [
      ["waive", "none", ...BY, "--reason", "x", "--until", "2999-01-01"],
      "ITEM is one of key-in-every-env-file",
    ],
    [["waive", "keys-differ", ...BY, "--reason", "x"], "A waiver ends on a day"],
    [["waive", "keys-differ", ...BY, "--until", "2999-01-01"], "needs --reason"],
    [["waive", "keys-differ", ...BY, "--reason", key, "--until", "2999-01-01"], "part of a secret"],
    [["waive", "keys-differ", ...BY, "--reason", "x", "--until", "2001-01-01"], "a day that is not over"],
    [["waive", "keys-differ", ...BY, "--reason", "x", "--until", "2999-02-30"], "a day that is not over"],
    [["waive", "keys-differ", ...BY, "--reason", "x", "--until", "soon"], "is a date such as"],
    [["attest", "team-notified", "--by", "a\nb", "--note", "x"], "is one line"],
  ];
  for (const [args, message] of refused) {
    const { code, stderr } = await call(world, args);
    assertEquals(code, 2, `${args[0]} ${message}: ${stderr}`);
    assertStringIncludes(stderr, message);
    assert(!stderr.includes(key.slice(3, 15)));
  }
  assertEquals(world.has(STATEMENTS_FILE), false);
  world.write(STATEMENTS_FILE, "{ broken");
  const { code, stderr } = await call(world, []);
  assertEquals(code, 2);
  assertStringIncludes(stderr, `${STATEMENTS_FILE} is no JSON`);
});

Deno.test("checklist writes each report that is asked for, over its own alone, and alike where nothing changed", async () => {
  using person = makePerson();
  using folder = makeEnvFolder(good());
  const path = (name: string) => join(person.home, name);
  const write = (...reports: readonly string[]): Promise<ScriptOutcome> =>
    person.run("checklist", [
      folder.path,
      "--check",
      "true",
      "--reproducible",
      ...reports.flatMap((report) => ["--report", report]),
    ], { environment: { GITHUB_STEP_SUMMARY: path("summary.md") } });
  const formats = ["text", "json", "md", "html", "junit", "sarif", "github"];
  const reports = formats.map((format) => `${format}=${path(`report.${format}`)}`);
  const read = () => formats.map((format) => Deno.readTextFileSync(path(`report.${format}`)));
  assertEquals((await write(...reports)).code, 3);
  const first = read();
  assertEquals((await write(...reports)).code, 3);
  assertEquals(read(), first);
  const said = Object.fromEntries(formats.map((format, at) => [format, first[at] ?? ""]));
  assertEquals(JSON.parse(said.json ?? "").command, "checklist");
  assertEquals(JSON.parse(said.sarif ?? "").version, "2.1.0");
  for (const format of formats) {
    const exact = format === "text" || format === "json";
    assertEquals(/(?<!at least )\b\d+ characters, \d+ bytes/.test(said[format] ?? ""), exact, format);
    assertEquals(said[format]?.includes("\u001b"), false, format);
  }
  assertEquals(Deno.readTextFileSync(path("summary.md")), (said.md ?? "").repeat(2));

  Deno.writeTextFileSync(path("mine.txt"), "mine\n");
  for (
    const [report, message] of [
      ["text", "--report needs FORMAT=FILE"],
      ["yaml=x", "--report needs FORMAT=FILE"],
      [`md=${path("mine.txt")}`, "is no report of Keysplit"],
    ] as const
  ) {
    const { code, stderr } = await write(report);
    assertEquals([report, code], [report, 2]);
    assertStringIncludes(stderr, message);
  }
  assertEquals(Deno.readTextFileSync(path("mine.txt")), "mine\n");
});

Deno.test("checklist --open hands the HTML to the desktop, and says where there is none", async () => {
  using person = makePerson();
  using folder = makeEnvFolder(good());
  const tools = join(person.home, "tools");
  const opened = join(person.home, "opened");
  Deno.mkdirSync(tools);
  for (const name of ["xdg-open", "open"]) {
    Deno.writeTextFileSync(join(tools, name), `#!/bin/sh\nprintf '%s' "$1" > '${opened}'\n`, { mode: 0o755 });
  }
  const html = join(person.home, "report.html");
  const run = (path: string, ...more: readonly string[]) =>
    person.run("checklist", [folder.path, "--check", "true", "--open", ...more], {
      environment: { PATH: path },
    });
  const without = await run(tools);
  assertEquals(without.code, 2);
  assertStringIncludes(without.stderr, "--report html=checklist.html --open");
  const { code, stderr } = await run(`${tools}:${Deno.env.get("PATH")}`, "--report", `html=${html}`);
  assertEquals([code, stderr], [3, ""]);
  for (let left = 40; left > 0 && !exists(opened); left--) await new Promise((done) => setTimeout(done, 50));
  assertEquals(Deno.readTextFileSync(opened), html);
});

Deno.test("checklist shows no secret of a command that it was given, where it proposes to give it again", async () => {
  const world = worldOf(good());
  const { code, stdout, stderr } = await call(world, [
    ...["--check", "API_TOKEN=hunter2hunter2 psql postgres://shop:hunter2hunter2@db/shop"],
    ...["--serve", "./serve --password hunter2hunter2 {port}"],
    "--test=DB_PASSWORD=hunter2hunter2 ./test",
    ...["--save-facts", "/project/facts.json", "--report", "md=/project/report.md"],
  ]);
  assertEquals([code, stderr], [3, ""]);
  const all = [stdout, world.read("facts.json"), world.read("report.md")].join("\n");
  assertEquals(all.includes("hunter2"), false);
  assertStringIncludes(all, "--check 'API_TOKEN=•••• psql postgres://");
});

Deno.test("checklist prints nothing that GitHub Actions would obey, but its own annotations", async () => {
  const compose = "services:\n  web:\n    build: .\n    environment:\n      SECRET_KEY: ${SECRET_KEY}\n";
  const { options, ...world } = worldOf({ ...good(), "::stop-commands::x/docker-compose.yml": compose });
  const commands = async (format: string, more: Readonly<Record<string, string>>) => {
    const there = { ...world, options: { ...options, environment: { ...options.environment, ...more } } };
    const { stdout } = await call(there, ["--format", format]);
    return stdout.match(/^\s*::[a-z-]+/gm)?.map((found) => found.trim()) ?? [];
  };
  assertEquals(await commands("text", {}), ["::stop-commands"]);
  assertEquals(await commands("text", { GITHUB_ACTIONS: "true" }), []);
  const own = await commands("github", { GITHUB_ACTIONS: "true" });
  assertEquals([...new Set(own)].sort(), ["::error", "::warning"]);
});

Deno.test("checklist says what is wrong with the file of statements, also where it is none, or too large", async () => {
  const world = worldOf(good());
  for (
    const [entry, message] of [
      [" ".repeat((1 << 20) + 1), "has more than 1 MiB"],
      [{ fifo: 0o600 }, "is no file"],
    ] as const
  ) {
    const disk = memoryDisk({ "/project/.env": good()[".env"], [`/project/${STATEMENTS_FILE}`]: entry });
    const { code, stderr } = await call({ ...world, options: { ...world.options, disk } }, []);
    assertEquals([code === 0, message], [false, message]);
    assertStringIncludes(stderr, `${STATEMENTS_FILE} ${message}`);
  }
});

Deno.test("checklist refuses what it would leave out: tests that are not run, facts that are not saved", async () => {
  const world = worldOf(good());
  assertEquals(itemOf(await judge(world, "--run-tests"), "tests-pass").outcome, "unknown");
  const facts = "/project/facts.json";
  for (
    const [args, message] of [
      [["--save-facts", facts, "--report", `json=${facts}`], "--save-facts and a report have the same file"],
      [["--output", facts, "--report", `json=${facts}`], "Two reports have the same file"],
      [["--load-facts", facts, "--run-tests"], "does not go with --run-tests"],
      [["--load-facts", facts, "--save-facts", facts], "does not go with --save-facts"],
    ] as const
  ) {
    const { code, stderr } = await call(world, args);
    assertEquals([message, code], [message, 2]);
    assertStringIncludes(stderr, message);
  }
  assertEquals(world.has("facts.json"), false);
});

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}

const BY = ["--by", "Ada"] as const;

/** A project in a folder without a machine around it, between one call and the next. */
interface World {
  readonly options: MemoryOptions;
  readonly has: (name: string) => boolean;
  readonly read: (name: string) => string;
  readonly write: (name: string, text: string) => void;
}

function worldOf(texts: Readonly<Record<string, string>>): World {
  const files = Object.fromEntries(Object.entries(texts).map(([name, text]) => [`/project/${name}`, text]));
  const disk = memoryDisk(files);
  // As checklist:offline is called; a person's own keys are not those of the project.
  const options = { disk, folder: "/project", without: ["run", "net"], environment: { HOME: "/home" } };
  const host = memoryHost(options);
  return {
    options,
    has: (name) => host.files.list("/project").includes(name),
    read: (name) => new TextDecoder().decode(host.files.read(`/project/${name}`)),
    write(name, text) {
      if (host.files.list("/project").includes(name)) host.files.remove(`/project/${name}`);
      const file = host.files.create(`/project/${name}`, 0o600);
      // A write may be short.
      for (let left = new TextEncoder().encode(text); left.length > 0;) {
        left = left.subarray(file.write(left));
      }
      file.close();
    },
  };
}

async function call({ options }: World, args: readonly string[]): Promise<ScriptOutcome> {
  const host = memoryHost(options);
  const code = await main(checklist, args, host);
  return { code, signal: null, stdout: host.printed(), stderr: host.noted() };
}

async function judge(world: World, ...args: readonly string[]): Promise<ChecklistReport> {
  return reportOf(await call(world, [...args, "--format", "json"])) as ChecklistReport;
}

function itemOf(report: ChecklistReport, id: string): ItemResult {
  const item = report.items.find((item) => item.id === id);
  assert(item !== undefined, `there is no item ${id}`);
  return item;
}
