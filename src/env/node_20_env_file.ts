import type { Dialect, Reading } from "./dialect.ts";
import { lastOf } from "./pieces/assignment.ts";
import { cutAtNul } from "./pieces/cut_at_nul.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { scanNode20EnvFile } from "./pieces/scan_node_20_env_file.ts";

/** A line without `=` becomes part of the next key, and a tab is no blank. */
export const NODE_20_ENV_FILE: Dialect = {
  id: "node-20-env-file",
  title: "node 20 --env-file",
  loaders: ["node-env-file@20.20.2"],
  precedence: "process",
  read,
};

function read(bytes: Uint8Array, key: string): Reading {
  const text = decodeLoosely(bytes).replaceAll("\r", "");
  return cutAtNul(lastOf(scanNode20EnvFile(text).filter((assignment) => assignment.key === key)));
}
