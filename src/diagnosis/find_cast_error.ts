import { findField, isOfSettings } from "./find_field.ts";
import { findLine, findRaised, passes } from "./find.ts";
import { isKeyField } from "./key_name.ts";
import { isMissing } from "./pydantic.ts";
import type { Raised } from "./read_output.ts";
import type { Names, Seen, Sighting } from "./symptom.ts";

const SETTINGS_FILE = /settings|config|[/\\]conf[/\\]|[/\\]env\.py$/i;
/** pydantic's types of errors, and zod's words. */
const CAST_TYPES =
  /_parsing$|_type$|^type_error|^url|^enum$|^literal_error$|^value_error\.(?:url|number)|_from_\w+$/;
const CAST_WORDS =
  /^Input should be |^(?:Invalid input: )?expected (?:number|boolean|nan|int|date|bigint|object|array|url)\b/i;
const CAST_MESSAGES = new RegExp(
  [
    // Python, decouple, environ, configurations, environs, starlette
    /^invalid literal for int\(\)|^could not convert string to float|^Invalid truth value|^Not a boolean/,
    /^Invalid boolean|^Invalid .{1,40} value for |^Environment variable ".{1,100}" invalid: .{0,20}Not a valid/,
    /^Cannot interpret .{0,20}value .{0,200} using|ConversionSyntax/,
    // env-var, Joi, convict, jsonwebtoken, envy
    /^env-var: "\w{1,200}" should be /,
    /(?:^|: )"\w{1,200}" must be (?:a|an|one of|a valid) (?:number|integer|boolean|port|uri|email|date|\[)/,
    /^\w{1,60}: (?:ports must be within range|must be (?:a|an|of type|one of) )(?!String)/,
    /^"expiresIn" should be a number of seconds/,
    /while parsing value '.{0,200}' provided by \w{1,200}/,
  ].map(({ source }) => source).join("|"),
);
/** What Go's loaders and envalid print without a class. */
const CAST_LINES =
  /^env: parse error on field "|envconfig\.Process: assigning \w{1,200} to |^\s{1,8}\w{1,200}: Invalid \w{1,20} input: /;

/** A value that cannot be read as the type that its setting has. */
export function findCastError(seen: Seen, names: Names): Sighting | null {
  return findRaised(seen, {
    name:
      /^(?:ValueError|InvalidOperation|EnvError|EnvValidationError|EnvVarError|ImproperlyConfigured|JSONDecodeError|Error|ValidationError)$/,
    message: CAST_MESSAGES,
    where: isAtStart,
  }) ??
    findRaised(seen, { name: /^SettingsError$/, message: /^error parsing value for field/ }) ??
    findField(
      seen,
      (error) =>
        !isKeyField(error.field, names) && !isMissing(error) && isOfSettings(error) &&
        (CAST_TYPES.test(error.type) || CAST_WORDS.test(error.message)),
    ) ?? findLine(seen, CAST_LINES, (text) => !text.trim().startsWith(`${names.jwt}:`));
}

/** Not in the middle of a request: the same words may tell of a user's input there. */
function isAtStart(raised: Raised): boolean {
  if (raised.frames.length === 0) return true;
  return passes(raised, SETTINGS_FILE) || passes(raised, /decouple|environ|dotenv/) ||
    raised.frames.every(({ file }) => !/[/\\](?:handlers|views?|routing|middleware)[/\\.]/.test(file));
}
