import { findCastError } from "./find_cast_error.ts";
import { findField } from "./find_field.ts";
import { findOtherMissing } from "./find_other_missing.ts";
import { findLine, findRaised, passes } from "./find.ts";
import { isForbidden } from "./pydantic.ts";
import type { Raised } from "./read_output.ts";
import type { Seen, Sighting, Symptom } from "./symptom.ts";

/** A shell that was told to run the file. */
const IS_RUN = / \.{1,2}\/[^:]{0,300}: Permission denied$/;
const UNREADABLE = /\.env[\w.-]{0,40}: [Pp]ermission denied/;
/** Docker prints the bytes of the line behind it. */
const NOT_UTF8 = /invalid env file \([^)]{1,300}\): invalid utf8 bytes at line \d{1,6}/;
const LIBRARY = /(?:site|dist)-packages|[/\\]lib[/\\]python\d|^</;

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
    find: (seen) => findField(seen, isForbidden),
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
      }) ?? findRaised(seen, { name: /^ValueError$/, message: /^embedded null byte$/ }) ??
        findNotUtf8(seen),
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
      findRaised(seen, { name: /^PermissionError$|^Error$/, message: /\bdenied\b.{0,300}\.env\b/ }) ??
        findLine(seen, UNREADABLE, (text) => !IS_RUN.test(text)),
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

function findNotUtf8(seen: Seen): Sighting | null {
  const found = findLine(seen, NOT_UTF8);
  return found === null ? null : { line: found.line, text: NOT_UTF8.exec(found.text)?.[0] ?? "" };
}

function readsEnvFile(raised: Raised): boolean {
  if (raised.frames.length === 0) return true;
  return passes(raised, /decouple|dotenv|environs?[/\\.]|starlette[/\\]config/) ||
    raised.frames.some(({ file, code }) => !LIBRARY.test(file) && /\.env\b/.test(code));
}
