import { createHash } from "node:crypto";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createKeySearch, type KeyHit } from "../src/key_search.ts";

const encode = (text: string) => new TextEncoder().encode(text);
/** Every character that an encoding changes stands in it, within any eight. */
const KEY = `aB3&xZ9<k_Q"m7'T>w\\2é/+R%p5=L8#s4!vJ6 hYd0uG`;
const KEYS = [{ name: "JWT_SECRET_KEY", bytes: encode(KEY) }];

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

/** Searches a text that comes in pieces of so many bytes. */
function found(text: string | Uint8Array, keys = KEYS, piece = 1_000_000): readonly KeyHit[] {
  const bytes = typeof text === "string" ? encode(text) : text;
  const stream = createKeySearch(keys).begin();
  const hits: KeyHit[] = [];
  for (let at = 0; at < bytes.length; at += piece) hits.push(...stream.add(bytes.subarray(at, at + piece)));
  return [...hits, ...stream.end()];
}

test("createKeySearch() finds eight characters wherever they stand in the key and in the text", () => {
  const characters = [...KEY];
  for (let at = 0; at + 8 <= characters.length; at++) {
    const part = characters.slice(at, at + 8).join("");
    for (const piece of [1, 7, 4096]) {
      assertEquals(found(`one\ntwo ${part} three\n`, KEYS, piece), [
        { key: "JWT_SECRET_KEY", form: "plain", line: 2 },
      ]);
    }
    assertEquals(found(`one\ntwo ${characters.slice(at, at + 7).join("")}`), []);
  }
});

const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  "JavaScript's encodeURIComponent": encodeURIComponent,
  "JSON": JSON.stringify,
  "JSON in a page": (text) => JSON.stringify(text).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e"),
  "a page of Django": (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")
      .replaceAll("'", "&#x27;"),
  "hex": (text) => encode(text).toHex(),
  "base64": (text) => encode(text).toBase64(),
  "base64url behind a byte": (text) => encode(`.${text}`).toBase64({ alphabet: "base64url" }),
  "base64 between others": (text) => encode(`..${text}end`).toBase64(),
};

for (const [name, encoding] of Object.entries(ENCODINGS)) {
  test(`createKeySearch() finds a part in ${name}`, () => {
    const characters = [...KEY];
    for (let at = 0; at + 12 <= characters.length; at++) {
      const hits = found(`x=${encoding(characters.slice(at, at + 12).join(""))};`);
      assertEquals(hits.map(({ key, line }) => [key, line]), [["JWT_SECRET_KEY", 1]]);
    }
  });
}

test("createKeySearch() tells a key once a line, and of each key", () => {
  const other = { name: "SECRET_KEY", bytes: encode("Qx7vLm2ZpT9kRw4sNb8c") };
  const hits = found(`${KEY} ${KEY} Qx7vLm2Z\n\n${KEY}`, [...KEYS, other]);
  assertEquals(hits.map(({ key, line }) => `${key}:${line}`), [
    "JWT_SECRET_KEY:1",
    "SECRET_KEY:1",
    "JWT_SECRET_KEY:3",
  ]);
});

test("createKeySearch() finds the first and the last ten characters of a random key", () => {
  for (let seed = 0; seed < 30; seed++) {
    const text = createHash("sha512").update(`${seed}`).digest("base64url");
    const key = [{ name: "K", bytes: encode(text) }];
    for (const part of [text.slice(0, 10), text.slice(-10)]) assertEquals(found(part, key).length, 1, part);
  }
});

test("createKeySearch() takes a word of a key for no part of it", () => {
  const worded = [{
    name: "K",
    bytes: encode("django-insecure-jwt_secret_key-aB3xZ9kQm7Tw2RpLs4vJ6hYd0uG5eN"),
  }];
  assertEquals(found("DJANGO_SETTINGS django-insecure- jwt_secret_key", worded), []);
  assertEquals(found("xZ9kQm7T", worded).length, 1);
});

test("createKeySearch() looks for the whole of a key that is easy to guess, and for no short one", () => {
  const weak = [{ name: "WEAK", bytes: encode("your-secret-key-here") }, {
    name: "SHORT",
    bytes: encode("abc"),
  }];
  assertEquals(createKeySearch(weak).keys, ["WEAK"]);
  assertEquals(found("your-secret-key abc", weak), []);
  assertEquals(found("it is your-secret-key-here abc", weak).map(({ key }) => key), ["WEAK"]);
});

test("createKeySearch() finds parts of a key that is no text", () => {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => index * 37 + 131 & 255);
  const key = [{ name: "K", bytes }];
  assertEquals(found(bytes.slice(5, 13), key).map(({ form }) => form), ["plain"]);
  assertEquals(found(bytes.slice(5, 13).toHex(), key).map(({ form }) => form), ["hex"]);
});

test("createKeySearch() finds nothing in random text, and keeps little of it", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 0, maxLength: 3000 }),
      fc.integer({ min: 1, max: 999 }),
      (bytes, piece) => {
        assertEquals(found(bytes, KEYS, piece), []);
      },
    ),
    { seed: 5, numRuns: 100 },
  );
});

test("createKeySearch() searches a megabyte in a moment", () => {
  const text = encode("GET /api/me/ 200 eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9\n".repeat(20_000));
  const start = performance.now();
  assertEquals(found(text, KEYS, 65_536), []);
  assert(performance.now() - start < 2000);
});
