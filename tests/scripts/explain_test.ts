import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { main } from "../../scripts/_command.ts";
import { explain, type Topic, TOPICS } from "../../scripts/explain.ts";
import { SYMPTOMS } from "../../src/diagnosis/mod.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { RULES } from "../../src/rules/mod.ts";
import { type Report, reportOf } from "./report.ts";
import { makePerson } from "./run_script.ts";

const RULE_PAGE = "<!-- The head is made. -->\n\n# key-present\n\nHolds when it holds.\n";

async function call(args: readonly string[]) {
  const path = new URL("../../docs/rules/key-present.md", import.meta.url).pathname;
  const host = memoryHost({ files: { [path]: RULE_PAGE } });
  const code = await main(explain, args, host);
  return { code, signal: null, stdout: host.printed(), stderr: host.noted() };
}

Deno.test("TOPICS has every rule and every cause, each once", () => {
  const ids = TOPICS.map(({ id }) => id);
  assertEquals(ids.length, new Set(ids).size);
  assertEquals(ids.length, RULES.length + SYMPTOMS.length);
});

Deno.test("explain prints the page of every cause", async () => {
  for (const { cause, title } of SYMPTOMS) {
    const { code, stdout } = await call([cause]);
    assertEquals(code, 0, cause);
    assert(stdout.startsWith(`# ${cause}\n\n${title}.\n`), stdout);
  }
});

Deno.test("explain prints the page of a rule without what is said to its author", async () => {
  const { code, stdout } = await call(["key-present"]);
  assertEquals([code, stdout], [0, "# key-present\n\nHolds when it holds.\n"]);
});

Deno.test("explain alone lists all of them, in text and in JSON", async () => {
  const { stdout } = await call([]);
  for (const { id } of TOPICS) assertStringIncludes(stdout, `  ${id} `);
  const report = reportOf(await call(["--format", "json"])) as Report & { readonly topics: readonly Topic[] };
  assertEquals(report.topics.map(({ id }) => id), TOPICS.map(({ id }) => id));
});

Deno.test("explain names what is near where it knows no such id, and repeats nothing odd", async () => {
  const { code, stderr } = await call(["key-mising"]);
  assertEquals(code, 2);
  assertStringIncludes(stderr, "deno task explain key-missing");
  assert(!(await call(["hunter2-HUNTER2"])).stderr.includes("hunter2"));
  assertEquals((await call(["key-missing", "key-empty"])).code, 2);
});

Deno.test("explain reads the real pages with the permissions of its task", async () => {
  using person = makePerson();
  const report = reportOf(await person.run("explain", ["keys-differ", "--format", "json"])) as Report & {
    readonly topics: readonly { readonly page?: string }[];
  };
  assertStringIncludes(report.topics[0]?.page ?? "", "Holds when the JWT key is neither");
});
