import { type Dialect, DIALECTS, type Reading } from "../../src/env/mod.ts";

/** A document that tells loaders apart. */
export interface Probe {
  /** In Markdown: the text, or what is special about its bytes. */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** The value that its writer had in mind, where one is asked how many read it. */
  readonly meant?: string;
}

/** Some probes that belong together. */
export interface Topic {
  readonly title: string;
  readonly sentence: string;
  readonly probes: readonly Probe[];
}

const encode = (text: string) => new TextEncoder().encode(text);

/** Those that read a file of assignments: not the process alone, and no file with sections. */
export const READERS: readonly Dialect[] = DIALECTS.filter((dialect) =>
  ask(dialect, { bytes: encode("KEY=a\n") }).outcome === "value"
);

/** A probe of one or more lines. */
function line(text: string, meant?: string): Probe {
  const probe = { label: codeOf(visible(text)), bytes: encode(`${text}\n`) };
  return meant === undefined ? probe : { ...probe, meant };
}

function bytesOf(label: string, bytes: Uint8Array): Probe {
  return { label, bytes };
}

function utf16(text: string): Uint8Array {
  const units = Array.from(`\ufeff${text}`, (character) => character.charCodeAt(0));
  return Uint8Array.from(units.flatMap((unit) => [unit & 0xff, unit >> 8]));
}

/** How people write a key. */
export const SPELLINGS: readonly Probe[] = [
  line("KEY=aB3_-", "aB3_-"),
  line("KEY=ab+c/d==", "ab+c/d=="),
  line("KEY='aB3_-'", "aB3_-"),
  line('KEY="aB3_-"', "aB3_-"),
  line("export KEY=aB3_-", "aB3_-"),
  line("KEY = aB3_-", "aB3_-"),
  line("KEY=aB3_- # note", "aB3_-"),
  line('KEY="aB3_-" # note', "aB3_-"),
  line("KEY=a#b", "a#b"),
  line('KEY="a#b"', "a#b"),
  line("KEY='a$B'", "a$B"),
  line("KEY=a$B", "a$B"),
  line("KEY=a b", "a b"),
  line("KEY: aB3_-", "aB3_-"),
];

export const TOPICS: readonly Topic[] = [
  {
    title: "Comments",
    sentence:
      "A note behind the value becomes a part of the key for some, and `#` cuts a key short for others.",
    probes: ["KEY=a # b", "KEY=a#b", 'KEY="a # b"', 'KEY="a" # b', "KEY= # b"].map((text) => line(text)),
  },
  {
    title: "Quotes",
    sentence:
      "Some keep the quotes as a part of the value, and a quote that never closes is read in many ways.",
    probes: ['KEY="a"', "KEY='a'", "KEY=`a`", 'KEY="a', 'KEY="a\nb"'].map((text) => line(text)),
  },
  {
    title: "Dollar signs and backslashes",
    sentence: "`B` is a variable of the process and holds `x`.",
    probes: [
      "KEY=$B",
      "KEY=a$B",
      "KEY=a${B}",
      "KEY='a$B'",
      "KEY='a${B}'",
      'KEY="a\\nb"',
      "KEY=a\\b",
      "KEY=a$(b)",
    ]
      .map((text) => line(text)),
  },
  {
    title: "Names",
    sentence: "What stands before and around the `=`; the process has no variable of the name.",
    probes: ["export KEY=a", "KEY = a", " KEY=a", "KEY: a", "KEY", "KEY=", "KEY= \nB=a"].map((text) =>
      line(text)
    ),
  },
  {
    title: "The file",
    sentence: "The rest of the file counts too: its encoding, its line ends and what stands above the key.",
    probes: [
      line("KEY=a\nKEY=b"),
      bytesOf("`KEY=a` without a line end", encode("KEY=a")),
      bytesOf("CRLF", encode("KEY=a\r\n")),
      bytesOf("byte order mark first", encode("\ufeffKEY=a\n")),
      bytesOf("Latin-1 in a comment", Uint8Array.of(0x23, 0xe9, ...encode("\nKEY=a\n"))),
      bytesOf("UTF-16", utf16("KEY=a\n")),
      line('B="b\nKEY=a'),
      line("junk\nKEY=a"),
    ],
  },
];

/** What stands in the section `[settings]` of a `settings.ini`, and a line that stands in none. */
export const INI_PROBES: readonly Probe[] = [
  ...[
    "KEY = a",
    "key: a",
    'KEY="a"',
    "KEY=a # b",
    "KEY=a%b",
    "KEY=a%%b",
    "B=x\nKEY=a%(b)s",
    "KEY=a\n  b",
    "KEY=a\nKEY=b",
  ]
    .map((text) => ({ ...line(text), bytes: encode(`[settings]\n${text}\n`) })),
  { label: `${codeOf("KEY=a")} without a section`, bytes: encode("KEY=a\n") },
];

/** What a dialect makes of a probe. */
export function ask({ read }: Dialect, { bytes }: Pick<Probe, "bytes">): Reading {
  return read(bytes, "KEY", { B: "x", HOME: "/home/me" });
}

/** The printable ASCII signs that all read as they stand, unquoted, wherever in the value. */
export function signsReadAlike(): string {
  const printable = Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index));
  return printable.filter((sign) => !/[A-Za-z0-9]/.test(sign)).filter((sign) =>
    // A tilde means a folder at the start and behind a colon.
    [`${sign}aa`, `${sign}/a`, `a:${sign}/a`, `a${sign}a`, `aa${sign}`].every((value) =>
      READERS.every((dialect) => {
        const reading = ask(dialect, { bytes: encode(`KEY=${value}\n`) });
        return reading.outcome === "value" && reading.value === value;
      })
    )
  ).join(" ");
}

/** As code of Markdown, whatever backticks and bars it holds. */
export function codeOf(text: string): string {
  const escaped = text.replaceAll("|", "\\|");
  return escaped.includes("`") ? `\`\` ${escaped} \`\`` : `\`${escaped}\``;
}

/** A text with its line ends, and the blanks at its ends, as signs. */
export function visible(text: string): string {
  return text
    .replaceAll("\r", "␍")
    .replaceAll("\n", "⏎")
    .replace(/^ +| +$|(?<=⏎) +|(?<==) +(?=⏎)/g, (blanks) => "␠".repeat(blanks.length));
}
