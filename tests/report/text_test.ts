import { assertEquals } from "@std/assert";
import type { ReportContext } from "../../src/report/format.ts";
import { text } from "../../src/report/text.ts";
import type { Finding } from "../../src/rules/rule.ts";

const CONTEXT: ReportContext = {
  command: "login",
  project: "~/shop",
  recognised: null,
  headed: true,
  exitCode: 3,
  next: [],
  style: { color: false, unicode: true },
};

function unknown(rule: string, command: string): Finding {
  return {
    rule,
    outcome: "unknown",
    severity: "error",
    message: "no URL tells",
    evidence: [],
    remedy: { text: "To know it", commands: [command] },
  };
}

Deno.test({
  name: "text() says once how what is unknown becomes known, and of failures each for itself",
  permissions: "none",
  fn() {
    const url = "deno task login ~/shop --protected-url /PATH";
    const failure: Finding = { ...unknown("keys-differ", url), outcome: "fail" };
    const printed = text([
      unknown("secret-key-forgery-refused", url),
      unknown("restart-survives", "deno task login ~/shop"),
      unknown("empty-key-forgery-refused", url),
      unknown("none-algorithm-refused", url),
      failure,
      { ...failure, rule: "key-strong" },
    ], CONTEXT);
    const command = ["    To know it:", `      ${url}`, ""];
    assertEquals(printed.split("\n").slice(7), [
      "  secret-key-forgery-refused, empty-key-forgery-refused, none-algorithm-refused",
      ...command,
      "  restart-survives",
      "    To know it:",
      "      deno task login ~/shop",
      "",
      "  keys-differ",
      ...command,
      "  key-strong",
      ...command,
    ]);
  },
});
