import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { decodeLoosely } from "./pieces/decode.ts";

/** Line by line: no `export`, `#` cuts an unquoted value anywhere, `\n` is read in every value. */
export const ENV_CMD: Dialect = {
  id: "env-cmd",
  title: "env-cmd 11",
  loaders: ["env-cmd@11.0.0"],
  precedence: "file",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const found: Assignment[] = [];
  let number = 0;
  for (const physical of decodeLoosely(bytes).split(/\r\n|\n|\r/)) {
    number++;
    for (const line of physical.split(/[\u2028\u2029]/)) {
      // A name has at least one character, be it an equals sign.
      const equals = line.indexOf("=", 1);
      if (equals === -1 || line.trimStart().startsWith("#")) continue;
      if (line.slice(0, equals).trim() !== key || key === "__proto__") continue;
      found.push({ key, line: number, ...readValue(line.slice(equals + 1).trim()) });
    }
  }
  return lastOf(found);
}

function readValue(text: string): Pick<Assignment, "value" | "note"> {
  const quote = text.charAt(0);
  if (quote === '"' || quote === "'") {
    const close = text.lastIndexOf(quote);
    const note = close === 0 ? "nothing, the quote never closes" : "in quotes, \\n read";
    return { value: text.slice(1, Math.max(1, close)).replaceAll("\\n", "\n"), note };
  }
  const hash = text.indexOf("#");
  const value = hash === -1 ? text : text.slice(0, hash).trim();
  return {
    value: value.replaceAll("\\n", "\n"),
    note: `unquoted, \\n read${hash === -1 ? "" : ", cut at the #"}`,
  };
}
