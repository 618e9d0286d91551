import { assertEquals } from "@std/assert";
import { markdownCode, markdownFence, markdownHtml, markdownText } from "../../src/report/escape_markdown.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

test("markdownText() leaves plain words alone, and names with underscores", () => {
  for (const text of ["JWT_SECRET_KEY is set", "POST /api/me/ answers 200 (OK)", ".env, mode 0600", "50 %"]) {
    assertEquals(markdownText(text), text);
  }
});

test("markdownText() escapes what would be markup, a table's end or the start of a block", () => {
  assertEquals(
    markdownText("a|b `c` *d* _e_ [f](g) <h> ~i~ \\"),
    "a&#124;b \\`c\\` \\*d\\* \\_e\\_ \\[f\\](g) &lt;h&gt; \\~i\\~ \\\\",
  );
  assertEquals(markdownText(" # a\n\n- b"), "\\# a - b");
  assertEquals(["- a", "+ a", "1. a", "12) a", "> a", "=="].map(markdownText), [
    "\\- a",
    "\\+ a",
    "1\\. a",
    "12\\) a",
    "&gt; a",
    "\\==",
  ]);
});

test("markdownText() keeps GitHub from making links, pictures and mathematics of words", () => {
  const split = "<!-- -->";
  assertEquals(markdownText("@ada #12 GH-12"), `@${split}ada #${split}12 GH-${split}12`);
  assertEquals(markdownText("https://a.b www.a.b"), `https:${split}//a.b www.${split}a.b`);
  assertEquals(markdownText(":tada: 09:30"), `:${split}tada: 09:30`);
  assertEquals(markdownText("$x$"), "<span>$</span>x<span>$</span>");
});

test("markdownHtml() escapes what HTML takes for its own, and nothing else", () => {
  assertEquals(markdownHtml('<b> & "c" *d*\n@e'), "&lt;b&gt; &amp; &quot;c&quot; *d* @<!-- -->e");
});

test("markdownCode() has a longer fence than its content, and none in which a pipe would stand", () => {
  assertEquals(markdownCode("a b"), "`a b`");
  assertEquals(markdownCode("a `` b"), "```a `` b```");
  assertEquals(markdownCode("`"), "`` ` ``");
  assertEquals(markdownCode("a|b"), "<code>a&#124;b</code>");
  assertEquals(markdownCode("\n"), "");
});

test("markdownFence() cannot be closed by its content", () => {
  assertEquals(markdownFence("ls"), "```sh\nls\n```");
  assertEquals(markdownFence("a\n```\nb"), "````sh\na\n```\nb\n````");
});
