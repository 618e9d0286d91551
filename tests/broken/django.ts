import { append, type Break, replace } from "./break.ts";
import { testBreaks } from "./test_breaks.ts";

const SHORT = { application: "django_short", in: "django52" } as const;
const SETTINGS = "shop/settings.py";
const ALL = ["check", "serve", "gunicorn"] as const;
const SHELL = (code: string) => ({ words: ["manage.py", "shell", "-c", code] });

/** What is not the key's fault. */
const BYSTANDERS: readonly Break[] = [
  {
    ...SHORT,
    says: "a package of the settings is missing",
    files: { [SETTINGS]: replace("from decouple", "import dj_database_url\nfrom decouple") },
    ways: ALL,
    causes: ["module-missing"],
  },
  {
    says: "an application is missing",
    application: "django_short",
    in: "django61",
    files: { [SETTINGS]: replace('"rest_framework",', '"rest_framework",\n    "corsheaders",') },
    ways: ALL,
    causes: ["module-missing"],
  },
  {
    ...SHORT,
    says: "Django is missing",
    ways: [{ words: ["-S", "manage.py", "check"] }],
    causes: ["framework-not-installed"],
  },
  {
    says: "a bracket is open",
    application: "django_short",
    in: "django61",
    files: { [SETTINGS]: replace("INSTALLED_APPS = [", "BROKEN = {\nINSTALLED_APPS = [") },
    ways: ["check", "gunicorn"],
    causes: ["settings-syntax-error"],
  },
  {
    ...SHORT,
    says: "an indentation is wrong",
    files: { [SETTINGS]: replace("LANGUAGE_CODE", "  LANGUAGE_CODE") },
    ways: ["check", "gunicorn"],
    causes: ["settings-syntax-error"],
  },
  {
    ...SHORT,
    says: "the fallback of a guide, with a logger that is not there",
    keys: "missing",
    files: {
      [SETTINGS]: replace(
        'raise ImproperlyConfigured(\n        f"JWT_SECRET_KEY environment',
        'logger.warning(\n        f"JWT_SECRET_KEY environment',
      ),
    },
    ways: ["check", "serve"],
    causes: ["settings-error"],
  },
  {
    ...SHORT,
    says: "the settings module is not there",
    variables: { DJANGO_SETTINGS_MODULE: "shop.settings_nope" },
    ways: ["check", "gunicorn"],
    causes: ["settings-module-missing"],
  },
  {
    ...SHORT,
    says: "no settings module is named",
    ways: [{ words: ["-c", "from django.conf import settings; settings.JWT_SECRET_KEY"] }, {
      words: ["-m", "django", "check"],
    }],
    causes: ["settings-not-configured"],
  },
  {
    ...SHORT,
    says: "Django's own key is empty",
    env: (text) => text.replace(/^SECRET_KEY=.*$/m, "SECRET_KEY="),
    ways: ["check", "serve"],
    causes: ["session-key-empty"],
  },
  {
    ...SHORT,
    says: "Django's own key is missing",
    env: (text) => text.replace(/^SECRET_KEY=.*\n/m, ""),
    ways: ["check", "gunicorn"],
    causes: ["other-variable-missing"],
  },
  {
    ...SHORT,
    says: "a variable is missing",
    files: { [SETTINGS]: append('\nX = config("PAYMENT_TOKEN")\n') },
    ways: ALL,
    causes: ["other-variable-missing"],
  },
  {
    ...SHORT,
    says: "a variable of os.environ is missing",
    files: { [SETTINGS]: append('\nimport os\nX = os.environ["REDIS_URL"]\n') },
    ways: ["check", "gunicorn"],
    causes: ["other-variable-missing"],
  },
  {
    ...SHORT,
    says: "a comment behind a number",
    env: replace("LIFETIME=15", "LIFETIME=15  # minutes (15 min)"),
    ways: ALL,
    causes: ["cast-error"],
  },
  {
    ...SHORT,
    says: "a yes or no that is neither",
    env: replace("DEBUG=False", "DEBUG=tru"),
    ways: ["check", "gunicorn"],
    causes: ["cast-error"],
  },
  {
    ...SHORT,
    says: "a byte of Latin-1",
    files: { ".env": (text) => Uint8Array.from(`# caf\xe9\n${text}`, (c) => c.charCodeAt(0)) },
    ways: ["check", "gunicorn"],
    causes: ["env-file-not-utf8"],
  },
  {
    ...SHORT,
    says: "UTF-16, as PowerShell writes",
    files: {
      ".env": (text) =>
        Uint8Array.from(`\xff\xfe${[...text].map((c) => `${c}\0`).join("")}`, (c) => c.charCodeAt(0)),
    },
    ways: ["check"],
    causes: ["env-file-not-utf8"],
  },
  {
    ...SHORT,
    says: "another folder",
    ways: [{ words: ["backend/manage.py", "check"] }],
    causes: ["wrong-directory"],
  },
  {
    ...SHORT,
    says: "a command that only a guide has",
    ways: [{ words: ["manage.py", "generate_jwt_secret", "--length", "64"] }],
    causes: ["unknown-command"],
  },
  {
    ...SHORT,
    says: "no host is allowed",
    env: replace("ALLOWED_HOSTS=localhost,127.0.0.1,[::1]", "ALLOWED_HOSTS="),
    ways: ["serve"],
    causes: ["allowed-hosts-empty"],
  },
  { ...SHORT, says: "the port is taken", portTaken: true, ways: ["serve"], causes: ["port-in-use"] },
  {
    ...SHORT,
    says: "the database's folder is not there",
    env: replace("db.sqlite3", "nowhere/db.sqlite3"),
    ways: [{ words: ["manage.py", "migrate"] }],
    causes: ["database-unreachable"],
  },
  {
    says: "the database has no tables",
    application: "django_short",
    in: "django42",
    env: replace("db.sqlite3", "new.sqlite3"),
    ways: [SHELL("from django.contrib.auth.models import User; User.objects.count()")],
    causes: ["database-tables-missing"],
  },
  {
    ...SHORT,
    says: "migrations wait",
    env: replace("db.sqlite3", "new.sqlite3"),
    ways: ["check", { words: ["manage.py", "runserver", "--noreload", "127.0.0.1:{port}"] }],
    causes: [],
  },
  {
    ...SHORT,
    says: "gunicorn is given a module that is not there",
    ways: [{ words: ["-m", "gunicorn", "nope.wsgi", "--bind", "127.0.0.1:{port}"] }, {
      words: ["-m", "gunicorn", "shop.wsgi:app", "--bind", "127.0.0.1:{port}"],
    }],
    causes: ["wsgi-module-missing"],
  },
  {
    ...SHORT,
    says: "a user model that is not there",
    files: { [SETTINGS]: append('\nAUTH_USER_MODEL = "accounts.Member"\n') },
    ways: ["check"],
    causes: ["settings-error"],
  },
  {
    ...SHORT,
    says: "a name that Django no longer has",
    files: { "shop/urls.py": (text) => `from django.conf.urls import url\n${text}` },
    ways: ["check"],
    causes: ["code-error"],
  },
  {
    ...SHORT,
    says: "a token class that is not there",
    files: {
      [SETTINGS]: append('\nSIMPLE_JWT["AUTH_TOKEN_CLASSES"] = ("shop.tokens.GraceAccessToken",)\n'),
      "shop/urls.py": append(
        "\nfrom rest_framework_simplejwt.settings import api_settings\napi_settings.AUTH_TOKEN_CLASSES\n",
      ),
    },
    ways: ["check"],
    causes: ["settings-error"],
  },
  {
    ...SHORT,
    says: "warnings on the way to a good start",
    files: {
      [SETTINGS]: append(
        '\nimport warnings\nwarnings.warn("JWT_SECRET_KEY was read from .env; SECRET_KEY differs")\nprint("Loaded JWT_SECRET_KEY (64 characters), different from SECRET_KEY")\n',
      ),
    },
    ways: ALL,
    causes: [],
  },
];

await testBreaks(BYSTANDERS);
