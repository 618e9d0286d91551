import { findLine, findRaised } from "./find.ts";
import { judgeKey } from "./judge_key.ts";
import { readOutput } from "./read_output.ts";
import type { Names, Seen, Sighting, Symptom } from "./symptom.ts";

/** What loaders say of a line that they cannot read. What follows it in the output may be the key itself. */
const MALFORMED = new RegExp(
  [
    // python-dotenv, django-environ
    /[Pp]ython-dotenv could not parse statement starting at line \d{1,6}/,
    /^Invalid line: /,
    // systemd
    /Ignoring invalid environment assignment|Failed to parse environment entry/,
    // docker run, docker compose
    /invalid env file \([^)]{1,300}\)(?!: invalid utf8)|poorly formatted environment/,
    /unexpected character "[^"]{1,8}" in variable name|unterminated quoted value|key cannot contain a space/,
    // kubectl
    /is not a valid key name(?: for a Secret)?: /,
    // dotenvy, Ruby's dotenv, phpdotenv; Symfony has classes of its own
    /Error parsing line: |\bLineParse\(/,
    /^Line (?=".{0,4000}" (?:has an unset variable|doesn't match format))/,
    /Failed to parse dotenv file\. /,
    // a shell that sources the file, or exports its words
    /\.env[\w.-]{0,40}: line \d{1,6}: (?=.{1,4000}: command not found$)/,
    /\.env[\w.-]{0,40}: line \d{1,6}: (?:unexpected EOF while looking for matching|syntax error near unexpected token)/,
    /^[\w./-]{1,300}: \d{1,6}: [\w./-]{0,300}\.env[\w.-]{0,40}: (?=.{1,4000}: not found$|Syntax error: )/,
    /^xargs: unmatched (?:double|single) quote/,
    /\bexport: (?=`.{0,4000}': not a valid identifier$)/,
  ].map(({ source }) => source).join("|"),
);

const MISSING = new RegExp(
  [
    // node --env-file, deno --env-file
    /^node: .{1,300}: not found$|environment file specified '.{1,300}' was not found/,
    // docker run, docker compose 2 and 1
    /^docker: open .{1,300}: no such file or directory|\benv file .{1,300} not found|[Cc]ouldn't find env file: /,
    // kubectl, Go
    /\.env[\w.-]{0,40}: no such file or directory/,
    // phpdotenv, Symfony, Ruby
    /Unable to read (?:any of the environment file\(s\) at \[|the "[^"]{1,300}" environment file)/,
    /No such file or directory @ \w{1,20} - [^']{0,300}\.env[\w.-]{0,40}/,
    // dotenvy
    /\bIo\(Custom \{ kind: NotFound, error: "path not found" \}\)|\.env\b.{0,40}: path not found$/,
    // systemd
    /Failed to load environment files: No such file/,
    /cannot open [\w./-]{0,300}\.env[\w.-]{0,40}: No such file/,
    // uvicorn, flask, dotenv run
    /Invalid value for '-f' "[^"]{1,300}" does not exist/,
    /Invalid value for '(?:-f' \/ ')?(?:-e' \/ ')?--(?:env-)?file'(?: \/ '-\w')?: (?:Path|File) '.{1,300}' does not exist/,
    // a shell that sources the file
    /\.env[\w.-]{0,40}: (?:No such file or directory|not found|cannot open)/,
  ].map(({ source }) => source).join("|"),
);

/** Causes that lie in how the env file is written, or in where it is. */
export const ENV_FILE_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "env-lines-glued",
    title: "The key stands behind another value, in one line of the env file",
    rule: "line-well-formed",
    not: "A wrong value of the other variable: the key was appended to it",
    why:
      "The file had no line end after its last line when the key was appended (echo … >> .env does not look), so " +
      "the key became part of that value. Both variables are wrong now; where it was SECRET_KEY, every session " +
      "and signed link has died too",
    remedy: {
      text: "Begin a new line before the key's name; the value before it is then what it was",
      commands: ["deno task verify {project}"],
    },
    find: findGlued,
  },
  {
    cause: "env-line-malformed",
    title: "A line of the env file is not one that its loader can read",
    rule: "line-well-formed",
    not: "A missing key: the file was found, and a line in it was refused or left out",
    why:
      "Each line is NAME=VALUE. A bare key without its name (a generator's output appended as it is), the word " +
      "export, a space around the sign or an open quote are read differently by every loader; some stop",
    remedy: {
      text: "Mend the line: NAME=VALUE, without quotes, spaces and comments",
      commands: ["deno task verify {project}"],
    },
    find: (seen) =>
      cut(findLine(seen, MALFORMED), MALFORMED) ??
        findRaised(seen, {
          name: /^FormatException$/,
          message: / in "[^"]{0,300}\.env[\w.-]{0,40}" at line \d/,
        }),
  },
  {
    cause: "env-file-missing",
    title: "The env file that the start command names is not there",
    rule: null,
    not: "A missing line: no file was read at all",
    why: "The path is wrong, or is taken from another folder than the one in which the file lies",
    remedy: {
      text: "Name the file by its whole path, or start in the folder that holds it",
      commands: ["ls -la {project}/.env"],
    },
    find: (seen) =>
      findLine(seen, MISSING) ??
        findRaised(seen, {
          name: /^FileNotFoundError$|^Error$/,
          message:
            /(?:No such file or directory: |ENOENT: no such file .{1,60})'[^']{0,300}\.env[\w.-]{0,40}'/,
        }),
  },
  {
    cause: "env-file-not-read",
    title: "There is an env file, and nothing reads it",
    rule: "key-visible-to-loader",
    not: "A missing line",
    why: "Flask reads .env by python-dotenv, which is not installed; it says so in a tip above the error",
    remedy: {
      text: "Install python-dotenv, or put the variables into the environment of the process",
      commands: ["cd {project} && pip install python-dotenv"],
    },
    find: (seen, names) =>
      isMissingAnything(seen, names)
        ? findLine(seen, /Tip: There are \.env .{0,40}files present\. .{0,20}[Ii]nstall .?python-dotenv/)
        : null,
  },
];

/** Characters of a glued line that are shown. */
const MOST_BEFORE = 400;

/** A value of another type that goes on with the key's line; only the part before the key's value is kept. */
function findGlued(seen: Seen, names: Names): Sighting | null {
  const glued = new RegExp(`[a-z0-9]${escape(names.jwt)}=`, "i");
  for (const { name, head, body } of readOutput(seen).raised) {
    if (
      !/^(?:ValueError|ValidationError|\w{0,40}EnvError|EnvValidationError|ImproperlyConfigured)$/.test(name)
    ) {
      continue;
    }
    const line = [head, ...body].find(({ text }) => glued.test(text));
    const found = line === undefined ? null : glued.exec(line.text);
    if (line === undefined || found === null) continue;
    const end = found.index + found[0].length;
    return { line: line.number, text: line.text.slice(Math.max(0, end - MOST_BEFORE), end) };
  }
  return null;
}

/** Leaves out what follows the words of the loader. */
function cut(sighting: Sighting | null, pattern: RegExp): Sighting | null {
  const found = sighting === null ? null : pattern.exec(sighting.text);
  if (sighting === null || found === null) return sighting;
  return { line: sighting.line, text: sighting.text.slice(0, found.index + found[0].length).trim() };
}

function isMissingAnything(seen: Seen, names: Names): boolean {
  return judgeKey(seen, names).some(({ cause }) => cause === "key-missing") ||
    findRaised(seen, { name: /^KeyError$/ }) !== null;
}

function escape(name: string): string {
  return name.replace(/[^\w]/g, "\\$&");
}
