import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { expandByDotenvExpand12 } from "./pieces/expand_by_dotenv_expand_12.ts";
import { inPropertyOrder } from "./pieces/in_property_order.ts";
import { limitWork } from "./pieces/limit_work.ts";
import { scanNpmDotenv } from "./pieces/scan_npm_dotenv.ts";
import { withValue } from "./pieces/with_value.ts";
import { withoutKey } from "./pieces/without_key.ts";

/** `expand(dotenv.config())`: `$NAME` is filled in even in single quotes; a reference to itself is nothing. */
export const NPM_DOTENV_EXPAND_12: Dialect = {
  id: "npm-dotenv-expand-12",
  title: "npm dotenv 16 or 17 with dotenv-expand 12",
  loaders: ["npm-dotenv@17.4.2+expand@12.0.3"],
  precedence: "ignores-empty",
  read,
};

function read(bytes: Uint8Array, key: string, environment: Readonly<Record<string, string>>): Reading {
  const text = decodeLoosely(bytes).replace(/\r\n?/g, "\n");
  const assignments = scanNpmDotenv(text);
  const parsed = inPropertyOrder(assignments);
  const inProcess = withoutKey(environment, key);
  return limitWork(text, (spend) => {
    const expanded = expandByDotenvExpand12({
      parsed,
      // dotenv has put the file's values there before, cut at a NUL.
      fromProcess: (name) => inProcess(name) ?? parsed.get(name)?.replace(/\0.*/s, ""),
      beforeTurn: "nothing",
      spend,
    });
    const reading = lastOf(assignments.filter((assignment) => assignment.key === key));
    return cutAtNul(withValue(reading, expanded.get(key)));
  });
}
