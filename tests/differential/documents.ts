import fc from "fast-check";
import { documents, KEY, toBytes } from "../env/documents.ts";

export { KEY } from "../env/documents.ts";

/** What means something to one loader or another; words are such that no shell finds a command of the name. */
const ATOMS = [
  KEY,
  `${KEY}=`,
  `${KEY}=`,
  "=",
  "aa",
  "bb",
  "AA",
  "AA=",
  "BB=",
  '"',
  '"',
  "'",
  "'",
  "`",
  "\\",
  "\\",
  "\n",
  "\n",
  "\n",
  " ",
  " ",
  "\t",
  "#",
  " #",
  "export ",
  "export\t",
  "$",
  "${",
  "}",
  ":-",
  ":",
  "$AA",
  "${AA}",
  `\${${KEY}}`,
  "${BB:-xx}",
  "${BB-xx}",
  "${HOME}",
  "$HOME",
  "${AA+yy}",
  "$5",
  "\\n",
  "\\\\",
  "\\'",
  '\\"',
  "\\$",
  "\r",
  "\r\n",
  "\xe2\x80\xa8",
  "\xc2\x85",
  "\x0c",
  "\x0b",
  "\xc2\xa0",
  "\xef\xbb\xbf",
  "\xc3\xa9",
  "\xe9",
  "\0",
  ".",
  "-",
  "1",
  ",",
  "(",
  ")",
  "{",
  ";",
  "&",
  "|",
  "<",
  "!",
  "~",
  "~/",
  "[",
  "]",
  "*",
  "?",
  "@",
  "%",
  "^",
  "+",
  "/",
  ": ",
  "unset AA\n",
];

const QUOTES = ["", '"', "'", "`"] as const;
const body = (most: number) =>
  fc.array(fc.constantFrom(...ATOMS), { maxLength: most }).map((atoms) => atoms.join(""));

/** An assignment that is mostly well formed, around a body that is not. */
const assignment = fc.tuple(
  fc.constantFrom(KEY, KEY, "AA", "BB", `export ${KEY}`, ` ${KEY}`, `${KEY} `, `'${KEY}'`, KEY.toLowerCase()),
  fc.constantFrom("=", "=", "=", "=", " = ", "= ", ": "),
  fc.constantFrom(...QUOTES),
  body(6),
  fc.boolean(),
  fc.constantFrom("\n", "\n", "\n", " # c\n", " ", "#c\n", "\r\n", "\n\n"),
).map(([name, separator, quote, inside, isOpen, tail]) =>
  `${name}${separator}${quote}${inside}${isOpen ? "" : quote}${tail}`
);

/** Files as people write them, and files that no person writes. */
export const envDocuments: fc.Arbitrary<Uint8Array> = fc.oneof(
  documents,
  fc.array(fc.oneof(assignment, assignment, body(4)), { minLength: 1, maxLength: 5 }).map((parts) =>
    parts.join("")
  ),
).map(toBytes);

/** As many of them as asked for, the same ones for the same seed. */
export function sampleDocuments(count: number, seed: number): readonly Uint8Array[] {
  return fc.sample(envDocuments, { numRuns: count, seed });
}

/** Whether a line of it asks for what only the machine knows: a command's output, a process's number. */
export function asksForMore(document: Uint8Array): boolean {
  return document.some((byte) => byte === 0x60 || byte === 0x24);
}
