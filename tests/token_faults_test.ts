import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { tokenFaults } from "../mod.ts";
import { forge } from "../src/tokens.ts";

const NOW = 1_700_000_000;
const at = new Date(NOW * 1000);
const key = new TextEncoder().encode("a key of these tests");

function faults(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = {},
): string {
  return tokenFaults(forge({ header: { alg: "HS256", ...header }, claims }, { key }), { at, use: "access" })
    .join();
}

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("tokenFaults() finds nothing wrong with a token of now", () => {
  assertEquals(faults({}), "");
  assertEquals(faults({ exp: NOW + 1, nbf: NOW, iat: NOW, token_type: "access" }), "");
});

test("tokenFaults() judges times by the clock that it is given", () => {
  assertEquals(faults({ exp: NOW }), "expired");
  assertEquals(faults({ exp: NOW - 0.5 }), "expired");
  assertEquals(faults({ nbf: NOW + 1 }), "not-yet-valid");
  assertEquals(faults({ iat: NOW + 1 }), "issued-in-the-future");
  assertEquals(faults({ exp: "tomorrow" }), "unreadable-time");
  const token = forge({ header: { alg: "HS256" }, claims: { exp: NOW - 3, iat: NOW + 3 } }, { key });
  assertEquals(tokenFaults(token, { at, leeway: 4 }), []);
  assertEquals(tokenFaults(token, { at: new Date("no date") }), []);
});

test("tokenFaults() tells what a token is for, where it says so", () => {
  assertEquals(faults({ token_type: "refresh" }), "wrong-type");
  assertEquals(faults({ type: "refresh", exp: 1 }), "expired,wrong-type");
  const refresh = forge({ header: { alg: "HS256" }, claims: { type: "refresh" } }, { key });
  assertEquals(tokenFaults(refresh, { at }), []);
  assertEquals(tokenFaults(refresh, { at, use: "refresh" }), []);
});

test("tokenFaults() tells what a header says that no verifier takes", () => {
  const with_ = (header: Readonly<Record<string, unknown>>) => {
    const json = new TextEncoder().encode(JSON.stringify(header));
    return tokenFaults(`${json.toBase64({ alphabet: "base64url", omitPadding: true })}.e30.`, { at }).join();
  };
  assertEquals(with_({ alg: "none" }), "unsigned");
  assertEquals(with_({ alg: "HS1" }), "unknown-algorithm");
  assertEquals(with_({ alg: "RS256" }), "");
  assertEquals(with_({ alg: "HS256", crit: ["exp"] }), "critical-header");
  assertEquals(with_({}), "malformed");
});

test("tokenFaults() takes any text and any claims without throwing", () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.jsonValue()), (text, claims) => {
      tokenFaults(text, { at, use: "access" });
      faults(claims);
    }),
    { seed: 1, numRuns: 300 },
  );
});
