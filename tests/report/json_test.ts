import { assertEquals } from "@std/assert";
import type { ReportContext } from "../../src/report/format.ts";
import { json } from "../../src/report/json.ts";

const CONTEXT: ReportContext = {
  command: "login",
  project: "/p",
  recognised: null,
  exitCode: 1,
  next: [],
  style: { color: false, unicode: true },
};

Deno.test({
  name: "json() holds no control or bidirectional character, escaped or not",
  permissions: "none",
  fn() {
    const text = "a\u001b[31mb\u0007\u009b2Jc\u202ed\u2066e\u0000f\u200bg\nh\ti";
    const object = JSON.parse(json([{
      rule: "login-works",
      outcome: "fail",
      severity: "error",
      message: text,
      evidence: [{ text }],
    }], CONTEXT));
    assertEquals(object.findings[0].message, "abcdefg\nh\ti");
    assertEquals(object.findings[0].evidence[0].text, "abcdefg\nh\ti");
  },
});
