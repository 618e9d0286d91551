import { assertEquals } from "@std/assert";
import fc from "fast-check";

import { headAndTail } from "../../src/io/head_and_tail.ts";

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test({
  name: "headAndTail() keeps everything up to its limit",
  permissions: "none",
  fn() {
    const kept = headAndTail(8);
    kept.add(bytes("abc"));
    kept.add(bytes("defgh"));
    assertEquals(text(kept.bytes()), "abcdefgh");
  },
});

Deno.test({
  name: "headAndTail() counts the middle that it leaves out",
  permissions: "none",
  fn() {
    const kept = headAndTail(6);
    for (const chunk of ["ab", "cdef", "g", "hijk", "l"]) kept.add(bytes(chunk));
    assertEquals(text(kept.bytes()), "abc\n[6 bytes left out]\njkl");
  },
});

Deno.test({
  name: "headAndTail() cuts at the same place however the bytes come",
  permissions: "none",
  fn() {
    const chunks = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 9 }));
    fc.assert(fc.property(chunks, fc.integer({ min: 0, max: 20 }), (chunks, limit) => {
      const many = headAndTail(limit);
      for (const chunk of chunks) many.add(bytes(chunk));
      const one = headAndTail(limit);
      one.add(bytes(chunks.join("")));
      assertEquals(text(many.bytes()), text(one.bytes()));
    }));
  },
});
