import { parseBody, parseCommand, peekOperator, readProgram, skipLines, unexpected } from "./parse_shell.ts";
import { skipBlanks } from "./shell_blanks.ts";
import { isMeta, scanShellWord } from "./scan_shell_word.ts";
import type { Command, Cursor } from "./shell_syntax.ts";

const CLOSING = ["then", "elif", "else", "fi", "do", "done", "esac", "}"] as const;
const OPENING = ["if", "while", "until", "for", "case", "{"] as const;
const OPENING_OF_BASH = ["select", "function", "coproc", "[["] as const;

/** Whether a reserved word stands at the cursor, all of the word and unquoted. */
export function isReserved(cursor: Cursor, word: string): boolean {
  if (word === "closing") return CLOSING.some((each) => isWord(cursor, each));
  return isWord(cursor, word);
}

function isWord({ text, at }: Cursor, word: string): boolean {
  if (!text.startsWith(word, at)) return false;
  let behind = at + word.length;
  while (text.startsWith("\\\n", behind)) behind += 2;
  return isMeta(text[behind]);
}

function openingOf(cursor: Cursor): string | null {
  const words = cursor.shell === "bash" ? [...OPENING, ...OPENING_OF_BASH] : OPENING;
  return words.find((each) => isWord(cursor, each)) ?? null;
}

/** Whether the cursor is at a command that holds others, or at a reserved word that stands there alone. */
export function readsAsCompound(cursor: Cursor): boolean {
  return cursor.text[cursor.at] === "(" || openingOf(cursor) !== null || isReserved(cursor, "closing");
}

/** The command that starts with a parenthesis or a reserved word. Throws `SyntaxError`. */
export function parseCompound(cursor: Cursor): Command {
  if (cursor.text[cursor.at] === "(") return parseParenthesis(cursor);
  const opening = openingOf(cursor);
  if (opening === null) throw unexpected(cursor);
  cursor.at += opening.length;
  switch (opening) {
    case "{": {
      const commands = parseFull(cursor);
      expect(cursor, "}");
      return { kind: "sequence", commands };
    }
    case "if":
      parseIf(cursor);
      break;
    case "while":
    case "until":
      parseFull(cursor);
      parseDo(cursor);
      break;
    case "for":
    case "select":
      parseFor(cursor);
      break;
    case "case":
      parseCase(cursor);
      break;
    case "[[":
      return parseTest(cursor);
    case "function":
      return parseNamed(cursor);
    case "coproc":
      parseCommand(cursor);
      return { kind: "apart", how: "background" };
  }
  return { kind: "choice" };
}

function parseParenthesis(cursor: Cursor): Command {
  if (cursor.shell === "bash" && cursor.text[cursor.at + 1] === "(") {
    const close = cursor.text.indexOf("))", cursor.at + 2);
    if (close === -1) throw new SyntaxError("a parenthesis never closes");
    cursor.at = close + 2;
    return { kind: "choice" };
  }
  cursor.at++;
  parseFull(cursor);
  if (cursor.text[cursor.at] !== ")") throw unexpected(cursor);
  cursor.at++;
  return { kind: "apart", how: "subshell" };
}

/** Commands, of which there must be one. */
function parseFull(cursor: Cursor): readonly Command[] {
  const commands = parseBody(cursor);
  if (commands.length === 0) throw unexpected(cursor);
  return commands;
}

function expect(cursor: Cursor, word: string): void {
  skipBlanks(cursor);
  if (!isWord(cursor, word)) throw unexpected(cursor);
  cursor.at += word.length;
}

function parseIf(cursor: Cursor): void {
  parseFull(cursor);
  expect(cursor, "then");
  parseFull(cursor);
  while (isWord(cursor, "elif")) {
    expect(cursor, "elif");
    parseFull(cursor);
    expect(cursor, "then");
    parseFull(cursor);
  }
  if (isWord(cursor, "else")) {
    expect(cursor, "else");
    parseFull(cursor);
  }
  expect(cursor, "fi");
}

function parseDo(cursor: Cursor): void {
  expect(cursor, "do");
  parseFull(cursor);
  expect(cursor, "done");
}

function parseFor(cursor: Cursor): void {
  skipBlanks(cursor);
  if (cursor.shell === "bash" && cursor.text.startsWith("((", cursor.at)) {
    parseParenthesis(cursor);
    skipBlanks(cursor);
    if (cursor.text[cursor.at] === ";") cursor.at++;
  } else {
    const name = parseWord(cursor);
    if (cursor.shell === "dash" && !/^[A-Za-z_]\w*$/.test(name)) {
      throw new SyntaxError("a loop has a bad name");
    }
    skipLines(cursor);
    if (isWord(cursor, "in")) {
      cursor.at += 2;
      skipBlanks(cursor);
      while (!isMeta(cursor.text[cursor.at])) {
        parseWord(cursor);
        skipBlanks(cursor);
      }
      if (peekOperator(cursor) !== ";" && cursor.text[cursor.at] !== "\n") throw unexpected(cursor);
    }
    if (peekOperator(cursor) === ";") cursor.at++;
  }
  skipLines(cursor);
  parseDo(cursor);
}

function parseCase(cursor: Cursor): void {
  skipBlanks(cursor);
  parseWord(cursor);
  skipLines(cursor);
  expect(cursor, "in");
  skipLines(cursor);
  while (!isWord(cursor, "esac")) {
    if (cursor.text[cursor.at] === "(") cursor.at++;
    do {
      skipBlanks(cursor);
      parseWord(cursor);
      skipBlanks(cursor);
    } while (peekOperator(cursor) === "|" && ++cursor.at);
    if (cursor.text[cursor.at] !== ")") throw unexpected(cursor);
    cursor.at++;
    parseBody(cursor);
    const operator = peekOperator(cursor);
    if (operator === null || !/^;[;&]/.test(operator)) break;
    cursor.at += operator.length;
    skipLines(cursor);
  }
  expect(cursor, "esac");
}

function parseTest(cursor: Cursor): Command {
  while (true) {
    skipBlanks(cursor);
    if (isWord(cursor, "]]")) break;
    const character = cursor.text[cursor.at];
    if (character === undefined || character === "\n" || character === ";") throw unexpected(cursor);
    if (isMeta(character)) cursor.at++;
    else parseWord(cursor);
  }
  cursor.at += 2;
  return { kind: "test" };
}

function parseNamed(cursor: Cursor): Command {
  skipBlanks(cursor);
  const name = parseWord(cursor);
  skipBlanks(cursor);
  if (/^\([ \t]*\)/.test(cursor.text.slice(cursor.at, cursor.at + 20))) {
    cursor.at = cursor.text.indexOf(")", cursor.at) + 1;
  }
  skipLines(cursor);
  if (!readsAsCompound(cursor)) throw unexpected(cursor);
  parseCommand(cursor);
  return { kind: "function", name };
}

/** Any word; returns it as it is written. */
function parseWord(cursor: Cursor): string {
  const start = cursor.at;
  scanShellWord(cursor, readProgram);
  if (cursor.at === start) throw unexpected(cursor);
  return cursor.text.slice(start, cursor.at);
}
