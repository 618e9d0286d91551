import { findField, isOfSettings } from "./find_field.ts";
import { findLine, findRaised } from "./find.ts";
import { judgeKey } from "./judge_key.ts";
import { isKeyField } from "./key_name.ts";
import { saysMissing } from "./key_statement.ts";
import { isMissing } from "./pydantic.ts";
import type { Raised } from "./read_output.ts";
import type { Names, Seen, Sighting } from "./symptom.ts";

/** Classes in which applications and their loaders say that a variable is missing. */
const SAYS_SO =
  /^(?:ImproperlyConfigured|UndefinedValueError|Env(?:NotSet|Validation|ironment)?Error|ConfigurationError|ConfigError|SettingsError|ValueError|RuntimeError|AssertionError|Exception|SystemExit|Error)$/;
/** A name in capitals; what is quoted right after "Set the" or "variable" may have lower-case letters. */
const VARIABLE = /(?<![\w.])[A-Z][A-Z0-9]{1,60}(?:_[A-Z0-9]{1,60}){0,12}(?![\w.])/g;
const FROM_ENVIRONMENT = /\benviron\b|\bgetenv\b/;
/** What loaders, shells and Compose say of a variable in a line without a class; the name is a group. */
const LINES: readonly RegExp[] = [
  // Go: caarlos0/env, envconfig
  /\brequired environment variable "(\w{1,200})" is not set/,
  /\brequired key (\w{1,200}) missing value/,
  // sh -u, ${NAME:?}
  /: (\w{1,200}): (?:unbound variable|parameter not set|parameter null or not set)$/,
  // Compose 2 and 1
  /\brequired variable (\w{1,200}) is missing a value/,
  /^Missing mandatory value for .{1,300}\$\{(\w{1,200}):?\?/,
  // Rails
  /^Missing `(secret_key_base)` for '/,
];

/** A variable other than the JWT key that is missing. */
export function findOtherMissing(seen: Seen, names: Names): Sighting | null {
  return findRaised(seen, { name: SAYS_SO, where: (raised) => namesAnother(raised, seen, names) }) ??
    findRaised(seen, { name: /^KeyError$/, where: (raised) => isOtherKeyError(raised, names) }) ??
    findField(
      seen,
      (error) =>
        isMissing(error) && isOfSettings(error) && error.field !== "" && !isKeyField(error.field, names),
    ) ?? findOtherLine(seen, names);
}

function findOtherLine(seen: Seen, names: Names): Sighting | null {
  for (const pattern of LINES) {
    const found = findLine(seen, pattern, (text) => pattern.exec(text)?.[1] !== names.jwt);
    if (found !== null) return found;
  }
  return null;
}

function namesAnother(raised: Raised, seen: Seen, names: Names): boolean {
  const message = raised.head.text.slice(0, 1000);
  const quoted = /^(?:Set the|Environment variable) ["'`]?(\w{2,80})["'`]? /.exec(message)?.[1];
  const candidates = new Set(message.match(VARIABLE) ?? []);
  const declared = raised.name === "UndefinedValueError"
    ? /^(\S{1,200}) not found\./.exec(message)?.[1]
    : null;
  for (const name of [quoted, declared]) if (typeof name === "string") candidates.add(name);
  candidates.delete(names.jwt);
  // "X or SECRET_KEY must be set": the JWT key is what is missing
  const isOfKey = judgeKey(seen, names).some(({ sighting }) => sighting.line === raised.head.number);
  if (isOfKey && names.session !== null) candidates.delete(names.session);
  return [...candidates].some((name) =>
    (name.includes("_") || name === quoted || name === declared) && name !== "DJANGO_SETTINGS_MODULE" &&
    saysMissing(message, name)
  );
}

function isOtherKeyError(raised: Raised, names: Names): boolean {
  const name = /^['"](\w{1,200})['"]$/.exec(raised.head.text.trim())?.[1];
  const fetched = /^key not found: "(\w{1,200})"$/.exec(raised.head.text.trim())?.[1];
  if (fetched !== undefined) return fetched !== names.jwt && fetched === fetched.toUpperCase();
  return name !== undefined && name !== names.jwt &&
    raised.frames.some(({ file, code }) =>
      FROM_ENVIRONMENT.test(code) || /(?:^|[/\\])os\.py$|<frozen os>/.test(file)
    );
}
