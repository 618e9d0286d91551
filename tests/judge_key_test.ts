import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { judgeKey } from "../mod.ts";
import { KNOWN_KEYS } from "../src/known_keys.ts";
import type { Outcome } from "../src/rules/rule.ts";
import { GENERATORS, stream } from "./strength/sample_keys.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const next = stream(21);
const strong = GENERATORS["token_urlsafe(64)"]!(next);
const session = GENERATORS["Django's get_random_secret_key()"]!(next);

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function outcomes(key: string, options: Parameters<typeof judgeKey>[1] = {}): Record<string, Outcome> {
  return Object.fromEntries(judgeKey(encode(key), options).map(({ rule, outcome }) => [rule, outcome]));
}

const ALL_HOLD = {
  "key-present": "pass",
  "keys-differ": "pass",
  "key-long-enough": "pass",
  "key-strong": "pass",
  "key-alphabet": "pass",
} as const;

test("judgeKey() finds no fault with a generated key under any policy", () => {
  for (const policy of ["separation", "strict", "minimum", "file"] as const) {
    assertEquals(outcomes(strong, { policy, sessionKey: encode(session) }), ALL_HOLD);
  }
});

test("judgeKey() does not ask how a key differs from a session key that is not there", () => {
  assertEquals(outcomes(strong), { ...ALL_HOLD, "keys-differ": "not-applicable" });
});

test("judgeKey() fails the session key with a few characters changed", () => {
  const sessionKey = encode(strong);
  for (const key of [strong, `${strong}1`, strong.toUpperCase(), `x${strong.slice(1, -2)}yz`]) {
    assertEquals(outcomes(key, { sessionKey })["keys-differ"], "fail");
  }
});

test("judgeKey() says of an empty key only that it is not there", () => {
  const found = outcomes("", { sessionKey: encode(session) });
  assertEquals(found["key-present"], "fail");
  assertEquals(Object.values(found).filter((outcome) => outcome !== "not-applicable").length, 1);
});

test("judgeKey() fails every known key as weak, under every policy", () => {
  for (const { value } of KNOWN_KEYS) {
    assertEquals(outcomes(value, { policy: "minimum" })["key-strong"], "fail");
  }
});

test("judgeKey() compares with the numbers of the policy", () => {
  const short = strong.slice(0, 45);
  assertEquals(outcomes(short)["key-long-enough"], "fail");
  assertEquals(outcomes(short, { policy: "file" })["key-long-enough"], "pass");
  assertEquals(outcomes(session, { policy: "strict" })["key-alphabet"], "fail");
});

test("judgeKey() never says a part of the key", () => {
  fc.assert(fc.property(fc.string({ minLength: 12, maxLength: 90 }), (text) => {
    const said = JSON.stringify(judgeKey(encode(`%${text}%`), { sessionKey: encode(`%${text}%!`) }));
    for (let i = 0; i + 6 <= text.length; i++) {
      const part = text.slice(i, i + 6);
      assert(!/[^a-z ]/i.test(part) || !said.includes(part), "a part of the key is said");
    }
  }));
});

test("judgeKey() judges thousands of keys a second", () => {
  const sessionKey = encode(session);
  const keys = Array.from({ length: 4000 }, () => encode(GENERATORS["token_urlsafe(64)"]!(next)));
  const start = performance.now();
  for (const key of keys) judgeKey(key, { sessionKey });
  const perSecond = keys.length * 1000 / (performance.now() - start);
  // 20,000 is promised on a machine of its own; a shared one may be busy.
  assert(perSecond > 4000, `${Math.round(perSecond)} keys a second`);
});
