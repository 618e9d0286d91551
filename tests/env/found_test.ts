import { assertEquals, assertNotEquals } from "@std/assert";
import { agrees, dialectFor } from "../differential/differ.ts";
import { readFound } from "../differential/found.ts";
import { ENVIRONMENT } from "../differential/loaders/loader.ts";

Deno.test("read() agrees with its loader on every document that once parted them", () => {
  for (const { id, key, input_base64, results } of readFound()) {
    const document = Uint8Array.fromBase64(input_base64);
    for (const [loader, answer] of Object.entries(results)) {
      const dialect = dialectFor(loader);
      assertNotEquals(dialect, undefined, `${id}: no dialect stands for ${loader}`);
      if (dialect === undefined) continue;
      const reading = dialect.read(document, key, ENVIRONMENT);
      assertEquals(agrees(reading, { answer, document }), true, `${id}, ${loader}: ${reading.outcome}`);
    }
  }
});
