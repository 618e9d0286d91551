import { findAnsiCEnd, readAnsiC } from "./scan_ansi_c_quotes.ts";
import { type Cursor, deeper, type Part } from "./shell_syntax.ts";

/** Reads the commands of `$(…)` and passes what closes them, or those of backticks. Throws `SyntaxError`. */
export type ReadProgram = (cursor: Cursor, until: ")" | "end") => "empty" | "commands";

/** How far a scan goes, and whether it stands in double quotes. */
interface Region {
  readonly end: "word" | "}" | '"';
  readonly quoting: "none" | "double";
  readonly readProgram: ReadProgram;
}

const META = "|&;<>() \t\n";
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-=?+]|##?|%%?/y;

/** The parts of the word at the cursor, which may be none. Throws `SyntaxError` where a quote never closes. */
export function scanShellWord(cursor: Cursor, readProgram: ReadProgram): readonly Part[] {
  return scanParts(cursor, { end: "word", quoting: "none", readProgram });
}

/** Whether no word goes on over this character. */
export function isMeta(character: string | undefined): boolean {
  return character === undefined || META.includes(character);
}

function scanParts(cursor: Cursor, region: Region): readonly Part[] {
  return deeper(cursor, () => {
    const parts: Part[] = [];
    const { text } = cursor;
    const quoted = region.quoting === "double";
    while (true) {
      const start = cursor.at;
      while (cursor.at < text.length && !STOPS.has(text.charCodeAt(cursor.at))) cursor.at++;
      if (cursor.at > start) parts.push({ kind: "text", text: text.slice(start, cursor.at), quoted });
      const character = text[cursor.at];
      if (character === undefined) {
        if (region.end === "word") return parts;
        throw new SyntaxError(region.end === "}" ? "a brace never closes" : "a quote never closes");
      }
      if (character === region.end) {
        cursor.at++;
        return parts;
      }
      if (region.end === "word" && META.includes(character) && !isProcess(cursor)) return parts;
      parts.push(...scanSpecial(cursor, region));
    }
  });
}

const STOPS: ReadonlySet<number> = new Set(
  Array.from(META + "\\'\"`$}", (character) => character.charCodeAt(0)),
);

/** `<(…)` and `>(…)`, which are words of bash. */
function isProcess({ text, at, shell }: Cursor): boolean {
  return shell === "bash" && (text[at] === "<" || text[at] === ">") && text[at + 1] === "(";
}

function scanSpecial(cursor: Cursor, region: Region): readonly Part[] {
  const { text } = cursor;
  const quoted = region.quoting === "double";
  const character = text.charAt(cursor.at);
  if (character === "\\") return scanBackslash(cursor, region);
  if (character === "'" && !quoted) {
    const close = text.indexOf("'", cursor.at + 1);
    if (close === -1) throw new SyntaxError("a quote never closes");
    const body = text.slice(cursor.at + 1, close);
    cursor.at = close + 1;
    return [{ kind: "text", text: body, quoted: true }];
  }
  if (character === '"') {
    cursor.at++;
    const inner = scanParts(cursor, { ...region, end: '"', quoting: "double" });
    return [{ kind: "text", text: "", quoted: true }, ...inner];
  }
  if (character === "`") return scanBackticks(cursor, region);
  if (character === "$") return scanDollar(cursor, region);
  if (isProcess(cursor) && region.end === "word") {
    cursor.at += 2;
    region.readProgram(cursor, ")");
    return [{ kind: "command" }];
  }
  cursor.at++;
  return [{ kind: "text", text: character, quoted }];
}

function scanBackslash(cursor: Cursor, { end, quoting }: Region): readonly Part[] {
  const next = cursor.text[cursor.at + 1];
  cursor.at += 2;
  if (next === undefined) {
    cursor.at = cursor.text.length;
    return [{ kind: "text", text: "\\", quoted: true }];
  }
  if (next === "\n") return [];
  const shields = quoting === "none" || '$`"\\'.includes(next) || (next === "}" && end === "}");
  return [{ kind: "text", text: shields ? next : `\\${next}`, quoted: true }];
}

function scanBackticks(cursor: Cursor, { quoting, readProgram }: Region): readonly Part[] {
  const { text, shell } = cursor;
  let close = cursor.at + 1;
  while (close < text.length && text[close] !== "`") close += text[close] === "\\" ? 2 : 1;
  if (close >= text.length) throw new SyntaxError("a backtick never closes");
  const shielded = quoting === "double" ? /\\([$`"\\])/g : /\\([$`\\])/g;
  const body = text.slice(cursor.at + 1, close).replaceAll("\\\n", "").replace(shielded, "$1");
  cursor.at = close + 1;
  if (body.trim() === "") return [];
  // bash looks at it only when it runs it, in a process of its own.
  if (shell === "dash") {
    readProgram({ text: body, shell, at: 0, depth: cursor.depth, awaited: [] }, "end");
  }
  return [{ kind: "command" }];
}

function scanDollar(cursor: Cursor, region: Region): readonly Part[] {
  const { text, shell } = cursor;
  const quoted = region.quoting === "double";
  const next = text[cursor.at + 1];
  if (next === "(") return scanParentheses(cursor, region);
  if (next === "{") return scanBraces(cursor, region);
  if (shell === "bash" && !quoted && next === '"') {
    cursor.at++;
    return [];
  }
  if (shell === "bash" && !quoted && next === "'") {
    const close = findAnsiCEnd(text, cursor.at + 2);
    if (close === -1) throw new SyntaxError("a quote never closes");
    const body = readAnsiC(text.slice(cursor.at + 2, close));
    cursor.at = close + 1;
    return [{ kind: "text", text: body, quoted: true }];
  }
  if (shell === "bash" && next === "[") {
    const close = findClose(text, { open: "[", close: "]", start: cursor.at + 2 });
    if (close === -1) throw new SyntaxError("a bracket never closes");
    const body = text.slice(cursor.at + 2, close);
    cursor.at = close + 1;
    return [{ kind: "arithmetic", text: body }];
  }
  const name = matchAt(NAME, text, cursor.at + 1) ??
    (next !== undefined && "0123456789@*#?-$!".includes(next) ? next : "");
  cursor.at += 1 + name.length;
  if (name === "") return [{ kind: "text", text: "$", quoted }];
  return [{ kind: "parameter", name, operator: "", word: [], quoted }];
}

function scanParentheses(cursor: Cursor, { readProgram }: Region): readonly Part[] {
  const { text, shell } = cursor;
  if (text[cursor.at + 2] === "(") {
    const close = findClose(text, { open: "(", close: ")", start: cursor.at + 3 });
    if (close === -1) throw new SyntaxError("a parenthesis never closes");
    if (text[close + 1] === ")") {
      const body = text.slice(cursor.at + 3, close);
      cursor.at = close + 2;
      return [{ kind: "arithmetic", text: body }];
    }
    if (shell === "dash") throw new SyntaxError("arithmetic never closes");
  }
  cursor.at += 2;
  return readProgram(cursor, ")") === "empty" ? [] : [{ kind: "command" }];
}

/** The offset of the closing character that belongs to one opened before `start`; -1 where there is none. */
function findClose(
  text: string,
  { open, close, start }: { readonly open: string; readonly close: string; readonly start: number },
): number {
  let level = 1;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === "\\") at++;
    else if (character === "'" || character === '"') {
      at = text.indexOf(character, at + 1);
      if (at === -1) return -1;
    } else if (character === open) level++;
    else if (character === close && --level === 0) return at;
  }
  return -1;
}

function scanBraces(cursor: Cursor, region: Region): readonly Part[] {
  const { text, shell } = cursor;
  const quoted = region.quoting === "double";
  cursor.at += 2;
  const isLength = text[cursor.at] === "#" && /[A-Za-z0-9_]/.test(text.charAt(cursor.at + 1));
  if (isLength) cursor.at++;
  const name = matchAt(/[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]/y, text, cursor.at) ?? "";
  cursor.at += name.length;
  if (text[cursor.at] === "}") {
    cursor.at++;
    if (name === "") return [{ kind: "bad" }];
    return [{ kind: "parameter", name, operator: isLength ? "length" : "", word: [], quoted }];
  }
  const found = name === "" || isLength ? null : matchAt(OPERATOR, text, cursor.at);
  const isOther = found === null && shell === "bash" && name !== "" && !isLength &&
    isBashOperator(cursor, name);
  cursor.at += found?.length ?? 0;
  // dash has already taken the character that it did not understand.
  if (found === null && shell === "dash" && !isLength) {
    cursor.at += text[cursor.at] === ":" && name !== "" ? 2 : 1;
  }
  const isPattern = isOther || (found !== null && /^[#%]/.test(found));
  const word = scanParts(cursor, { ...region, end: "}", quoting: isPattern ? "none" : region.quoting });
  if (found === null && !isOther) return [{ kind: "bad" }];
  return [{ kind: "parameter", name, operator: found ?? "other", word, quoted }];
}

function isBashOperator({ text, at }: Cursor, name: string): boolean {
  if (name === "!" && /[A-Za-z_]/.test(text.charAt(at))) return true;
  return "/^,@[".includes(text.charAt(at)) || (text[at] === ":" && text[at + 1] !== "}");
}

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
