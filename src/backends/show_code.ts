import type { Expression } from "../source/python.ts";

/** An expression as a line of code in which every literal text that is no name of a variable is hidden. */
export function showCode(expression: Expression, isName = false): string {
  switch (expression.kind) {
    case "text":
      return isName ? JSON.stringify(expression.value) : '"••••"';
    case "none":
      return "None";
    case "ellipsis":
      return "...";
    case "boolean":
      return expression.value ? "True" : "False";
    case "number":
      return expression.text;
    case "name":
      return expression.name;
    case "member":
      return `${showCode(expression.of)}.${expression.name}`;
    case "subscript":
      return `${showCode(expression.of)}[${showCode(expression.key, true)}]`;
    case "call": {
      const callee = showCode(expression.callee);
      const reads = /(?:^|\.)(?:config|env|getenv|get|str|getattr|\w*secret\w*)$/i.test(callee);
      const named = Object.entries(expression.keywords).map(([name, value]) => `${name}=${showCode(value)}`);
      const plain = expression.positional.map((value, i) =>
        showCode(value, reads && i === (callee === "getattr" ? 1 : 0))
      );
      return `${callee}(${[...plain, ...named].join(", ")})`;
    }
    case "either":
      return expression.choices.map((choice) => showCode(choice)).join(" or ");
    case "binary":
      return `${showCode(expression.left)} ${expression.operator} ${showCode(expression.right)}`;
    case "lambda":
      return `lambda: ${showCode(expression.body)}`;
    default:
      return "…";
  }
}
