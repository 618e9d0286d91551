import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { makeCopyKey } from "../../src/io/copy_key.ts";
import { copyPath } from "../../src/io/copy_name.ts";
import { denoHost } from "../../src/io/deno_host.ts";
import { type EnvFolder, goodKey, makeEnvFolder } from "../scripts/env_folder.ts";
import { makePerson, type Person } from "../scripts/run_script.ts";

// For real: a project that brings copies of its own, and one whose file a killed run has left half written.

const EXAMPLE = `# ${"Settings of the shop. ".repeat(10)}\nSECRET_KEY=change-me\nDEBUG=1\n`;
// Not longer than the example, and NEXT one byte longer: so the example looks like an overwriting half done.
const EVIL = `SECRET_KEY=${"evil".repeat(16)}\nJWT_SECRET_KEY=${"live".repeat(16)}\n`;
const NEXT = `${EXAMPLE}#`;
const TAG = "0123456789abcdef0123456789abcdef";

/** A project as it comes out of a tarball, and the user's `cp .env.example .env`. */
function hostileProject(): EnvFolder {
  return makeEnvFolder({
    ".env.example": EXAMPLE,
    ".env": EXAMPLE,
    ".env.keysplit-old": EVIL,
    ".env.keysplit-new": NEXT,
    [`.env.keysplit-old-${TAG}`]: EVIL,
    [`.env.keysplit-new-${TAG}`]: NEXT,
    ".local/state/keysplit/copies.key": "k".repeat(32),
  });
}

/** Without a HOME, with the user's own, and with one that is the project, as in many containers. */
const homes = (person: Person, project: EnvFolder): readonly Readonly<Record<string, string>>[] => [
  { HOME: "", XDG_STATE_HOME: "" },
  { HOME: person.home, XDG_STATE_HOME: "" },
  { HOME: project.path, XDG_STATE_HOME: "" },
];

Deno.test("append --dry-run takes no byte from copies that came with the project", async () => {
  using person = makePerson();
  using project = hostileProject();
  for (const environment of homes(person, project)) {
    const { code, stdout } = await person.run("append", [project.path, "--dry-run"], { environment });
    assertEquals(code, 1, stdout);
    assert(project.read() === EXAMPLE, "the file was changed");
    assertStringIncludes(unwrapped(stdout), "no run of yours has made: it was left alone");
  }
  assert(project.has(`.env.keysplit-old-${TAG}`));
});

Deno.test("append --yes takes no byte from copies that came with the project", async () => {
  using person = makePerson();
  for (let at = 0; at < 3; at++) {
    using project = hostileProject();
    const environment = homes(person, project)[at] ?? {};
    const { stdout } = await person.run("append", [project.path, "--yes"], { environment });
    const text = project.read();
    assert(text.includes("JWT_SECRET_KEY=") && text.includes("DEBUG=1\n"), stdout);
    assert(!text.includes("evil") && !text.includes("live"), "bytes of the copies are in the file");
    assert(project.read(`.env.keysplit-old-${TAG}`) === EVIL);
  }
});

Deno.test("append --dry-run leaves what a killed run of the user left, append --yes restores it", async () => {
  using person = makePerson();
  const old = `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`;
  const next = `SECRET_KEY=${goodKey()}\nJWT_SECRET_KEY=${goodKey()}\n`;
  const torn = next.slice(0, 30) + old.slice(30);
  using project = makeEnvFolder({ ".env": torn });
  const get = (name: string) => person.environment[name as keyof typeof person.environment];
  const key = await makeCopyKey({
    ...denoHost(),
    environment: { get, isUnreadable: () => false, all: () => ({}) },
  }, [project.path]);
  assert(key !== null);
  const target = join(project.path, ".env");
  for (const [role, text] of [["old", old], ["new", next]] as const) {
    const bytes = new TextEncoder().encode(text);
    Deno.writeFileSync(copyPath(key, { target, role, bytes }), bytes, { mode: 0o600 });
  }
  const names = () => [...Deno.readDirSync(project.path)].map(({ name }) => name).toSorted();
  const before = names();

  const dry = await person.run("append", [project.path, "--dry-run"]);
  assertStringIncludes(unwrapped(dry.stdout), "without --dry-run it gets its former bytes back");
  assert(project.read() === torn, "a dry run restored the file");
  assertEquals(names(), before);

  const { code, stdout } = await person.run("append", [project.path, "--yes"]);
  assertStringIncludes(unwrapped(stdout), "has its bytes again, which a killed run was overwriting");
  assert(project.read() === old, "the file was not restored");
  assertEquals([code, names()], [0, [".env"]]);
});

Deno.test("upgrade --yes goes on where no state folder can be made, and promises no undo", async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": `SECRET_KEY=${goodKey()}\n` });
  const environment = { HOME: "/proc/nonexistent", XDG_STATE_HOME: "" };
  const { code, stdout } = await person.run("upgrade", [project.path, "--yes"], { environment });
  assertEquals(code, 3, stdout);
  assert(project.read().includes("JWT_SECRET_KEY="));
  assert(!stdout.includes("--undo"), "an undo is offered that has no record");
});

/** Text in which it does not matter where a line was broken. */
function unwrapped(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
