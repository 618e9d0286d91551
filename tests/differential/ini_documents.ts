import fc from "fast-check";
import { KEY, toBytes } from "../env/documents.ts";

const SECTIONS = [
  "[settings]\n",
  "[settings]\n",
  "[DEFAULT]\n",
  "[settings",
  "[Settings]\n",
  "[other]\n",
  "[]]\n",
];
const PIECES = [
  ...[`${KEY}=`, `${KEY} = `, `${KEY.toLowerCase()}: `, "AA=", "aa = ", "BB:", "=", ":", KEY, "aa", "b b"],
  ...[
    "%(aa)s",
    "%(BB)s",
    `%(${KEY})s`,
    "%%",
    "%",
    "%(",
    ")s",
    "[",
    "]",
    '"',
    "'",
    "#",
    " # c",
    "; c",
    "\n# c\n",
  ],
  ...[
    "\n",
    "\n",
    "\n",
    "\n\n",
    "\n ",
    "\n  ",
    "\n\t",
    "\n\n  ",
    " ",
    "\t",
    "\r",
    "\r\n",
    "\x1c",
    "\x0c",
    "\0",
  ],
  ...["\xc2\x85", "\xe2\x80\xa8", "\xc2\xa0", "\xc3\xa9", "\xe9", "\xef\xbb\xbf", "\xc4\xb0"],
];

const option = fc.tuple(
  fc.constantFrom(`${KEY}`, "aa", "AA", "bb", ` ${KEY}`, KEY.toLowerCase()),
  fc.constantFrom("=", " = ", ": ", ":"),
  fc.array(fc.constantFrom(...PIECES.slice(9)), { maxLength: 4 }).map((pieces) => pieces.join("")),
).map(([name, delimiter, value]) => `${name}${delimiter}${value}\n`);

const rest = fc.oneof(
  { weight: 5, arbitrary: option },
  { weight: 1, arbitrary: fc.constantFrom(...SECTIONS) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 3 }).map((pieces) => pieces.join("")),
  },
);

/** As many `settings.ini` as asked for, the same ones for the same seed. */
export function sampleIniDocuments(count: number, seed: number): readonly Uint8Array[] {
  const documents = fc.tuple(fc.constantFrom(...SECTIONS), fc.array(rest, { maxLength: 4 }))
    .map(([section, parts]) => toBytes(section + parts.join("")));
  return fc.sample(documents, { numRuns: count, seed });
}
