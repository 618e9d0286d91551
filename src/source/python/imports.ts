import type { SyntaxNode } from "@lezer/common";
import type { Source } from "./expression.ts";

/** One bound name of an import statement. */
export interface Import {
  /** With its leading dots where it is relative; as written. */
  readonly module: string;
  /** The name taken from the module, `*`, or null for `import module`. */
  readonly name: string | null;
  /** The name that the file uses for it. */
  readonly as: string;
  readonly line: number;
}

/** The names that one import statement binds, read from its words: the grammar keeps them flat. */
export function readImports(node: SyntaxNode, source: Source): Import[] {
  const line = source.lineAt(node.from);
  const words: string[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "Comment") words.push(source.text.slice(child.from, child.to));
  }
  const imported = words.indexOf("import");
  if (imported < 0) return [];
  const from = words[0] === "from" ? words.slice(1, imported).join("") : null;
  const groups: string[][] = [[]];
  for (const word of words.slice(imported + 1)) {
    if (word === ",") groups.push([]);
    else if (word !== "(" && word !== ")") groups.at(-1)!.push(word);
  }
  return groups.filter((group) => group.length > 0).map((group) => {
    const as = group.indexOf("as");
    const name = group.slice(0, as < 0 ? group.length : as).join("");
    const alias = as < 0 ? undefined : group[as + 1];
    return from === null
      ? { module: name, name: null, as: alias ?? name, line }
      : { module: from, name, as: alias ?? name, line };
  });
}
