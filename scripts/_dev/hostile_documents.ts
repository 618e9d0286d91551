/** Builds a document of about so many characters, which assigns `K` if anything. */
export type BuildDocument = (characters: number) => string;

const again = (part: string): BuildDocument => (characters) =>
  part.repeat(Math.ceil(characters / part.length));

/** Lines that are numbered, so that each has a name of its own. */
const numbered = (line: (index: number) => string): BuildDocument => (characters) => {
  const count = Math.ceil(characters / line(characters).length);
  return Array.from({ length: count }, (_, index) => line(index)).join("");
};

/**
 * By what they hold, documents that a reader takes the square of its time for as soon as it goes back, looks ahead
 * twice, or calls itself where the loader does. What `read()` does with them is in tests and in `bench:dialects`.
 */
export const HOSTILE_DOCUMENTS: Readonly<Record<string, BuildDocument>> = {
  "ordinary lines": again(
    'export SOME_NAME="value with # and ${OTHER:-x}" # note\nKEY_A=abc#def $x\n\n# comment\nK=abc\n',
  ),
  "assignments of names of their own": numbered((index) => `NAME_${index}=value\n`),
  "assignments of one name": again("K=some value here\n"),
  "one long line": again("a"),
  "one long value": (characters) => `K=${"a".repeat(characters)}\n`,
  "one long quoted value": (characters) => `K="${"a".repeat(characters)}"\n`,
  "a quoted value of many lines": (characters) => `K='${"aa\n".repeat(characters / 3)}'\n`,
  "one long comment": (characters) => `#${"a ".repeat(characters / 2)}\nK=a\n`,
  "comments with a quote": again("# it's\n# a \" b\n"),
  "quotes in a value": (characters) => `K=${"\"'`".repeat(characters / 3)}\n`,
  "quotes that never close": again("K=\"x\nK='x\nK=`x\n"),
  "one quote and shielded ones": (characters) => `K="${'\\"'.repeat(characters / 2)}`,
  "hashes and quotes": (characters) => `K='${"' #".repeat(characters / 3)}x'y`,
  "separators and quotes": (characters) => `K=a"\u2028${"\"\u2028'".repeat(characters / 3)}`,
  "backslashes": (characters) => `K="${"\\".repeat(characters)}`,
  "backslashes at line ends": again("K=a\\\n"),
  "empty lines": again("\n"),
  "lines of a blank": again(" \r\n"),
  "line ends behind a name": (characters) => `K${"\n".repeat(characters)}b`,
  "carriage returns in a value": (characters) => `K=${"a\r".repeat(characters / 2)}`,
  "blanks in a value": (characters) => `K=a${" ".repeat(characters)}b`,
  "blanks before =": (characters) => `K${" ".repeat(characters)}=a`,
  "blanks behind export": (characters) => `export${" ".repeat(characters)}K=a`,
  "blanks in a name": (characters) => `K${" ".repeat(characters)}a=b\n`,
  "export upon export": (characters) => `${"export ".repeat(characters / 7)}K=a`,
  "lines of export": again("export\n"),
  "export of bare words": again("export K\n"),
  "bare words": again("K\n"),
  "equals signs": again("="),
  "references": (characters) => `K=${"${HOME} ".repeat(characters / 8)}\n`,
  "references to the line above": numbered((index) => `K${index}=\${K${index - 1}}\n`),
  "references that never close": (characters) => `K=${"${".repeat(characters / 2)}`,
  "references with a bad default": (characters) => `K=${"${a:b".repeat(characters / 5)}}`,
  "defaults within defaults": (characters) =>
    `K=${"${a:-".repeat(characters / 6)}${"}".repeat(characters / 6)}\n`,
  "defaults that never close": (characters) => `K=${"${a:-".repeat(characters / 5)}\n`,
  "dollar signs": (characters) => `K=${"$".repeat(characters)}\n`,
  "commands within commands": (characters) =>
    `K=${"$(".repeat(characters / 3)}${")".repeat(characters / 3)}\n`,
  "a value that grows": again("K=${K}x\n"),
  "values that grow by the one above": numbered((index) => `K${index}=\${K${index - 1}}x\n`),
  "options of a section": (characters) =>
    `[settings]\nK = %(b0)s\n${numbered((index) => `B${index} = a%%b # c\n`)(characters)}`,
  "lines of one option": (characters) => `[settings]\nK = a\n${" %%\n\n".repeat(characters / 5)}b = 1\n`,
};
