import { findRaised, passes } from "./find.ts";
import { judgeKey } from "./judge_key.ts";
import { isKeyField } from "./key_name.ts";
import { saysMissing } from "./key_statement.ts";
import { type FieldError, fieldErrors, isForbidden, isMissing } from "./pydantic.ts";
import { type Raised, readOutput } from "./read_output.ts";
import type { Names, Seen, Sighting, Symptom } from "./symptom.ts";

/** Classes in which applications and their loaders say that a variable is missing. */
const SAYS_SO =
  /^(?:ImproperlyConfigured|UndefinedValueError|Env(?:NotSet|Validation|ironment)?Error|ConfigurationError|ConfigError|SettingsError|ValueError|RuntimeError|AssertionError|Exception|SystemExit|Error)$/;
/** A name in capitals; what is quoted right after "Set the" or "variable" may have lower-case letters. */
const VARIABLE = /(?<![\w.])[A-Z][A-Z0-9]{1,60}(?:_[A-Z0-9]{1,60}){0,12}(?![\w.])/g;
const FROM_ENVIRONMENT = /\benviron\b|\bgetenv\b/;
const SETTINGS_FILE = /settings|config|[/\\]conf[/\\]|[/\\]env\.py$/i;
const LIBRARY = /(?:site|dist)-packages|[/\\]lib[/\\]python\d|^</;
const CAST_TYPES =
  /_parsing$|_type$|^type_error|^url|^enum$|^literal_error$|^value_error\.(?:url|number)|_from_\w+$/;

/** Causes that lie in the settings, but not in the JWT key. */
export const SETTINGS_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "settings-not-configured",
    title: "Django does not know which settings to load",
    rule: null,
    not:
      "A missing JWT key: the message names whatever setting was asked for first, which can be the JWT key",
    why: "DJANGO_SETTINGS_MODULE is not set, so no settings were loaded at all",
    remedy: {
      text: "Run it through manage.py, or name the settings module",
      commands: ["cd {project} && python manage.py check"],
    },
    find: (seen) =>
      findRaised(seen, { message: /^Requested settings?,? .{0,120}but settings are not configured/ }),
  },
  {
    cause: "session-key-empty",
    title: "Django's SECRET_KEY is empty",
    rule: null,
    not: "The JWT key: sessions need SECRET_KEY, and SimpleJWT reads it as a default even if it is not used",
    why:
      "Django refuses to read an empty SECRET_KEY; gunicorn may start nevertheless and fail at the first request",
    remedy: {
      text: "Set SECRET_KEY; a new value ends every session and every signed link",
      commands: ["deno task verify {project}"],
    },
    find: (seen, names) =>
      names.jwt === "SECRET_KEY" ? null : findRaised(seen, {
        message:
          /^The SECRET_KEY setting must not be empty|the session is unavailable because no secret key was set/i,
      }),
  },
  {
    cause: "env-extra-forbidden",
    title: "The settings class refuses a variable that it does not declare",
    rule: null,
    not: "A bad value: any value would be refused, and the message prints part of it",
    why: "pydantic-settings reads the whole env file and by default forbids names that the class does not " +
      "have, so a new line in the file stops the application",
    remedy: {
      text: 'Declare the variable in the settings class, or set extra="ignore" in its model_config',
      commands: [],
    },
    find: (seen) => fieldSighting(seen, isForbidden),
  },
  {
    cause: "cast-error",
    title: "A variable has a value that cannot be read as its type",
    rule: null,
    not: "The JWT key, which is text",
    why:
      "A number, a yes or no, or a URL was expected. Often a comment behind the value: python-decouple and " +
      "django-environ keep it as part of the value",
    remedy: {
      text: "Mend the line of the env file that the message quotes; put comments on lines of their own",
      commands: [],
    },
    find: findCastError,
  },
  {
    cause: "env-file-not-utf8",
    title: "The env file is not UTF-8",
    rule: null,
    why:
      "A byte in it belongs to another encoding (Latin-1, or UTF-16 from PowerShell), and the loader reads no line at all",
    remedy: {
      text: "Convert the file, after finding out its encoding",
      commands: ["file {project}/.env", "iconv -f WINDOWS-1252 -t UTF-8 {project}/.env"],
    },
    find: (seen) =>
      findRaised(seen, {
        name: /^UnicodeDecodeError$/,
        message: /^'utf-?(?:8|16)(?:-sig|-le|-be)?' codec can't decode/i,
        where: readsEnvFile,
      }) ?? findRaised(seen, { name: /^ValueError$/, message: /^embedded null byte$/ }),
  },
  {
    cause: "env-file-unreadable",
    title: "The application may not read its env file",
    rule: null,
    why: "The file belongs to another user, and its mode closes it to everybody else",
    remedy: {
      text: "Give the file to the user that the application runs as; do not widen its mode",
      commands: ["ls -l {project}/.env"],
    },
    find: (seen) =>
      findRaised(seen, { name: /^PermissionError$|^Error$/, message: /\bdenied\b.{0,300}\.env\b/ }),
  },
  {
    cause: "other-variable-missing",
    title: "Another variable is missing",
    rule: null,
    not: "The JWT key: the message names another variable",
    why: "The settings require more than the JWT key, and the first one that is missing stops the start",
    remedy: {
      text:
        "Add the variable that the message names to the env file; its example file shows what it should hold",
      commands: [],
    },
    find: findOtherMissing,
  },
];

function fieldSighting(seen: Seen, matches: (error: FieldError) => boolean): Sighting | null {
  const error = fieldErrors(readOutput(seen)).find(matches);
  return error === undefined
    ? null
    : { line: error.line.number, text: `${error.field} ${error.line.text}`.trim() };
}

function findCastError(seen: Seen, names: Names): Sighting | null {
  return findRaised(seen, {
    name:
      /^(?:ValueError|InvalidOperation|EnvError|EnvValidationError|ImproperlyConfigured|JSONDecodeError)$/,
    message:
      /^invalid literal for int\(\)|^could not convert string to float|^Invalid truth value|^Not a boolean|^Invalid boolean|^Invalid .{1,40} value for |^Environment variable ".{1,100}" invalid: .{0,20}Not a valid|^Cannot interpret .{0,20}value .{0,200} using|ConversionSyntax/,
    where: isAtStart,
  }) ??
    findRaised(seen, { name: /^SettingsError$/, message: /^error parsing value for field/ }) ??
    fieldSighting(
      seen,
      (error) =>
        !isKeyField(error.field, names) && !isMissing(error) && isOfSettings(error) &&
        (CAST_TYPES.test(error.type) || /^Input should be /.test(error.message)),
    );
}

function findOtherMissing(seen: Seen, names: Names): Sighting | null {
  return findRaised(seen, { name: SAYS_SO, where: (raised) => namesAnother(raised, seen, names) }) ??
    findRaised(seen, { name: /^KeyError$/, where: (raised) => isOtherKeyError(raised, names) }) ??
    fieldSighting(
      seen,
      (error) =>
        isMissing(error) && isOfSettings(error) && error.field !== "" && !isKeyField(error.field, names),
    );
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
  return name !== undefined && name !== names.jwt &&
    raised.frames.some(({ file, code }) =>
      FROM_ENVIRONMENT.test(code) || /(?:^|[/\\])os\.py$|<frozen os>/.test(file)
    );
}

function isOfSettings(error: FieldError): boolean {
  return error.ofSettings || /^[A-Z][A-Z0-9_]{2,}$/.test(error.field);
}

/** Not in the middle of a request: the same words may tell of a user's input there. */
function isAtStart(raised: Raised): boolean {
  if (raised.frames.length === 0) return true;
  return passes(raised, SETTINGS_FILE) || passes(raised, /decouple|environ|dotenv/) ||
    raised.frames.every(({ file }) => !/[/\\](?:handlers|views?|routing|middleware)[/\\.]/.test(file));
}

function readsEnvFile(raised: Raised): boolean {
  if (raised.frames.length === 0) return true;
  return passes(raised, /decouple|dotenv|environs?[/\\.]|starlette[/\\]config/) ||
    raised.frames.some(({ file, code }) => !LIBRARY.test(file) && /\.env\b/.test(code));
}
