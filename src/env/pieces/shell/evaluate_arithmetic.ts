/**
 * What `$((…))` gives for whole numbers with `+ - * / %` and parentheses; null for anything that it does not
 * follow, `error` for what no shell can reckon.
 */
export function evaluateArithmetic(text: string): string | null | "error" {
  const tokens = text.match(/\d+|[-+*/%()]|\S/g) ?? [];
  if (tokens.length === 0) return "0";
  if (tokens.length > 1_000 || tokens.some((token) => !/^(?:0|[1-9]\d{0,14}|[-+*/%()])$/.test(token))) {
    return null;
  }
  let at = 0;
  const value = sum();
  return value === "error" || at < tokens.length ? "error" : fits(value) ? String(value) : null;

  function sum(): number | "error" {
    let left = product();
    while (left !== "error" && (tokens[at] === "+" || tokens[at] === "-")) {
      const sign = tokens[at++] === "+" ? 1 : -1;
      const right = product();
      left = right === "error" ? "error" : left + sign * right;
    }
    return left;
  }

  function product(): number | "error" {
    let left = atom();
    while (left !== "error" && "*/%".includes(tokens[at] ?? " ")) {
      const operator = tokens[at++];
      const right = atom();
      if (right === "error" || (operator !== "*" && right === 0)) return "error";
      left = operator === "*" ? left * right : operator === "/" ? Math.trunc(left / right) : left % right;
    }
    return left;
  }

  function atom(): number | "error" {
    const token = tokens[at++];
    if (token === "-" || token === "+") {
      const value = atom();
      return value === "error" ? "error" : token === "-" ? 0 - value : value;
    }
    if (token !== "(") return token === undefined || !/^\d/.test(token) ? "error" : Number(token);
    const value = sum();
    return tokens[at++] === ")" ? value : "error";
  }

  function fits(result: number): boolean {
    return Number.isSafeInteger(result);
  }
}
