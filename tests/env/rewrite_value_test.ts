import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { NPM_DOTENV } from "../../src/env/npm_dotenv.ts";
import { DIALECTS, type Reading } from "../../src/env/mod.ts";
import { PYTHON_DECOUPLE } from "../../src/env/python_decouple.ts";
import { rewriteValue } from "../../src/env/rewrite_value.ts";
import { documents, KEY, toBytes, toText } from "./documents.ts";

function valueOf(reading: Reading | undefined): string | null {
  return reading?.outcome === "value" ? reading.value : null;
}

const GOOD = "n3w-Value_0123456789";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("rewriteValue() is read by every loader: without the key, with an empty one, with a good one", () => {
  for (const dialect of DIALECTS) {
    if (dialect.id === "process" || dialect.id === "python-decouple-ini") continue;
    const before = toBytes(`A=1\n${KEY}=old-value\nB=2\n`);
    for (const value of [null, "", GOOD]) {
      const after = rewriteValue(before, { key: KEY, value, dialect });
      assert(after !== null, `${dialect.id}: ${value}`);
      assert(!toText(after).includes("old-value"), dialect.id);
      for (const name of ["A", "B"]) {
        assertEquals(valueOf(dialect.read(after, name, {})), name === "A" ? "1" : "2", dialect.id);
      }
    }
  }
});

test("rewriteValue() writes a settings.ini too", () => {
  const dialect = DIALECTS.find(({ id }) => id === "python-decouple-ini")!;
  const before = toBytes(`[settings]\nA=1\n${KEY}=old-value\n`);
  for (const value of [null, "", GOOD]) {
    assert(rewriteValue(before, { key: KEY, value, dialect }) !== null, `${value}`);
  }
});

test("rewriteValue() quotes a value that needs it, and gives up where no spelling is read", () => {
  const hash = rewriteValue(toBytes("A=1\n"), { key: KEY, value: "a #b$c", dialect: NPM_DOTENV });
  assert(hash !== null && toText(hash).endsWith(`${KEY}='a #b$c'\n`));
  assertEquals(rewriteValue(toBytes("A=1\n"), { key: KEY, value: "a\nb", dialect: NPM_DOTENV }), null);
  const both = { key: KEY, value: ` a'b"c `, dialect: PYTHON_DECOUPLE };
  assertEquals(rewriteValue(toBytes("A=1\n"), both), null);
});

test("rewriteValue() takes away every assignment, and does not touch what it cannot take away", () => {
  const two = rewriteValue(toBytes(`${KEY}=a\nexport ${KEY}="b"\nA=1`), {
    key: KEY,
    value: null,
    dialect: NPM_DOTENV,
  });
  assertEquals(two && toText(two), "A=1");
  const inside = toBytes(`A="x\n${KEY}=hidden\ny"\n`);
  assertEquals(rewriteValue(inside, { key: KEY, value: null, dialect: PYTHON_DECOUPLE }), null);
  assertEquals(rewriteValue(toBytes("A=1\0\n"), { key: KEY, value: null, dialect: NPM_DOTENV }), null);
});

test("rewriteValue() leaves every other variable as the loader read it, or gives up", () => {
  let written = 0;
  fc.assert(
    fc.property(
      documents,
      fc.constantFrom(null, "", GOOD, "(#$=&!x"),
      fc.constantFrom(...DIALECTS),
      (text, value, dialect) => {
        const before = toBytes(text);
        const after = rewriteValue(before, { key: KEY, value, dialect });
        if (after === null) return;
        written++;
        const reading = dialect.read(after, KEY, {});
        if (value === null) assertEquals(reading.outcome, "missing");
        else if (reading.outcome === "value") assertEquals(reading.value, value);
        else assertEquals([value, reading.outcome], ["", "missing"]);
        const [a, b] = [before, after].map((bytes) => dialect.read(bytes, "SECRET_KEY", {}));
        if (a?.outcome === "value") assertEquals(valueOf(b), a.value);
      },
    ),
    { seed: 7, numRuns: 400 },
  );
  assert(written > 150, `${written}`);
});
