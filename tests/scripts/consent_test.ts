import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { goodKey, makeEnvFolder } from "./env_folder.ts";
import { assertAdded } from "./expected_env.ts";
import { hasTerminal, runInTerminal } from "./run_in_terminal.ts";
import { makePerson } from "./run_script.ts";

const onTerminal = { ignore: !await hasTerminal() };
const WITHOUT = `SECRET_KEY=${goodKey()}\n`;
const QUESTION = "Write these lines? [Y/n] ";

Deno.test("append asks and writes what was agreed to", onTerminal, async () => {
  for (const answer of ["y\r", "\r"]) {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": WITHOUT });
    const typing = [[QUESTION, answer, null]] as const;
    const { shown, exit } = await runInTerminal(person, "append", { args: [project.path], typing });
    assertEquals(exit, 0, shown);
    const key = assertAdded(WITHOUT, project.read());
    assert(!shown.includes(key.slice(0, 6)), "a part of the key is shown");
  }
});

for (const name of ["append", "upgrade"] as const) {
  Deno.test(`${name} writes nothing that was declined and ends 4`, onTerminal, async () => {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": WITHOUT });
    const typing = [[QUESTION, "maybe\r", null], [QUESTION, "n\r", null]] as const;
    const { shown, exit } = await runInTerminal(person, name, { args: [project.path], typing });
    assertEquals(exit, 4, shown);
    assertStringIncludes(shown, `${name}: Nothing was written`);
    assert(project.read() === WITHOUT, "the file was changed");
    assertEquals([...Deno.readDirSync(person.state)], []);
  });

  Deno.test(`${name} ends 4 at Ctrl-C while it asks, with nothing changed`, onTerminal, async () => {
    for (const [keys, signal] of [["\x03", null], ["", "SIGINT"]] as const) {
      using person = makePerson();
      using project = makeEnvFolder({ ".env": WITHOUT });
      const typing = [[QUESTION, keys, signal]] as const;
      const { shown, exit } = await runInTerminal(person, name, { args: [project.path], typing });
      assertEquals(exit, 4, shown);
      assert(project.read() === WITHOUT, "the file was changed");
    }
  });
}

Deno.test("upgrade says the impact before it asks", onTerminal, async () => {
  using person = makePerson();
  using project = makeEnvFolder({ ".env": WITHOUT });
  const typing = [[QUESTION, "n\r", null]] as const;
  const { shown } = await runInTerminal(person, "upgrade", { args: [project.path], typing });
  const impact = shown.indexOf("Every token signed until now dies");
  assert(impact >= 0 && impact < shown.indexOf(QUESTION), "the impact is not said before the question");
});

Deno.test("append offers to have git ignore the file, and does so when agreed to", onTerminal, async () => {
  for (const [answer, ignored] of [["\r", null], ["y\r", "*.pyc\n.env\n"]] as const) {
    using person = makePerson();
    using project = makeEnvFolder({ ".env": WITHOUT, ".gitignore": "*.pyc" });
    const init = { args: ["init", "--quiet", project.path], env: { ...person.environment }, clearEnv: true };
    assert((await new Deno.Command("git", init).output()).success);
    const typing = [[QUESTION, "y\r", null], ["Add .env to .gitignore? [y/N] ", answer, null]] as const;
    const { shown, exit } = await runInTerminal(person, "append", { args: [project.path], typing });
    assertEquals(exit, 0, shown);
    assertEquals(project.read(".gitignore"), ignored ?? "*.pyc");
    assertAdded(WITHOUT, project.read());
  }
});
