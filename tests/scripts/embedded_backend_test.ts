import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { outcomesOf, reportOf, rulesThat } from "./report.ts";
import { CHECKOUT, makePerson, type Person } from "./run_script.ts";

const JUDGED = [
  "starts",
  "refuses-empty-key",
  "login-works",
  "signed-with-jwt-key",
  "secret-key-forgery-refused",
  "known-key-forgery-refused",
  "old-token-refused",
  "none-algorithm-refused",
];

/** What a checkout has that a walk reads, or could change. */
const PARTS = ["deno.json", "deno.lock", "mod.ts", "src", "scripts"];

Deno.test("upgrade --yes in Keysplit's own checkout walks the embedded backend and changes nothing there", async () => {
  using person = makePerson();
  // A copy, because others may edit this checkout while tests run.
  const checkout = join(dirname(person.home), "keysplit");
  for (const part of PARTS) copy(join(CHECKOUT, part), join(checkout, part));
  await git(person, checkout, "init", "--quiet");
  await git(person, checkout, "add", "--all");
  const before = await git(person, checkout, "status", "--porcelain");
  const options = { folder: checkout, checkout, environment: cacheOfItsOwn(person) };

  const text = await person.run("upgrade", ["--yes"], options);
  assertEquals(text.code, 0, text.stderr);
  assertStringIncludes(text.stdout, "this walks Keysplit's embedded backend, on a throw-away copy");

  const report = reportOf(await person.run("upgrade", ["--yes", "--format", "json"], options));
  assertEquals([report.exitCode, rulesThat(report, "fail")], [0, []]);
  assertEquals(outcomesOf(report, JUDGED), JUDGED.map(() => "pass"));

  assert(await git(person, checkout, "status", "--porcelain") === before, "the checkout has changed");
  assertEquals(await git(person, checkout, "diff", "--name-only"), "");
  assertEquals([...Deno.readDirSync(person.temporary)], []);
  assertEquals([...Deno.readDirSync(person.state)], []);
});

Deno.test("upgrade walks the embedded backend nowhere else, and not where a project is named", async () => {
  using person = makePerson();
  assertEquals((await person.run("upgrade", ["--yes"], { folder: join(CHECKOUT, "docs") })).code, 2);
  assertEquals(
    (await person.run("upgrade", [CHECKOUT, "--yes", "--dry-run"])).stdout.includes("embedded"),
    false,
  );
});

/** Else what Deno compiles of the copy would stay in the cache of whoever runs the tests. */
function cacheOfItsOwn({ home, environment }: Person): Readonly<Record<string, string>> {
  const cache = join(dirname(home), "cache");
  Deno.mkdirSync(cache);
  Deno.symlinkSync(join(environment.DENO_DIR ?? "", "npm"), join(cache, "npm"));
  return { DENO_DIR: cache };
}

function copy(from: string, to: string): void {
  if (Deno.statSync(from).isFile) {
    Deno.mkdirSync(dirname(to), { recursive: true });
    Deno.copyFileSync(from, to);
  } else {
    for (const { name } of Deno.readDirSync(from)) copy(join(from, name), join(to, name));
  }
}

async function git(person: Person, folder: string, ...args: readonly string[]): Promise<string> {
  const { success, stdout } = await new Deno.Command("git", {
    args: ["-C", folder, ...args],
    env: { ...person.environment },
    clearEnv: true,
    stderr: "null",
  }).output();
  assert(success, `git ${args[0]} failed`);
  return new TextDecoder().decode(stdout);
}
