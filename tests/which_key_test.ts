import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { whichKey } from "../mod.ts";
import { keyVariants } from "../src/key_variants.ts";
import { VARIANT_WORDS } from "../src/rules/key_variant.ts";
import { forge, type Mac } from "../src/tokens.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const base64url = (text: string) => encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
const KEY = "Uo3jZ0nq-8cVY2xkqF_1b7RjTtW5mPzLh4sEaGd9NiQwXoCv";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function signedBy(
  key: string | Uint8Array,
  alg = "HS256",
  header: Readonly<Record<string, unknown>> = {},
): string {
  const bytes = typeof key === "string" ? encode(key) : key;
  return forge({ header: { alg, typ: "JWT", ...header }, claims: { sub: "7" } }, { key: bytes });
}

/** What `whichKey` makes of a token that one text signed, where the candidate is another. */
function variantOf(signer: string | Uint8Array, candidate: string): string {
  const answer = whichKey(signedBy(signer), {
    OTHER: encode("another key, as long as that"),
    KEY: encode(candidate),
  });
  return answer.outcome === "match" && answer.name === "KEY" ? answer.variant : answer.outcome;
}

test("whichKey() names the key of HS256, HS384 and HS512, or none", () => {
  const keys = { A: encode("a key"), B: encode(KEY), EMPTY: new Uint8Array() };
  for (const alg of ["HS256", "HS384", "HS512"]) {
    assertEquals(whichKey(signedBy(KEY, alg), keys), { outcome: "match", name: "B", variant: "exact" });
    assertEquals(whichKey(signedBy("", alg), keys), { outcome: "match", name: "EMPTY", variant: "exact" });
    assertEquals(whichKey(signedBy("a third one", alg), keys), { outcome: "none" });
    assertEquals(whichKey(signedBy(KEY, alg), {}), { outcome: "none" });
  }
});

test("whichKey() names what was made of the key", () => {
  const cases: readonly [signer: string | Uint8Array, candidate: string, variant: string][] = [
    ["for an example only", btoa("for an example only"), "base64"],
    ["for an example only", btoa("for an example only").replaceAll("=", ""), "base64"],
    [Uint8Array.of(255, 254, 253, 7), "base64://79Bw==", "base64"],
    [Uint8Array.of(255, 254, 253), "__79", "base64url"],
    [Uint8Array.from({ length: 32 }, (_, i) => i * 7), hexOf(32), "hex"],
    [btoa(KEY), KEY, "encoded-base64"],
    [encode(KEY).toHex(), KEY, "encoded-hex"],
    [`${KEY}\n`, KEY, "with-newline"],
    [`${KEY}\r\n`, KEY, "with-crlf"],
    [`${KEY}\r`, KEY, "with-carriage-return"],
    [`${KEY} `, KEY, "with-blank"],
    [` ${KEY}`, KEY, "with-blank"],
    [`"${KEY}"`, KEY, "with-double-quotes"],
    [`'${KEY}'`, KEY, "with-single-quotes"],
    [`\uFEFF${KEY}`, KEY, "byte-order-mark"],
    [KEY, `${KEY}\n`, "without-blanks"],
    [KEY, `  ${KEY}\r\n`, "without-blanks"],
    [KEY, `"${KEY}"`, "without-quotes"],
    [KEY, `'${KEY}'\n`, "without-quotes"],
    [KEY, `${KEY}  # Add this`, "without-inline-comment"],
    [KEY, `"${KEY}" # Add this`, "without-inline-comment"],
    [`"${KEY}"`, `"${KEY}" # Add this`, "without-inline-comment"],
    [`${KEY}\n`, `"${KEY}"`, "with-newline"],
    ["for an example only", `"${btoa("for an example only")}"`, "base64"],
    ["abc", "abc#def", "cut-at-hash"],
    ["ab-cd", "ab$x-c${VAR}d", "without-references"],
    ["a$b", "a$$b", "halved-dollars"],
    ["first", "first\nsecond", "first-line"],
    ["a\nb", "a\\nb", "unescaped"],
    ["a b", "a%20b", "url-decoded"],
    // As Node decodes what is neither.
    [Buffer.from("no base64: it's q8$Zr=xK2", "base64"), "no base64: it's q8$Zr=xK2", "base64"],
    [
      Buffer.from("django-insecure-q1w2$e3(r4)t5^y6#u7&i8", "base64"),
      "django-insecure-q1w2$e3(r4)t5^y6#u7&i8",
      "base64url",
    ],
    [Buffer.from("deadbeef, and no more", "hex"), "deadbeef, and no more", "hex"],
    [Buffer.from("deadbeefcafe1", "hex"), "deadbeefcafe1", "hex"],
    // What is no hex at all would decode to the empty key, which is no variant of it.
    ["", "no hex", "none"],
    [KEY, KEY, "exact"],
  ];
  for (const [signer, candidate, variant] of cases) assertEquals(variantOf(signer, candidate), variant);
});

function hexOf(length: number): string {
  return Uint8Array.from({ length }, (_, i) => i * 7).toHex();
}

test("whichKey() prefers a key as it is to a variant of an earlier one", () => {
  const keys = { OLD: encode(`"${KEY}"`), NEW: encode(KEY) };
  assertEquals(whichKey(signedBy(KEY), keys), { outcome: "match", name: "NEW", variant: "exact" });
});

test("whichKey() takes any names of keys, and says nothing of the keys", () => {
  const keys = Object.fromEntries([["__proto__", encode("p")], ["toString", encode(KEY)]]);
  assertEquals(whichKey(signedBy(KEY), keys), { outcome: "match", name: "toString", variant: "exact" });
  const answer = JSON.stringify(whichKey(signedBy(`${KEY}\n`), { KEY: encode(KEY) }));
  assert(!answer.includes(KEY.slice(0, 6)));
});

test("whichKey() tells other algorithms from a wrong signature", () => {
  const keys = { KEY: encode(KEY) };
  const with_ = (alg: unknown, signature = "AAAA") =>
    whichKey(`${base64url(JSON.stringify({ alg }))}.${base64url("{}")}.${signature}`, keys);
  for (const algorithm of ["RS256", "PS512", "ES384", "ES256K", "EdDSA", "Ed25519"]) {
    assertEquals(with_(algorithm), { outcome: "asymmetric", algorithm });
  }
  assertEquals(with_("none", ""), { outcome: "none" });
  assertEquals(with_("none").outcome, "malformed");
  for (const alg of ["HS1", "hs256", "None", "toString", "__proto__", ""]) {
    assertEquals(with_(alg), {
      outcome: "malformed",
      reason: "its header names an algorithm that is not known",
    });
  }
  for (const alg of [undefined, null, 1, ["HS256"]]) {
    assertEquals(with_(alg), { outcome: "malformed", reason: "its header names no algorithm" });
  }
});

test("whichKey() says what is wrong with a text that is no token", () => {
  const good = signedBy(KEY);
  const [header = "", payload = "", signature = ""] = good.split(".");
  const cases: readonly [text: string, reason: RegExp][] = [
    ["", /^empty$/],
    [`Bearer ${good}`, /white space/],
    [`${good}\n`, /white space/],
    [`${header}.${payload}`, /two parts, not three/],
    [`${header}.${payload}.${signature}.x`, /four parts, not three/],
    ["a.b.c.d.e", /five parts.*JWE/],
    ["a.b.c.d.e.f.g", /more than five, not three/],
    [`${header}=.${payload}.${signature}`, /padded/],
    [`.${payload}.${signature}`, /its header is empty/],
    [`${header}..${signature}`, /its payload is empty/],
    [`${header}.${payload}.a+b/`, /not base64url/],
    [`a.${payload}.${signature}`, /its header is not base64url/],
    [`${header}.${payload}.a`, /its signature is not base64url/],
    [`${base64url("nonsense")}.${payload}.`, /its header is not JSON/],
    [`${base64url("[]")}.${payload}.`, /its header is no JSON object/],
    [`${header}.${base64url("7")}.${signature}`, /its payload is no JSON object/],
    [`${header}._w.${signature}`, /its payload is not UTF-8/],
    [`${base64url('{"alg":"HS256","b64":false,"crit":["b64"]}')}.x.${signature}`, /b64/],
    ["a".repeat((1 << 20) + 1), /longer than 1048576 characters/],
  ];
  for (const [text, reason] of cases) {
    const answer = whichKey(text, { KEY: encode(KEY) });
    assert(answer.outcome === "malformed", text.slice(0, 80));
    assert(reason.test(answer.reason), answer.reason);
  }
});

test("whichKey() reads a hostile token as those do that verify it", () => {
  const keys = { KEY: encode(KEY) };
  const match = { outcome: "match", name: "KEY", variant: "exact" } as const;
  const sign = (header: string, payload = "{}") => {
    const signingInput = `${base64url(header)}.${base64url(payload)}`;
    return forge({ header: { alg: "HS256" }, claims: {}, signingInput }, { key: encode(KEY) });
  };
  // The last member of one name counts.
  assertEquals(whichKey(sign('{"alg":"none","alg":"HS256"}'), keys), match);
  assertEquals(whichKey(sign('{"alg":"HS256","crit":["exp"],"kid":"../../dev/null"}'), keys), match);
  assertEquals(whichKey(sign('{"alg":"HS256","__proto__":{"alg":"none"}}'), keys), match);
  assertEquals(
    whichKey(sign('{"alg":"HS256"}', `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`), keys),
    match,
  );
  assertEquals(whichKey(sign('{"alg":"HS256"}', `{"a":"${"x".repeat(760_000)}"}`), keys), match);
  // 32 bytes leave two bits of the last digit: libraries ignore them.
  const token = signedBy(KEY);
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = digits[digits.indexOf(token.at(-1) ?? "") ^ 1];
  assertEquals(whichKey(token.slice(0, -1) + last, keys), match);
});

test("whichKey() takes any text and any key without throwing", () => {
  const part = fc.oneof(fc.base64String(), fc.json().map(base64url), fc.string());
  const text = fc.oneof(fc.string(), fc.array(part, { maxLength: 6 }).map((parts) => parts.join(".")));
  fc.assert(
    fc.property(text, fc.dictionary(fc.string(), fc.uint8Array()), (text, keys) => {
      assert(whichKey(text, keys).outcome !== "match");
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("keyVariants() gives each variant once, never the key itself, and each has its words", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.string().map(encode)), (key) => {
      const variants = [...keyVariants(key)];
      const texts = [key, ...variants.map(({ key }) => key)].map((bytes) => bytes.toHex());
      assertEquals(new Set(texts).size, texts.length);
      for (const { variant } of variants) assert(variant in VARIANT_WORDS, variant);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("keyVariants() ends on a long key of one character", () => {
  for (const unit of [" ", "=", '"', "#", "$", "\\", "$$", "%20", " #", "'\t"]) {
    for (const length of [4096, 1 << 20]) [...keyVariants(encode(unit.repeat(length / unit.length)))];
  }
});

const MACS: readonly Mac[] = ["HS256", "HS384", "HS512"];

test("whichKey() finds the key of any variant that keyVariants() makes of it", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.nat(),
      fc.constantFrom(...MACS),
      (key, n, alg) => {
        const variants = [...keyVariants(key)];
        const chosen = variants[n % variants.length];
        if (chosen === undefined) return;
        const answer = whichKey(signedBy(chosen.key, alg), { KEY: key });
        assert(answer.outcome === "match" && answer.name === "KEY");
      },
    ),
    { seed: 3, numRuns: 30 },
  );
});
