import { quoted } from "./quoted.ts";

/** The flags that name a server that runs already: without them one is served here. */
export const SERVED_HERE = { "--base-url": null, "--instance": null, "--insecure-http": null } as const;

/**
 * What a person typed after a command, for another one: each flag has the value that is named here instead of its
 * own, and is left out where that is null.
 */
export function retype(typed: string, flags: Readonly<Record<string, string | null>>): string {
  const words = wordsOf(typed);
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (!(word in flags)) kept.push(word);
    else if (words[i + 1]?.startsWith("--") === false) i++;
  }
  const given = Object.entries(flags).flatMap(([flag, value]) =>
    value === null ? [] : [`${flag} ${quoted(value)}`]
  );
  return [...kept, ...given].join(" ");
}

/** The words as a shell tells them apart, with their quotes: only single ones are ever written. */
function wordsOf(typed: string): readonly string[] {
  return typed.match(/(?:'[^']*'|\\.|[^\s'\\])+/g) ?? [];
}
