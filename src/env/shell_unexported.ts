import { BASH } from "./bash.ts";
import { DASH } from "./dash.ts";
import type { Dialect } from "./dialect.ts";
import { assignmentsOf } from "./document.ts";
import { parseDocument } from "./parse_document.ts";

/** Shells that read the file without `set -a`: what a line does not export no process that they start gets. */
export const SHELL_UNEXPORTED: readonly Dialect[] = [BASH, DASH].map((shell) => ({
  id: `${shell.id}-unexported`,
  title: `${shell.id} without set -a`,
  loaders: [],
  precedence: shell.precedence,
  read: (bytes, key, environment) => {
    const reading = shell.read(bytes, key, environment);
    if (reading.outcome !== "value") return reading;
    // A shell goes on exporting a variable that was exported once.
    const exported = assignmentsOf(parseDocument(bytes), key).some((one) => one.exported);
    return exported || environment[key] !== undefined
      ? reading
      : { outcome: "missing", reason: `Line ${reading.line} assigns it, and nothing exports it` };
  },
}));
