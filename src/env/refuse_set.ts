import type { Assignment, EnvDocument } from "./document.ts";
import type { Refusal } from "./refusal.ts";
import { isVariable } from "./show_node.ts";

/** Refuses where some loaders close a quote only behind the line to be written, or never. */
export function refuseOpenQuote(key: string, line: number): Refusal {
  return {
    line,
    message:
      `Cannot set ${key}: line ${line} opens a quote and does not close it, so that loaders do not agree ` +
      "on the lines below",
    next: [`Close the quote on line ${line}, then run the same again`],
  };
}

/** Refuses a definition that only the loaders see that read line by line. */
export function refuseInsideQuotes(
  key: string,
  { line, opener }: { readonly line: number; readonly opener: number },
): Refusal {
  return {
    line,
    message:
      `Cannot set ${key}: line ${line} assigns it inside the quotes that line ${opener} opens, where only ` +
      "some loaders see it",
    next: [`Take line ${line} out of the quotes or delete it, then run the same again`],
  };
}

/** Refuses where the old value's own quotes hold an assignment, which would go with the value. */
export function refuseOthersInside(
  document: EnvDocument,
  { key, line, inside }: Pick<Assignment, "key" | "line" | "inside">,
): Refusal | null {
  const other = inside.find((assignment) => isVariable(document, assignment));
  if (other === undefined) return null;
  return {
    line: other.line,
    message:
      `Cannot set ${key}: its quotes, which line ${line} opens, hold an assignment on line ${other.line} ` +
      "that some loaders read",
    next: [`Close the quote above line ${other.line} or delete that line, then run the same again`],
  };
}

/**
 * Refuses where `KEY` or `KEY: value` stands below the line to be written: the first unsets it for
 * python-dotenv, the second wins for npm dotenv.
 */
export function refuseOtherBelow(document: EnvDocument, key: string, offset: number): Refusal | null {
  const other = document.nodes.find((node) =>
    (node.kind === "bare" || node.kind === "other") && node.key === key && node.start >= offset
  );
  if (other === undefined) return null;
  const how = other.kind === "bare" ? "without a value, which unsets it" : "with a colon, which assigns it";
  return {
    line: other.line,
    message: `Cannot set ${key}: line ${other.line} names it ${how} for some loaders`,
    next: [`Delete line ${other.line}, then run the same again`],
  };
}
