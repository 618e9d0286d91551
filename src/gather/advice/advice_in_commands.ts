import { type Advised, advisedIn } from "../../diagnosis/advised_in.ts";
import type { AdvisedLine } from "../../diagnosis/advised_in_python.ts";
import { nameOf } from "../../backends/paths.ts";
import { type CommandLine, commandLines } from "../loaders/command_lines.ts";
import { type Around, followsKeyChange } from "./key_change.ts";
import { isNegated } from "./negated.ts";

/** Lines of a script that a command may be about. */
const NEAR = 40;
/** Every command that is looked for has one of these. */
const LIKELY = /OutstandingToken|\.env\b|\brestart\b|\bshell\b/;
const COMMENT = /^\s*(?:#|\/\/)/;
const SAYS = /^\s*@?(?:#|\/\/|-?\s*(?:name|run):|echo\b|printf\b)/;
/** A rule of a makefile, a function of a shell, a job of a workflow. */
const BEGINS = /^[\w.-]+(?:\s*\(\))?\s*[:{]|^ {2}[\w-]+:\s*$/;
const NAMED = /[A-Za-z_]\w{0,100}=(?!=)/;
/** The name of a variable alone, whose value the next command appends. */
const NAMED_BEFORE = /=["']?\s*(?:>>|\|\s*tee\b)/;

/** A text that holds commands. */
export interface Commands {
  readonly path: string;
  readonly text: string;
  /** What a document says around it. */
  readonly around?: () => Around;
}

const NOTHING: Around = { said: [], commands: [], whole: [] };

/** The commands of a text that do something else than they seem to, but for those it warns of. */
export function adviceInCommands(
  { path, text, around = () => NOTHING }: Commands,
): readonly AdvisedLine[] {
  if (!LIKELY.test(text)) return [];
  const rows = text.split(/\r?\n/);
  const commands = commandLines(path, text);

  /** Whether a command advises in earnest what it seems to. */
  function isMeant({ cause, line }: AdvisedLine, index: number): boolean {
    if (isNegated(remarks(rows, line))) return false;
    switch (cause) {
      case "line-without-name":
        return !isNamed(commands[index], commands[index - 1]);
      case "restart-keeps-environment":
        return followsKeyChange(joined(nearby(path, rows, line), around()));
      default:
        return true;
    }
  }

  return commands.flatMap((command, index) =>
    advisedIn(unescaped(path, command.words))
      .map((advised) => ({ cause: advised.cause, line: lineOf(command, advised) }))
      .filter((advised) => isMeant(advised, index))
  );
}

/** Whether what is printed before a key, here or by the command before, is its name. */
function isNamed(command: CommandLine | undefined, before: CommandLine | undefined): boolean {
  const written = (one: CommandLine | undefined) => one?.lines.join(" ") ?? "";
  const [printed = ""] = written(command).split(">>");
  return NAMED.test(printed) || NAMED_BEFORE.test(written(before));
}

/** A script of a package is a text of JSON. */
function unescaped(path: string, words: string): string {
  return /\.jsonc?$/.test(path) ? words.replaceAll('\\"', '"') : words;
}

/** The line of a command that shows the advice; the first one where it stands on several. */
function lineOf({ lines, line }: CommandLine, { shown }: Advised): number {
  return line + Math.max(0, lines.findIndex((row) => row.includes(shown)));
}

/** The comment beside a line, and those right above it. */
function remarks(rows: readonly string[], line: number): string {
  const beside = /(?:^|\s)#\s(.*)$/.exec(rows[line - 1] ?? "")?.[1] ?? "";
  const before = rows.slice(Math.max(0, line - 1 - NEAR), line - 1);
  const above = before.slice(before.findLastIndex((row) => !COMMENT.test(row)) + 1);
  return [...above, beside].join(" ");
}

/** What a script does and says before a line, in the same rule or function. */
function nearby(path: string, rows: readonly string[], line: number): Around {
  const near = rows.slice(Math.max(0, line - 1 - NEAR), line - 1);
  const begin = near.findLastIndex((row) => BEGINS.test(row));
  const own = near.slice(Math.max(0, begin));
  // Of the line itself what comes before: a command, or the name of a package's script.
  const [beside = ""] = (rows[line - 1] ?? "").split(/\bdocker[ -]compose\b/, 1);
  return {
    said: [
      nameOf(path),
      near[begin] ?? "",
      beside,
      remarks(rows, line),
      ...own.filter((row) => SAYS.test(row)),
    ],
    commands: [...own, beside],
    whole: [...own, ...rows.slice(line - 1, line + NEAR)],
  };
}

function joined(one: Around, other: Around): Around {
  return {
    said: [...one.said, ...other.said],
    commands: [...one.commands, ...other.commands],
    whole: [...one.whole, ...other.whole],
  };
}
