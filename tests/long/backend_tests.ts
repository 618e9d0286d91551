/** The own tests of real applications, in the folder of the project and with its key. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { backendTests } from "../../src/gather/backend_tests.ts";
import { gatherKeys } from "../../src/gather/env_files.ts";
import { gather } from "../../src/gather/gatherer.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { redactorFor } from "../../src/gather/redactor.ts";
import { denoHost } from "../../src/io/deno_host.ts";
import type { Host } from "../../src/io/host.ts";
import type { TestsFact } from "../../src/rules/facts.ts";
import { type ApplicationCopy, copyApplication, type KeyState } from "../applications/mod.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { digests } from "../gather/try_copy.ts";

const DJANGO = await requireVenv("django52");
const NODE = await requireNode();

const head =
  "from django.conf import settings\nfrom django.test import SimpleTestCase\n\nclass Keys(SimpleTestCase):\n";
const passing =
  `${head}    def test_key(self):\n        self.assertNotEqual(settings.JWT_SECRET_KEY, settings.SECRET_KEY)\n`;
const failing =
  `${head}    def test_key(self):\n        self.fail(settings.JWT_SECRET_KEY + settings.SECRET_KEY)\n`;

for (
  const [keys, text, outcome] of [
    ["good", passing, "pass"],
    ["good", failing, "fail"],
    ["good", "", "none"],
    ["missing", passing, "fail"],
  ] as const
) {
  Deno.test({
    name: `backendTests runs Django's own tests (${keys} key, ${outcome})`,
    ignore: DJANGO === null,
    async fn() {
      if (DJANGO === null) return;
      using copy = await copyApplication("django_short", { venv: DJANGO, keys: keys satisfies KeyState });
      Deno.writeTextFileSync(join(copy.folder, "accounts", "tests.py"), text);
      const before = await digests(copy.folder);
      const fact = await runTests(copy);
      assertEquals([fact.command, fact.outcome], ["manage.py test", outcome]);
      assertEquals(await digests(copy.folder), before);
      for (const key of [copy.jwtKey, copy.sessionKey]) {
        if (key !== null) assertEquals(JSON.stringify(fact).includes(key.slice(0, 12)), false);
      }
      if (keys === "missing") assertEquals(fact.causes.map(({ rule }) => rule), ["key-present"]);
      else if (outcome === "fail") assertStringIncludes(fact.tail.join("\n"), "FAILED (failures=1)");
    },
  });
}

for (const [code, outcome] of [["1", "pass"], ["2", "fail"]] as const) {
  Deno.test({
    name: `backendTests runs npm's tests (${outcome})`,
    ignore: NODE === null,
    async fn() {
      if (NODE === null) return;
      using copy = await copyApplication("node_jose", { venv: NODE, keys: "good" });
      const manifest = join(copy.folder, "package.json");
      const text = Deno.readTextFileSync(manifest);
      Deno.writeTextFileSync(manifest, text.replace('"scripts": {', '"scripts": { "test": "node --test",'));
      Deno.writeTextFileSync(
        join(copy.folder, "keys.test.js"),
        `import test from "node:test";\nimport assert from "node:assert";\ntest("key", () => assert.equal(${code}, 1));\n`,
      );
      assertEquals([(await runTests(copy)).outcome], [outcome]);
    },
  });
}

async function runTests(copy: ApplicationCopy): Promise<TestsFact> {
  const { environment } = copy;
  const host: Host = {
    ...denoHost(),
    environment: {
      get: (name) => environment[name],
      all: () => environment,
      isUnreadable: () => false,
    },
  };
  const at = { root: copy.folder, shown: copy.name, typed: copy.name, grant: (flag: string) => flag };
  const project = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 30,
  });
  const { keys } = await gatherKeys(host, project);
  const fact = await gather(backendTests, host, project, redactorFor(host, project, keys));
  await host.processes.stopAll();
  if (!fact.known) throw new Error(fact.why);
  return fact.value;
}
