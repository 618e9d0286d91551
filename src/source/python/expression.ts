import type { SyntaxNode } from "@lezer/common";

/** A Python expression as far as key handling needs it; anything else is `other`. Lines are 1-based. */
export type Expression =
  | { readonly kind: "text"; readonly value: string; readonly line: number }
  | { readonly kind: "none" | "ellipsis"; readonly line: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly line: number }
  | { readonly kind: "number"; readonly text: string; readonly line: number }
  /** A name, or names joined by dots: `settings.SECRET_KEY`. */
  | { readonly kind: "name"; readonly name: string; readonly line: number }
  /** An attribute of something that is no plain name: `Path(__file__).parent`. */
  | { readonly kind: "member"; readonly of: Expression; readonly name: string; readonly line: number }
  | { readonly kind: "subscript"; readonly of: Expression; readonly key: Expression; readonly line: number }
  | CallExpression
  /** A list, tuple or set; unpacked items are left as `other`. */
  | { readonly kind: "list"; readonly items: readonly Expression[]; readonly line: number }
  | { readonly kind: "dictionary"; readonly entries: readonly DictionaryEntry[]; readonly line: number }
  /** `a or b`, `a if c else b`: any of the choices may be the value. */
  | { readonly kind: "either"; readonly choices: readonly Expression[]; readonly line: number }
  | {
    readonly kind: "binary";
    readonly operator: string;
    readonly left: Expression;
    readonly right: Expression;
    readonly line: number;
  }
  /** An f-string: texts and the expressions between them. */
  | { readonly kind: "format"; readonly parts: readonly Expression[]; readonly line: number }
  | { readonly kind: "lambda"; readonly body: Expression; readonly line: number }
  /** Something else, with the expressions found in it. */
  | { readonly kind: "other"; readonly parts: readonly Expression[]; readonly line: number };

/** A call: `callee(positional, …, keyword=…)`. */
export interface CallExpression {
  readonly kind: "call";
  readonly callee: Expression;
  readonly positional: readonly Expression[];
  readonly keywords: Readonly<Record<string, Expression>>;
  readonly line: number;
}

/** One entry of a dictionary; `key` is null where it is no literal text, or where `**` unpacks the value. */
export interface DictionaryEntry {
  readonly key: string | null;
  readonly value: Expression;
  readonly line: number;
}

/** What the readers of a file share: its text, and the line of an offset. */
export interface Source {
  readonly text: string;
  readonly lineAt: (offset: number) => number;
}

/** Deeper nesting than this is cut off: no key is handled there, and a hostile file must not end the stack. */
const MAX_DEPTH = 80;

const SKIPPED = new Set(["Comment", "⚠", "(", ")", "[", "]", "{", "}", ",", ":", "*", "**", "."]);

/** Reads the expression at a syntax node. */
export function readExpression(node: SyntaxNode, source: Source, depth = 0): Expression {
  const line = source.lineAt(node.from);
  const inner = (child: SyntaxNode): Expression => readExpression(child, source, depth + 1);
  if (depth > MAX_DEPTH) return { kind: "other", parts: [], line };
  switch (node.name) {
    case "String":
      return { kind: "text", value: literalText(textOf(node, source)), line };
    case "ContinuedString":
    case "FormatString":
      return readJoinedText(node, source, depth);
    case "None":
      return { kind: "none", line };
    case "Ellipsis":
      return { kind: "ellipsis", line };
    case "Boolean":
      return { kind: "boolean", value: textOf(node, source) === "True", line };
    case "Number":
      return { kind: "number", text: textOf(node, source), line };
    case "VariableName":
    case "self":
      return { kind: "name", name: textOf(node, source), line };
    case "MemberExpression":
      return readMember(node, source, depth);
    case "CallExpression":
      return readCall(node, source, depth);
    case "ParenthesizedExpression": {
      const [only] = operands(node);
      return only === undefined ? { kind: "other", parts: [], line } : inner(only);
    }
    case "TupleExpression":
    case "ArrayExpression":
    case "SetExpression":
      return { kind: "list", items: operands(node).map(inner), line };
    case "DictionaryExpression":
      return readDictionary(node, source, depth);
    case "BinaryExpression":
      return readBinary(node, source, depth);
    case "ConditionalExpression": {
      const [value, , otherwise] = operands(node).filter((child) =>
        child.name !== "if" && child.name !== "else"
      );
      const choices = [value, otherwise].filter((child) => child !== undefined).map(inner);
      return { kind: "either", choices, line };
    }
    case "LambdaExpression": {
      const body = node.lastChild;
      return body === null ? { kind: "other", parts: [], line } : { kind: "lambda", body: inner(body), line };
    }
    case "NamedExpression":
    case "AwaitExpression": {
      const value = node.lastChild;
      return value === null ? { kind: "other", parts: [], line } : inner(value);
    }
    default:
      return { kind: "other", parts: operands(node).map(inner), line };
  }
}

/** The dotted name that an expression is, or null. */
export function dottedName(expression: Expression): string | null {
  return expression.kind === "name" ? expression.name : null;
}

/** The text that a literal is, or null. */
export function textLiteral(expression: Expression | undefined): string | null {
  return expression?.kind === "text" ? expression.value : null;
}

/** The expressions directly inside another one. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "member":
      return [expression.of];
    case "subscript":
      return [expression.of, expression.key];
    case "call":
      return [expression.callee, ...expression.positional, ...Object.values(expression.keywords)];
    case "list":
      return expression.items;
    case "dictionary":
      return expression.entries.map((entry) => entry.value);
    case "either":
      return expression.choices;
    case "binary":
      return [expression.left, expression.right];
    case "format":
    case "other":
      return expression.parts;
    case "lambda":
      return [expression.body];
    default:
      return [];
  }
}

function textOf(node: SyntaxNode, source: Source): string {
  return source.text.slice(node.from, node.to);
}

/** The children that are no punctuation. */
export function operands(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (!SKIPPED.has(child.name)) found.push(child);
  }
  return found;
}

function readMember(node: SyntaxNode, source: Source, depth: number): Expression {
  const line = source.lineAt(node.from);
  const [object, ...rest] = operands(node);
  if (object === undefined) return { kind: "other", parts: [], line };
  const of = readExpression(object, source, depth + 1);
  const [last] = rest;
  if (last === undefined) return of;
  if (last.name === "PropertyName") {
    const name = textOf(last, source);
    return of.kind === "name"
      ? { kind: "name", name: `${of.name}.${name}`, line }
      : { kind: "member", of, name, line };
  }
  if (node.getChild(":") !== null) return { kind: "other", parts: [of], line };
  const keys = rest.map((key) => readExpression(key, source, depth + 1));
  // Annotated[Settings, Depends(get_settings)]
  const key: Expression = keys.length === 1 ? keys[0]! : { kind: "list", items: keys, line };
  return { kind: "subscript", of, key, line };
}

function readCall(node: SyntaxNode, source: Source, depth: number): Expression {
  const line = source.lineAt(node.from);
  const callee = node.firstChild;
  const list = node.getChild("ArgList");
  if (callee === null) return { kind: "other", parts: [], line };
  const { positional, keywords } = list === null
    ? { positional: [], keywords: {} }
    : readArguments(list, source, depth + 1);
  return { kind: "call", callee: readExpression(callee, source, depth + 1), positional, keywords, line };
}

/** The arguments of a call, a class or a decorator. */
export function readArguments(
  list: SyntaxNode,
  source: Source,
  depth = 0,
): { positional: Expression[]; keywords: Record<string, Expression> } {
  const positional: Expression[] = [];
  const keywords: Record<string, Expression> = Object.create(null);
  const children = operands(list);
  for (let i = 0; i < children.length; i++) {
    const child = children[i]!;
    const value = children[i + 2];
    if (children[i + 1]?.name === "AssignOp" && value !== undefined) {
      keywords[textOf(child, source)] = readExpression(value, source, depth);
      i += 2;
    } else if (child.name !== "AssignOp") positional.push(readExpression(child, source, depth));
  }
  return { positional, keywords };
}

function readDictionary(node: SyntaxNode, source: Source, depth: number): Expression {
  const entries: DictionaryEntry[] = [];
  let pending: SyntaxNode | null = null;
  let colon = false;
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name === ":") colon = true;
    else if (child.name === ",") colon = (pending = null, false);
    else if (SKIPPED.has(child.name)) continue;
    else if (!colon && child.prevSibling?.name !== "**") pending = child;
    else {
      const key = colon && pending !== null ? textLiteral(readExpression(pending, source, depth + 1)) : null;
      const line = source.lineAt((pending ?? child).from);
      entries.push({ key, value: readExpression(child, source, depth + 1), line });
      colon = (pending = null, false);
    }
  }
  return { kind: "dictionary", entries, line: source.lineAt(node.from) };
}

function readBinary(node: SyntaxNode, source: Source, depth: number): Expression {
  const line = source.lineAt(node.from);
  const [left, sign, right] = operands(node);
  if (left === undefined || sign === undefined || right === undefined) {
    return { kind: "other", parts: [], line };
  }
  const sides = [left, right].map((side) => readExpression(side, source, depth + 1));
  if (sign.name === "or") {
    const choices = sides.flatMap((side) => side.kind === "either" ? side.choices : [side]);
    return { kind: "either", choices, line };
  }
  return { kind: "binary", operator: textOf(sign, source), left: sides[0]!, right: sides[1]!, line };
}

/** Adjacent texts, and f-strings with what stands between their braces. */
function readJoinedText(node: SyntaxNode, source: Source, depth: number): Expression {
  const line = source.lineAt(node.from);
  const parts: Expression[] = [];
  if (node.name === "ContinuedString") {
    for (const piece of operands(node)) {
      const read = readExpression(piece, source, depth + 1);
      parts.push(...(read.kind === "format" ? read.parts : [read]));
    }
  } else {
    const raw = textOf(node, source);
    const open = /^[a-zA-Z]*("""|'''|"|')/.exec(raw)?.[0] ?? "";
    const quote = open.replace(/^[a-zA-Z]+/, "");
    let from = node.from + open.length;
    for (const hole of node.getChildren("FormatReplacement")) {
      parts.push({ kind: "text", value: source.text.slice(from, hole.from), line });
      const [value] = operands(hole);
      parts.push(
        value === undefined ? { kind: "other", parts: [], line } : readExpression(value, source, depth + 1),
      );
      from = hole.to;
    }
    parts.push({
      kind: "text",
      value: source.text.slice(from, Math.max(from, node.to - quote.length)),
      line,
    });
  }
  if (parts.every((part) => part.kind === "text")) {
    return { kind: "text", value: parts.map((part) => part.value).join(""), line };
  }
  return { kind: "format", parts: parts.filter((part) => part.kind !== "text" || part.value !== ""), line };
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

/** The text that a string literal of one piece stands for; numeric escapes are left as they are. */
function literalText(raw: string): string {
  const shape = /^([a-zA-Z]*)("""|'''|"|')/.exec(raw);
  if (shape === null) return raw;
  const [open, prefix = "", quote = ""] = shape;
  const closed = raw.length >= open.length + quote.length && raw.endsWith(quote);
  const body = raw.slice(open.length, closed ? raw.length - quote.length : raw.length);
  if (/r/i.test(prefix) || !body.includes("\\")) return body;
  return body.replace(/\\([ntr\n\\'"])/g, (_, character: string) => ESCAPES[character] ?? character);
}
