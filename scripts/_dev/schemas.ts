/**
 * Makes docs/schema: the JSON Schemas of keysplit.json, of saved facts and of the object that `--format json` prints. With
 * `--check` it only says which are out of sync.
 */
import { type Generated, writeOrCheck } from "./generated.ts";
import { configurationSchema } from "./configuration_schema.ts";
import { saved } from "../../src/checklist/saved.ts";
import { reportSchema } from "./report_schema.ts";

/** The schemas. */
export const SCHEMAS: readonly Generated[] = [
  { path: "docs/schema/keysplit.schema.json", make: () => textOf(configurationSchema()) },
  { path: "docs/schema/facts.schema.json", make: () => textOf(factsSchema()) },
  { path: "docs/schema/report.schema.json", make: () => textOf(reportSchema()) },
];

function factsSchema(): Readonly<Record<string, unknown>> {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "What `checklist --save-facts` writes and `--load-facts` reads",
    ...saved.schema,
  };
}

function textOf(schema: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(schema, null, 2) + "\n";
}

if (import.meta.main) Deno.exit(writeOrCheck(SCHEMAS, Deno.args));
