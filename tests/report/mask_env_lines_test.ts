import { assert, assertEquals } from "@std/assert";
import { createRedactor } from "../../src/report/redact.ts";

const KEY = "Zx8Kw3Np6Rv1Ty5Lq9Bc2Md7Fh4Jg0Sa8Eu3Io6Pw1";

/** What programs print of a line that they cannot read, as recorded; the key has no name before it. */
const LINES: readonly string[] = [
  `./bare.env: line 2: ${KEY}: command not found`,
  `/bin/dash: 2: ./bare.env: ${KEY}: not found`,
  `./bare.env: line 1: \`${KEY}&b'`,
  `/bin/bash: line 1: export: \`${KEY}': not a valid identifier`,
  `unexpected character "\\n" in variable name near "${KEY}\\n=\\"abc\\n"`,
  `Error: LineParse("${KEY} b", 4)`,
  `cannot load .env: Error parsing line: '${KEY} b', error at line index: 4`,
  `Failed to parse dotenv file. Encountered unexpected whitespace at [${KEY} b]. in /srv/app/a.php:1`,
  `dotenv/parser.rb:61:in \`parse_line': Line "export ${KEY}" has an unset variable (Dotenv::FormatError)`,
  `failed to read /srv/app/.env: line 3: unterminated quoted value ${KEY}`,
  `The \\"${KEY.slice(0, 6)}\\" variable is not set. Defaulting to a blank string.`,
];

Deno.test({
  name: "createRedactor() masks what a shell or a loader quotes of a line of an env file",
  permissions: "none",
  fn() {
    const redact = createRedactor([]);
    for (const line of LINES) {
      const masked = redact(line);
      assert(!masked.includes(KEY.slice(0, 6)), masked);
      assertEquals(redact(masked), masked);
    }
  },
});

Deno.test({
  name: "createRedactor() leaves the names of commands and variables, and what zod says of one",
  permissions: "none",
  fn() {
    const redact = createRedactor([]);
    const lines = [
      "./space.env: line 2: JWT_SECRET_KEY: command not found",
      "/bin/bash: line 1: gunicorn: command not found",
      'level=warning msg="The \\"JWT_SECRET_KEY\\" variable is not set. Defaulting to a blank string."',
      "  JWT_SECRET_KEY: [ 'Invalid input: expected string, received undefined' ]",
      "  JWT_SECRET_KEY: [ 'Too small: expected string to have >=50 characters' ]",
      "The DATABASE_URL variable is not set. Defaulting to a blank string.",
    ];
    for (const line of lines) assertEquals(redact(line), line);
  },
});
