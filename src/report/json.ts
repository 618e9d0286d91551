import { VERSION } from "../version.ts";
import type { Format, ReportContext } from "./format.ts";
import { plain } from "./plain.ts";

/** The version of the JSON object's shape; it grows when a field changes its meaning. */
export const SCHEMA_VERSION = 1;

/** The exit codes in letters, by their numbers. */
export const OUTCOMES = ["pass", "fail", "usage", "unknown", "stopped", "defect"] as const;

/** What the command found as one word. */
export function outcomeOf({ exitCode }: Pick<ReportContext, "exitCode">): typeof OUTCOMES[number] {
  return OUTCOMES[exitCode];
}

/** The one object of `--format json`; its schema is docs/schema/report.schema.json. */
export const json: Format = (findings, context) =>
  JSON.stringify(
    {
      schemaVersion: SCHEMA_VERSION,
      tool: "keysplit",
      version: VERSION,
      command: context.command,
      project: context.project,
      outcome: outcomeOf(context),
      exitCode: context.exitCode,
      findings,
      ...context.extra,
      ...(context.error ? { error: context.error } : {}),
    },
    // Escaped, a control character would be none here, and one again in whatever reads the object.
    (_, value) => typeof value === "string" ? plain(value) : value,
    2,
  ) + "\n";
