import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { relationOf } from "../src/relation.ts";
import type { Relation } from "../src/rules/facts.ts";
import { GENERATORS, stream } from "./strength/sample_keys.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const key = GENERATORS["token_urlsafe(64)"]!(stream(11));

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const changed = (text: string, every: number) =>
  [...text].map((character, i) => i % every === 0 ? (character === "x" ? "y" : "x") : character).join("");

const VARIANTS: Readonly<Record<string, readonly [Relation, (key: string) => string]>> = {
  "itself": ["same", (key) => key],
  "a line end behind": ["trimmed", (key) => `${key}\r\n`],
  "a byte order mark before": ["trimmed", (key) => `\ufeff${key}`],
  "double quotes": ["quoted", (key) => `"${key}"`],
  "quotes and blanks": ["quoted", (key) => `' ${key} ' `],
  "upper case": ["case", (key) => key.toUpperCase()],
  "a prefix": ["contained", (key) => `jwt-${key}`],
  "a suffix": ["contained", (key) => `${key}-jwt`],
  "both": ["contained", (key) => `prod/${key}/2026`],
  "itself twice": ["contained", (key) => key + key],
  "its first half": ["contained", (key) => key.slice(0, 43)],
  "base64": ["encoded", btoa],
  "base64 of it with a line end": ["encoded", (key) => btoa(`${key}\n`)],
  "hex": ["encoded", (key) => encode(key).toHex()],
  "one character changed": ["similar", (key) => `!${key.slice(1)}`],
  "characters changed here and there": ["similar", (key) => changed(key, 9)],
  "characters taken out": ["similar", (key) => key.slice(0, 20) + key.slice(22, 60) + key.slice(61)],
  "characters put in": ["similar", (key) => `${key.slice(0, 20)}+++${key.slice(20)}`],
  "both ends changed": ["similar", (key) => `new${key.slice(2, -2)}2026`],
  "the other way round": ["similar", (key) => [...key].reverse().join("")],
  "its halves swapped": ["similar", (key) => key.slice(40) + key.slice(0, 40)],
};

for (const [name, [relation, vary]] of Object.entries(VARIANTS)) {
  test(`relationOf() calls a key and ${name} ${relation}`, () => {
    assertEquals(relationOf(encode(key), encode(vary(key))), relation);
    assertEquals(relationOf(encode(vary(key)), encode(key)), relation);
  });
}

test("relationOf() sees that two texts encode the same bytes", () => {
  const raw = Uint8Array.from({ length: 32 }, (_, i) => i * 37 & 255);
  assertEquals(relationOf(encode(raw.toHex()), encode(raw.toBase64())), "encoded");
  assertEquals(relationOf(raw, encode(raw.toBase64({ alphabet: "base64url" }))), "encoded");
});

test("relationOf() sees that URL encoding changes nothing", () => {
  assertEquals(relationOf(encode("a+b/c=d&e$f!g"), encode(encodeURIComponent("a+b/c=d&e$f!g"))), "encoded");
});

test("relationOf() calls independent keys unrelated", () => {
  const next = stream(12);
  for (const [name, generate] of Object.entries(GENERATORS)) {
    if (name === "a random key behind words") continue;
    for (const [otherName, other] of Object.entries(GENERATORS)) {
      for (let i = 0; i < 100; i++) {
        assertEquals(
          relationOf(encode(generate(next)), encode(other(next))),
          "unrelated",
          `${name}, ${otherName}`,
        );
      }
    }
  }
});

test("relationOf() lets two keys share a prefix of words", () => {
  const next = stream(13);
  const generate = GENERATORS["token_urlsafe(64)"]!;
  const [a, b] = [`django-insecure-${generate(next)}`, `django-insecure-${generate(next)}`];
  assertEquals(relationOf(encode(a), encode(b)), "unrelated");
});

test("relationOf() calls an empty key related to an empty one alone", () => {
  assertEquals(relationOf(encode(""), encode("")), "same");
  assertEquals(relationOf(encode(""), encode(key)), "unrelated");
  assertEquals(relationOf(encode("  "), encode("\n")), "unrelated");
});

test("relationOf() is the same both ways, and same only for same bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 80 });
  fc.assert(fc.property(bytes, bytes, (a, b) => {
    assertEquals(relationOf(a, b), relationOf(b, a));
    assertEquals(relationOf(a, a.slice()), "same");
    const isSame = a.length === b.length && a.every((byte, i) => byte === b[i]);
    assertEquals(relationOf(a, b) === "same", isSame);
  }));
});

test("relationOf() takes values of a megabyte", () => {
  const long = new Uint8Array(1e6).fill(97);
  const other = long.map((_, i) => i % 2 === 0 ? 97 : 98);
  assertEquals(relationOf(long, other), "unrelated");
  assertEquals(relationOf(long, long.slice(1)), "contained");
});
