import type { Dialect, Reading } from "./dialect.ts";
import { type Assignment, lastOf } from "./pieces/assignment.ts";
import { decodeLoosely } from "./pieces/decode.ts";
import { expandByDotenvExpand12 } from "./pieces/expand_by_dotenv_expand_12.ts";
import { inPropertyOrder } from "./pieces/in_property_order.ts";
import { limitWork } from "./pieces/limit_work.ts";
import { scanNode20EnvFile } from "./pieces/scan_node_20_env_file.ts";
import { scanNodeEnvFile } from "./pieces/scan_node_env_file.ts";
import { withoutKey } from "./pieces/without_key.ts";
import { withValue } from "./pieces/with_value.ts";

/** `loadEnv()` on Node 20: as that Node reads, then `$NAME` is filled in, even in single quotes. */
export const VITE_ON_NODE_20: Dialect = {
  id: "vite-on-node-20",
  title: "Vite 8 on Node 20",
  loaders: ["vite@8.3.8"],
  precedence: "process",
  read: (bytes, key, environment) => read(scanNode20EnvFile, { bytes, key, environment }),
};

/** `loadEnv()` on later Nodes: Vite lets the Node that it runs on read the file. */
export const VITE: Dialect = {
  id: "vite",
  title: "Vite 8 on Node 22 or later",
  loaders: ["vite@8.3.8(node 24.21.0)"],
  precedence: "process",
  read: (bytes, key, environment) => read(scanNodeEnvFile, { bytes, key, environment }),
};

interface Question {
  readonly bytes: Uint8Array;
  readonly key: string;
  readonly environment: Readonly<Record<string, string>>;
}

function read(
  scan: (text: string) => readonly Assignment[],
  { bytes, key, environment }: Question,
): Reading {
  const text = decodeLoosely(bytes).replaceAll("\r", "");
  const assignments = scan(text);
  return limitWork(text, (spend) => {
    const expanded = expandByDotenvExpand12({
      // Node gives them sorted.
      parsed: inPropertyOrder(assignments.toSorted((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0)),
      fromProcess: withoutKey(environment, key),
      beforeTurn: "raw",
      spend,
    });
    const reading = lastOf(assignments.filter((assignment) => assignment.key === key));
    return withValue(reading, expanded.get(key));
  });
}
