import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { dialectOf, DIALECTS } from "../../src/env/mod.ts";
import { findMend } from "../../src/gather/loaders/find_mend.ts";
import type { MendFact } from "../../src/rules/facts.ts";

const KEY = "b3Rk9ZqXv7Lm2WnC8sTdYh4EjPu6GfAa1oKi0-_xQzHrVbNw";
const encoder = new TextEncoder();

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function mendOf(text: string, ...ids: readonly string[]): MendFact | null {
  const bytes = encoder.encode(text);
  const readers = ids.map((id, index) => {
    const dialect = dialectOf(id)!;
    const reading = dialect.read(bytes, "KEY", {});
    const { value, line } = reading.outcome === "value" ? reading : { value: null, line: null };
    return { dialect, own: index === 0, value, line };
  });
  return findMend(bytes, { name: "KEY", readers, variables: {} });
}

const MEND = { line: 1, quote: "", dropped: [], lineEnds: "kept", comment: false, reads: [] } as const;
const titleOf = (id: string) => dialectOf(id)!.title;

test("findMend() takes the comment away, and keeps what was read without it", () => {
  assertEquals(mendOf(`KEY=${KEY}  # note\n`, "python-decouple", "compose-go"), {
    ...MEND,
    comment: true,
    reads: [titleOf("compose-go")],
  });
});

test("findMend() quotes what one loader cuts or fills in", () => {
  const cut = mendOf(`KEY=ab#${KEY}\n`, "npm-dotenv", "compose-go");
  assertEquals([cut?.quote, cut?.reads], ["'", [titleOf("compose-go")]]);
  const filled = mendOf(`KEY="ab$$${KEY}"\n`, "npm-dotenv", "compose-go");
  assertEquals([filled?.quote, filled?.reads], ["'", [titleOf("npm-dotenv")]]);
});

test("findMend() changes line ends only where a carriage return is read", () => {
  assertEquals(mendOf(`KEY=${KEY}\r\n`, "python-dotenv", "dash"), {
    ...MEND,
    quote: null,
    lineEnds: "lf",
    reads: [titleOf("python-dotenv")],
  });
});

test("findMend() says which lines go where the winning one is empty", () => {
  assertEquals(mendOf(`KEY=${KEY}\nA=1\nKEY=\n`, "python-decouple", "compose-go"), {
    ...MEND,
    quote: null,
    dropped: [3],
  });
});

test("findMend() knows a line that is none for one loader", () => {
  assertEquals(mendOf(`A=1\nKEY: ${KEY}\n`, "python-decouple", "compose-go"), {
    ...MEND,
    line: 2,
    reads: [titleOf("compose-go")],
  });
});

test("findMend() is null where no spelling helps, and where the value does not stand in the line", () => {
  assertEquals(mendOf(`KEY=${KEY}$x\n`, "docker-run", "bash"), null);
  assertEquals(mendOf(`S=${KEY}\nKEY=\${S}\n`, "docker-run", "bash"), null);
  assertEquals(mendOf("A=1\n", "python-decouple", "compose-go"), null);
});

test("findMend() offers only what all read, and takes any bytes without throwing", () => {
  const ids = ["python-decouple", "compose-go", "npm-dotenv", "bash"];
  const piece = fc.constantFrom(
    "KEY=",
    "KEY: ",
    "export ",
    KEY,
    "#",
    " ",
    '"',
    "'",
    "$x",
    "\\",
    "\r",
    "\n",
    "A=1\n",
  );
  let mended = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join("");
      const mend = mendOf(text, ...ids);
      if (mend === null || mend.quote === null || mend.lineEnds === "lf" || mend.dropped.length > 0) return;
      const by = DIALECTS.find(({ title }) => title === mend.reads[0]);
      if (by === undefined) return;
      const reading = by.read(encoder.encode(text), "KEY", {});
      assert(reading.outcome === "value");
      const lines = text.split("\n");
      lines[mend.line - 1] = `KEY=${mend.quote}${reading.value}${mend.quote}`;
      for (const id of ids) {
        const again = dialectOf(id)!.read(encoder.encode(lines.join("\n")), "KEY", {});
        assertEquals(again.outcome === "value" && again.value, reading.value);
      }
      mended++;
    }),
    { numRuns: 3000, seed: 7 },
  );
  assert(mended > 20, `${mended} of them were mended`);
});
