import { assertEquals } from "@std/assert";
import fc from "fast-check";

import { lineEditor } from "../../src/io/line_editor.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

/** Types a text at once: the state, the line, and what the terminal shows. */
function type(keys: string) {
  const editor = lineEditor();
  const { state, echo, rest } = editor.feed(bytes(keys));
  return { state, text: editor.text(), echo, rest: new TextDecoder().decode(rest) };
}

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("feed() ends the line at Return and leaves the rest for the next question", () => {
  assertEquals(type("yes\r"), { state: "done", text: "yes", echo: "yes", rest: "" });
  assertEquals(type("y\nn\n"), { state: "done", text: "y", echo: "y", rest: "n\n" });
  assertEquals(type("yes").state, "open");
});

test("feed() gives the line up at Ctrl-C anywhere and at Ctrl-D on an empty line", () => {
  assertEquals(type("abc\x03\r").state, "given-up");
  assertEquals(type("\x1b[\x03").state, "given-up");
  assertEquals(type("\x04").state, "given-up");
  assertEquals(type("a\x04b\r"), { state: "done", text: "ab", echo: "ab", rest: "" });
});

test("feed() takes back whole characters at Backspace, as wide as they are", () => {
  assertEquals(type("aé\x7fb"), { state: "open", text: "ab", echo: "aé\b \bb", rest: "" });
  assertEquals(type("日\x08").echo, "日\b\b  \b\b");
  assertEquals(type("\x7f\x7fa").text, "a");
});

test("feed() takes back the line at Ctrl-U", () => {
  assertEquals(type("abc\x15de"), { state: "open", text: "de", echo: "abc\b \b\b \b\b \bde", rest: "" });
});

test("feed() ignores keys that send an escape sequence, and other control characters", () => {
  assertEquals(type("a\x1b[A\x1b[1;5D\x1bOP\x1bx\x01\tb\u009b\r").text, "ab");
});

test("feed() reads the same line however its bytes come", () => {
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 7 }), (line, size) => {
    const all = bytes(line.replaceAll(/\p{Cc}/gu, "") + "\x7fé\r");
    const editor = lineEditor();
    for (let at = 0; at < all.length; at += size) editor.feed(all.subarray(at, at + size));
    const whole = lineEditor();
    whole.feed(all);
    assertEquals(editor.text(), whole.text());
  }));
});
