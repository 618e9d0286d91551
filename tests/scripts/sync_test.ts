import { Ajv } from "ajv";
import { assert, assertEquals } from "@std/assert";
import type { Command } from "../../scripts/_command.ts";
import { checklist } from "../../scripts/checklist.ts";
import { OPTIONS } from "../../scripts/_options.ts";
import { COMMON } from "../../scripts/_parse.ts";
import { FEWER, FLAGS } from "../../scripts/_permissions.ts";
import { PLACE_NAMES } from "../../scripts/_places.ts";
import { outOfSync } from "../../scripts/_dev/generated.ts";
import { CHECKLIST_PAGES } from "../../scripts/_dev/checklist_page.ts";
import { DIALECT_PAGES } from "../../scripts/_dev/dialect_pages.ts";
import { RULE_PAGES } from "../../scripts/_dev/rule_pages.ts";
import { SYMPTOM_PAGES } from "../../scripts/_dev/symptom_pages.ts";
import { SCHEMAS } from "../../scripts/_dev/schemas.ts";
import { BACKENDS } from "../../src/backends/mod.ts";
import { ITEMS } from "../../src/checklist/items.ts";
import { SYMPTOMS } from "../../src/diagnosis/symptoms.ts";
import { RULES } from "../../src/rules/mod.ts";
import { VERSION } from "../../src/version.ts";

const CHECKOUT = new URL("../../", import.meta.url);
const CONFIGURATION = JSON.parse(Deno.readTextFileSync(new URL("deno.json", CHECKOUT))) as {
  readonly version: string;
  readonly tasks: Readonly<Record<string, string>>;
};
const FLAG_NAMES = OPTIONS.map(({ flag }) => flag);
const choicesOf = (flag: string) => OPTIONS.find((option) => option.flag === flag)?.choices;

Deno.test("deno.json has a task for each command, with the flags of FLAGS", () => {
  for (const [name, flags] of Object.entries(FLAGS)) {
    const words = ["deno", "run", "--no-prompt", ...flags, `scripts/${name}.ts`];
    assertEquals(CONFIGURATION.tasks[name], words.join(" "));
  }
  for (const [name, { command, flags }] of Object.entries(FEWER)) {
    const words = ["deno", "run", "--no-prompt", ...flags, `scripts/${command}.ts`];
    assertEquals(CONFIGURATION.tasks[name], words.join(" "));
  }
});

Deno.test("FLAGS has every script that a person calls, and every task calls one that is there", () => {
  const scripts = [...Deno.readDirSync(new URL("scripts/", CHECKOUT))]
    .filter(({ name, isFile }) => isFile && name.endsWith(".ts") && !name.startsWith("_"))
    .map(({ name }) => name.slice(0, -".ts".length));
  assertEquals(Object.keys(FLAGS).sort(), scripts.sort());
  for (const task of Object.values(CONFIGURATION.tasks)) {
    for (const path of task.match(/(?<![\w/])scripts\/\S+\.ts\b/g) ?? []) {
      assert(Deno.statSync(new URL(path, CHECKOUT)).isFile, path);
    }
  }
});

for (const name of Object.keys(FLAGS)) {
  Deno.test(`scripts/${name}.ts is a command of its name, and its options are of the list`, async () => {
    const module: Readonly<Record<string, Command>> = await import(`../../scripts/${name}.ts`);
    const command = module[name];
    assertEquals(command?.name, name);
    assertEquals(command?.flags, FLAGS[name as keyof typeof FLAGS]);
    assertEquals(command?.options.filter((flag) => !FLAG_NAMES.includes(flag)), []);
  });
}

Deno.test("VERSION is the version of deno.json", () => {
  assertEquals(VERSION, CONFIGURATION.version);
});

Deno.test("the generated pages of docs say what the code says", () => {
  assertEquals(
    outOfSync([...RULE_PAGES, ...SCHEMAS, ...DIALECT_PAGES, ...SYMPTOM_PAGES, ...CHECKLIST_PAGES]),
    [],
  );
});

Deno.test("docs/rules and docs/schema have nothing else, and every page has a body", () => {
  const generated = [...RULE_PAGES, ...SCHEMAS].map(({ path }) => path);
  const there = ["docs/rules", "docs/schema"].flatMap((folder) =>
    [...Deno.readDirSync(new URL(folder, CHECKOUT))].map(({ name }) => `${folder}/${name}`)
  );
  assertEquals(there.sort(), generated.toSorted());
  for (const { id } of RULES) {
    const page = Deno.readTextFileSync(new URL(`docs/rules/${id}.md`, CHECKOUT));
    for (const heading of ["What it looks like", "How to mend it", "What it does not say"]) {
      assert(page.includes(`\n## ${heading}\n\n`), `${id}: ${heading}`);
    }
    for (const [, link = ""] of page.matchAll(/\]\(([\w-]+\.md)\)/g)) {
      assert(generated.includes(`docs/rules/${link}`), `${id}: ${link}`);
    }
  }
});

Deno.test("docs/schema/keysplit.schema.json takes every setting, and refuses others", () => {
  const schema = JSON.parse(Deno.readTextFileSync(new URL("docs/schema/keysplit.schema.json", CHECKOUT)));
  const validate = new Ajv({ strict: true }).compile(schema);
  const settings = Object.fromEntries(
    OPTIONS.filter(({ config }) => config).map(({ setting, kind, choices, least }) => {
      const values = { flag: true, number: least ?? 0, list: ["a"], text: choices?.[0] ?? "a" };
      return [setting, values[kind]];
    }),
  );
  assert(validate({ $schema: "keysplit.schema.json", ...settings }));
  for (const wrong of [[], { format: "json" }, { timeout: 0 }, { policy: "weak" }, { envFiles: ".env" }]) {
    assert(!validate(wrong), JSON.stringify(wrong));
  }
});

Deno.test("OPTIONS names each flag once, and the choices that the code has", () => {
  assertEquals(new Set(FLAG_NAMES).size, FLAG_NAMES.length);
  assertEquals(COMMON.filter((flag) => !FLAG_NAMES.includes(flag)), []);
  assertEquals(choicesOf("format"), checklist.formats);
  assertEquals(choicesOf("accept-unknown"), ITEMS.map(({ id }) => id));
  assertEquals(choicesOf("for"), PLACE_NAMES);
  assertEquals(choicesOf("backend"), BACKENDS.map(({ id }) => id));
});

Deno.test("symptoms name rules that exist, and each rule answers one item of the checklist", () => {
  const ids = RULES.map(({ id }) => id);
  for (const { cause, rule } of SYMPTOMS) assert(rule === null || ids.includes(rule), cause);
  assertEquals(ITEMS.flatMap(({ rules }) => rules).sort(), ids.toSorted());
});
