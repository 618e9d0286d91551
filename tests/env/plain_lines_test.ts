import { assert, assertEquals } from "@std/assert";
import { dialectOf, UNLISTED } from "../../src/env/mod.ts";

interface Row {
  readonly id: string;
  readonly key: string;
  readonly input_base64: string;
  readonly results: Readonly<Record<string, { readonly value?: string; readonly value_sha256?: string }>>;
}

const CORPUS: readonly Row[] = JSON.parse(
  Deno.readTextFileSync(new URL("../fixtures/dialects/corpus.json", import.meta.url)),
);

/** Programs whose answers were recorded, by the dialect that foretells a part of them. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  "make-include": ["make-include@4.3"],
  "shell-export-words": ["bash-export-xargs", "bash-export-xargs-d"],
  "shell-read-loop": ["bash-read-loop"],
};

for (const [id, loaders] of Object.entries(RECORDED)) {
  test(`${id} reads no value other than ${loaders.join(" and ")} did`, () => {
    const wrong: string[] = [];
    let values = 0;
    for (const { id: row, key, input_base64, results } of CORPUS) {
      const reading = dialectOf(id)?.read(Uint8Array.fromBase64(input_base64), key, {});
      if (reading?.outcome !== "value") continue;
      values++;
      for (const loader of loaders) {
        const measured = results[loader];
        // A long value stands as its digest.
        if (measured?.value_sha256 !== undefined) continue;
        if (measured?.value !== reading.value) wrong.push(`${row} by ${loader}`);
      }
    }
    assertEquals(wrong, []);
    assert(values > 10, "the corpus has plain lines");
  });
}

const UNFORETOLD: Readonly<Record<string, string>> = {
  "a comment": "K=abc # note\n",
  "quotes": 'K="abc"\n',
  "a reference": "K=a$b\n",
  "blanks": "K = abc\n",
  "export": "export K=abc\n",
  "a second assignment": "K=abc\nK=abd\n",
  "a mark": "\ufeffK=abc\n",
  "a carriage return": "A=1\r\nK=abc\r\n",
  "an apostrophe": "A=it's\nK=abc\n",
  "a line that is none": "NAME\nK=abc\n",
  "bytes that are no text": "A=\0\nK=abc\n",
  "a line that goes on": "A=1\\\nK=abc\n",
};

for (const [what, text] of Object.entries(UNFORETOLD)) {
  test(`read() of a loader that was not measured foretells nothing of a file with ${what}`, () => {
    const reading = dialectOf("honcho")?.read(new TextEncoder().encode(text), "K", {});
    assertEquals(reading?.outcome, "unpredictable");
  });
}

test("read() of a shell that exports nothing sees what a line exports, and what was exported before", () => {
  const read = (text: string, environment = {}) =>
    dialectOf("bash-unexported")?.read(new TextEncoder().encode(text), "K", environment).outcome;
  assertEquals([read("K=abc\n"), read("export K=abc\n"), read("K=abc\n", { K: "" })], [
    "missing",
    "value",
    "value",
  ]);
});

test("UNLISTED has ids of its own and claims no recorded loader", () => {
  assertEquals(new Set(UNLISTED.map(({ id }) => id)).size, UNLISTED.length);
  assertEquals(UNLISTED.flatMap(({ loaders }) => loaders), []);
});

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}
