import { MASK, plain } from "../report/redact.ts";
import type { Redact } from "./causes.ts";

/** As for keys; a token is not looked for in other cases and encodings, which words would be taken for. */
const RUN = 6;

/** What masks every run of six or more characters of the tokens, and then what `redact` does. */
export function withoutTokens(tokens: readonly string[], redact: Redact): Redact {
  const runs = new Set<string>();
  for (const token of tokens) {
    for (let at = 0; at + RUN <= token.length; at++) runs.add(token.slice(at, at + RUN));
  }
  return (text) => redact(runs.size === 0 ? text : masked(plain(text), runs));
}

function masked(text: string, runs: ReadonlySet<string>): string {
  const parts: string[] = [];
  let done = 0;
  for (let at = 0; at + RUN <= text.length; at++) {
    if (!runs.has(text.slice(at, at + RUN))) continue;
    let end = at + RUN;
    while (end < text.length && runs.has(text.slice(end - RUN + 1, end + 1))) end++;
    parts.push(text.slice(done, at), MASK);
    done = end;
    at = end - 1;
  }
  return parts.join("") + text.slice(done);
}
