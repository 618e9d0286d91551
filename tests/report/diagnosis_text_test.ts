import { assertEquals } from "@std/assert";
import type { DescribedCause } from "../../src/diagnosis/describe.ts";
import { diagnosisText, unrecognisedText } from "../../src/report/diagnosis_text.ts";

const CAUSE: DescribedCause = {
  cause: "port-in-use",
  title: "Another process has the port",
  ours: false,
  confidence: "certain",
  rule: null,
  evidence: [{ path: "web.log", line: 12, text: "Error: That port is already in use." }, {
    line: 14,
    text: "again",
  }],
  why: "A server that was started before still runs",
  remedy: { text: "End the older server", commands: ["ss -ltnp"] },
  check: ["deno task startup ~/shop"],
  page: "docs/symptoms.md#port-in-use",
  explain: "deno task explain port-in-use",
};

Deno.test({
  name: "diagnosisText() says what it is, how sure, where it was seen, whose doing, and what to type",
  permissions: "none",
  fn() {
    assertEquals(diagnosisText(CAUSE, { color: false, unicode: true }).split("\n"), [
      "  Another process has the port.                              certain",
      "",
      "  Seen     web.log:12   Error: That port is already in use.",
      "           line 14   again",
      "  Whose    not the JWT key's doing",
      "  Why      A server that was started before still runs.",
      "  Mend     End the older server:",
      "             ss -ltnp",
      "  Check    deno task startup ~/shop",
      "  More     deno task explain port-in-use",
    ]);
  },
});

Deno.test({
  name: "diagnosisText() says nothing twice, and breaks a long title",
  permissions: "none",
  fn() {
    const title = "A title that is so long that it does not fit beside the word that says how sure it is";
    const remedy = { text: "Look", commands: [...CAUSE.check, CAUSE.explain] };
    assertEquals(
      diagnosisText({ ...CAUSE, title, remedy, ours: true, evidence: [] }, { color: false, unicode: true })
        .split("\n"),
      [
        "  A title that is so long that it does not fit beside the word that says how",
        "  sure it is.",
        "  Sure     certain",
        "",
        "  Why      A server that was started before still runs.",
        "  Mend     Look:",
        "             deno task startup ~/shop",
        "             deno task explain port-in-use",
      ],
    );
  },
});

Deno.test({
  name: "unrecognisedText() says what was looked for, what comes last, and what to try",
  permissions: "none",
  fn() {
    const text = unrecognisedText({
      looked: 63,
      at: "212 lines",
      nearest: { line: 198, text: "app.errors.LicenceError: over" },
      next: ["deno task troubleshoot ~/shop"],
    });
    assertEquals(text.split("\n"), [
      "  Not recognised. Looked for 63 known causes in 212 lines.",
      "",
      "  Last     line 198   app.errors.LicenceError: over",
      "  Try      deno task troubleshoot ~/shop",
    ]);
  },
});
