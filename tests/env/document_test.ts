import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { assignmentsOf, type EnvDocument, renderDocument, variableNames } from "../../src/env/document.ts";
import { parseDocument } from "../../src/env/parse_document.ts";
import { anyBytes, documents, KEY, toBytes, toText } from "./documents.ts";

function text(
  { bytes }: EnvDocument,
  { start, end }: { readonly start: number; readonly end: number },
): string {
  return toText(bytes.subarray(start, end));
}

function assertTiles(document: EnvDocument): void {
  let at = 0;
  for (const node of document.nodes) {
    assertEquals(node.start, at);
    assert(node.end > at && node.contentEnd >= at && node.contentEnd <= node.end);
    at = node.end;
  }
  assertEquals(at, document.bytes.length);
}

Deno.test({
  name: "renderDocument() gives the bytes that were parsed, whatever they are",
  permissions: "none",
  fn() {
    const identity = (bytes: Uint8Array) => {
      const document = parseDocument(bytes);
      assertTiles(document);
      assertEquals(renderDocument(document), bytes);
    };
    fc.assert(fc.property(anyBytes, identity), { seed: 1, numRuns: 6000 });
    fc.assert(fc.property(documents, (source) => identity(toBytes(source))), { seed: 2, numRuns: 4000 });
  },
});

Deno.test({
  name: "parseDocument() names every kind of line",
  permissions: "none",
  fn() {
    const source =
      "\xef\xbb\xbfA=1\n\n \t\r\n# c\n  # c\nFOO\nexport FOO\nA: b\n[x]\n===\nexport B=1\nexport=1\nA B=1";
    assertEquals(parseDocument(toBytes(source)).nodes.map(({ kind }) => kind), [
      "bom",
      "assignment",
      "blank",
      "blank",
      "comment",
      "comment",
      "bare",
      "bare",
      "other",
      "other",
      "other",
      "assignment",
      "assignment",
      "other",
    ]);
  },
});

Deno.test({
  name: "assignmentsOf() finds an assignment with all its parts",
  permissions: "none",
  fn() {
    const document = parseDocument(toBytes(`A="x\r\ny"\r\n\texport  ${KEY} =  "a\nb"  # hint\nB=1`));
    const [found, ...others] = assignmentsOf(document, KEY);
    assert(found !== undefined && others.length === 0);
    assertEquals(found.line, 3);
    assertEquals(found.exported, true);
    assertEquals(found.quote, '"');
    assertEquals(found.contested, null);
    assertEquals(text(document, found), `\texport  ${KEY} =  "a\nb"  # hint\n`);
    assertEquals(text(document, found.token), '"a\nb"');
    assertEquals(found.hint && text(document, found.hint), "# hint");
  },
});

Deno.test({
  name: "assignmentsOf() matches the key exactly and no comment",
  permissions: "none",
  fn() {
    const lines = [
      `#${KEY}=1`,
      `MY_${KEY}=1`,
      `${KEY}_OLD=1`,
      KEY.toLowerCase(),
      `${KEY}: 1`,
      `A=${KEY}=1`,
      KEY,
    ];
    assertEquals(assignmentsOf(parseDocument(toBytes(lines.join("\n"))), KEY), []);
  },
});

const values: Readonly<Record<string, readonly [token: string, quote: string | null, hint: string | null]>> =
  {
    "old # note": ["old", null, "# note"],
    "old#note": ["old#note", null, null],
    " # note": ["", null, "# note"],
    "# note": ["", null, "# note"],
    "#note": ["#note", null, null],
    " #note": ["#note", null, null],
    "#how to": ["", null, "#how to"],
    "#": ["", null, "#"],
    "   ": ["", null, null],
    "a b  ": ["a b", null, null],
    "it's # x": ["it's # x", null, null],
    '"a # b" # c': ['"a # b"', '"', "# c"],
    "'a'#c": ["'a'", "'", "#c"],
    '"a\\"b"': ['"a\\"b"', '"', null],
    '"a"b # c': ['"a"b # c', null, null],
    "`a`": ["`a`", "`", null],
  };

Deno.test({
  name: "parseDocument() tells a value from its quotes and its comment",
  permissions: "none",
  fn() {
    for (const [source, [token, quote, hint]] of Object.entries(values)) {
      const document = parseDocument(toBytes(`A=${source}\n`));
      const found = assignmentsOf(document, "A")[0]!;
      assertEquals(text(document, found.token), token, source);
      assertEquals(found.quote, quote, source);
      assertEquals(found.hint && text(document, found.hint), hint, source);
    }
  },
});

const contests: Readonly<Record<string, readonly [how: string, line: number] | null>> = {
  [`A=1\n${KEY}=x`]: null,
  [`A="x\n${KEY}=x\n"`]: ["inside-quotes", 1],
  [`A: "x\n${KEY}=x\n"`]: ["inside-quotes", 1],
  [`\nA="x\n${KEY}=x\n`]: ["open-quote", 2],
  [`A="x\nB="y"\n${KEY}=x\n`]: ["open-quote", 1],
  [`${KEY}="x\n`]: ["open-quote", 1],
  [`A=x\\\n${KEY}=x\n`]: ["backslash", 1],
  [`A=x\\\\\n${KEY}=x\n`]: null,
  [`# x\\\n${KEY}=x\n`]: ["backslash", 1],
  [`A= \n\n\n${KEY}=x\n`]: ["blank-value", 1],
  [`A= \n# c\n${KEY}=x\n`]: null,
  [`A= # c\n${KEY}=x\n`]: null,
  [`A=\n${KEY}=x\n`]: null,
};

Deno.test({
  name: "parseDocument() says where loaders disagree",
  permissions: "none",
  fn() {
    for (const [source, expected] of Object.entries(contests)) {
      const contested = assignmentsOf(parseDocument(toBytes(source)), KEY)[0]!.contested;
      assertEquals(contested && [contested.how, contested.line], expected && [...expected], source);
    }
  },
});

Deno.test({
  name: "variableNames() counts each name once and nothing inside quotes",
  permissions: "none",
  fn() {
    const source = "A=1\nexport B=2\nA=3\n#C=4\nD\nE='\nF=5\n'\n";
    assertEquals(variableNames(parseDocument(toBytes(source))), ["A", "B", "E"]);
  },
});
