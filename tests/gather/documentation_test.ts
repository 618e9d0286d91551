import { assertEquals } from "@std/assert";
import { describeProject, DJANGO, findingOf } from "./describing.ts";

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

/** The outcome, and where the documents name the variable that tells. */
async function saidOf(files: Record<string, string>, folder = ""): Promise<string> {
  const inside = Object.fromEntries(
    Object.entries(DJANGO).map(([path, text]) => [folder === "" ? path : `${folder}/${path}`, text]),
  );
  const described = await describeProject({ ...inside, ...files }, { folder });
  const { outcome, evidence } = findingOf(described, "documentation-names-key");
  return [outcome, ...evidence.map(({ path, line }) => `${path}:${line}`)].join(" ");
}

test("documentation-names-key finds the name in READMEs, documents and runbooks", async () => {
  assertEquals(await saidOf({ "README.md": "# Shop\n\nSet `JWT_SECRET_KEY`.\n" }), "pass README.md:3");
  assertEquals(
    await saidOf({ "README.md": "# Shop\n", "docs/ops/deploy.rst": "JWT_SECRET_KEY\n" }),
    "pass docs/ops/deploy.rst:1",
  );
  assertEquals(await saidOf({ "deploy/runbook.md": "x\r\nJWT_SECRET_KEY\r\n" }), "pass deploy/runbook.md:2");
});

test("documentation-names-key takes no longer name for the key, and shows where its neighbour stands", async () => {
  assertEquals(await saidOf({ "README.md": "OLD_JWT_SECRET_KEY and JWT_SECRET_KEY_FILE\n" }), "fail");
  assertEquals(await saidOf({ "README.md": "MY_SECRET_KEY\nSECRET_KEY\n" }), "fail README.md:2");
});

test("documentation-names-key looks at no changelog, licence or list of packages", async () => {
  assertEquals(
    await saidOf({ "CHANGELOG.md": "JWT_SECRET_KEY\n", "LICENSE.txt": "JWT_SECRET_KEY\n" }),
    "not-applicable",
  );
});

test("documentation-names-key looks at the documents of the repository around the project", async () => {
  assertEquals(
    await saidOf({ "README.md": "x\n", "docs/a.md": "JWT_SECRET_KEY\n" }, "backend"),
    "pass ../docs/a.md:1",
  );
});
