import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { inspect } from "node:util";
import { KeysplitError } from "../src/errors.ts";
import { bytesFor, fingerprintOf, generateSecret, sameSecret, Secret } from "../src/secret.ts";
import { measure } from "../src/strength.ts";
import { bytes, stream } from "./strength/sample_keys.ts";

const VALUE = "canary-of-the-secret-test";

function test(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

test("Secret shows nothing, whatever prints it", () => {
  const secret = Secret.of(VALUE);
  const error = new Error("Failed", { cause: secret });
  const shown = [
    `${secret}`,
    String(secret),
    JSON.stringify({ secret }),
    Deno.inspect(secret, { showHidden: true, depth: 9 }),
    Deno.inspect({ nested: [secret] }),
    Deno.inspect(error),
    inspect(secret, { showHidden: true, depth: 9 }),
    inspect([secret]),
    JSON.stringify({ ...secret }),
    JSON.stringify(structuredClone(secret)),
    Object.keys(secret).join(),
  ];
  for (const text of shown) assert(!text.includes("canary"), "a print shows the value");
  assertEquals(shown[0], "Secret(…)");
  assertEquals(shown[2], '{"secret":"Secret(…)"}');
});

test("Secret gives its value back as text and as bytes, and keeps its own", () => {
  const source = new TextEncoder().encode(VALUE);
  const secret = Secret.of(source);
  source.fill(0);
  secret.bytes().fill(0);
  assertEquals(secret.reveal(), VALUE);
  assertEquals(secret.bytes(), new TextEncoder().encode(VALUE));
});

test("sameSecret() compares bytes of any lengths", () => {
  assert(sameSecret(Secret.of(VALUE), Secret.of(new TextEncoder().encode(VALUE))));
  assert(sameSecret(Secret.of(""), Secret.of("")));
  for (const other of ["", VALUE.slice(1), `${VALUE}\n`, VALUE.toUpperCase()]) {
    assert(!sameSecret(Secret.of(VALUE), Secret.of(other)));
  }
});

test("generateSecret() makes 86 characters of base64url from 64 bytes", () => {
  const next = stream(1);
  const key = generateSecret({ bytes: (length) => bytes(next, length) }).reveal();
  assert(/^[\w-]{86}$/.test(key), "it is something else");
});

test("generateSecret() rounds characters up to whole bytes", () => {
  const next = stream(2);
  for (let characters = 43; characters <= 200; characters++) {
    const { length } = generateSecret({ bytes: (size) => bytes(next, size) }, { characters }).reveal();
    assert(length >= characters && length <= characters + 1, `${characters} characters became ${length}`);
  }
  assertEquals(bytesFor({ characters: 43 }), 32);
  assertEquals(bytesFor({ characters: 64 }), 48);
});

test("generateSecret() refuses a length that gives no key", () => {
  const random = { bytes: (length: number) => new Uint8Array(length) };
  for (
    const length of [{ bytes: 31 }, { bytes: 1025 }, { bytes: 48.5 }, { characters: 42 }, { bytes: NaN }]
  ) {
    assertThrows(() => generateSecret(random, length), RangeError, "Cannot generate a key of");
  }
});

test("generateSecret() draws again when a forbidden word turns up by chance", () => {
  const next = stream(3);
  const good = bytes(next, 64);
  const withWord = good.slice();
  withWord.set(Uint8Array.fromBase64("PassWord"), 12);
  const draws = [withWord, withWord, good];
  const secret = generateSecret({ bytes: () => draws.shift()! });
  assertEquals(draws.length, 0);
  assertEquals(measure(secret.bytes()).forbidden, []);
});

test("generateSecret() gives up when the random source is broken", () => {
  let draws = 0;
  const random = {
    bytes(length: number) {
      draws++;
      return new Uint8Array(length);
    },
  };
  const error = assertThrows(() => generateSecret(random), KeysplitError, "the random source is broken");
  assertEquals([error.code, draws], ["defect", 100]);
});

test("fingerprintOf() is 8 hex digits, the same for the same key alone", async () => {
  const first = await fingerprintOf(Secret.of(VALUE));
  assertMatch(first, /^[0-9a-f]{8}$/);
  assertEquals(await fingerprintOf(Secret.of(VALUE)), first);
  assert(await fingerprintOf(Secret.of(`${VALUE}!`)) !== first);
  // Others compare with it: a change of salt or rounds would be a breaking one.
  assertEquals(first, "6d9d9e2c");
});

test("fingerprintOf() takes an empty value", async () => {
  assertMatch(await fingerprintOf(Secret.of("")), /^[0-9a-f]{8}$/);
});
