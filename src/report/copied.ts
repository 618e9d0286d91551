import type { Remedy } from "../rules/rule.ts";

/** What is to be copied of a remedy: the commands, then the lines of code. */
export function copied({ commands, code = [] }: Pick<Remedy, "commands" | "code">): readonly string[] {
  return [...commands, ...code];
}
