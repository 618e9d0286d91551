import type { Spend } from "./limit_work.ts";
import { refuseBuiltIn, replaceReferences, unescapeDollars } from "./replace_references.ts";

/** What dotenv-expand is given. */
export interface Expansion {
  /** The values of the file, in order. */
  readonly parsed: ReadonlyMap<string, string>;
  /** The process's variable, which wins over the file's. */
  readonly fromProcess: (name: string) => string | undefined;
  /** What a name of the file stands for before its own turn: nothing, or its value as it stands in the file. */
  readonly beforeTurn: "nothing" | "raw";
  readonly spend: Spend;
}

/** All values of a file with their references filled in, as dotenv-expand 12 and its copy in Vite do it. */
export function expandByDotenvExpand12(expansion: Expansion): ReadonlyMap<string, string> {
  const { parsed, fromProcess, beforeTurn, spend } = expansion;
  const known = new Map(beforeTurn === "raw" ? parsed : []);
  const lookup = (name: string) => fromProcess(name) ?? known.get(name) ?? refuseBuiltIn(name);
  for (const [key, raw] of parsed) {
    const set = fromProcess(key);
    const value = set !== undefined && set !== "" && set !== raw ? set : replaceReferences(raw, {
      fill: ({ name, operator, rest }, seen) => {
        const found = lookup(name);
        if (operator === ":+" || operator === "+") return found ? rest : "";
        // A value that this one once was refers to itself.
        return found && !seen.has(found) ? found : rest;
      },
      isFinal: (text, name) => text === known.get(name),
      spend,
    });
    known.set(key, unescapeDollars(value));
  }
  return known;
}
