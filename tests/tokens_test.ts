import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { jwtVerify, SignJWT } from "jose";
import { decodeToken, findTokens, forge, signedWith, type Token } from "../src/tokens.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const KEY = encode("tests sign with this key, which is longer than sixty-four bytes, twice over");
const OTHER = encode("and forge with this one, which is as long as the first one, or nearly so");

function test(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

function tokenOf(text: string): Token {
  const decoded = decodeToken(text);
  assert(decoded.outcome === "token", "it is no token");
  return decoded;
}

const genuine = { header: { alg: "HS256", typ: "JWT", kid: "k1" }, claims: { sub: "7", n: 1 } };
const signed = forge(genuine, { key: KEY });

test("decodeToken() reads what jose has signed, and signedWith() knows its key", async () => {
  for (const alg of ["HS256", "HS384", "HS512"]) {
    const text = await new SignJWT({ sub: "7", name: "Zoë" }).setProtectedHeader({ alg, typ: "JWT" }).sign(
      KEY,
    );
    const token = tokenOf(text);
    assertEquals(token.algorithm, alg);
    assertEquals(token.claims, { sub: "7", name: "Zoë" });
    assert(signedWith(token, KEY));
    assert(!signedWith(token, OTHER));
    assert(!signedWith(token, encode("")));
  }
});

test("decodeToken() says why a text is no token, and nothing of the text", () => {
  const [header, payload, signature] = signed.split(".");
  const texts = [
    "",
    "eyJ",
    "a.b.c",
    `${header}.${payload}`,
    `${header}..${signature}`,
    `${header}.${payload}.${signature}.`,
    `${header}.${payload}.${signature}.a.b`,
    `${header}.${btoa("[1]")}.${signature}`.replaceAll("=", ""),
    `${btoa("{}")}.${payload}.${signature}`.replaceAll("=", ""),
    `${header}.${payload}.a`,
    ` ${signed}`,
    `${"a".repeat(300_000)}.a.a`,
    `${btoa("[".repeat(100_000))}.a.a`,
  ];
  for (const text of texts) {
    const decoded = decodeToken(text);
    assert(decoded.outcome === "malformed", `${text.length} characters were taken for a token`);
    assert(!decoded.reason.includes(text.slice(0, 6) || "eyJ"), "the reason quotes the token");
  }
});

test("decodeToken() takes any text without throwing", () => {
  fc.assert(fc.property(fc.string(), fc.string(), fc.string(), (a, b, c) => {
    decodeToken(a);
    decodeToken(
      [a, b, c].map((part) => encode(part).toBase64({ alphabet: "base64url", omitPadding: true })).join("."),
    );
  }));
});

test("decodeToken() takes claims nested deeply", () => {
  const deep = `{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}`;
  const [header] = signed.split(".");
  assertEquals(decodeToken(`${header}.${btoa(deep).replaceAll("=", "")}.`).outcome, "token");
});

test("signedWith() knows a token that an empty key signed", () => {
  assert(signedWith(tokenOf(forge(genuine, { key: encode("") })), encode("")));
  assert(!signedWith(tokenOf(signed), encode("")));
});

test("signedWith() says no to algorithms that are no MAC", () => {
  assert(!signedWith(tokenOf(forge(genuine, { unsigned: true })), KEY));
  assert(!signedWith({ ...tokenOf(signed), algorithm: "RS256" }, KEY));
  assert(!signedWith({ ...tokenOf(signed), algorithm: "toString" }, KEY));
});

test("forge() makes a token that jose accepts with the forger's key and refuses with the genuine one", async () => {
  const forged = forge(tokenOf(signed), { key: OTHER });
  const { payload, protectedHeader } = await jwtVerify(forged, OTHER);
  assertEquals([payload, protectedHeader], [genuine.claims, genuine.header]);
  assert(!signedWith(tokenOf(forged), KEY));
});

test("forge() copies header and claims as they were encoded", () => {
  const odd = `${btoa('{"alg":"HS256" , "typ":"JWT"}')}.${btoa('{"n":12345678901234567890,"n2":1.0}')}`
    .replaceAll("=", "");
  assertEquals(forge(tokenOf(`${odd}.`), { key: KEY }).split(".").slice(0, 2).join("."), odd);
});

test("forge() signs with the algorithm of the token, or another one that is asked for", () => {
  const strong = forge(genuine, { key: KEY, algorithm: "HS512" });
  assertEquals(tokenOf(strong).algorithm, "HS512");
  assertEquals(tokenOf(forge(tokenOf(strong), { key: OTHER })).algorithm, "HS512");
  assertEquals(tokenOf(forge({ ...genuine, header: { alg: "RS256" } }, { key: OTHER })).algorithm, "HS256");
});

test("forge() makes an unsigned token with an empty signature", () => {
  const unsigned = forge(tokenOf(signed), { unsigned: true });
  assert(unsigned.endsWith("."));
  const { algorithm, claims, header, signature } = tokenOf(unsigned);
  assertEquals([algorithm, claims, header.kid, signature.length], ["none", genuine.claims, "k1", 0]);
});

test("forge() changes the claims that it is told to change", () => {
  const { claims } = tokenOf(forge(tokenOf(signed), { key: OTHER }, { claims: { sub: "8" } }));
  assertEquals(claims, { sub: "8", n: 1 });
});

const access = forge({ header: genuine.header, claims: { sub: "access" } }, { key: KEY });
const refresh = forge({ header: genuine.header, claims: { sub: "refresh" } }, { key: KEY });
const first = (value: unknown) => findTokens(value)[0];

test("findTokens() prefers the access token wherever it stands", () => {
  const cases: readonly (readonly [value: unknown, path: string])[] = [
    [{ refresh, access }, "access"],
    [{ refresh_token: refresh, access_token: access, token_type: "bearer" }, "access_token"],
    [{ refreshToken: refresh, accessToken: access }, "accessToken"],
    [{ data: { tokens: { refresh, access } } }, "data.tokens.access"],
    [{ tokens: { refresh: { token: refresh }, access: { token: access } } }, "tokens.access.token"],
    [{ id_token: refresh, token: access }, "token"],
    [{ jwt: `Bearer ${access}`, other: refresh }, "jwt"],
    [{ result: [{ name: "refresh", value: 1 }, access] }, "result[1]"],
    [access, ""],
  ];
  for (const [value, path] of cases) assertEquals([first(value)?.path, first(value)?.token], [path, access]);
});

test("findTokens() says what a token is by its name, and unnamed where that does not tell", () => {
  const uses = (value: unknown) => findTokens(value).map(({ as }) => as);
  assertEquals(uses({ refresh, idToken: access, csrf: access, access }), [
    "access",
    "unnamed",
    "identity",
    "refresh",
  ]);
  assertEquals(uses(access), ["unnamed"]);
  assertEquals(uses({ key: access }), ["access"]);
});

test("findTokens() believes what a token says of itself", () => {
  const claims = (type: string) =>
    forge({ header: genuine.header, claims: { token_type: type } }, { key: KEY });
  assertEquals(first({ a: claims("refresh"), b: claims("access") })?.path, "b");
  assertEquals(first({ token: claims("refresh"), b: claims("access") })?.path, "b");
});

test("findTokens() finds none where there is none", () => {
  for (const value of [null, 1, "", "a.b.c", {}, [], { access: "1.2.3", version: "v1.2.3", n: null }]) {
    assertEquals(findTokens(value), []);
  }
});

test("findTokens() goes down 100,000 levels", () => {
  const depth = 100_000;
  const value = JSON.parse(`${'{"a":'.repeat(depth)}"${access}"${"}".repeat(depth)}`);
  assertEquals(first(value)?.token, access);
});

test("findTokens() ends on a body with very many tokens and values", () => {
  assertEquals(findTokens(Array.from({ length: 1000 }, () => access)).length, 32);
  assertEquals(findTokens(Array.from({ length: 500_000 }, () => [])), []);
});
