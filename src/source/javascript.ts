import { parser } from "@lezer/javascript";
import { readScript } from "./javascript/read_script.ts";
import type { ScriptStatements } from "./javascript/reading.ts";
import { lineAt } from "./line_at.ts";

export {
  entryNamed,
  type ScriptCall,
  type ScriptEntry,
  type ScriptExpression,
  scriptName,
  scriptParts,
} from "./javascript/expression.ts";
export type {
  CalledScript,
  ScriptBinding,
  ScriptBranch,
  ScriptExport,
  ScriptFunction,
  ScriptImport,
  ScriptStatements,
} from "./javascript/reading.ts";

/** What a JavaScript or TypeScript file says about key handling. Every fact has its 1-based line. */
export interface ScriptFile extends ScriptStatements {
  readonly path: string;
}

/** Whether a path is a file that {@linkcode parseScript} reads. */
export function isScript(path: string): boolean {
  return /\.(?:[cm]?js|[cm]?ts|jsx|tsx)$/.test(path) && !/\.(?:d\.[cm]?ts|min\.js)$/.test(path);
}

// `<T>x` is a cast in .ts and a tag elsewhere.
const TYPESCRIPT = parser.configure({ dialect: "ts" });
const TSX = parser.configure({ dialect: "ts jsx" });
const JSX = parser.configure({ dialect: "jsx" });

/** Reads a file of any dialect. Never throws: what cannot be parsed is left out, the rest is read. */
export function parseScript(path: string, text: string): ScriptFile {
  const dialect = /\.[cm]?ts$/.test(path) ? TYPESCRIPT : path.endsWith(".tsx") ? TSX : JSX;
  return { path, ...readScript(dialect.parse(text).topNode, { text, lineAt: lineAt(text) }) };
}
