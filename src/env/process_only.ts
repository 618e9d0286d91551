import type { Dialect } from "./dialect.ts";

/** For an application that reads `os.environ` or `process.env` and no file. */
export const PROCESS_ONLY: Dialect = {
  id: "process",
  title: "no loader: the process alone",
  loaders: [],
  precedence: "process",
  read: () => ({ outcome: "missing", reason: "The application reads no file" }),
};
