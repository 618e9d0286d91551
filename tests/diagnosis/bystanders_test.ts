import { assertCause } from "./assert_cause.ts";

/** Outputs that tell of what is not the key's fault: the causes that may stand first, `none` where nothing may be recognised. */
const OUTPUTS: readonly (readonly [says: string, causes: string, text: string])[] = [
  [
    "a Redis that is down",
    "service-unreachable",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    "redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.\n",
  ],
  [
    "a broker that is down",
    "service-unreachable",
    "[2026-11-21 01:22:50,123: ERROR/MainProcess] consumer: Cannot connect to amqp://guest:**@127.0.0.1:5672//: [Errno 111] Connection refused.\n",
  ],
  [
    "asyncpg without its server",
    "database-unreachable",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/asyncpg/connect_utils.py", line 969, in __connect_addr\n' +
    "    tr, pr = await connector\n" +
    "ConnectionRefusedError: [Errno 111] Connect call failed ('127.0.0.1', 5432)\n",
  ],
  [
    "psycopg 3 without its server",
    "database-unreachable",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    'django.db.utils.OperationalError: connection failed: connection to server at "127.0.0.1", port 5432 failed: Connection refused\n' +
    "\tIs the server running on that host and accepting TCP/IP connections?\n",
  ],
  [
    "MySQL's socket",
    "database-unreachable",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    "django.db.utils.OperationalError: (2002, \"Can't connect to local MySQL server through socket '/run/mysqld/mysqld.sock' (2)\")\n",
  ],
  [
    "a password that MySQL refuses",
    "database-refuses-login",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    "django.db.utils.OperationalError: (1045, \"Access denied for user 'app'@'localhost' (using password: YES)\")\n",
  ],
  [
    "a full disk",
    "disk-full",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    "OSError: [Errno 28] No space left on device\n",
  ],
  [
    "a worker that was killed",
    "out-of-memory",
    "[2026-11-21 01:22:50 +0000] [9] [ERROR] Worker (pid:31) was sent SIGKILL! Perhaps out of memory?\n",
  ],
  [
    "another package named jwt",
    "wrong-jwt-package",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/config/settings/base.py", line 40, in <module>\n' +
    "    X\n" +
    "AttributeError: module 'jwt' has no attribute 'encode'\n",
  ],
  [
    "models that are not loaded",
    "settings-failure-hidden",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/.venv/lib/python3.11/site-packages/django/core/checks/model_checks.py", line 18, in check_all_models\n' +
    "    models = apps.get_models()\n" +
    "django.core.exceptions.AppRegistryNotReady: Models aren't loaded yet.\n",
  ],
  [
    "uvicorn and a taken port",
    "port-in-use",
    "INFO:     Started server process [1]\n" +
    "INFO:     Waiting for application startup.\n" +
    "ERROR:    [Errno 98] error while attempting to bind on address ('127.0.0.1', 8000): address already in use\n",
  ],
  [
    "Flask and a taken port",
    "port-in-use",
    "Address already in use\n" +
    "Port 5000 is in use by another program. Either identify and stop that program, or start the server with a different port.\n",
  ],
  [
    "gunicorn and a taken port",
    "port-in-use",
    "[2026-11-21 01:22:50 +0000] [9] [ERROR] connection to ('127.0.0.1', 8000) failed: [Errno 98] Address already in use\n" +
    "[2026-11-21 01:22:50 +0000] [9] [ERROR] Can't connect to ('127.0.0.1', 8000)\n",
  ],
  [
    "a host that is not allowed",
    "host-not-allowed",
    "Invalid HTTP_HOST header: 'shop.example'. You may need to add 'shop.example' to ALLOWED_HOSTS.\n" +
    "Bad Request: /api/token/\n",
  ],
  [
    "a refusal in an access log",
    "none",
    "Unauthorized: /api/me/\n" +
    '[21/Nov/2026 01:22:50] "GET /api/me/ HTTP/1.1" 401 58\n',
  ],
  [
    "a Python without Django",
    "framework-not-installed|module-missing",
    "/usr/bin/python3: No module named django\n",
  ],
  [
    "another folder on Windows",
    "wrong-directory",
    "C:\\Python312\\python.exe: can't open file 'C:\\\\Users\\\\ada\\\\manage.py': [Errno 2] No such file or directory\n",
  ],
  [
    "TypeScript and a missing package",
    "module-missing",
    "/srv/app/node_modules/ts-node/src/index.ts:859\n" +
    "    return new TSError(diagnosticText, diagnosticCodes, diagnostics);\n" +
    "           ^\n" +
    "TSError: ⨯ Unable to compile TypeScript:\n" +
    "src/auth.ts(1,17): error TS2307: Cannot find module 'jsonwebtoken' or its corresponding type declarations.\n",
  ],
  [
    "warnings of check --deploy",
    "none",
    "System check identified some issues:\n" +
    "\n" +
    "WARNINGS:\n" +
    "?: (security.W004) You have not set a value for the SECURE_HSTS_SECONDS setting. If your entire site is served only over SSL, you may want to consider setting a value and enabling HTTP Strict Transport Security. Be sure to read the documentation first; enabling HSTS carelessly can cause serious, irreversible problems.\n" +
    "?: (security.W009) Your SECRET_KEY has less than 50 characters, less than 5 unique characters, or it's prefixed with 'django-insecure-' indicating that it was generated automatically by Django. Please generate a long and random value, otherwise many of Django's security-critical features will be vulnerable to attack.\n" +
    "\n" +
    "System check identified 6 issues (0 silenced).\n",
  ],
  [
    "a setting of static files",
    "settings-error|none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line\n' +
    "    utility.execute()\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/django/contrib/staticfiles/storage.py", line 39, in path\n' +
    "    raise ImproperlyConfigured(\n" +
    "django.core.exceptions.ImproperlyConfigured: You're using the staticfiles app without having set the STATIC_ROOT setting to a filesystem path.\n",
  ],
  [
    "migrations out of order",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line\n' +
    "    utility.execute()\n" +
    "django.db.migrations.exceptions.InconsistentMigrationHistory: Migration token_blacklist.0011_linearizes_history is applied before its dependency token_blacklist.0010_fix_migrate_to_bigautofield on database 'default'.\n",
  ],
  [
    "a row that is there already",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line\n' +
    "    utility.execute()\n" +
    "django.db.utils.IntegrityError: UNIQUE constraint failed: auth_user.username\n",
  ],
  [
    "a missing template",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line\n' +
    "    utility.execute()\n" +
    "django.template.exceptions.TemplateDoesNotExist: login.html\n",
  ],
  [
    "a vault that refuses",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/manage.py", line 22, in <module>\n' +
    "    main()\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/django/core/management/__init__.py", line 442, in execute_from_command_line\n' +
    "    utility.execute()\n" +
    "hvac.exceptions.Forbidden: permission denied, on get http://127.0.0.1:8200/v1/secret/data/jwt\n",
  ],
  [
    "a number from a user that is none",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/api/views.py", line 12, in post\n' +
    '    n = int(request.data["count"])\n' +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/rest_framework/views.py", line 1, in x\n' +
    "    y\n" +
    "ValueError: invalid literal for int() with base 10: 'abc'\n",
  ],
  [
    "a missing key of a dictionary in a view",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/api/views.py", line 12, in post\n' +
    '    n = data["token"]\n' +
    "KeyError: 'token'\n",
  ],
  [
    "a reload by uvicorn",
    "none",
    "INFO:     Will watch for changes in these directories: ['/srv/app']\n" +
    "INFO:     Uvicorn running on http://127.0.0.1:8000 (Press CTRL+C to quit)\n" +
    "INFO:     Started reloader process [1] using WatchFiles\n" +
    "WARNING:  WatchFiles detected changes in '.env'. Reloading...\n" +
    "INFO:     Application startup complete.\n",
  ],
  [
    "gunicorn in good health",
    "none",
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Starting gunicorn 23.0.0\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Listening at: http://0.0.0.0:8000 (9)\n" +
    "[2026-11-21 01:22:50 +0000] [9] [INFO] Using worker: sync\n" +
    "[2026-11-21 01:22:50 +0000] [10] [INFO] Booting worker with pid: 10\n" +
    '10.0.0.7 - - [21/Nov/2026:01:22:50 +0000] "POST /api/token/ HTTP/1.1" 200 483 "-" "curl/8.5"\n' +
    '10.0.0.7 - - [21/Nov/2026:01:22:51 +0000] "GET /api/me/ HTTP/1.1" 200 58 "-" "curl/8.5"\n',
  ],
  [
    "zod and another variable",
    "other-variable-missing|none",
    "ZodError: [\n" +
    "  {\n" +
    '    "code": "invalid_type",\n' +
    '    "expected": "string",\n' +
    '    "received": "undefined",\n' +
    '    "path": [\n' +
    '      "DATABASE_URL"\n' +
    "    ],\n" +
    '    "message": "Required"\n' +
    "  }\n" +
    "]\n" +
    "    at x (/srv/app/env.ts:3:11)\n",
  ],
  [
    "PyJWT's words in the application's own mouth",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/shop/forms.py", line 12, in clean\n' +
    '    raise TypeError("Expected a string value")\n' +
    "TypeError: Expected a string value\n",
  ],
  [
    "a certificate that cannot be read",
    "none",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/.venv/lib/python3.12/site-packages/uvicorn/config.py", line 40, in load\n' +
    "    load_key(path)\n" +
    "ValueError: Could not deserialize key data\n",
  ],
  ["a condition", "none", "If JWT_SECRET_KEY is not set the application refuses to start\n"],
  ["a change of code", "none", '+    raise ImproperlyConfigured("JWT_SECRET_KEY is not set")\n'],
  ["a check that went well", "none", "[ok] JWT_SECRET_KEY is at least 50 characters\n"],
  ["another check that went well", "none", "Checking that JWT_SECRET_KEY is not empty... done\n"],
  [
    "a condition behind a failure",
    "key-missing",
    "JWT_SECRET_KEY is not set. If JWT_SECRET_KEY is missing, the application stops\n",
  ],
  [
    "the words of a client in an access log",
    "none",
    '10.0.0.1 - - [21/Nov/2026:01:02:03 +0000] "GET / HTTP/1.1" 200 12 "-" "\\nImproperlyConfigured: JWT_SECRET_KEY is not set"\n',
  ],
  [
    "pip without a release",
    "none",
    "ERROR: Could not find a version that satisfies the requirement PyJWT==99 (from versions: 1.0)\n" +
    "ERROR: No matching distribution found for PyJWT==99\n",
  ],
];

for (const [says, causes, text] of OUTPUTS) {
  Deno.test({
    name: `diagnose() judges ${says}: ${causes.replace("|", " or ")}`,
    permissions: "none",
    fn: () => assertCause({ kind: "output", text, exitCode: 1 }, causes),
  });
}
