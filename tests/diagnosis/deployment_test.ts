import { assertCause } from "./assert_cause.ts";

/** Outputs that tell of how the key is handed over: the causes that may stand first, `none` where nothing may be recognised. */
const OUTPUTS: readonly (readonly [says: string, causes: string, text: string])[] = [
  [
    "Compose's warning in a terminal",
    "key-empty",
    'WARN[0000] The "JWT_SECRET_KEY" variable is not set. Defaulting to a blank string. \n',
  ],
  [
    "Compose 1's warning",
    "key-empty",
    "WARNING: The JWT_SECRET_KEY variable is not set. Defaulting to a blank string.\n",
  ],
  [
    "Compose's warning of another variable",
    "compose-other-blank|other-variable-missing",
    'time="2026-11-21T01:22:50Z" level=warning msg="The \\"DB_PASSWORD\\" variable is not set. Defaulting to a blank string."\n',
  ],
  [
    "Compose's warning and the application after it",
    "key-empty|key-missing",
    'WARN[0000] The "JWT_SECRET_KEY" variable is not set. Defaulting to a blank string. \n' +
    "[+] Running 1/1\n" +
    " ✔ Container app-web-1  Started\n" +
    "web-1  | Traceback (most recent call last):\n" +
    'web-1  |   File "/srv/app/manage.py", line 22, in <module>\n' +
    "web-1  |     main()\n" +
    'web-1  |   File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "web-1  |     X\n" +
    "web-1  | django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is required.\n" +
    "web-1  | \n" +
    "web-1 exited with code 1\n",
  ],
  [
    "Compose's required variable",
    "key-missing",
    "error while interpolating services.web.environment.[]: required variable JWT_SECRET_KEY is missing a value: JWT_SECRET_KEY must be set\n",
  ],
  [
    "Compose without its env file",
    "env-file-missing",
    "env file /srv/app/.env.docker not found: stat /srv/app/.env.docker: no such file or directory\n",
  ],
  [
    "docker run without its env file",
    "env-file-missing",
    "docker: open .env.prod: no such file or directory\n" +
    "\n" +
    "Run 'docker run --help' for more information\n",
  ],
  [
    "docker run and export",
    "env-line-malformed",
    "docker: invalid env file (.env): variable 'export JWT_SECRET_KEY' contains whitespaces\n",
  ],
  [
    "Compose and a bare key",
    "env-line-malformed",
    'failed to read /srv/app/.env: line 12: unexpected character "-" in variable name "Abc-def"\n',
  ],
  [
    "systemd without its env file",
    "env-file-missing",
    "Nov 21 01:22:50 host systemd[1]: app.service: Failed to load environment files: No such file or directory\n" +
    "Nov 21 01:22:50 host systemd[1]: app.service: Failed to run 'start' task: No such file or directory\n",
  ],
  [
    "systemd and a bare key",
    "env-line-malformed",
    "Nov 21 01:22:50 host systemd[4711]: /srv/app/.env:3: Ignoring invalid environment assignment 'abcdefghijk': /srv/app/.env\n",
  ],
  ["bash and a bare key", "env-line-malformed", "./.env: line 12: q2XcVf3kPz8: command not found\n"],
  ["dash and a bare key", "env-line-malformed", "dash: 12: ./.env: q2XcVf3kPz8: not found\n"],
  [
    "python-dotenv and a line it cannot read",
    "env-line-malformed",
    "python-dotenv could not parse statement starting at line 12\n",
  ],
  ["django-environ and a line it cannot read", "env-line-malformed", "Invalid line: q2XcVf3kPz8\n"],
  [
    "dotenvy and a line it cannot read",
    "env-line-malformed",
    "Error: Error parsing line: 'q2XcVf3kPz8', error at line index: 3\n",
  ],
  [
    "a key that the secret does not have",
    "key-missing",
    "Events:\n" +
    "  Warning  Failed  3s (x4 over 40s)  kubelet  Error: couldn't find key JWT_SECRET_KEY in Secret default/app-secrets\n",
  ],
  [
    "a secret that is not there",
    "cluster-secret-missing",
    '  Warning  Failed  3s  kubelet  Error: secret "app-secrets" not found\n',
  ],
  [
    "a secret that is no base64",
    "cluster-secret-missing",
    'Error from server (BadRequest): error when creating "secret.yaml": Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 4\n',
  ],
  [
    "a secret with a line end",
    "secret-ends-with-newline",
    "apiVersion: v1\n" +
    "data:\n" +
    "  JWT_SECRET_KEY: eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OQo=\n" +
    "kind: Secret\n" +
    "metadata:\n" +
    "  name: app\n",
  ],
  [
    "a secret without one",
    "none",
    "apiVersion: v1\n" +
    "data:\n" +
    "  JWT_SECRET_KEY: eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OXg5eDl4OQ==\n" +
    "kind: Secret\n" +
    "metadata:\n" +
    "  name: app\n",
  ],
  [
    "an empty secret in GitHub Actions",
    "key-missing|actions-secret-empty",
    "2026-11-21T01:22:50.1234567Z ##[group]Run python manage.py check\n" +
    "2026-11-21T01:22:50.1234567Z \u001b[36;1mpython manage.py check\u001b[0m\n" +
    "2026-11-21T01:22:50.1234567Z shell: /usr/bin/bash -e {0}\n" +
    "2026-11-21T01:22:50.1234567Z env:\n" +
    "2026-11-21T01:22:50.1234567Z   SECRET_KEY: ***\n" +
    "2026-11-21T01:22:50.1234567Z   JWT_SECRET_KEY: \n" +
    "2026-11-21T01:22:50.1234567Z ##[endgroup]\n" +
    "2026-11-21T01:22:51.1234567Z Traceback (most recent call last):\n" +
    '2026-11-21T01:22:51.1234567Z   File "/srv/app/manage.py", line 22, in <module>\n' +
    "2026-11-21T01:22:51.1234567Z     main()\n" +
    '2026-11-21T01:22:51.1234567Z   File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "2026-11-21T01:22:51.1234567Z     X\n" +
    "2026-11-21T01:22:51.1234567Z django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is required.\n" +
    "2026-11-21T01:22:51.1234567Z ##[error]Process completed with exit code 1.\n",
  ],
  [
    "quotes in docker inspect",
    "quotes-kept",
    '            "Env": [\n' +
    '                "JWT_SECRET_KEY=\\"abcdefghijklmnopqrstuvwxyz\\"",\n' +
    '                "PATH=/usr/bin"\n' +
    "            ],\n",
  ],
  [
    "celery without the key",
    "key-missing",
    "Usage: celery [OPTIONS] COMMAND [ARGS]...\n" +
    "Try 'celery --help' for help.\n" +
    "\n" +
    "Error: Invalid value for '-A' / '--app': \n" +
    "Unable to load celery application.\n" +
    "While trying to load the module app the following error occurred:\n" +
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/celery/bin/celery.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    "django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is required.\n" +
    "\n",
  ],
  [
    "a worker's container without the key",
    "key-missing",
    "worker-1  | Traceback (most recent call last):\n" +
    'worker-1  |   File "/srv/app/manage.py", line 22, in <module>\n' +
    "worker-1  |     main()\n" +
    'worker-1  |   File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "worker-1  |     X\n" +
    "worker-1  | django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is required.\n",
  ],
  [
    "cron without the key",
    "key-missing",
    "Nov 21 03:00:01 host CRON[991]: Traceback (most recent call last):\n" +
    'Nov 21 03:00:01 host CRON[991]:   File "/srv/app/manage.py", line 22, in <module>\n' +
    "Nov 21 03:00:01 host CRON[991]:     main()\n" +
    'Nov 21 03:00:01 host CRON[991]:   File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "Nov 21 03:00:01 host CRON[991]:     X\n" +
    "Nov 21 03:00:01 host CRON[991]: django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is required.\n",
  ],
  ["dash without its env file", "env-file-missing", "dash: 1: .: cannot open ./prod.env: No such file\n"],
  [
    "dotenv run without its env file",
    "env-file-missing",
    "Usage: dotenv run [OPTIONS] [COMMANDLINE]...\nTry 'dotenv run --help' for help.\n\nError: Invalid value: Invalid value for '-f' \"prod.env\" does not exist.\n",
  ],
  [
    "flask without its env file",
    "env-file-missing",
    "Usage: python -m flask [OPTIONS] COMMAND [ARGS]...\n\nError: Invalid value for '-e' / '--env-file': File 'prod.env' does not exist.\n",
  ],
  [
    "kubectl and export",
    "env-line-malformed",
    "error: \"export JWT_SECRET_KEY\" is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.'\n",
  ],
  [
    "phpdotenv and a line it cannot read",
    "env-line-malformed",
    "PHP Fatal error:  Uncaught Dotenv\\Exception\\InvalidFileException: Failed to parse dotenv file. Encountered an invalid name at [abc-def+x]. in /srv/app/vendor/Parser.php:30\n",
  ],
  [
    "Compose 1's warning in a pipe",
    "key-empty",
    "The JWT_SECRET_KEY variable is not set. Defaulting to a blank string.\n",
  ],
  ["node without its env file", "env-file-missing", "node: .env: not found\n"],
];

for (const [says, causes, text] of OUTPUTS) {
  Deno.test({
    name: `diagnose() judges ${says}: ${causes.replace("|", " or ")}`,
    permissions: "none",
    fn: () => assertCause({ kind: "output", text, exitCode: 1 }, causes),
  });
}
