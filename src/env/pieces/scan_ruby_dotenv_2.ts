import { isBlank, matchKey, skipBlanks } from "./ruby_text.ts";

/** An assignment before quotes, escapes and references are read, or an `export` of names that are not set. */
export interface RubyStatement {
  readonly kind: "assignment" | "unset export";
  readonly key: string;
  /** The value's token with its blanks. */
  readonly token: string;
  /** 1-based. */
  readonly line: number;
}

/** The statements of a text whose line ends are line feeds; a quoted value ends with its line. */
export function scanRubyDotenv2(text: string): readonly RubyStatement[] {
  const statements: RubyStatement[] = [];
  const keys = new Set<string>();
  for (const [index, line] of text.split("\n").entries()) {
    const assignment = readLine(line);
    if (assignment !== null) {
      keys.add(assignment.key);
      statements.push({ kind: "assignment", ...assignment, line: index + 1 });
      continue;
    }
    const [first, ...names] = line.split(/[\t\v\f ]+/).filter((word) => word !== "");
    if (first === "export" && !names.every((name) => keys.has(name))) {
      statements.push({ kind: "unset export", key: "", token: "", line: index + 1 });
    }
  }
  return statements;
}

function readLine(line: string): Pick<RubyStatement, "key" | "token"> | null {
  const start = skipBlanks(line, 0);
  const exported = line.startsWith("export", start) ? skipBlanks(line, start + 6) : start;
  return (exported > start + 6 ? readAssignment(line, exported) : null) ?? readAssignment(line, start);
}

function readAssignment(line: string, start: number): Pick<RubyStatement, "key" | "token"> | null {
  const key = matchKey(line, start);
  if (key === "") return null;
  const behind = start + key.length;
  const equals = skipBlanks(line, behind);
  if (line[equals] === "=") return { key, token: readToken(line, skipBlanks(line, equals + 1)) };
  // Only the first blank belongs to the colon, so that a quote behind a second one opens nothing.
  return line[behind] === ":" && isBlank(line.charAt(behind + 1))
    ? { key, token: readToken(line, behind + 2) }
    : null;
}

/** Up to the last quote that only blanks and a comment follow; unquoted, up to the first `#`. */
function readToken(line: string, start: number): string {
  const quote = line.charAt(start);
  if (quote === "'" || quote === '"') {
    for (let close = line.lastIndexOf(quote); close > start; close = line.lastIndexOf(quote, close - 1)) {
      const behind = skipBlanks(line, close + 1);
      if (behind === line.length || line[behind] === "#") return line.slice(start, close + 1);
    }
  }
  const hash = line.indexOf("#", start);
  return line.slice(start, hash === -1 ? line.length : hash);
}
