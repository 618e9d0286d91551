import { assertEquals } from "@std/assert";
import { createRedactor } from "../../src/report/redact.ts";
import { createLineRedactor, createTextRedactor } from "../../src/report/redact_lines.ts";

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

const NEXT: readonly (readonly [name: string, lines: readonly string[], shown: readonly string[]])[] = [
  [
    "a container's variable",
    ["    - name: DB_PASSWORD", "      value: two words", "    - name: DEBUG", "      value: no"],
    ["    - name: DB_PASSWORD", "      value: ••••", "    - name: DEBUG", "      value: no"],
  ],
  [
    "a block of YAML",
    ["  password: >-", "    two words", "", "    and more", "  debug: true"],
    ["  password: >-", "    ••••", "", "    ••••", "  debug: true"],
  ],
  [
    "a row of a debug page",
    ["  <td>password</td>", '  <td class="code"><pre>two words</pre></td>', "  <td>debug</td>"],
    ["  <td>password</td>", '  <td class="code"><pre>••••</pre></td>', "  <td>debug</td>"],
  ],
  [
    "a form in parts",
    ['Content-Disposition: form-data; name="password"', "", "two words", "--b"],
    ['Content-Disposition: form-data; name="password"', "", "••••", "--b"],
  ],
  [
    "a key whose title is coloured, behind a certificate",
    [
      "-----END CERTIFICATE----------BEGIN \u001b[1mPRIVATE KEY-----",
      "short",
      "-----END PRIVATE KEY-----",
      "end",
    ],
    [
      "-----END CERTIFICATE----------BEGIN PRIVATE KEY-----••••",
      "••••",
      "••••-----END PRIVATE KEY-----",
      "end",
    ],
  ],
];

for (const [name, lines, shown] of NEXT) {
  Deno.test({
    name: `createLineRedactor() masks in the lines that follow ${name}`,
    permissions: "none",
    fn() {
      assertEquals(lines.map(createLineRedactor(createRedactor([]))), shown);
    },
  });
}

Deno.test({
  name: "createTextRedactor() masks a key of several lines, and twice is once",
  permissions: "none",
  fn() {
    const redact = createTextRedactor(createRedactor([]));
    const shown = redact("bad key\n-----BEGIN PRIVATE KEY-----\nshort\n-----END PRIVATE KEY-----\nend");
    assertEquals(shown, "bad key\n-----BEGIN PRIVATE KEY-----••••\n••••\n••••-----END PRIVATE KEY-----\nend");
    assertEquals(redact(shown), shown);
  },
});
