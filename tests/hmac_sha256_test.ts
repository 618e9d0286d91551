import { assert, assertEquals } from "@std/assert";
import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { macTrial, sha256 } from "../src/hmac_sha256.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const bytes = fc.uint8Array({ maxLength: 300 });
const macOf = (key: Uint8Array, message: Uint8Array) =>
  new Uint8Array(createHmac("sha256", key).update(message).digest());

test("macTrial() takes the key by which node:crypto makes the MAC, and no other", () => {
  fc.assert(
    fc.property(bytes, bytes, bytes, fc.nat(255), (message, key, other, bit) => {
      const mac = macOf(key, message);
      const fits = macTrial(message, mac);
      assert(fits(key));
      // HMAC fills a key up with zeros, so that keys may differ by those alone.
      if (!macOf(other, message).every((byte, i) => byte === mac[i])) assert(!fits(other));
      assert(fits(key), "it keeps something of the key before");
      const changed = mac.map((byte, i) => i === bit >> 3 ? byte ^ 1 << (bit & 7) : byte);
      assert(!macTrial(message, changed)(key));
    }),
    { seed: 1, numRuns: 500 },
  );
});

test("macTrial() is right at every border of a block, of messages and of keys", () => {
  for (const length of [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000]) {
    const message = new Uint8Array(length).fill(0xff);
    for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 129]) {
      const key = new Uint8Array(size).fill(0xa5);
      assert(macTrial(message, macOf(key, message))(key), `${length} bytes, a key of ${size}`);
    }
  }
});

test("macTrial() takes no key for a MAC of another length", () => {
  const message = new Uint8Array(10);
  const key = new Uint8Array(10);
  const mac = macOf(key, message);
  for (const wrong of [new Uint8Array(), mac.subarray(0, 31), new Uint8Array([...mac, 0])]) {
    assert(!macTrial(message, wrong)(key));
  }
});

test("sha256() gives the digest of node:crypto, at every border of a block", () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000]) {
    const message = Uint8Array.from({ length }, (_, i) => i * 7);
    assertEquals(
      sha256(message).toHex(),
      createHash("sha256").update(message).digest("hex"),
      `${length} bytes`,
    );
  }
});
