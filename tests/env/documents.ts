import fc from "fast-check";

/** The key that the generated documents are about. */
export const KEY = "JWT_SECRET_KEY";

const ENDINGS = ["\n", "\n", "\n", "\r\n", "\r\n", "\r"];
const NAMES = [
  KEY,
  "SECRET_KEY",
  "A",
  "DEBUG",
  `MY_${KEY}`,
  `${KEY}_OLD`,
  "jwt_secret_key",
  "a.b-c",
  "1K",
  "CL\xc9",
];
const VALUES = [
  "",
  "",
  "old",
  "a#b",
  "#x9f",
  "a b",
  "it's",
  "$A",
  "${A}",
  "C:\\dir\\",
  "a=b==",
  '"a"b',
  "\xff\xe9",
  "`x`",
  `${KEY}=fake`,
  "'",
  '"open',
];
const BODIES = [
  "",
  "old",
  "a b # c",
  "a\\\\",
  "x\ny",
  `x\n${KEY}=fake\ny`,
  "\r\nQUJD\r\n",
  "a\\nb",
  "\xc3\xa9",
];
const TAILS = ["", "", "", " ", "\t ", " # hint", "# hint", " # it's = \\", " garbage"];
const LINES = [
  "",
  "",
  " \t",
  "# comment",
  `# ${KEY}=off`,
  "# it's \\",
  "  # indented",
  KEY,
  "FOO",
  `export ${KEY}`,
  "export FOO",
  "A: b",
  `${KEY}: b`,
  "=======",
  "<<<<<<< HEAD",
  "[section]",
  "don't do this",
  "\xef\xbb\xbfA=1",
  "=x",
  "\x0c",
];

const assignment = fc.tuple(
  fc.constantFrom("", "", "", " ", "\t"),
  fc.constantFrom("", "", "", "export ", "export\t "),
  fc.constantFrom(KEY, KEY, ...NAMES),
  fc.constantFrom("=", "=", "=", " = ", "= ", " ="),
  fc.oneof(
    fc.constantFrom(...VALUES),
    fc.tuple(fc.constantFrom('"', "'", "`"), fc.constantFrom(...BODIES)).map(([quote, body]) =>
      `${quote}${body}${quote}`
    ),
  ),
  fc.constantFrom(...TAILS),
).map((parts) => parts.join(""));

const line = fc.tuple(
  fc.oneof({ weight: 3, arbitrary: assignment }, { weight: 2, arbitrary: fc.constantFrom(...LINES) }),
  fc.constantFrom(...ENDINGS),
).map((parts) => parts.join(""));

/** Lines as people and accidents write them, some without a line ending; one character a byte. */
export const documents: fc.Arbitrary<string> = fc.tuple(
  fc.constantFrom("", "", "", "", "\xef\xbb\xbf"),
  fc.array(line, { maxLength: 8 }),
  fc.oneof(assignment, fc.constantFrom("", "", ...LINES)),
).map(([bom, lines, last]) => `${bom}${lines.join("")}${last}`);

/** Any bytes, with those that mean something in a `.env` as likely as all the others together. */
export const anyBytes: fc.Arbitrary<Uint8Array> = fc.array(
  fc.oneof(
    fc.nat(255),
    fc.constantFrom(...Array.from("\n\r \t=#\"'`\\:A", (character) => character.charCodeAt(0))),
  ),
  { maxLength: 60 },
).map((bytes) => Uint8Array.from(bytes));

/** One byte a character. */
export function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** One character a byte. */
export function toText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
}
