import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { scanNodeEnvFile } from "./pieces/scan_node_env_file.ts";

/** `KEY= ` with a blank takes the next line for its value; `#` cuts an unquoted value anywhere. */
export const NODE_ENV_FILE: Dialect = {
  id: "node-env-file",
  title: "node --env-file from 22",
  loaders: ["node-env-file@22.23.3", "node-env-file@24.21.0", "node-env-file@26.10.0"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const text = decodeLoosely(bytes).replaceAll("\r", "");
  return cutAtNul(lastOf(scanNodeEnvFile(text).filter((assignment) => assignment.key === key)));
}
