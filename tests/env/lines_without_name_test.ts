import { assertEquals } from "@std/assert";
import { linesWithoutName } from "../../src/env/lines_without_name.ts";
import { parseDocument } from "../../src/env/parse_document.ts";

const CASES: Readonly<Record<string, readonly [text: string, lines: readonly number[]]>> = {
  "base64url behind the last line": ["A=b\nx7Kq-Zr2mWv9TnB4cLd8HsYp3GfJe6Ra1UoQ5iXtVbN\n", [2]],
  "padded base64, which passes for a name": ["x7KqAZr2mWv9TnB4cLd8HsYp3GfJe6Ra1UoQ5iXtVbN=\n", [1]],
  "base64 with its other signs": ["x7Kq/Zr2mWv9TnB4+Ld8HsYp3GfJe6Ra1UoQ5iXtVbN=\r\nA=b", [1]],
  "hexadecimal": ["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\n", [1]],
  "a key of Django's generator": ["k3$v9z@1q!m7x0c&p5w8r2t4y6u(i)o=a-s_d+f#g^h*jbnelw\n", [1]],
  "a name without a value": ["SOME_VERY_LONG_FEATURE_FLAG_NAME_2_ENABLED\nA=b\n", []],
  "a key with its name": ["JWT_SECRET_KEY=x7Kq-Zr2mWv9TnB4cLd8HsYp3GfJe6Ra1UoQ5iXtVbN\n", []],
  "the lines of a certificate": [
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n-----END PRIVATE KEY-----\n",
    [],
  ],
  "a value on several lines": ['A="\nx7KqAZr2mWv9TnB4cLd8HsYp3GfJe6Ra1UoQ5iXtVbN\n"\n', []],
  "a word, a sentence and an address": [
    "word\nThis is what was written here in 2026\nhttps://example.org/a?b=c1\n",
    [],
  ],
};

for (const [says, [text, lines]] of Object.entries(CASES)) {
  Deno.test({
    name: `linesWithoutName() judges ${says}`,
    permissions: "none",
    fn: () => assertEquals(linesWithoutName(parseDocument(new TextEncoder().encode(text))), lines),
  });
}
