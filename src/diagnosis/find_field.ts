import { type FieldError, fieldErrors } from "./pydantic.ts";
import { readOutput } from "./read_output.ts";
import type { Seen, Sighting } from "./symptom.ts";

/** The first error of a settings class or a schema that matches. */
export function findField(seen: Seen, matches: (error: FieldError) => boolean): Sighting | null {
  const error = fieldErrors(readOutput(seen)).find(matches);
  return error === undefined
    ? null
    : { line: error.line.number, text: `${error.field} ${error.line.text}`.trim() };
}

/** Whether it is about settings, by its model's name or by its own. */
export function isOfSettings(error: FieldError): boolean {
  return error.ofSettings || /^[A-Z][A-Z0-9_]{2,}$/.test(error.field);
}
