/** Whatever a path, a message or a note holds stays text, in every format that is shared. */
import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv";
import fc from "fast-check";
import type { ChecklistReport } from "../../src/checklist/checklist.ts";
import type { SarifResult } from "../../src/report/sarif_results.ts";
import { CHECKLIST_FORMATS } from "../../src/report/mod.ts";
import { plain } from "../../src/report/plain.ts";
import { hostileText, NASTY, withTexts } from "./hostile_checklist.ts";
import { type HtmlNode, requireReportTools } from "./report_tools.ts";
import { CONTEXT, FLEET, REPORT } from "./sample_checklist.ts";

const tools = await requireReportTools();
const { md, html, junit, sarif, github } = CHECKLIST_FORMATS;
const CONTROLS = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** What GitHub finds in texts outside of code: a mention, a reference, an address, an emoji, mathematics. */
const LINKED = /@[\p{L}\p{N}_-]|#\d|\bGH-\d|:\/\/|\bwww\.\w|:[\w+-]*[a-z_+][\w+-]*:|\$.*\$/iu;
const ALL = NASTY.join(" ");

function test(name: string, fn: () => void | Promise<void>): void {
  Deno.test({ name, permissions: "none", ignore: tools === null, fn });
}

/** Asks of a project and a fleet whose texts are hostile; the texts before stay in them, so that none is empty. */
async function each<Expected>(options: {
  readonly runs: number;
  /** What a report without hostile texts says. */
  readonly expect: (report: ChecklistReport) => Expected | Promise<Expected>;
  readonly ask: (report: ChecklistReport, expected: Expected) => void | Promise<void>;
}): Promise<void> {
  for (const before of [REPORT, FLEET]) {
    const expected = await options.expect(before);
    await options.ask(withTexts(before, (text) => `${ALL}${text}${ALL}`), expected);
    await fc.assert(
      fc.asyncProperty(hostileText, hostileText, async (head, tail) => {
        await options.ask(withTexts(before, (text) => `${head}${text}${tail}`), expected);
      }),
      { seed: 7, numRuns: options.runs },
    );
  }
}

test("html() has the same elements and attributes whatever its texts hold, and no error", async () => {
  await each({
    runs: 12,
    expect: (report) => outline(tools!.parseHtml(html(report, CONTEXT), () => {})),
    ask(report, expected) {
      const errors: string[] = [];
      const page = tools!.parseHtml(html(report, CONTEXT), (code) => errors.push(code));
      assertEquals(errors, []);
      assertSame(outline(page), expected);
      assert(!CONTROLS.test(textIn(page)));
    },
  });
});

test("html() shows each text as it is", () => {
  const report = withTexts(REPORT, (text) => `${text} ${ALL}`);
  const page = textIn(tools!.parseHtml(html(report, CONTEXT), () => {}));
  for (const { title, message } of report.services[0]!.items) {
    for (const text of [title, message]) assert(page.includes(shown(text)), shown(text));
  }
});

test("md() has the same structure whatever its texts hold, and nothing that GitHub makes a link of", async () => {
  await each({
    runs: 10,
    expect: (report) => outline(rendered(md(report, CONTEXT))),
    ask(report, expected) {
      const page = rendered(md(report, CONTEXT));
      assertSame(outline(page), expected);
      assert(!CONTROLS.test(textIn(page)));
      for (const text of textsOutsideOfCode(page)) assertEquals(LINKED.exec(text), null, text);
    },
  });
});

test("md() shows each text as it is, in one line", () => {
  const report = withTexts(REPORT, (text) => `${text} ${ALL}`);
  const page = textIn(rendered(md(report, CONTEXT))).replace(/\s+/g, " ");
  for (const { title, message } of report.services[0]!.items) {
    for (const text of [title, message]) {
      const line = plain(text).replace(/\s+/g, " ").trim();
      assert(page.includes(line), line);
    }
  }
});

test("junit() is read with as many suites, tests and endings whatever its texts hold", async () => {
  const counted = async (report: ChecklistReport) =>
    (await tools!.parseJunit(junit(report, CONTEXT))).testsuite.map((suite) => ({
      ...suite,
      name: "",
      timestamp: "",
      properties: suite.properties?.map(({ name }) => name),
      testcase: suite.testcase.map((test) => [test.name, ...Object.keys(test)]),
    }));
  await each({
    runs: 15,
    expect: counted,
    async ask(report, expected) {
      assert(!/[^\t\n\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(junit(report, CONTEXT)));
      assertEquals(await counted(report), expected);
    },
  });
});

test("junit() keeps the words of a message", async () => {
  const report = withTexts(REPORT, (text) => `${text} ${ALL}`);
  const { testsuite: [suite] } = await tools!.parseJunit(junit(report, CONTEXT));
  const failing = suite!.testcase.find(({ name }) => name === "key-long-enough");
  const item = report.services[0]!.items.find(({ id }) => id === "key-long-enough");
  assertEquals(failing?.failure?.[0]?.message, shown(item!.message));
});

test("sarif() is valid whatever its texts hold, with the same results in files below the root", async () => {
  const isValid = sarifValidator();
  const told = (report: ChecklistReport) =>
    JSON.parse(sarif(report, CONTEXT)).runs[0].results.map((
      { ruleId, kind, level, suppressions }: SarifResult,
    ) => [ruleId, kind, level, suppressions === undefined]);
  await each({
    runs: 15,
    expect: told,
    ask(report, expected) {
      assertEquals(told(report), expected);
      const log: { readonly runs: readonly { readonly results: readonly SarifResult[] }[] } = JSON.parse(
        sarif(report, CONTEXT),
      );
      assertEquals(isValid(log), []);
      for (const { locations, message } of log.runs[0]!.results) {
        assert(locations.length > 0);
        assert(!message.text.includes("]("));
        for (const { physicalLocation: { artifactLocation: { uri } } } of locations) {
          assert(/^[\w.~!*'()%-]+(?:\/[\w.~!*'()%-]+)*$/.test(uri), uri);
          assert(!uri.split("/").includes(".."));
        }
      }
      assert(!CONTROLS.test(JSON.stringify(log)));
    },
  });
});

test("sarif() is valid for every sample, by the schema of the standard", () => {
  const isValid = sarifValidator();
  for (const report of [REPORT, FLEET, { ...FLEET, services: [], sharedKeys: [] }]) {
    assertEquals(isValid(JSON.parse(sarif(report, CONTEXT))), []);
  }
});

test("github() has no command but its own whatever its texts hold", async () => {
  const kinds = (report: ChecklistReport) =>
    github(report, CONTEXT).split("\n").map((line) => /^::(\w+) /.exec(line)?.[1] ?? line);
  await each({
    runs: 60,
    expect: kinds,
    ask(report, expected) {
      assertEquals(kinds(report), expected);
      for (const line of github(report, CONTEXT).split("\n").filter((line) => line.startsWith("::"))) {
        const [, properties] = /^::\w+ ([^:]*)::/.exec(line) ?? [];
        const names = properties?.split(",").map((property) => property.split("=")[0]);
        assert(["title", "file,title", "file,line,title"].includes(String(names)), String(names));
        assert(!CONTROLS.test(line));
      }
    },
  });
});

/** As assertEquals, but quick: the difference of a few thousand lines takes it seconds to draw. */
function assertSame(lines: readonly string[], expected: readonly string[]): void {
  const at = lines.findIndex((line, i) => line !== expected[i]);
  assert(at === -1 && lines.length === expected.length, `${at}: ${lines[at]}, not ${expected[at]}`);
}

function rendered(markdown: string): HtmlNode {
  return tools!.parseHtml(tools!.markdownToHtml(markdown), () => {});
}

/** The text as formats show it: without what cannot be seen, or is no character. */
function shown(text: string): string {
  return plain(text).replace(/\p{Noncharacter_Code_Point}/gu, "");
}

/** The elements with their attributes; not the spans that only keep dollars apart. */
function outline(node: HtmlNode): readonly string[] {
  const inside = (node.childNodes ?? []).flatMap((child) => outline(child));
  if (node.nodeName.startsWith("#") || node.nodeName === "span" && node.attrs?.length === 0) return inside;
  const attributes = (node.attrs ?? []).map(({ name, value }) => ` ${name}=${value}`);
  return [`<${node.nodeName}${attributes.join("")}>`, ...inside, `</${node.nodeName}>`];
}

function textIn(node: HtmlNode): string {
  if (node.nodeName === "#text") return node.value ?? "";
  return (node.childNodes ?? []).map(textIn).join("");
}

function textsOutsideOfCode(node: HtmlNode): readonly string[] {
  if (node.nodeName === "#text") return [node.value ?? ""];
  if (node.nodeName === "code") return [];
  return (node.childNodes ?? []).flatMap(textsOutsideOfCode);
}

function sarifValidator(): (log: unknown) => readonly string[] {
  // The schema is of draft 4, and uses nothing of it that later drafts read in another way.
  const { $schema: _, id: __, ...schema } = tools!.sarifSchema;
  const validate = new Ajv({
    allErrors: true,
    strict: false,
    unicodeRegExp: false,
    formats: {
      "uri": (text: string) => URL.canParse(text),
      "uri-reference": (text: string) => URL.canParse(text, "https://example.org"),
      "date-time": (text: string) => !Number.isNaN(Date.parse(text)),
    },
  }).compile(schema);
  return (log) =>
    validate(log)
      ? []
      : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
