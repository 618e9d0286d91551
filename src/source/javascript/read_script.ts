import type { SyntaxNode } from "@lezer/common";
import { childrenOf, isExpression, literal, operands } from "./nodes.ts";
import { declare, define, readClass } from "./read_functions.ts";
import { readExport, readImport } from "./read_modules.ts";
import { expression } from "./read_value.ts";
import { inside, lineOf, MAX_DEPTH, type Reading, type ScriptStatements, textOf } from "./reading.ts";

/** Reads all statements below a syntax node, once. */
export function readScript(top: SyntaxNode, source: Reading["source"]): ScriptStatements {
  const reading: Reading = {
    source,
    found: { imports: [], bindings: [], functions: [], calls: [], exports: [], branches: [], uses: [] },
    scopes: 0,
    returns: null,
    statement: (node, scope, depth) => statement(reading, node, scope, depth),
    statements: (node, scope, depth) => statements(reading, node, scope, depth),
    expression: (node, scope, depth, called) => expression(reading, node, scope, depth, called),
  };
  statements(reading, top, "", 0);
  return reading.found;
}

function statements(reading: Reading, node: SyntaxNode, scope: string, depth: number): void {
  for (const child of childrenOf(node)) statement(reading, child, scope, depth + 1);
}

function statement(reading: Reading, node: SyntaxNode, scope: string, depth: number): void {
  if (depth > MAX_DEPTH) return;
  switch (node.name) {
    case "ImportDeclaration":
      return readImport(reading, node);
    case "ExportDeclaration":
      return readExport(reading, node, scope, depth);
    case "VariableDeclaration":
      return declare(reading, node, scope, depth);
    case "FunctionDeclaration": {
      const name = node.getChild("VariableDefinition");
      return void define(reading, node, { name: name === null ? "" : textOf(reading, name), scope, depth });
    }
    case "ClassDeclaration":
      return void readClass(reading, node, scope, depth);
    case "ReturnStatement": {
      const [value] = operands(node).filter(({ name }) => name !== "return");
      if (value !== undefined) {
        const read = expression(reading, value, scope, depth);
        reading.returns?.push(read);
      }
      return;
    }
    case "IfStatement":
      return branch(reading, node, scope, depth);
    case "SwitchStatement":
      return choose(reading, node, scope, depth);
    case "Comment":
    case "LineComment":
    case "BlockComment":
      return;
  }
  if (isExpression(node)) return void expression(reading, node, scope, depth);
  statements(reading, node, scope, depth);
}

function branch(reading: Reading, node: SyntaxNode, scope: string, depth: number): void {
  let condition: SyntaxNode | null = null;
  for (const child of operands(node)) {
    if (child.name === "ParenthesizedExpression" && condition === null) {
      condition = child;
      expression(reading, child, scope, depth);
    } else if (child.name !== "if" && child.name !== "else") {
      const first = condition !== null && child.prevSibling?.name !== "else";
      const body = inside(reading, scope);
      if (first) {
        reading.found.branches.push({
          texts: comparedWith(reading, condition!),
          body,
          line: lineOf(reading, node),
        });
      }
      statement(reading, child, body, depth + 1);
    }
  }
}

function choose(reading: Reading, node: SyntaxNode, scope: string, depth: number): void {
  let body = scope;
  for (const child of childrenOf(node)) {
    if (child.name !== "SwitchBody") statement(reading, child, scope, depth + 1);
    else {
      for (const part of childrenOf(child)) {
        if (part.name === "CaseLabel") {
          const label = part.getChild("String");
          body = inside(reading, scope);
          if (label !== null) {
            reading.found.branches.push({
              texts: [literal(textOf(reading, label))],
              body,
              line: lineOf(reading, part),
            });
          }
        } else statement(reading, part, body, depth + 1);
      }
    }
  }
}

/** Texts that are compared by `==` and `===`, at any depth of the condition. */
function comparedWith(reading: Reading, condition: SyntaxNode): readonly string[] {
  const found: string[] = [];
  condition.cursor().iterate((node) => {
    if (node.name !== "String") return;
    const parent = node.node.parent;
    if (
      parent?.name === "ArgList" ||
      parent?.name === "BinaryExpression" && /^[!=]==?$/.test(operator(reading, parent))
    ) {
      if (!operator(reading, parent).startsWith("!")) {
        found.push(literal(reading.source.text.slice(node.from, node.to)));
      }
    }
  });
  return found;
}

function operator(reading: Reading, node: SyntaxNode): string {
  const sign = node.getChild("CompareOp") ?? node.getChild("LogicOp") ?? node.getChild("ArithOp");
  return sign === null ? "" : textOf(reading, sign);
}
