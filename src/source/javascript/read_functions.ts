import type { SyntaxNode } from "@lezer/common";
import { type ScriptExpression, scriptName } from "./expression.ts";
import { childrenOf, isExpression, literal, operands } from "./nodes.ts";
import { inside, lineOf, MAX_DEPTH, nameNode, type Reading, textOf } from "./reading.ts";

/** Binds the names of `const`, `let` and `var`. */
export function declare(reading: Reading, node: SyntaxNode, scope: string, depth: number): void {
  const children = operands(node);
  for (const [i, child] of children.entries()) {
    if (child.name !== "VariableDefinition" && !child.name.endsWith("Pattern")) continue;
    let sign = i + 1;
    if (children[sign]?.name === "TypeAnnotation") sign++;
    const value = children[sign]?.name === "Equals" ? children[sign + 1] : undefined;
    if (value === undefined) continue;
    if (child.name === "VariableDefinition") {
      bind(reading, textOf(reading, child), reading.expression(value, scope, depth, textOf(reading, child)), {
        scope,
        node: child,
      });
    } else destructure(reading, child, reading.expression(value, scope, depth), { scope, depth });
  }
}

/** Binds one name; a `require()` is an import too. */
export function bind(
  reading: Reading,
  name: string,
  value: ScriptExpression,
  at: { scope: string; node: SyntaxNode },
): void {
  const required = requiredModule(reading, value);
  if (required !== null) {
    reading.found.imports.push({
      module: required.module,
      name: required.name,
      as: name,
      line: lineOf(reading, at.node),
    });
  }
  reading.found.bindings.push({
    name,
    member: null,
    value,
    fallback: null,
    scope: at.scope,
    line: lineOf(reading, at.node),
  });
}

function destructure(
  reading: Reading,
  pattern: SyntaxNode,
  value: ScriptExpression,
  { scope, depth }: { readonly scope: string; readonly depth: number },
): void {
  const required = requiredModule(reading, value);
  for (const property of pattern.getChildren("PatternProperty")) {
    const parts = operands(property);
    if (parts.some(({ name }) => name === "Spread")) continue;
    const key = parts[0];
    const target = property.getChild("VariableDefinition");
    if (key === undefined || target === null) continue;
    const member = literal(textOf(reading, key));
    const equals = parts.findIndex(({ name }) => name === "Equals");
    const after = equals < 0 ? undefined : parts[equals + 1];
    const fallback = after === undefined ? null : reading.expression(after, scope, depth);
    const line = lineOf(reading, property);
    if (required !== null && required.name === null) {
      reading.found.imports.push({
        module: required.module,
        name: member,
        as: textOf(reading, target),
        line,
      });
    }
    reading.found.bindings.push({ name: textOf(reading, target), member, value, fallback, scope, line });
  }
}

/** `require("x")`, `require("x").y`. */
function requiredModule(
  reading: Reading,
  value: ScriptExpression,
): { module: string; name: string | null } | null {
  if (value.kind === "member") {
    const inner = requiredModule(reading, value.of);
    return inner === null || inner.name !== null ? null : { ...inner, name: value.name };
  }
  if (value.kind !== "call" || scriptName(value.callee) !== "require") return null;
  const [first] = value.positional;
  return first?.kind === "text" ? { module: first.value, name: null } : null;
}

/** Reads a function, and gives it as a value. */
export function define(
  reading: Reading,
  node: SyntaxNode,
  { name, scope, depth }: { readonly name: string; readonly scope: string; readonly depth: number },
): ScriptExpression {
  const body = inside(reading, scope);
  const line = lineOf(reading, node);
  const list = node.getChild("ParamList");
  const parameters: string[] = [];
  for (const child of list === null ? [] : operands(list)) {
    if (child.name === "VariableDefinition") parameters.push(textOf(reading, child));
    else if (child.name.endsWith("Pattern")) {
      parameters.push("");
      // function ({ body: { … } }) binds names of what it is given.
      destructure(reading, child, nameNode(reading, "", child), { scope: body, depth });
    }
  }
  const single = list === null ? node.getChild("VariableDefinition") : null;
  if (single !== null && node.name === "ArrowFunction") parameters.push(textOf(reading, single));
  const own: ScriptExpression[] = [];
  reading.found.functions.push({ name, body, scope, parameters, returns: own, line });
  const outer = reading.returns;
  reading.returns = own;
  const block = node.getChild("Block");
  if (block !== null) reading.statements(block, body, depth + 1);
  else {
    const value = node.lastChild;
    if (value !== null && value.name !== "ParamList" && isExpression(value)) {
      own.push(reading.expression(value, body, depth + 1));
    }
  }
  reading.returns = outer;
  return { kind: "function", body, line };
}

/** Reads the methods and fields of a class. */
export function readClass(reading: Reading, node: SyntaxNode, scope: string, depth: number): void {
  const definition = node.getChild("VariableDefinition");
  const name = definition === null ? "default" : textOf(reading, definition);
  const body = node.getChild("ClassBody");
  if (body === null || depth > MAX_DEPTH) return;
  for (const member of childrenOf(body)) {
    const property = member.getChild("PropertyDefinition");
    const called = property === null ? "" : `${name}.${textOf(reading, property)}`;
    if (member.name === "MethodDeclaration") {
      define(reading, member, { name: called, scope, depth: depth + 1 });
    } else if (member.name === "PropertyDeclaration" && property !== null) {
      const parts = operands(member);
      const value = parts[parts.findIndex((one) => one.name === "Equals") + 1];
      if (value === undefined || !parts.some((one) => one.name === "Equals")) continue;
      bind(
        reading,
        `this.${textOf(reading, property)}`,
        reading.expression(value, scope, depth + 1, called),
        {
          scope,
          node: member,
        },
      );
    }
  }
}
