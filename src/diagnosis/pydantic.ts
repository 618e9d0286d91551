import { passes } from "./find.ts";
import { zodErrors } from "./zod.ts";
import type { Line, Output, Raised } from "./read_output.ts";

/** One error of a pydantic `ValidationError`, of version 1 or 2, or one issue of a `ZodError`. */
export interface FieldError {
  /** As printed: `jwt_secret_key`, `auth.key`, `auth -> key`; empty where the whole model is meant. */
  readonly field: string;
  /** Without the type and the input, which may hold a secret. */
  readonly message: string;
  /** `missing`, `value_error.missing`, …; empty where it is not printed. */
  readonly type: string;
  readonly emptyInput: boolean;
  readonly line: Line;
  /** Whether the model holds settings, by its name. */
  readonly ofSettings: boolean;
}

const COUNT = /^\d{1,6} validation errors? for (.{1,200})$/;
const TYPE = / (?:\[type=([\w.]{1,80})|\(type=([\w.]{1,80}))/;
const SETTINGS = /settings|config|env|secret|options/i;

/** The field errors of every `ValidationError` and `ZodError` in an output. */
export function fieldErrors(output: Output): readonly FieldError[] {
  return [...output.raised.flatMap(errorsOf), ...zodErrors(output)];
}

function errorsOf(raised: Raised): readonly FieldError[] {
  const count = COUNT.exec(raised.head.text);
  if (count === null) return [];
  const ofSettings = SETTINGS.test(count[1] ?? "") || passes(raised, /[/\\]pydantic_settings[/\\]/);
  const errors: FieldError[] = [];
  let field = "";
  for (const line of raised.body) {
    if (!/^\s/.test(line.text)) {
      field = line.text.trim();
      continue;
    }
    const type = TYPE.exec(line.text);
    const message = line.text.slice(0, type?.index ?? 1000).trim()
      .replace(/^(?:Value error|Assertion failed),? /, "");
    if (message === "" || /^For further information visit/.test(message)) continue;
    errors.push({
      field: field === "__root__" ? "" : field,
      message,
      type: type?.[1] ?? type?.[2] ?? "",
      emptyInput: /input_value=(?:''|""|SecretStr\(''\))[,\]]/.test(line.text),
      line: { number: line.number, text: line.text.trim() },
      ofSettings,
    });
  }
  return errors;
}

/** Whether a field was needed and not given. */
export function isMissing(error: FieldError): boolean {
  return error.type === "missing" || error.type === "value_error.missing" ||
    /^field required$/i.test(error.message) ||
    (error.type === "string_type" && /input_value=None/.test(error.line.text));
}

/** Whether a variable was given that the model does not declare. */
export function isForbidden(error: FieldError): boolean {
  return error.type === "extra_forbidden" || error.type === "value_error.extra" ||
    /^extra (?:inputs|fields) (?:are )?not permitted/i.test(error.message);
}
