import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";

/** Line by line: no `export`, no comment after a value, two kinds of quotes. */
export const NPM_DOTENV_8: Dialect = {
  id: "npm-dotenv-8",
  title: "npm dotenv 8 to 14",
  loaders: ["npm-dotenv@8.6.0"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const found: Assignment[] = [];
  let number = 0;
  for (const line of decodeLoosely(bytes).split(/\r\n|\n|\r/)) {
    number++;
    const equals = line.indexOf("=");
    const name = equals === -1 ? "" : line.slice(0, equals).trim();
    if (name !== key || !/^[\w.-]+$/.test(name)) continue;
    const [value = "", ...rest] = line.slice(equals + 1).trimStart().split(/[\u2028\u2029]/);
    // The value has to reach the end of the line: these two separators end it before.
    if (rest.some((part) => part.trim() !== "")) continue;
    found.push({ key, line: number, ...unquote(value) });
  }
  return cutAtNul(lastOf(found));
}

function unquote(value: string): { readonly value: string; readonly note: string } {
  const quote = value[0];
  if (value.length < 2 || (quote !== '"' && quote !== "'") || !value.endsWith(quote)) {
    return { value: value.trim(), note: /\s#/.test(value) ? "the comment is part of the value" : "unquoted" };
  }
  const inner = value.slice(1, -1);
  if (quote === "'") return { value: inner, note: "in single quotes" };
  return { value: inner.replaceAll("\\n", "\n"), note: "in double quotes, \\n read" };
}
