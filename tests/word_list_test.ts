import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { decodeToken, forge, type Mac, type Token } from "../src/tokens.ts";
import { wordTrial } from "../src/word_list.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function signedBy(key: Uint8Array, alg: Mac = "HS256"): Token {
  const decoded = decodeToken(forge({ header: { alg }, claims: { sub: "7" } }, { key }));
  assert(decoded.outcome === "token");
  return decoded;
}

/** The line that fits and the words that were tried, of a list that comes in pieces of one size. */
function find(token: Token, list: Uint8Array, size: number): { line: number | null; words: number } {
  const trial = wordTrial(token);
  // As a reader does it: every piece is in the same memory.
  const piece = new Uint8Array(size);
  for (let at = 0; at < list.length; at += size) {
    const part = list.subarray(at, at + size);
    piece.set(part);
    const line = trial.take(piece.subarray(0, part.length));
    piece.fill(0);
    if (line !== null) return { line, words: trial.words() };
  }
  return { line: trial.end(), words: trial.words() };
}

test("wordTrial() names the line of the word that signed, however the list is cut", () => {
  const word = fc.uint8Array({ maxLength: 90 }).map((bytes) =>
    bytes.filter((byte) => byte !== 10 && byte !== 13)
  );
  const ends = fc.constantFrom("\n", "\r\n");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, ends), { minLength: 1, maxLength: 8 }),
      fc.nat(),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (rows, n, size, ended) => {
        const [key = new Uint8Array()] = rows[n % rows.length] ?? [];
        const list = rows.flatMap((
          [word, end],
          i,
        ) => [...word, ...ended || i < rows.length - 1 ? encode(end) : []]);
        const { line, words } = find(signedBy(key), Uint8Array.from(list), size);
        // HMAC fills keys up with zeros: such words are one key.
        const bare = (bytes: Uint8Array) => bytes.toHex().replace(/(?:00)+$/, "");
        const first = rows.findIndex(([word]) => word.length > 0 && bare(word) === bare(key));
        assertEquals(line, first < 0 ? null : first + 1);
        const tried = first < 0 ? rows : rows.slice(0, first + 1);
        assertEquals(words, tried.filter(([word]) => word.length > 0).length);
      },
    ),
    { seed: 1, numRuns: 200 },
  );
});

test("wordTrial() takes words of any length, in constant memory", () => {
  for (const length of [65_535, 65_536, 65_537, 150_000]) {
    const key = new Uint8Array(length).fill(65).fill(66, length >> 1);
    for (const alg of ["HS256", "HS384", "HS512"] as const) {
      const token = signedBy(key, alg);
      for (const end of ["", "\n", "\r\n"]) {
        const list = new Uint8Array(7 + length + end.length);
        list.set(encode("first\n\n"));
        list.set(key, 7);
        list.set(encode(end), 7 + length);
        assertEquals(find(token, list, 4096), { line: 3, words: 2 });
      }
    }
  }
});

test("wordTrial() tries what follows a long word as it is", () => {
  const list = encode(`${"x".repeat(100_000)}\nshort\n${"y".repeat(70_000)}\nlast`);
  assertEquals(find(signedBy(encode("short")), list, 777), { line: 2, words: 2 });
  assertEquals(find(signedBy(encode("last")), list, 777), { line: 4, words: 4 });
  assertEquals(find(signedBy(encode("none")), list, 777), { line: null, words: 4 });
});

test("wordTrial() finds nothing in an empty list, and nothing for what no MAC signed", () => {
  assertEquals(find(signedBy(encode("")), encode("\n\r\n\n"), 1), { line: null, words: 0 });
  assertEquals(find(signedBy(encode("a")), new Uint8Array(), 1), { line: null, words: 0 });
  const unsigned = { ...signedBy(encode("a")), algorithm: "none" };
  assertEquals(find(unsigned, encode(`a\n${"b".repeat(20)}`), 5), { line: null, words: 2 });
});
