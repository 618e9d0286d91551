import { assertCause } from "./assert_cause.ts";

/** Outputs that tell of a change of key, and old advice: the causes that may stand first, `none` where nothing may be recognised. */
const OUTPUTS: readonly (readonly [says: string, causes: string, text: string])[] = [
  [
    "a reload with a missing key",
    "key-missing",
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Handling signal: hup\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Hang up: Master\n" +
    "[2026-11-21 01:22:50 +0000] [31] [INFO] Booting worker with pid: 31\n" +
    "[2026-11-21 01:22:51 +0000] [31] [ERROR] Exception in worker process\n" +
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    "django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is required.\n" +
    "[2026-11-21 01:22:51 +0000] [31] [INFO] Worker exiting (pid: 31)\n" +
    "[2026-11-21 01:22:51 +0000] [9] [INFO] Shutting down: Master\n" +
    "[2026-11-21 01:22:51 +0000] [9] [INFO] Reason: Worker failed to boot.\n",
  ],
  [
    "a reload that ended the service",
    "reload-ended-service",
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Handling signal: hup\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Hang up: Master\n" +
    "[2026-11-21 01:22:50 +0000] [31] [INFO] Booting worker with pid: 31\n" +
    "[2026-11-21 01:22:51 +0000] [9] [INFO] Shutting down: Master\n" +
    "[2026-11-21 01:22:51 +0000] [9] [INFO] Reason: Worker failed to boot.\n",
  ],
  [
    "a reload that went well",
    "none",
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Handling signal: hup\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Hang up: Master\n" +
    "[2026-11-21 01:22:50 +0000] [31] [INFO] Booting worker with pid: 31\n",
  ],
  [
    "a reload, and later a stop",
    "none",
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Handling signal: hup\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Hang up: Master\n" +
    "[2026-11-21 01:22:50 +0000] [31] [INFO] Booting worker with pid: 31\n" +
    "[2026-11-21 01:22:54 +0000] [9] [INFO] Handling signal: term\n" +
    "[2026-11-21 01:22:54 +0000] [31] [INFO] Worker exiting (pid: 31)\n" +
    "[2026-11-21 01:22:54 +0000] [9] [INFO] Shutting down: Master\n",
  ],
  [
    "a reload with --preload",
    "key-not-reloaded",
    "$ gunicorn app.wsgi --preload -w 4\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Handling signal: hup\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Hang up: Master\n" +
    "[2026-11-21 01:22:50 +0000] [31] [INFO] Booting worker with pid: 31\n",
  ],
  [
    "workers that answer in turns",
    "workers-disagree|none",
    '10.0.0.7 - - [21/Nov/2026:01:22:49 +0000] "POST /api/token/ HTTP/1.1" 200 480 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:51 +0000] "GET /api/me/ HTTP/1.1" 401 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:52 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:53 +0000] "GET /api/me/ HTTP/1.1" 401 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:54 +0000] "GET /api/me/ HTTP/1.1" 401 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:55 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:56 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:57 +0000] "GET /api/me/ HTTP/1.1" 401 58 "-" "curl/8"\n',
  ],
  [
    "tokens that expire and are refreshed",
    "none",
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:51 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:52 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 401 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:49 +0000] "POST /api/token/refresh/ HTTP/1.1" 200 480 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:51 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:52 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 401 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:49 +0000] "POST /api/token/refresh/ HTTP/1.1" 200 480 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8"\n',
  ],
  [
    "a list as VERIFYING_KEY",
    "verifying-key-list-ignored",
    "SIMPLE_JWT = {\n" +
    '    "SIGNING_KEY": JWT_SECRET_KEY,\n' +
    '    "VERIFYING_KEY": [JWT_SECRET_KEY, JWT_SECRET_KEY_OLD],\n' +
    "}\n",
  ],
  [
    "an empty VERIFYING_KEY",
    "none",
    "SIMPLE_JWT = {\n" +
    '    "SIGNING_KEY": JWT_SECRET_KEY,\n' +
    '    "VERIFYING_KEY": "",\n' +
    "}\n",
  ],
  [
    "the deletion of outstanding tokens",
    "outstanding-tokens-deleted",
    ">>> OutstandingToken.objects.all().delete()\n" +
    "(4, {'token_blacklist.BlacklistedToken': 1})\n",
  ],
  [
    "a key appended without its name",
    "line-without-name",
    '$ python -c "import secrets; print(secrets.token_urlsafe(64))" >> .env\n',
  ],
  ["openssl appended without a name", "line-without-name", "openssl rand -base64 48 >> .env\n"],
  ["a key appended with its name", "none", 'echo "JWT_SECRET_KEY=$(openssl rand -hex 32)" >> .env\n'],
  [
    "a restart of containers",
    "restart-keeps-environment",
    "$ vi .env\n" +
    "$ docker compose restart web\n" +
    "[+] Restarting 1/1\n" +
    " ✔ Container app-web-1  Started\n",
  ],
  ["a restart by Compose 1", "restart-keeps-environment", "Restarting app_web_1 ... done\n"],
  [
    "a restart with another compose file",
    "restart-keeps-environment",
    "$ docker-compose -f docker-compose.prod.yml restart\n",
  ],
  [
    "containers made anew",
    "none",
    "$ docker compose up -d --force-recreate\n" +
    "[+] Running 1/1\n",
  ],
  [
    "a shell as a check",
    "shell-is-no-check",
    '$ python manage.py shell -c "from django.conf import settings; print(len(settings.JWT_SECRET_KEY))"\n' +
    "64\n",
  ],
];

for (const [says, causes, text] of OUTPUTS) {
  Deno.test({
    name: `diagnose() judges ${says}: ${causes.replace("|", " or ")}`,
    permissions: "none",
    fn: () => assertCause({ kind: "output", text, exitCode: 1 }, causes),
  });
}
