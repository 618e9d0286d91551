import { Ajv } from "ajv";

const SCHEMA = new URL("../../docs/schema/report.schema.json", import.meta.url);

const validate = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false })
  .compile(
    JSON.parse(Deno.readTextFileSync(SCHEMA)),
  );

/** What is wrong with the object of `--format json`, each complaint with its place; none where it is valid. */
export function validateReport(object: unknown): readonly string[] {
  if (validate(object)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    `${instancePath || "/"} ${message} ${JSON.stringify(params)}`
  );
}
