import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { KNOWN_KEYS } from "../src/known_keys.ts";
import type { Weakness } from "../src/rules/facts.ts";
import { measure } from "../src/strength.ts";
import { bytes, GENERATORS, stream } from "./strength/sample_keys.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const weaknessOf = (text: string): Weakness | null => measure(encode(text)).weakness;

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("measure() counts characters as code points and bytes as UTF-8", () => {
  const { characters, bytes, alphabet } = measure(encode("a€😀é"));
  assertEquals({ characters, bytes, alphabet }, { characters: 4, bytes: 10, alphabet: "text" });
});

test("measure() counts a character a byte where the bytes are not UTF-8", () => {
  const { characters, alphabet, fingerprint } = measure(Uint8Array.of(0xff, 0xfe, 0x41));
  assertEquals({ characters, alphabet, fingerprint }, {
    characters: 3,
    alphabet: "bytes",
    fingerprint: null,
  });
});

test("measure() names the smallest alphabet", () => {
  for (
    const [text, alphabet] of [
      ["", "hex"],
      ["09afAF", "hex"],
      ["09azAZ", "alphanumeric"],
      ["a-_z", "base64url"],
      ["az+/=", "base64"],
      ["a-z+", "printable"],
      ["a z", "printable"],
      ["a\tz", "text"],
      ["é", "text"],
    ]
  ) assertEquals(measure(encode(text!)).alphabet as string, alphabet, `of ${JSON.stringify(text)}`);
});

test("measure() finds forbidden patterns in any case", () => {
  assertEquals(measure(encode("x-CHANGEME-Secret")).forbidden, ["secret", "changeme"]);
});

test("measure() takes any bytes without throwing", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (key) => {
    const { bytes, characters, guessBits } = measure(key);
    assert(bytes === key.length && characters <= bytes && guessBits >= 0);
  }));
});

test("measure() calls every known key public", () => {
  assertEquals(KNOWN_KEYS.length, 142);
  KNOWN_KEYS.forEach(({ value }, row) => {
    assertEquals(weaknessOf(value), { kind: "known", how: "same" }, `row ${row}`);
  });
});

test("measure() sees through what people do to a known key", () => {
  const disguises: Readonly<Record<string, (key: string) => string>> = {
    "upper case": (key) => key.toUpperCase(),
    "lower case": (key) => key.toLowerCase(),
    "-prod": (key) => `${key}-prod`,
    "2026": (key) => `${key}2026`,
    "!": (key) => `${key}!`,
    "a prefix": (key) => `prod_${key}`,
    "quotes": (key) => `"${key}"`,
    "a line end": (key) => `${key}\n`,
    "base64": (key) => btoa(key),
    "base64 and a suffix": (key) => `${btoa(key)}2026`,
    "base64 of it with a suffix": (key) => btoa(`${key}-prod`),
    "base64 twice": (key) => btoa(btoa(key)),
    "hex": (key) => encode(key).toHex(),
    "URL encoding": (key) => encodeURIComponent(key),
    "leetspeak": (key) => key.replaceAll("e", "3").replaceAll("o", "0").replaceAll("a", "@"),
    "reversal": (key) => [...key].reverse().join(""),
    "twice": (key) => key + key,
    "the end cut off": (key) => key.slice(0, -2),
    "the end changed": (key) => `${key.slice(0, -2)}zz`,
  };
  for (const [name, disguise] of Object.entries(disguises)) {
    KNOWN_KEYS.forEach(({ value }, row) =>
      assert(weaknessOf(disguise(value)) !== null, `${name}, row ${row}`)
    );
  }
});

test("measure() says how a long known key was varied", () => {
  const [first] = KNOWN_KEYS;
  assertEquals(weaknessOf(`${first!.value}-prod`), { kind: "known", how: "varied" });
  assertEquals(weaknessOf(first!.value.toUpperCase()), { kind: "known", how: "varied" });
  assertEquals(weaknessOf(btoa(first!.value)), { kind: "known", how: "encoded" });
});

test("measure() names what is wrong with a habit", () => {
  const habits: Readonly<Record<string, readonly Weakness["kind"][]>> = {
    [`${"a".repeat(50)}`]: ["repeated"],
    ["hunter2".repeat(9)]: ["repeated"],
    ["P@ssw0rd!".repeat(6)]: ["repeated"],
    ["01".repeat(40)]: ["repeated", "sequence"],
    ["0110100110010110".repeat(4)]: ["repeated", "few-characters"],
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_": ["sequence"],
    "a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6e7f8a9b0c1d2e3f4a5b6c7d8e9f0a1b2": ["sequence"],
    "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t0U1v2W3x4Y5z6": ["sequence"],
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/1qaz2wsx3edc4rfv5tgb": ["sequence", "repeated"],
    "poiuytrewqlkjhgfdsamnbvcxzPOIUYTREWQLKJHGFDSAMNBVCXZ": ["sequence", "repeated"],
    "azertyuiopqsdfghjklmwxcvbnazertyuiopqsdfghjklmwxcvbn": ["sequence", "repeated"],
    "asdlkfjasldkfjalskdjflaksjdflkasjdflkjasdlfkjasldkfjlasdkjf": ["sequence", "repeated"],
    "20240101202401012024010120240101202401012024010120240101": ["sequence", "repeated"],
    "correct horse battery staple glacier umbrella penguin tractor velvet compass": ["words"],
    "il-gatto-mangia-la-pizza-nella-piazza-del-duomo-quando-piove-sempre-forte": ["words"],
    "the quick brown fox jumps over the lazy dog and runs away from the wolf": ["words"],
    "3141592653589793238462643383279502884197169399375105820974944592": ["known"],
    "f81d4fae-7dec-41d0-a765-00a0c91e6bf6": ["guessable"],
    "d41d8cd98f00b204e9800998ecf8427e": ["guessable"],
    "kX9#vQ2$": ["guessable"],
    "django-insecure-9g*m!w#5v2$0qk&x8r^z7b(u1y3t6n4p)h_j+l-e=cdasf": ["placeholder"],
  };
  for (const [text, kinds] of Object.entries(habits)) {
    const weakness = weaknessOf(text);
    assert(weakness !== null && kinds.includes(weakness.kind), `${text} is ${weakness?.kind}`);
  }
});

test("measure() recognises placeholders that stand in no list", () => {
  const placeholders = [
    "REQUIRED__GENERATE_WITH__python_-c_import_secrets_token_urlsafe_64",
    "# sixty characters of comment that somebody has left behind the sign",
    "$(openssl rand -hex 32)",
    "$(python3 -c 'import secrets; print(secrets.token_urlsafe(64))')",
    "${JWT_SECRET_KEY:?JWT_SECRET_KEY must be set in the environment of the container}",
    "<INSERT-A-LONG-RANDOM-STRING-OF-AT-LEAST-64-CHARACTERS-HERE>",
    "PLEASE_SET_THIS_TO_A_RANDOM_64_CHARACTER_STRING_BEFORE_DEPLOYING_IT",
    "ThisIsAVeryLongSecretKeyForJwtSigningThatIsAtLeast64CharactersLong!!",
    "thisisaverylongsecretkeyforjwtsigningthatisatleastsixtyfourcharacterslong",
    "S3CR3T_K3Y_CH4NG3_M3_1N_PR0DUCT10N_PL34S3_D0_N0T_US3_TH1S",
    "dies-ist-ein-sehr-geheimer-schluessel-bitte-in-produktion-aendern-123",
    "esta-es-una-clave-secreta-de-desarrollo-cambiar-en-produccion-por-favor",
    "измените-этот-секретный-ключ-перед-запуском-в-рабочей-среде-обязательно",
    "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/jwt-signing-key",
    "op://Production/Backend JWT/jwt-signing-key/credential-password",
    "{{ vault_backend_jwt_secret_key | default('change-me-in-production') }}",
    "acme-shop-backend-jwt-signing-secret-for-the-staging-environment-2026",
    "dev-only-jwt-secret-do-not-use-in-production-a8f3b2c1d4e5f6",
    btoa("this-is-a-very-long-secret-key-for-jwt-tokens-change-me"),
    "tobemodified".repeat(5),
  ];
  for (const text of placeholders) assert(weaknessOf(text) !== null, text);
});

// What we generate ourselves, most; what the usual tools do not make, less.
const COUNTS: Readonly<Record<string, number>> = {
  "token_urlsafe(64)": 20_000,
  "token_hex(32) in upper case": 5000,
  "token_hex(64)": 5000,
  "50 lower-case letters": 5000,
  "64 printable characters": 5000,
  "a random key behind words": 5000,
};

for (const [name, generate] of Object.entries(GENERATORS)) {
  const count = COUNTS[name] ?? 20_000;
  test(`measure() finds no fault with ${count} keys of ${name}`, () => {
    const next = stream(2026);
    let weak = 0;
    for (let i = 0; i < count; i++) if (weaknessOf(generate(next)) !== null) weak++;
    assertEquals(weak, 0);
  });
}

test("measure() lets a random key pass whatever public words stand before it", () => {
  const next = stream(7);
  for (const { value } of KNOWN_KEYS) {
    const key = `${value}${bytes(next, 48).toBase64()}`;
    assertEquals(weaknessOf(value.startsWith("django-insecure-") ? "x" + key : key), null);
  }
});

test("measure() takes time in proportion to the size, and little of it", () => {
  for (const key of [encode("a".repeat(1e6)), encode("ab cd".repeat(2e5)), bytes(stream(3), 1e6)]) {
    const start = performance.now();
    measure(key);
    assert(performance.now() - start < 1000, "a value of 1 MB took more than a second");
  }
});
