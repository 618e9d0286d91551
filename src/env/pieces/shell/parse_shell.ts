import { isReserved, parseCompound, readsAsCompound } from "./parse_shell_compound.ts";
import { awaitHereDocument, skipBlanks, skipHereDocuments } from "./shell_blanks.ts";
import { isMeta, scanShellWord } from "./scan_shell_word.ts";
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
/** A line end may stand in it that a backslash takes away. */
const ASSIGNMENT = /([A-Za-z_](?:\w|\\\n)*)(\+)?=/y;
const ELEMENT = /[A-Za-z_]\w*\[/y;
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
  const commands = parseBody(cursor);
  // dash does not look at what stands between the commands and the closing backtick.
  if (until === ")" && cursor.text[cursor.at] !== ")") throw unexpected(cursor);
  if (until === ")") cursor.at++;
  return commands.length === 0 ? "empty" : "commands";
}

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
  return new SyntaxError(`a shell does not expect ${operator === "word" ? "a word" : operator} there`);
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

function parseAssignment(cursor: Cursor): ShellAssignment | null {
  const { text, shell, at: offset } = cursor;
  const match = matchAt(ASSIGNMENT, text, offset);
  if (match === null) return shell === "bash" ? parseElement(cursor) : null;
  const [whole, raw = "", plus] = match;
  if (plus !== undefined && shell === "dash") return null;
  cursor.at += whole.length;
  const about = {
    name: raw.replaceAll("\\\n", ""),
    mode: plus === undefined ? "set" : "append",
    offset,
  } as const;
  if (shell === "bash" && text[cursor.at] === "(") {
    parseElements(cursor);
    return { ...about, value: null };
  }
  return { ...about, value: scanShellWord(cursor, readProgram) };
}

/** `name[index]=value` */
function parseElement(cursor: Cursor): ShellAssignment | null {
  const { text, at: offset } = cursor;
  const match = matchAt(ELEMENT, text, offset);
  if (match === null) return null;
  const close = text.indexOf("]", offset + match[0].length);
  if (close === -1) throw new SyntaxError("a bracket never closes");
  const equals = text.startsWith("+=", close + 1) ? close + 3 : text[close + 1] === "=" ? close + 2 : -1;
  if (equals === -1) return null;
  cursor.at = equals;
  scanShellWord(cursor, readProgram);
  return { name: match[0].slice(0, -1), mode: "set", value: null, offset };
}

/** `name=(…)` behind `export` and its like: the name alone matters. */
function parseArray(cursor: Cursor): Word | null {
  const match = matchAt(ASSIGNMENT, cursor.text, cursor.at);
  if (match === null || cursor.text[cursor.at + match[0].length] !== "(") return null;
  const offset = cursor.at;
  cursor.at += match[0].length;
  parseElements(cursor);
  return { parts: [{ kind: "command" }], offset };
}

function parseElements(cursor: Cursor): void {
  cursor.at++;
  while (true) {
    skipLines(cursor);
    const character = cursor.text[cursor.at];
    if (character === ")") break;
    if (isMeta(character) && !/[<>]/.test(character ?? "")) throw unexpected(cursor);
    const start = cursor.at;
    scanShellWord(cursor, readProgram);
    if (cursor.at === start) throw unexpected(cursor);
  }
  cursor.at++;
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

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
