/**
 * The one list of options. Flags, `--help`, the keys of `keysplit.json` with their validation, and the JSON
 * Schema in docs/ are all derived from it.
 */
import { ITEMS } from "../src/checklist/items.ts";
import { POLICIES } from "../src/policy.ts";
import { RULES } from "../src/rules/mod.ts";
import type { SettingName } from "./_settings.ts";

/** One option: a flag, and a key of `keysplit.json` where `config` is set. */
export interface Option {
  readonly flag: string;
  readonly setting: SettingName;
  readonly kind: "text" | "number" | "flag" | "list";
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly least?: number;
  /** What a text has to be like, and how that is said. */
  readonly like?: { readonly pattern: RegExp; readonly words: string };
  readonly config?: true;
}

/** What `--prove` takes: the rules that a running application and its tokens answer. */
export const PROVABLE: readonly string[] = RULES.filter(({ stage }) => stage === "proof").map(({ id }) => id);

const VARIABLE = { pattern: /^[A-Za-z_][A-Za-z0-9_.-]*$/, words: "is the name of a variable" } as const;

const ONE_LINE = {
  pattern: /^[^\p{Cc}\p{Cf}]{1,500}$/u,
  words: "is one line of at most 500 characters",
} as const;

/** Every option, in the order in which help shows them. */
export const OPTIONS: readonly Option[] = [
  {
    flag: "env-file",
    setting: "envFiles",
    kind: "list",
    value: "PATH",
    config: true,
    help: "an env file of this service; may be repeated, all hold the same key",
  },
  {
    flag: "jwt-key",
    setting: "jwtKey",
    kind: "text",
    value: "NAME",
    like: VARIABLE,
    config: true,
    help: "the variable of the JWT key, as the code spells it",
  },
  {
    flag: "secret-key",
    setting: "secretKey",
    kind: "text",
    value: "NAME",
    like: VARIABLE,
    config: true,
    help: "the variable of the session key",
  },
  {
    flag: "policy",
    setting: "policy",
    kind: "text",
    value: "PRESET",
    choices: Object.keys(POLICIES),
    config: true,
    help: Object.values(POLICIES).map(({ name, title }) => `${name} (${title})`).join("; "),
  },
  {
    flag: "backend",
    setting: "backend",
    kind: "text",
    value: "ID",
    choices: ["django_simplejwt", "fastapi", "flask_jwt_extended", "node_jose", "generic"],
    config: true,
    help: "django_simplejwt, fastapi, flask_jwt_extended, node_jose or generic, where it is not recognised",
  },
  {
    flag: "check",
    setting: "check",
    kind: "text",
    value: "CMD",
    config: true,
    help: "the command that loads the settings and ends, e.g. 'python manage.py check'",
  },
  {
    flag: "serve",
    setting: "serve",
    kind: "text",
    value: "CMD",
    config: true,
    help: "the command that serves; {port} stands for the port, which is also in PORT",
  },
  {
    flag: "test",
    setting: "test",
    kind: "text",
    value: "CMD",
    config: true,
    help: "the command that runs the backend's own tests, where none is found",
  },
  {
    flag: "run-tests",
    setting: "runTests",
    kind: "flag",
    help: "run the backend's own tests, in the project and with its env files as they are",
  },
  {
    flag: "base-url",
    setting: "baseUrl",
    kind: "text",
    value: "URL",
    config: true,
    help: "a server that already runs, instead of serving one; keysplit.json may name one on this machine",
  },
  {
    flag: "insecure-http",
    setting: "insecureHttp",
    kind: "flag",
    help: "send the password and tokens unencrypted to the host of --base-url",
  },
  {
    flag: "instance",
    setting: "instance",
    kind: "text",
    value: "URL",
    help: "another instance of the application, which has to accept the tokens of the one at --base-url",
  },
  {
    flag: "login-url",
    setting: "loginUrl",
    kind: "text",
    value: "URL",
    config: true,
    help: "where credentials are posted, e.g. /api/token/",
  },
  {
    flag: "verify-url",
    setting: "verifyUrl",
    kind: "text",
    value: "URL",
    config: true,
    help: "an endpoint that tells whether a posted token is valid",
  },
  {
    flag: "protected-url",
    setting: "protectedUrl",
    kind: "text",
    value: "URL",
    like: {
      pattern: /^(?:(?:GET|HEAD|POST|PUT|PATCH)[ \t]+)?\S+$/,
      words: "is a URL, after GET, HEAD, POST, PUT or PATCH where one of them is to be sent",
    },
    config: true,
    help: "a URL that needs a token; POST /PATH for one that may be written to",
  },
  {
    flag: "username-field",
    setting: "usernameField",
    kind: "text",
    value: "NAME",
    config: true,
    help: "the field of the login that holds the user's name",
  },
  {
    flag: "header",
    setting: "headers",
    kind: "list",
    value: "NAME=VALUE",
    config: true,
    help: "an extra header of the login; NAME=$VARIABLE where it is secret",
  },
  {
    flag: "key-file",
    setting: "keyFiles",
    kind: "list",
    value: "PATH",
    config: true,
    help: "a file whose whole content is a key that may sign",
  },
  {
    flag: "password-stdin",
    setting: "passwordStdin",
    kind: "flag",
    help: "read the password from standard input",
  },
  {
    flag: "prove",
    setting: "prove",
    kind: "list",
    value: "RULE",
    choices: [...PROVABLE, "all"],
    help: `prove this with the token, or all; may be repeated, or a list with commas: ${PROVABLE.join(", ")}`,
  },
  {
    flag: "wordlist",
    setting: "wordlists",
    kind: "list",
    value: "FILE",
    help: "more keys, one a line, that must not fit the token; nothing is sent for it; may be repeated",
  },
  {
    flag: "timeout",
    setting: "timeout",
    kind: "number",
    value: "SECONDS",
    least: 1,
    config: true,
    help: "for each check, each start, and an answer to begin; 60 by default",
  },
  {
    flag: "bytes",
    setting: "bytes",
    kind: "number",
    value: "N",
    least: 1,
    help: "random bytes in a key; 64 by default",
  },
  {
    flag: "length",
    setting: "length",
    kind: "number",
    value: "CHARACTERS",
    least: 1,
    help: "the least number of characters instead, rounded up to whole bytes",
  },
  { flag: "count", setting: "count", kind: "number", value: "N", least: 1, help: "how many keys" },
  {
    flag: "for",
    setting: "for",
    kind: "text",
    value: "PLACE",
    choices: [
      "env",
      "docker",
      "kubernetes",
      "github",
      "heroku",
      "systemd",
      "aws",
      "vault",
      "azure",
      "powershell",
    ],
    help:
      "say on standard error what to do with the key there: env, docker, kubernetes, github, heroku, systemd, aws, vault, azure, powershell",
  },
  {
    flag: "loader",
    setting: "loader",
    kind: "list",
    value: "NAME",
    help:
      "judge by this loader, e.g. python-decouple or compose, instead of those that are found; may be repeated",
  },
  {
    flag: "loaders",
    setting: "loaders",
    kind: "text",
    value: "WHICH",
    choices: ["detected", "all"],
    help: "detected, or all to judge by every loader that is known",
  },
  { flag: "explain", setting: "explain", kind: "flag", help: "show what each loader reads, never a value" },
  {
    flag: "log",
    setting: "log",
    kind: "text",
    value: "FILE|-",
    help: "what the application printed; - is standard input, which is followed while it comes",
  },
  {
    flag: "error",
    setting: "error",
    kind: "text",
    value: "TEXT|-",
    help: "an error text; - is standard input, which keeps it out of the shell's history",
  },
  {
    flag: "http",
    setting: "http",
    kind: "text",
    value: "FILE|-",
    help: "an HTTP exchange as curl -i or curl -v prints it; - is standard input",
  },
  {
    flag: "environment",
    setting: "environment",
    kind: "text",
    value: "NAME",
    like: { pattern: /^[A-Za-z0-9][\w.-]{0,62}$/, words: "is a name such as staging" },
    config: true,
    help: "the environment that is looked at, as reports name it: development, staging, production, …",
  },
  {
    flag: "report",
    setting: "reports",
    kind: "list",
    value: "FORMAT=FILE",
    help: "write the report to a file in this format; may be repeated",
  },
  {
    flag: "save-facts",
    setting: "saveFacts",
    kind: "text",
    value: "FILE",
    help: "write what was gathered to a file, without secrets, to be judged elsewhere",
  },
  {
    flag: "load-facts",
    setting: "loadFacts",
    kind: "list",
    value: "FILE",
    help:
      "judge what such a file holds instead of a project; nothing is run; may be repeated, or name a folder",
  },
  {
    flag: "jobs",
    setting: "jobs",
    kind: "number",
    value: "N",
    least: 1,
    help: "how many services of a fleet are judged at once; by default as many as there are cores",
  },
  { flag: "open", setting: "open", kind: "flag", help: "show the report of --report html=FILE in a browser" },
  {
    flag: "reproducible",
    setting: "reproducible",
    kind: "flag",
    help: "leave out when it was gathered, so that the same input gives the same bytes",
  },
  {
    flag: "accept-unknown",
    setting: "acceptUnknown",
    kind: "list",
    value: "ITEM",
    choices: ITEMS.map(({ id }) => id),
    help: "release although this item is not known; the report says so; may be repeated",
  },
  {
    flag: "by",
    setting: "by",
    kind: "text",
    value: "NAME",
    like: ONE_LINE,
    help: "who says so, for attest and waive",
  },
  {
    flag: "note",
    setting: "note",
    kind: "text",
    value: "TEXT",
    like: ONE_LINE,
    help: "what was done, for attest",
  },
  {
    flag: "reason",
    setting: "reason",
    kind: "text",
    value: "TEXT",
    like: ONE_LINE,
    help: "why it may stay as it is, for waive",
  },
  {
    flag: "until",
    setting: "until",
    kind: "text",
    value: "DATE",
    like: { pattern: /^\d{4}-\d\d-\d\d$/, words: "is a date such as 2027-01-31" },
    help: "the last day on which it counts; a waiver needs one",
  },
  { flag: "undo", setting: "undo", kind: "flag", help: "take back what the last run did" },
  { flag: "forget", setting: "forget", kind: "flag", help: "remove the record that an undo would need" },
  {
    flag: "config",
    setting: "config",
    kind: "text",
    value: "FILE",
    help: "settings; keysplit.json of the project by default",
  },
  { flag: "yes", setting: "yes", kind: "flag", help: "take the default of each question" },
  { flag: "dry-run", setting: "dryRun", kind: "flag", help: "show what would change, and change nothing" },
  {
    flag: "format",
    setting: "format",
    kind: "text",
    value: "FORMAT",
    choices: ["text", "json", "md", "html", "junit", "sarif", "github"],
    help: "text or json; a checklist has the others too",
  },
  { flag: "output", setting: "output", kind: "text", value: "FILE", help: "write the report to a file" },
  { flag: "quiet", setting: "quiet", kind: "flag", help: "only findings that do not hold, no progress" },
  { flag: "no-color", setting: "noColor", kind: "flag", help: "no colour, also where the terminal has it" },
];
