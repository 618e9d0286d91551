import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { type EnvFolder, goodKey, makeEnvFolder } from "./env_folder.ts";
import { assertAdded, assertReplaced } from "./expected_env.ts";
import { reportOf } from "./report.ts";
import { makePerson, type Person } from "./run_script.ts";

// A project without a backend is walked as far as it goes, which is fast; what is undone is the same.

const SESSION = goodKey();
const WITHOUT = `DEBUG=False\nSECRET_KEY=${SESSION}`;

Deno.test("upgrade --undo gives the bytes back where a key was added, and the record held no secret", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}\n` });
  const key = await changed(person, project, assertAdded);

  const folder = recordFolder(person);
  assertEquals([modeOf(folder), modeOf(join(folder, "undo.json"))], [0o700, 0o600]);
  const record = Deno.readTextFileSync(join(folder, "undo.json"));
  for (const secret of [key, SESSION]) assertHidden(secret, record);
  assertEquals(JSON.parse(record).files[0].removed, "");

  const undone = await person.run("upgrade", [project.path, "--undo"]);
  assertEquals([undone.code, undone.stderr], [0, ""]);
  assertStringIncludes(undone.stdout, ".env  has its former bytes again");
  assert(project.read() === `${WITHOUT}\n`, "the file has not its former bytes");
  assertEquals(modeOf(join(project.path, ".env")), 0o600);
  assertEquals(records(person), []);
});

Deno.test("upgrade --undo gives the value back that was replaced, and holds nothing else of the file", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `JWT_SECRET_KEY=too-short-a-key\n${WITHOUT}` });
  const before = project.read();
  await changed(person, project, assertReplaced);
  const record = Deno.readTextFileSync(join(recordFolder(person), "undo.json"));
  assertHidden(SESSION, record);
  // What the new key has in common with the old one, by chance, at either end was not removed.
  const removed = atob(JSON.parse(record).files[0].removed);
  assert("too-short-a-key".includes(removed) && removed.length > 10, removed);

  assertEquals((await person.run("upgrade", [project.path, "--undo"])).code, 0);
  assert(project.read() === before, "the file has not its former bytes");
});

Deno.test("upgrade --undo removes a file that the run has made", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env.example": "SECRET_KEY=change-me\nJWT_SECRET_KEY=change-me-too\n" });
  assertEquals((await person.run("upgrade", [project.path, "--yes"])).code, 3);
  assert(project.has(".env"));
  const undone = await person.run("upgrade", [project.path, "--undo"]);
  assertEquals(undone.code, 0);
  assertStringIncludes(undone.stdout, ".env  removed");
  assertEquals([project.has(".env"), project.has(".env.example")], [false, true]);
});

Deno.test("upgrade --undo is refused where the file has changed since", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}\n` });
  await changed(person, project, assertAdded);
  const edited = `${project.read()}ADDED=1\n`;
  Deno.writeTextFileSync(join(project.path, ".env"), edited);
  const report = reportOf(await person.run("upgrade", [project.path, "--undo", "--format", "json"]));
  assertEquals([report.exitCode, report.error?.code], [1, "changed-on-disk"]);
  assert(project.read() === edited, "the file was changed");
  // Whoever takes the edit back can still undo.
  assertEquals(records(person).length, 1);
});

Deno.test("upgrade --undo without a run before it is wrong use", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}\n` });
  const { code, stderr } = await person.run("upgrade", [project.path, "--undo"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "upgrade: There is no run to undo here");
});

Deno.test("upgrade --forget removes the record and leaves the file", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}\n` });
  await changed(person, project, assertAdded);
  const after = project.read();
  assertEquals((await person.run("upgrade", [project.path, "--forget"])).code, 0);
  assert(project.read() === after, "the file was changed");
  assertEquals(records(person), []);
  assertEquals((await person.run("upgrade", [project.path, "--undo"])).code, 2);
  assertStringIncludes(
    (await person.run("upgrade", [project.path, "--forget"])).stdout,
    "no record to remove",
  );
});

Deno.test("upgrade --dry-run shows the lines, changes nothing and ends 1", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}\n` });
  const { code, stdout } = await person.run("upgrade", [project.path, "--dry-run"]);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "+  5   JWT_SECRET_KEY=••••\n");
  assertStringIncludes(stdout, "Nothing was written: this was a dry run.");
  assert(project.read() === `${WITHOUT}\n`, "the file was changed");
  assertEquals(records(person), []);
});

Deno.test("upgrade never keeps the record inside the project", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `${WITHOUT}\n` });
  const environment = { XDG_STATE_HOME: join(project.path, "state") };
  const walked = await person.run("upgrade", [project.path, "--yes"], { environment });
  assertEquals(walked.code, 3);
  assertEquals([...Deno.readDirSync(project.path)].map(({ name }) => name), [".env"]);
  // What cannot be kept is not promised.
  assert(!walked.stdout.includes("--undo"), "an undo is offered that has no record");
});

/** Walks a project that has no backend, and gives the key that stands in its file then. */
async function changed(
  person: Person,
  project: EnvFolder,
  expected: (before: string, after: string) => string,
): Promise<string> {
  const before = project.read();
  const { code, stdout } = await person.run("upgrade", [project.path, "--yes"]);
  assertEquals(code, 3, stdout);
  return expected(before, project.read());
}

function records({ state }: Person): readonly string[] {
  try {
    return [...Deno.readDirSync(join(state, "keysplit"))].map(({ name }) => join(state, "keysplit", name));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function recordFolder(person: Person): string {
  const [folder, ...more] = records(person);
  assert(folder !== undefined && more.length === 0, "there is not one record");
  return folder;
}

function modeOf(path: string): number {
  return (Deno.statSync(path).mode ?? 0) & 0o777;
}

function assertHidden(secret: string, text: string): void {
  for (let at = 0; at + 6 <= secret.length; at++) {
    assert(!text.includes(secret.slice(at, at + 6)), "a part of a secret is there");
  }
}
