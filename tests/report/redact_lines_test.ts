import { assertEquals } from "@std/assert";
import { createRedactor } from "../../src/report/redact.ts";
import { createLineRedactor } from "../../src/report/redact_lines.ts";

Deno.test({
  name: "createLineRedactor() masks a secret that goes over several lines",
  permissions: "none",
  fn() {
    const redact = createLineRedactor(createRedactor(["held-secret-held"]));
    const lines = [
      "  Value error [type=value_error, input_value='first half",
      "second half', input_type=str]",
      "plain line",
      "-----BEGIN PRIVATE KEY-----",
      "MIIEvQIBADANBgkqhkiG",
      "-----END PRIVATE KEY-----",
      "it has held-secret-held in it",
    ];
    assertEquals(lines.map(redact), [
      "  Value error [type=value_error, input_value=••••",
      "••••, input_type=str]",
      "plain line",
      "-----BEGIN PRIVATE KEY-----••••",
      "••••",
      "••••-----END PRIVATE KEY-----",
      "it has •••• in it",
    ]);
  },
});

Deno.test({
  name: "createLineRedactor() goes on after a value whose end was lost",
  permissions: "none",
  fn() {
    const redact = createLineRedactor(createRedactor([]));
    redact("input_value='never closed");
    for (let line = 0; line < 200; line++) redact("more");
    assertEquals(redact("a line"), "a line");
  },
});
