import { parseArray, parseAssignment } from "./parse_shell_assignment.ts";
import { isReserved, parseCompound, readsAsCompound } from "./parse_shell_compound.ts";
import { awaitHereDocument, skipBlanks, skipHereDocuments } from "./shell_blanks.ts";
import { isMeta, scanShellWord } from "./scan_shell_word.ts";
import { end } from "./shell_state.ts";
import {
  type ChainLink,
  type Command,
  type Cursor,
  deeper,
  type Redirection,
  type ShellAssignment,
  type SimpleCommand,
  type Word,
} from "./shell_syntax.ts";

const OPERATORS = {
  bash: /;;&|;;|;&|&&|\|\||\|&|[;|&()]/y,
  dash: /;;|&&|\|\||[;|&()]/y,
} as const;
const REDIRECTIONS = {
  bash: /(?:\d+|\{[A-Za-z_]\w*\})?(?:<<<|<<-|<<|<&|<>|>>|>&|>\||<(?!\()|>(?!\())|&>>|&>/y,
  dash: /\d?(?:<<-|<<|<&|<>|>>|>&|>\||<|>)/y,
} as const;
/** Of bash: what follows them is read as assignments too. */
const DECLARATIONS: ReadonlySet<string> = new Set(["export", "readonly", "declare", "typeset", "local"]);

/**
 * The commands of the next line that has some, which a shell reads as a whole before it runs any; null at the
 * end of the text. Throws `SyntaxError`, whose message is half a sentence.
 */
export function parseLine(cursor: Cursor): Command | null {
  while (true) {
    skipBlanks(cursor);
    if (cursor.at >= cursor.text.length) return null;
    if (cursor.text[cursor.at] !== "\n") break;
    skipNewline(cursor);
  }
  const commands = parseSequence(cursor, "line");
  if (cursor.at < cursor.text.length && cursor.text[cursor.at] !== "\n") throw unexpected(cursor);
  if (cursor.at < cursor.text.length) skipNewline(cursor);
  return { kind: "sequence", commands };
}

/** The commands up to a word or an operator that closes them, which stays. Throws `SyntaxError`. */
export function parseBody(cursor: Cursor): readonly Command[] {
  return deeper(cursor, () => parseSequence(cursor, "body"));
}

/** Reads the commands of `$(…)` and passes what closes them, or those of backticks. Throws `SyntaxError`. */
export function readProgram(cursor: Cursor, until: ")" | "end"): "empty" | "commands" {
  const commands = parseProgram(cursor);
  // dash does not look at what stands between the commands and the closing backtick.
  if (until === ")" && cursor.text[cursor.at] !== ")") {
    const isCut = cursor.at >= cursor.text.length || cursor.shell === "dash";
    if (isCut) throw unexpected(cursor);
    end("shell", "The shell ends: it cannot read what stands in $(…)");
  }
  if (until === ")") cursor.at++;
  return commands.length === 0 ? "empty" : "commands";
}

/** A word or an operator out of place in `$(…)` ends bash, and not only the file. */
function parseProgram(cursor: Cursor): readonly Command[] {
  try {
    return parseBody(cursor);
  } catch (error) {
    const isMisplaced = error instanceof SyntaxError && error.cause === MISPLACED;
    if (cursor.shell === "bash" && isMisplaced) {
      end("shell", "The shell ends: it cannot read what stands in $(…)");
    }
    throw error;
  }
}

const MISPLACED = "misplaced";

/** Passes blanks, comments and line ends. */
export function skipLines(cursor: Cursor): void {
  skipBlanks(cursor);
  while (cursor.text[cursor.at] === "\n") {
    skipNewline(cursor);
    skipBlanks(cursor);
  }
}

/** The operator at the cursor, which stays; null where there is none. */
export function peekOperator({ text, at, shell }: Cursor): string | null {
  return matchAt(OPERATORS[shell], text, at)?.[0] ?? null;
}

/** The error for what stands at the cursor. */
export function unexpected(cursor: Cursor): SyntaxError {
  if (cursor.at >= cursor.text.length) return new SyntaxError("the file ends in the middle of a command");
  const operator = cursor.text[cursor.at] === "\n" ? "line end" : peekOperator(cursor) ?? "word";
  const what = operator === "word" ? "a word" : operator;
  return new SyntaxError(`a shell does not expect ${what} there`, { cause: MISPLACED });
}

function parseSequence(cursor: Cursor, scope: "line" | "body"): readonly Command[] {
  const commands: Command[] = [];
  while (true) {
    if (scope === "body") skipLines(cursor);
    else skipBlanks(cursor);
    const { text, at } = cursor;
    if (at >= text.length || (text[at] === "\n" && commands.length > 0)) return commands;
    if (scope === "body" && (text[at] === ")" || text.startsWith(";;", at) || text.startsWith(";&", at))) {
      return commands;
    }
    if (scope === "body" && isReserved(cursor, "closing")) return commands;
    const command = parseChain(cursor);
    const operator = peekOperator(cursor);
    if (operator === "&") commands.push({ kind: "apart", how: "background" });
    else commands.push(command);
    if (operator === "&" || operator === ";") cursor.at++;
    else if (scope === "line" || cursor.text[cursor.at] !== "\n") return commands;
  }
}

function parseChain(cursor: Cursor): Command {
  const first = parsePipeline(cursor);
  const rest: ChainLink[] = [];
  while (true) {
    const operator = peekOperator(cursor);
    if (operator !== "&&" && operator !== "||") break;
    cursor.at += 2;
    skipLines(cursor);
    rest.push({ operator, command: parsePipeline(cursor) });
  }
  return rest.length === 0 ? first : { kind: "chain", first, rest };
}

function parsePipeline(cursor: Cursor): Command {
  skipBlanks(cursor);
  if (isReserved(cursor, "!")) {
    cursor.at++;
    skipBlanks(cursor);
    const isAlone = cursor.shell === "bash" &&
      (cursor.at >= cursor.text.length || "\n;".includes(cursor.text.charAt(cursor.at)));
    return { kind: "not", command: isAlone ? null : deeper(cursor, () => parsePipeline(cursor)) };
  }
  if (cursor.shell === "bash" && isReserved(cursor, "time")) {
    cursor.at += 4;
    skipBlanks(cursor);
    return parsePipeline(cursor);
  }
  const first = parseCommand(cursor);
  let operator = peekOperator(cursor);
  if (operator !== "|" && operator !== "|&") return first;
  while (operator === "|" || operator === "|&") {
    cursor.at += operator.length;
    skipLines(cursor);
    if (isReserved(cursor, "!")) throw unexpected(cursor);
    parseCommand(cursor);
    operator = peekOperator(cursor);
  }
  return { kind: "apart", how: "pipeline" };
}

/** One command and the redirections behind it; leaves the cursor on what follows them. Throws `SyntaxError`. */
export function parseCommand(cursor: Cursor): Command {
  skipBlanks(cursor);
  if (!readsAsCompound(cursor)) return parseSimple(cursor);
  return deeper(cursor, () => {
    const command = parseCompound(cursor);
    skipBlanks(cursor);
    while (parseRedirection(cursor) !== null) skipBlanks(cursor);
    return command;
  });
}

function parseSimple(cursor: Cursor): Command {
  const assignments: ShellAssignment[] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  const start = cursor.at;
  while (true) {
    skipBlanks(cursor);
    const redirection = parseRedirection(cursor);
    if (redirection !== null) {
      redirections.push(redirection);
      continue;
    }
    const offset = cursor.at;
    if (isMeta(cursor.text[offset]) && !/[<>]/.test(cursor.text.charAt(offset))) break;
    const assignment = words.length === 0 ? parseAssignment(cursor) : null;
    if (assignment !== null) {
      assignments.push(assignment);
      continue;
    }
    if (words.length > 0 && cursor.shell === "bash" && DECLARATIONS.has(literalOf(words[0]))) {
      const array = parseArray(cursor);
      if (array !== null) {
        words.push(array);
        continue;
      }
    }
    words.push({ parts: scanShellWord(cursor, readProgram), offset });
  }
  const simple: SimpleCommand = { kind: "simple", assignments, words, redirections };
  const isName = words.length === 1 && assignments.length === 0 && redirections.length === 0;
  if (cursor.text[cursor.at] === "(" && isName) return parseFunction(cursor, literalOf(words[0]));
  if (cursor.at === start) throw unexpected(cursor);
  return simple;
}

function parseFunction(cursor: Cursor, name: string): Command {
  cursor.at++;
  skipBlanks(cursor);
  if (cursor.text[cursor.at] !== ")") throw unexpected(cursor);
  cursor.at++;
  if (cursor.shell === "dash" && !/^[A-Za-z_]\w*$/.test(name)) {
    throw new SyntaxError("a function has a bad name");
  }
  skipLines(cursor);
  if (cursor.shell === "bash" && !readsAsCompound(cursor)) throw unexpected(cursor);
  deeper(cursor, () => parseCommand(cursor));
  return { kind: "function", name };
}

/** The text of a word without quotes and references, else nothing. */
function literalOf(word: Word | undefined): string {
  const [first, ...others] = word?.parts ?? [];
  return first?.kind === "text" && !first.quoted && others.length === 0 ? first.text : "";
}

function parseRedirection(cursor: Cursor): Redirection | null {
  const match = matchAt(REDIRECTIONS[cursor.shell], cursor.text, cursor.at);
  if (match === null) return null;
  cursor.at += match[0].length;
  skipBlanks(cursor);
  const offset = cursor.at;
  const parts = scanShellWord(cursor, readProgram);
  if (cursor.at === offset) throw unexpected(cursor);
  const operator = match[0].replace(/^\d+|^\{\w+\}/, "");
  if (operator === "<<" || operator === "<<-") {
    awaitHereDocument(cursor, { operator, raw: cursor.text.slice(offset, cursor.at) });
  }
  return { operator, target: { parts, offset } };
}

function skipNewline(cursor: Cursor): void {
  cursor.at++;
  skipHereDocuments(cursor);
}

/** What a sticky pattern matches at an offset. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
