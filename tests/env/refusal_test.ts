import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { refusalOf } from "../../src/env/refusal.ts";

function utf16(text: string, order: "little" | "big"): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  Array.from(
    text,
    (character, index) => view.setUint16(index * 2, character.charCodeAt(0), order === "little"),
  );
  return bytes;
}

Deno.test({
  name: "refusalOf() refuses UTF-16 and says how to convert it",
  permissions: "none",
  fn() {
    const expected = {
      "UTF-16": [utf16("\ufeffA=1\n", "little"), utf16("\ufeffA=1\n", "big")],
      "UTF-16LE": [utf16("A=1\r\nB=é\r\n", "little")],
      "UTF-16BE": [utf16("A=1\r\nB=é\r\n", "big")],
    };
    for (const [encoding, files] of Object.entries(expected)) {
      for (const bytes of files) {
        assertEquals(refusalOf(bytes)?.next, [
          `(umask 077 && iconv -f ${encoding} -t UTF-8 < .env > .env.utf8 && mv -- .env.utf8 .env)`,
        ]);
      }
    }
  },
});

Deno.test({
  name: "refusalOf() names the line of a NUL and quotes the path for a shell",
  permissions: "none",
  fn() {
    const refusal = refusalOf(new TextEncoder().encode("A=1\r\nB=2\rC=\0\n"), "it's here/.env");
    assert(refusal !== null);
    assertEquals(refusal.line, 3);
    assertStringIncludes(refusal.message, "line 3");
    assertEquals(refusal.next, [
      `(umask 077 && tr -d '\\000' < 'it'\\''s here/.env' > 'it'\\''s here/.env.utf8' && ` +
      `mv -- 'it'\\''s here/.env.utf8' 'it'\\''s here/.env')`,
    ]);
  },
});

Deno.test({
  name: "refusalOf() takes any other bytes",
  permissions: "none",
  fn() {
    for (const bytes of [[], [0xff], [0xef, 0xbb, 0xbf], [0x41, 0x3d, 0xe9, 0xff, 0xfe]]) {
      assertEquals(refusalOf(Uint8Array.from(bytes)), null);
    }
  },
});
