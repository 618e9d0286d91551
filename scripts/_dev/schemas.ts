/**
 * Makes docs/schema: the JSON Schemas of keysplit.json and of the object that `--format json` prints. With
 * `--check` it only says which are out of sync.
 */
import { type Generated, writeOrCheck } from "./generated.ts";
import { configurationSchema } from "./configuration_schema.ts";
import { reportSchema } from "./report_schema.ts";

/** The schemas. */
export const SCHEMAS: readonly Generated[] = [
  { path: "docs/schema/keysplit.schema.json", make: () => textOf(configurationSchema()) },
  { path: "docs/schema/report.schema.json", make: () => textOf(reportSchema()) },
];

function textOf(schema: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(schema, null, 2) + "\n";
}

if (import.meta.main) Deno.exit(writeOrCheck(SCHEMAS, Deno.args));
