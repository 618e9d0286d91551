import { fillIn, noVariables } from "./fill_in.ts";

/** A command with the lines that it stands on, of which the first is `line`: 1-based. */
export interface CommandLine {
  /** Without comments and what it merely prints, its variables filled in as far as the same file tells. */
  readonly words: string;
  /** As they are written. */
  readonly lines: readonly string[];
  readonly line: number;
}

/** A longer command is none that a person wrote, and could keep a pattern busy. */
const LONGEST = 4096;

/** What is printed is run by nobody, unless it is computed: `echo "$(…)"`. In JSON a quote ends the command. */
const PRINTED =
  /(?<![^\s;&|({@"'`/])(?:echo|printf)(?:\s+(?:"(?:[^"\\`$]|\\.|\$(?!\())*"|'[^']*'|\\.|[^\s;&|"'`()<>\\])+)+/g;
const PRINTED_IN_JSON = /(?<![^\s;&|({@"'`/])(?:echo|printf)(?:\s+(?:'[^'"]*'|\\.|[^\s;&|"'`()<>\\])+)+/g;

/** The commands of a file: lines that a backslash continues are one, comments are none. */
export function commandLines(path: string, text: string): readonly CommandLine[] {
  const isJson = /\.jsonc?$/.test(path);
  const found: { words: string; lines: string[]; line: number }[] = [];
  let open = false;
  for (const [index, written] of text.split(/\r?\n/).entries()) {
    if (written.length > LONGEST || /^\s*(?:#|\/\/)/.test(written)) continue;
    if (written === "") {
      open = false;
      continue;
    }
    const row = isJson ? written : withoutComment(written);
    const words = row.replace(/\\$/, "");
    const last = found.at(-1);
    if (open && last && last.words.length < LONGEST) {
      last.words += ` ${words}`;
      last.lines.push(written);
    } else {
      found.push({ words, lines: [written], line: index + 1 });
    }
    open = row.endsWith("\\");
  }
  const printed = isJson ? PRINTED_IN_JSON : PRINTED;
  const variables = noVariables();
  for (const command of found) {
    // An image's command as a list of words is the same command.
    if (command.words.includes('",')) command.words = command.words.replaceAll(/",\s*"/g, " ");
    if (/echo|printf/.test(command.words)) command.words = command.words.replaceAll(printed, "echo");
    const filled = isJson ? command.words : fillIn(command.words, variables);
    if (filled.length <= 2 * LONGEST) command.words = filled;
  }
  return found;
}

/** A shell's comment starts at a word of its own, outside of quotes. */
function withoutComment(row: string): string {
  if (!row.includes("#")) return row;
  let quote = "";
  for (let index = 0; index < row.length; index++) {
    const sign = row[index]!;
    if (sign === "\\" && quote !== "'") index++;
    else if (quote !== "") quote = sign === quote ? "" : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === "#" && /^[\s;]?$/.test(row[index - 1] ?? "")) return row.slice(0, index).trimEnd();
  }
  return row;
}
