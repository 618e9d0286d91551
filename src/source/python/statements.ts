import type { SyntaxNode } from "@lezer/common";
import {
  type CallExpression,
  dottedName,
  type Expression,
  operands,
  partsOf,
  readArguments,
  readExpression,
  type Source,
} from "./expression.ts";
import { type Import, readImports } from "./imports.ts";

/** `target = value`, `target: annotation`, `target["key"] = value`, at any depth. */
export interface Assignment {
  /** A name or dotted names: `SECRET_KEY`, `self.key`. */
  readonly target: string;
  /** The literal between brackets: `SIGNING_KEY` in `SIMPLE_JWT["SIGNING_KEY"] = …`; null where there is none. */
  readonly key: string | null;
  readonly annotation: Expression | null;
  readonly value: Expression | null;
  /** Whether `+=` and the like add to what was there. */
  readonly updates: boolean;
  /** Names of the enclosing classes and functions, joined by dots; empty at the top level. */
  readonly scope: string;
  /** Whether an `if`, `try` or the like stands around it in the same scope. */
  readonly conditional: boolean;
  readonly line: number;
}

/** A class with what its head says. */
export interface PythonClass {
  readonly name: string;
  readonly scope: string;
  /** Dotted names as spelled. */
  readonly bases: readonly string[];
  readonly keywords: Readonly<Record<string, Expression>>;
  readonly decorators: readonly Expression[];
  readonly line: number;
}

/** One parameter of a function. */
export interface Parameter {
  readonly name: string;
  readonly annotation: Expression | null;
  readonly value: Expression | null;
}

/** A function or method with its decorators and what it returns. */
export interface PythonFunction {
  readonly name: string;
  readonly scope: string;
  readonly parameters: readonly Parameter[];
  readonly decorators: readonly Expression[];
  readonly returns: readonly Expression[];
  readonly line: number;
}

/** A call anywhere in the file. */
export interface PythonCall {
  readonly call: CallExpression;
  /** The callee's dotted name as spelled; empty where it is no name. */
  readonly callee: string;
  readonly scope: string;
  readonly line: number;
}

/** An expression as it stands in a statement. */
export interface Standing {
  readonly expression: Expression;
  /** What the statement assigns it to, or null. */
  readonly assignedTo: string | null;
  readonly scope: string;
}

/** What the statements of a file say, in the order they stand. */
export interface Statements {
  readonly imports: readonly Import[];
  readonly assignments: readonly Assignment[];
  readonly classes: readonly PythonClass[];
  readonly functions: readonly PythonFunction[];
  readonly standing: readonly Standing[];
  readonly calls: readonly PythonCall[];
}

interface Place {
  readonly scope: string;
  readonly conditional: boolean;
  readonly returns: Expression[] | null;
  readonly depth: number;
}

/** Python itself refuses more than a hundred levels of indentation. */
const MAX_DEPTH = 100;

/** Reads all statements below a syntax node, once. */
export function readStatements(top: SyntaxNode, source: Source): Statements {
  const imports: Import[] = [];
  const assignments: Assignment[] = [];
  const classes: PythonClass[] = [];
  const functions: PythonFunction[] = [];
  const standing: Standing[] = [];
  const calls: PythonCall[] = [];

  const textOf = (node: SyntaxNode): string => source.text.slice(node.from, node.to);

  function stand(expression: Expression, place: Place, assignedTo: string | null = null): void {
    standing.push({ expression, assignedTo, scope: place.scope });
    const pending: Expression[] = [expression];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (next.kind === "call") {
        calls.push({
          call: next,
          callee: dottedName(next.callee) ?? "",
          scope: place.scope,
          line: next.line,
        });
      }
      pending.push(...partsOf(next).toReversed());
    }
  }

  function body(node: SyntaxNode, place: Place): void {
    if (place.depth > MAX_DEPTH) return;
    for (let child = node.firstChild; child !== null; child = child.nextSibling) statement(child, place, []);
  }

  function statement(node: SyntaxNode, place: Place, decorators: readonly Expression[]): void {
    const deeper = { ...place, depth: place.depth + 1 };
    switch (node.name) {
      case "ImportStatement":
        return void imports.push(...readImports(node, source));
      case "AssignStatement":
      case "UpdateStatement":
        return assign(node, place);
      case "FunctionDefinition":
        return define(node, deeper, decorators);
      case "ClassDefinition":
        return classify(node, deeper, decorators);
      case "DecoratedStatement": {
        const found = node.getChildren("Decorator").map(decorator);
        for (const one of found) stand(one, place);
        for (const child of operands(node)) {
          if (child.name !== "Decorator") statement(child, place, found);
        }
        return;
      }
      case "ReturnStatement":
        for (const child of operands(node)) {
          if (child.name === "return") continue;
          const value = readExpression(child, source);
          place.returns?.push(value);
          stand(value, place);
        }
        return;
      case "Body":
      case "StatementGroup":
      case "MatchBody":
      case "MatchClause":
        return body(node, deeper);
    }
    if (node.firstChild === null) return;
    for (const child of operands(node)) {
      if (child.name === "Body" || child.name === "MatchBody") body(child, { ...deeper, conditional: true });
      else if (child.firstChild !== null) stand(readExpression(child, source), place);
    }
  }

  function decorator(node: SyntaxNode): Expression {
    const line = source.lineAt(node.from);
    const list = node.getChild("ArgList");
    const until = list?.from ?? node.to;
    const name = source.text.slice(node.from + 1, until).trim();
    const callee: Expression = { kind: "name", name, line };
    return list === null ? callee : { kind: "call", callee, ...readArguments(list, source), line };
  }

  function assign(node: SyntaxNode, place: Place): void {
    const children = operands(node);
    const typed = children.find((child) => child.name === "TypeDef") ?? null;
    const signs = children.flatMap((child, i) =>
      child.name === "AssignOp" || child.name === "UpdateOp" ? [i] : []
    );
    const last = signs.at(-1);
    const values = last === undefined
      ? []
      : children.slice(last + 1).map((child) => readExpression(child, source));
    const annotated = typed === null ? undefined : operands(typed).at(-1);
    const annotation = annotated === undefined ? null : readExpression(annotated, source);
    let from = 0;
    const names: string[] = [];
    for (const sign of signs.length === 0 ? [children.length] : signs) {
      const targets = children.slice(from, sign).filter((child) => child.name !== "TypeDef");
      targets.forEach((target, i) => {
        const bound = readExpression(target, source);
        const { name, key } = targetOf(bound);
        if (name === null) return;
        names.push(name);
        const value = targets.length > 1 && values.length === targets.length ? values[i]! : values[0] ?? null;
        assignments.push({
          target: name,
          key,
          annotation,
          value: targets.length > 1 && values.length !== targets.length ? null : value,
          updates: node.name === "UpdateStatement",
          scope: place.scope,
          conditional: place.conditional,
          line: source.lineAt(node.from),
        });
      });
      from = sign + 1;
    }
    for (const value of values) stand(value, place, names[0] ?? null);
  }

  function define(node: SyntaxNode, place: Place, decorators: readonly Expression[]): void {
    const name = node.getChild("VariableName");
    const list = node.getChild("ParamList");
    const inside = node.getChild("Body");
    if (name === null) return;
    const parameters = list === null ? [] : readParameters(list, source);
    for (const { value } of parameters) if (value !== null) stand(value, place);
    const returns: Expression[] = [];
    functions.push({
      name: textOf(name),
      scope: place.scope,
      parameters,
      decorators,
      returns,
      line: source.lineAt(node.from),
    });
    const scope = join(place.scope, textOf(name));
    if (inside !== null) body(inside, { ...place, scope, conditional: false, returns });
  }

  function classify(node: SyntaxNode, place: Place, decorators: readonly Expression[]): void {
    const name = node.getChild("VariableName");
    const list = node.getChild("ArgList");
    const inside = node.getChild("Body");
    if (name === null) return;
    const { positional, keywords } = list === null
      ? { positional: [], keywords: {} }
      : readArguments(list, source);
    const bases = positional.map((base) =>
      base.kind === "subscript" ? dottedName(base.of) : dottedName(base.kind === "call" ? base.callee : base)
    ).filter((base) => base !== null);
    classes.push({
      name: textOf(name),
      scope: place.scope,
      bases,
      keywords,
      decorators,
      line: source.lineAt(node.from),
    });
    const scope = join(place.scope, textOf(name));
    if (inside !== null) body(inside, { ...place, scope, conditional: false, returns: null });
  }

  body(top, { scope: "", conditional: false, returns: null, depth: 0 });
  return { imports, assignments, classes, functions, standing, calls };
}

function join(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

function targetOf(target: Expression): { name: string | null; key: string | null } {
  if (target.kind === "subscript") {
    return { name: dottedName(target.of), key: target.key.kind === "text" ? target.key.value : null };
  }
  return { name: dottedName(target), key: null };
}

function readParameters(list: SyntaxNode, source: Source): Parameter[] {
  const parameters: { name: string; annotation: Expression | null; value: Expression | null }[] = [];
  let assigned = false;
  for (const child of operands(list)) {
    const last = parameters.at(-1);
    if (child.name === "TypeDef") {
      const annotated = operands(child).at(-1);
      if (last !== undefined && annotated !== undefined) last.annotation = readExpression(annotated, source);
    } else if (child.name === "AssignOp") assigned = true;
    else if (assigned) {
      if (last !== undefined) last.value = readExpression(child, source);
      assigned = false;
    } else if (child.name === "VariableName" || child.name === "self") {
      parameters.push({ name: source.text.slice(child.from, child.to), annotation: null, value: null });
    }
  }
  return parameters;
}
