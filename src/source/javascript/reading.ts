import type { SyntaxNode } from "@lezer/common";
import type { ScriptCall, ScriptExpression } from "./expression.ts";

/** One bound name of an import, or of a `require()`. */
export interface ScriptImport {
  readonly module: string;
  /** The name taken from the module, `default`, or null for the whole module. */
  readonly name: string | null;
  readonly as: string;
  readonly line: number;
}

/** `const name = value`, `const { member: name = fallback } = value`, `name = value`, `a.b = value`. */
export interface ScriptBinding {
  readonly name: string;
  /** The member of the value that is bound; null for the value itself. */
  readonly member: string | null;
  readonly value: ScriptExpression;
  readonly fallback: ScriptExpression | null;
  readonly scope: string;
  readonly line: number;
}

/** A function, method or arrow; methods are named `Class.method`. */
export interface ScriptFunction {
  /** Empty where it has none. */
  readonly name: string;
  /** The scope of the code in it. */
  readonly body: string;
  readonly scope: string;
  readonly parameters: readonly string[];
  readonly returns: readonly ScriptExpression[];
  readonly line: number;
}

/** A call anywhere in the file. */
export interface CalledScript {
  readonly call: ScriptCall;
  /** The callee's dotted name; empty where it is no name. */
  readonly callee: string;
  readonly scope: string;
  readonly line: number;
}

/** What a module gives to others. */
export interface ScriptExport {
  /** `default`, a name, or `*` for all that `value` holds. */
  readonly name: string;
  readonly value: ScriptExpression;
  /** Where it comes from another module. */
  readonly module: string | null;
}

/** The code of an `if` or `case`, and the texts that its condition compares with. */
export interface ScriptBranch {
  readonly texts: readonly string[];
  readonly body: string;
  readonly line: number;
}

/** What the statements of a file say, in the order they stand. A scope is a path of numbers, `` the file itself. */
export interface ScriptStatements {
  readonly imports: readonly ScriptImport[];
  readonly bindings: readonly ScriptBinding[];
  readonly functions: readonly ScriptFunction[];
  readonly calls: readonly CalledScript[];
  readonly exports: readonly ScriptExport[];
  readonly branches: readonly ScriptBranch[];
  /** Every dotted name that is used, with its scope. */
  readonly uses: readonly { readonly name: string; readonly scope: string; readonly line: number }[];
}

/** What is read into, while a file is read. */
export interface Found {
  readonly imports: ScriptImport[];
  readonly bindings: ScriptBinding[];
  readonly functions: ScriptFunction[];
  readonly calls: CalledScript[];
  readonly exports: ScriptExport[];
  readonly branches: ScriptBranch[];
  readonly uses: { readonly name: string; readonly scope: string; readonly line: number }[];
}

/** The reading of one file, which its readers hand to each other. */
export interface Reading {
  readonly source: { readonly text: string; readonly lineAt: (offset: number) => number };
  readonly found: Found;
  /** How many scopes were opened so far. */
  scopes: number;
  /** Where the returned values of the function go that is being read. */
  returns: ScriptExpression[] | null;
  readonly statement: (node: SyntaxNode, scope: string, depth: number) => void;
  /** Those below the node. */
  readonly statements: (node: SyntaxNode, scope: string, depth: number) => void;
  /** `called` names a function that the expression is. */
  readonly expression: (node: SyntaxNode, scope: string, depth: number, called?: string) => ScriptExpression;
}

/** Deeper nesting than this is cut off: a hostile file must not end the stack. */
export const MAX_DEPTH = 150;

/** Opens a scope in another one. */
export function inside(reading: Reading, scope: string): string {
  return `${scope}/${++reading.scopes}`;
}

/** The text of a node. */
export function textOf({ source }: Reading, node: SyntaxNode): string {
  return source.text.slice(node.from, node.to);
}

/** The 1-based line of a node. */
export function lineOf({ source }: Reading, node: SyntaxNode): number {
  return source.lineAt(node.from);
}

/** A name that stands at a node. */
export function nameNode(reading: Reading, name: string, node: SyntaxNode): ScriptExpression {
  return { kind: "name", name, line: lineOf(reading, node) };
}
