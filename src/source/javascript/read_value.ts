import type { SyntaxNode } from "@lezer/common";
import { type ScriptCall, type ScriptEntry, type ScriptExpression, scriptName } from "./expression.ts";
import { childrenOf, isExpression, literal, operands } from "./nodes.ts";
import { define, readClass } from "./read_functions.ts";
import { lineOf, MAX_DEPTH, nameNode, type Reading, textOf } from "./reading.ts";

const CASTS = new Set(["as", "satisfies"]);

/** Reads the expression at a node; `called` names a function that it is. */
export function expression(
  reading: Reading,
  node: SyntaxNode,
  scope: string,
  depth: number,
  called = "",
): ScriptExpression {
  const line = lineOf(reading, node);
  const other = (parts: readonly ScriptExpression[] = []): ScriptExpression => ({
    kind: "other",
    parts,
    line,
  });
  if (depth > MAX_DEPTH) return other();
  const read = (child: SyntaxNode): ScriptExpression => expression(reading, child, scope, depth + 1);
  switch (node.name) {
    case "String":
      return { kind: "text", value: literal(textOf(reading, node)), line };
    case "Number":
      return { kind: "text", value: textOf(reading, node), line };
    case "TemplateString":
      return template(reading, node, read);
    case "VariableName":
    case "this":
    case "super":
      return use(reading, { kind: "name", name: textOf(reading, node), line }, scope);
    case "import":
      return { kind: "name", name: "import", line };
    case "MemberExpression":
      return member(reading, node, scope, depth);
    case "NewExpression":
    case "CallExpression":
      return call(reading, node, scope, depth);
    case "ArrowFunction":
    case "FunctionExpression": {
      const own = node.getChild("VariableDefinition");
      const name = called !== "" || own === null || node.name === "ArrowFunction"
        ? called
        : textOf(reading, own);
      return define(reading, node, { name, scope, depth: depth + 1 });
    }
    case "ClassExpression":
      readClass(reading, node, scope, depth + 1);
      return other();
    case "ObjectExpression":
      return readObject(reading, node, scope, depth);
    case "ArrayExpression":
      return { kind: "list", items: operands(node).filter((one) => one.name !== "Spread").map(read), line };
    case "AssignmentExpression":
      return assign(reading, node, scope, depth);
    case "ParenthesizedExpression":
    case "AwaitExpression":
    case "PostfixExpression":
    case "PrefixCast":
    case "ExpressionStatement": {
      const [value] = operands(node).filter(isExpression);
      return value === undefined ? other() : expression(reading, value, scope, depth + 1, called);
    }
    case "ConditionalExpression": {
      const [condition, ...choices] = operands(node).filter(isExpression);
      if (condition !== undefined) read(condition);
      return { kind: "either", choices: choices.map(read), line };
    }
    case "BinaryExpression":
      return binary(reading, node, scope, depth);
    default:
      return other(operands(node).filter(isExpression).map(read));
  }
}

function use(reading: Reading, name: ScriptExpression & { kind: "name" }, scope: string): ScriptExpression {
  reading.found.uses.push({ name: name.name, scope, line: name.line });
  return name;
}

function template(
  reading: Reading,
  node: SyntaxNode,
  read: (child: SyntaxNode) => ScriptExpression,
): ScriptExpression {
  const line = lineOf(reading, node);
  const parts: ScriptExpression[] = [];
  let from = node.from + 1;
  const text = (to: number): void => {
    if (to > from) parts.push({ kind: "text", value: reading.source.text.slice(from, to), line });
  };
  for (const hole of node.getChildren("Interpolation")) {
    text(hole.from);
    const [value] = childrenOf(hole).filter(isExpression);
    parts.push(value === undefined ? { kind: "other", parts: [], line } : read(value));
    from = hole.to;
  }
  text(node.to - 1);
  if (parts.length === 0) return { kind: "text", value: "", line };
  const [only] = parts;
  return parts.length === 1 && only?.kind === "text" ? only : { kind: "format", parts, line };
}

function member(reading: Reading, node: SyntaxNode, scope: string, depth: number): ScriptExpression {
  const line = lineOf(reading, node);
  const [object, ...rest] = operands(node);
  const last = rest.at(-1);
  if (object === undefined) return { kind: "other", parts: [], line };
  const of = object.name === "import" || object.name === "new"
    ? nameNode(reading, object.name, object)
    : expression(reading, object, scope, depth + 1);
  if (last === undefined) return of;
  const key = last.name === "PropertyName" || last.name === "PrivatePropertyName"
    ? textOf(reading, last)
    : last.name === "String"
    ? literal(textOf(reading, last))
    : null;
  if (key === null) return { kind: "other", parts: [of, expression(reading, last, scope, depth + 1)], line };
  if (of.kind !== "name") return { kind: "member", of, name: key, line };
  return use(reading, { kind: "name", name: `${of.name}.${key}`, line }, scope);
}

function call(reading: Reading, node: SyntaxNode, scope: string, depth: number): ScriptExpression {
  const line = lineOf(reading, node);
  const made = node.name === "NewExpression";
  const [callee] = operands(node).filter(({ name }) => name !== "new" && name !== "ArgList");
  if (callee === undefined) return { kind: "other", parts: [], line };
  const list = node.getChild("ArgList");
  const of = expression(reading, callee, scope, depth + 1);
  const positional = list === null
    ? []
    : operands(list).filter(({ name }) => name !== "Spread").map((one) =>
      expression(reading, one, scope, depth + 1)
    );
  const found: ScriptCall = { kind: "call", callee: of, positional, made, line };
  reading.found.calls.push({ call: found, callee: scriptName(of), scope, line });
  return found;
}

function readObject(reading: Reading, node: SyntaxNode, scope: string, depth: number): ScriptExpression {
  const entries: ScriptEntry[] = [];
  for (const property of node.getChildren("Property")) {
    const parts = operands(property);
    const [key] = parts;
    if (key === undefined) continue;
    const name = key.name === "PropertyDefinition" || key.name === "String"
      ? literal(textOf(reading, key))
      : null;
    if (property.getChild("Block") !== null) {
      entries.push({
        key: name,
        value: define(reading, property, { name: name ?? "", scope, depth: depth + 1 }),
      });
    } else if (parts.length === 1 && name !== null) {
      entries.push({
        key: name,
        value: use(reading, { kind: "name", name, line: lineOf(reading, key) }, scope),
      });
    } else {
      const value = parts.at(-1)!;
      const spread = parts.some((one) => one.name === "Spread");
      entries.push({
        key: spread ? null : name,
        value: expression(reading, value, scope, depth + 1, name ?? ""),
      });
    }
  }
  return { kind: "object", entries, line: lineOf(reading, node) };
}

function assign(reading: Reading, node: SyntaxNode, scope: string, depth: number): ScriptExpression {
  const [target, , value] = operands(node);
  const line = lineOf(reading, node);
  if (target === undefined || value === undefined) return { kind: "other", parts: [], line };
  const to = target.name.endsWith("Pattern")
    ? null
    : scriptName(expression(reading, target, scope, depth + 1));
  const own = expression(reading, value, scope, depth + 1, (to ?? "").split(".").at(-1));
  if (to === null || to === "") return own;
  reading.found.bindings.push({ name: to, member: null, value: own, fallback: null, scope, line });
  if (to === "module.exports") {
    reading.found.exports.push({ name: "default", value: own, module: null });
    for (const { key, value } of own.kind === "object" ? own.entries : []) {
      if (key !== null) reading.found.exports.push({ name: key, value, module: null });
    }
  } else {
    const name = /^(?:module\.)?exports\.(\w+)$/.exec(to)?.[1];
    if (name !== undefined) reading.found.exports.push({ name, value: own, module: null });
  }
  return own;
}

function binary(reading: Reading, node: SyntaxNode, scope: string, depth: number): ScriptExpression {
  const line = lineOf(reading, node);
  const children = operands(node);
  const [left, sign, right] = children;
  if (left === undefined || sign === undefined) return { kind: "other", parts: [], line };
  if (CASTS.has(sign.name)) return expression(reading, left, scope, depth + 1);
  const sides = [left, right].filter((side) => side !== undefined).map((side) =>
    expression(reading, side, scope, depth + 1)
  );
  if (/^(?:\?\?|\|\|)$/.test(textOf(reading, sign))) {
    return {
      kind: "either",
      choices: sides.flatMap((side) => side.kind === "either" ? side.choices : [side]),
      line,
    };
  }
  if (textOf(reading, sign) === "+") return { kind: "format", parts: sides, line };
  return { kind: "other", parts: sides, line };
}
