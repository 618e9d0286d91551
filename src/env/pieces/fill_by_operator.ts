import type { Reference } from "./replace_references.ts";

/** What stands for a reference with a shell's operators, for a name that stands for `found`. */
export function fillByOperator({ operator, rest }: Reference, found: string | undefined): string {
  switch (operator) {
    case ":-":
      return found || rest;
    case "-":
      return found ?? rest;
    case ":+":
      return found ? rest : "";
    case "+":
      return found === undefined ? "" : rest;
    case "none":
      return found ?? "";
  }
}
