import type { SyntaxNode } from "@lezer/common";

const PUNCTUATION = new Set([
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  ";",
  ".",
  "?.",
  "LineComment",
  "BlockComment",
]);

/** The children that are no punctuation. */
export function operands(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !PUNCTUATION.has(name));
}

/** All children. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

/** Whether a node is an expression. */
export function isExpression({ name }: SyntaxNode): boolean {
  return /Expression$|^(?:String|TemplateString|VariableName|ArrowFunction|Number|BooleanLiteral|PrefixCast|RegExp|this|ExpressionStatement)$/
    .test(name);
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };

/** The text that a quoted literal stands for; what has no quotes stands for itself. */
export function literal(raw: string): string {
  const quote = raw[0];
  if (quote !== '"' && quote !== "'") return raw;
  const body = raw.slice(1, raw.endsWith(quote) && raw.length > 1 ? -1 : undefined);
  return body.replace(/\\(.)/g, (_, character: string) => ESCAPES[character] ?? character);
}
