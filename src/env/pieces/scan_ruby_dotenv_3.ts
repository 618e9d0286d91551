import { countLines } from "./count_lines.ts";
import { isBlank, matchKey, skipBlanks, skipBlanksOfLine } from "./ruby_text.ts";

/** A match of the one expression by which dotenv 3 reads a file. */
export interface RubyMatch {
  readonly key: string;
  /** The value's token with its blanks; null where there is none, not even a blank. */
  readonly token: string | null;
  readonly isExported: boolean;
  /** 1-based line of the key. */
  readonly line: number;
}

interface Match extends Pick<RubyMatch, "key" | "token"> {
  /** Where the search goes on. */
  readonly end: number;
}

/** The matches in a text whose line ends are line feeds, in one pass and without backtracking. */
export function scanRubyDotenv3(text: string): readonly RubyMatch[] {
  const lineOf = countLines(text);
  const findClose = closers(text);
  const matches: RubyMatch[] = [];
  let start = skipBlanks(text, 0);
  while (start < text.length) {
    const behind = start + "export".length;
    const exported = text.startsWith("export", start) ? skipBlanks(text, behind) : behind;
    const afterExport = exported > behind ? matchAt(text, exported, findClose) : null;
    const match = afterExport ?? matchAt(text, start, findClose);
    if (match !== null) {
      const { key, token } = match;
      const isExported = afterExport !== null;
      matches.push({ key, token, isExported, line: lineOf(isExported ? exported : start) });
    }
    start = skipBlanks(text, lineEnd(text, match?.end ?? start));
  }
  return matches;
}

type FindClose = (open: number) => number;

function matchAt(text: string, start: number, findClose: FindClose): Match | null {
  const key = matchKey(text, start);
  if (key === "") return null;
  const behind = start + key.length;
  const equals = skipBlanks(text, behind);
  if (text[equals] === "=") return { key, ...readToken(text, equals + 1, findClose) };
  // The blank behind a colon may be the end of the line: then the next line is the value.
  if (text[behind] === ":" && isBlank(text.charAt(behind + 1))) {
    return { key, ...readToken(text, behind + 2, findClose) };
  }
  return endsLine(text, behind) ? { key, token: null, end: behind } : null;
}

/** A quoted value may start on a later line; where it does not close, the rest of this line is the value. */
function readToken(text: string, start: number, findClose: FindClose): Omit<Match, "key"> {
  const open = skipBlanks(text, start);
  if (text[open] === "'" || text[open] === '"') {
    const close = findClose(open);
    if (close !== -1) return { token: text.slice(start, close + 1), end: close + 1 };
  }
  let end = start;
  while (end < text.length && text[end] !== "\n" && text[end] !== "#") end++;
  return { token: end === start ? null : text.slice(start, end), end };
}

/** Whether only blanks and a comment follow on the line. */
function endsLine(text: string, at: number): boolean {
  const behind = skipBlanksOfLine(text, at);
  return behind === text.length || text[behind] === "\n" || text[behind] === "#";
}

/**
 * Finds the quote that ends its line: the first one without a backslash, or else, from behind, one of those
 * with a backslash before it. Asked from the start of the text to its end, it looks at each quote few times.
 */
function closers(text: string): FindClose {
  const plain = new Map<string, number>();
  const lastShielded = new Map<string, number>();
  return (open) => {
    const quote = text.charAt(open);
    let close = plain.get(quote) ?? 0;
    if (close <= open) {
      close = text.indexOf(quote, open + 1);
      while (close !== -1 && text[close - 1] === "\\") close = text.indexOf(quote, close + 1);
      if (close === -1) close = text.length;
      plain.set(quote, close);
      lastShielded.set(quote, -2);
    }
    if (close < text.length && endsLine(text, close + 1)) return close;
    let shielded = lastShielded.get(quote) ?? -2;
    if (shielded === -2) {
      shielded = text.lastIndexOf(quote, close - 1);
      while (shielded > open && !endsLine(text, shielded + 1)) {
        shielded = text.lastIndexOf(quote, shielded - 1);
      }
      lastShielded.set(quote, shielded);
    }
    return shielded > open ? shielded : -1;
  };
}

function lineEnd(text: string, start: number): number {
  const end = text.indexOf("\n", start);
  return end === -1 ? text.length : end;
}
