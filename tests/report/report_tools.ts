import { createRequire } from "node:module";
import { join } from "@std/path";
import { packagesOf } from "../backends/node_packages.ts";
import { leaveOutUnlessRequired } from "../require.ts";

/** A node of what parse5 makes of HTML. */
export interface HtmlNode {
  readonly nodeName: string;
  readonly value?: string;
  readonly attrs?: readonly { readonly name: string; readonly value: string }[];
  readonly childNodes?: readonly HtmlNode[];
}

/** A test as junit2json tells it. */
export interface JunitCase {
  readonly name: string;
  readonly classname: string;
  readonly failure?: readonly { readonly type: string; readonly message: string; readonly inner: string }[];
  readonly error?: readonly { readonly type: string; readonly message: string; readonly inner: string }[];
  readonly skipped?: readonly { readonly message: string }[];
  readonly "system-out"?: readonly string[];
}

/** A suite as junit2json tells it. */
export interface JunitSuite {
  readonly name: string;
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
  readonly testcase: readonly JunitCase[];
}

/** What reads the reports: parsers of others, and the schema of SARIF. */
export interface ReportTools {
  readonly parseJunit: (xml: string) => Promise<{ readonly testsuite: readonly JunitSuite[] }>;
  /** Calls back for everything that the HTML standard calls an error of the text. */
  readonly parseHtml: (html: string, onError: (code: string) => void) => HtmlNode;
  readonly markdownToHtml: (markdown: string) => string;
  readonly sarifSchema: Readonly<Record<string, unknown>>;
  /** Absolute: the folder whose `node_modules` holds them. */
  readonly folder: string;
}

/**
 * The tools, or null where the tests that need them are left out.
 *
 * @throws {Error} when they cannot be had and KEYSPLIT_REQUIRE_BACKENDS is 1
 */
export async function requireReportTools(): Promise<ReportTools | null> {
  const folder = await packagesOf("reports");
  if (typeof folder !== "string") {
    leaveOutUnlessRequired("parsers of reports", folder.missing);
    return null;
  }
  const require = createRequire(join(folder, "tests.cjs"));
  const junit: { readonly parse: ReportTools["parseJunit"] } = require("junit2json");
  const html: {
    readonly parse: (
      text: string,
      options: { readonly onParseError: (error: { readonly code: string }) => void },
    ) => HtmlNode;
  } = require("parse5");
  const marked: { readonly parse: (text: string, options: { readonly gfm: true }) => string } = require(
    "marked",
  );
  return {
    parseJunit: junit.parse,
    parseHtml: (text, onError) => html.parse(text, { onParseError: ({ code }) => onError(code) }),
    markdownToHtml: (text) => marked.parse(text, { gfm: true }),
    sarifSchema: require("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"),
    folder,
  };
}
