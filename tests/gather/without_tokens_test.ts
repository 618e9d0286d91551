import { assert, assertEquals } from "@std/assert";
import { withoutTokens } from "../../src/gather/without_tokens.ts";

Deno.test({
  name: "withoutTokens() masks six characters in a row of a token, and five not",
  permissions: "none",
  fn() {
    const redact = withoutTokens(["abcdef.GHIJKL.012345", "zyxwvu"], (text) => text.toUpperCase());
    assertEquals(redact("to abcdef, bcdef.GHI; f.GHI J"), "TO ••••, ••••; F.GHI J");
    assertEquals(redact("zyxwvuabcdef"), "••••••••");
    assertEquals(redact("abc\u001b[31mdef"), "••••");
    assertEquals(withoutTokens([], (text) => text)("abcdef"), "abcdef");
  },
});

Deno.test({
  name: "withoutTokens() is quick on a long text that is all token",
  permissions: "none",
  fn() {
    const token = Array.from({ length: 65_536 }, (_, at) => (at * 7919 % 1_000_003).toString(36)).join("")
      .slice(0, 65_536);
    const start = performance.now();
    const said = withoutTokens([token], (text) => text)(token.repeat(2));
    assert(said.length < 100 && performance.now() - start < 5000);
  },
});
