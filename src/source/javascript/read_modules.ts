import type { SyntaxNode } from "@lezer/common";
import type { ScriptExpression } from "./expression.ts";
import { literal, operands } from "./nodes.ts";
import { define, readClass } from "./read_functions.ts";
import { lineOf, nameNode, type Reading, textOf } from "./reading.ts";

/** Reads the names that an import binds. */
export function readImport(reading: Reading, node: SyntaxNode): void {
  const module = node.getChild("String");
  if (module === null) return;
  const from = literal(textOf(reading, module));
  const line = lineOf(reading, node);
  const add = (name: string | null, as: string) =>
    reading.found.imports.push({ module: from, name, as, line });
  const children = operands(node);
  const star = children.some(({ name }) => name === "Star");
  const bound = node.getChild("VariableDefinition");
  if (bound !== null) add(star ? null : "default", textOf(reading, bound));
  const group = node.getChild("ImportGroup");
  if (group !== null) { for (const [name, as] of pairsOf(reading, group)) add(name, as); }
  if (bound === null && group === null) add(null, "");
}

/** `{ a, b as c }` as pairs. */
function pairsOf(reading: Reading, group: SyntaxNode): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = [];
  let renames = false;
  for (const child of operands(group)) {
    const word = textOf(reading, child);
    if (child.name === "as") renames = true;
    else if (child.name === "type") continue;
    else if (renames) {
      pairs.at(-1)![1] = word;
      renames = false;
    } else pairs.push([word, word]);
  }
  return pairs;
}

/** Reads what an export gives to others, and the statement that it stands before. */
export function readExport(reading: Reading, node: SyntaxNode, scope: string, depth: number): void {
  const module = node.getChild("String");
  const from = module === null ? null : literal(textOf(reading, module));
  const group = node.getChild("ExportGroup");
  if (group !== null) {
    for (const [name, as] of pairsOf(reading, group)) {
      reading.found.exports.push({ name: as, value: nameNode(reading, name, node), module: from });
    }
    return;
  }
  if (from !== null) {
    return void reading.found.exports.push({ name: "*", value: nameNode(reading, "*", node), module: from });
  }
  const isDefault = node.getChild("default") !== null;
  for (const child of operands(node)) {
    if (child.name === "export" || child.name === "default") continue;
    const before = reading.found.bindings.length;
    if (isDefault) {
      const value = child.name === "FunctionDeclaration" || child.name === "ClassDeclaration"
        ? declared(reading, child, scope, depth)
        : reading.expression(child, scope, depth);
      reading.found.exports.push({ name: "default", value, module: null });
      continue;
    }
    reading.statement(child, scope, depth + 1);
    const name = child.getChild("VariableDefinition");
    const names = child.name === "VariableDeclaration"
      ? reading.found.bindings.slice(before).filter((one) => one.scope === scope).map((one) => one.name)
      : name === null
      ? []
      : [textOf(reading, name)];
    for (const one of names) {
      reading.found.exports.push({ name: one, value: nameNode(reading, one, node), module: null });
    }
  }
}

function declared(reading: Reading, node: SyntaxNode, scope: string, depth: number): ScriptExpression {
  const name = node.getChild("VariableDefinition");
  if (node.name === "ClassDeclaration") {
    readClass(reading, node, scope, depth);
    return nameNode(reading, name === null ? "default" : textOf(reading, name), node);
  }
  return define(reading, node, { name: name === null ? "default" : textOf(reading, name), scope, depth });
}
