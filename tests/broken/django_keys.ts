import { type Break, replace } from "./break.ts";
import { testBreaks } from "./test_breaks.ts";

const SHORT = { application: "django_short", in: "django52" } as const;
const SETTINGS = "shop/settings.py";
const ALL = ["check", "serve", "gunicorn"] as const;
const WITHOUT_KEY = (text: string) => text.replace(/^JWT_SECRET_KEY=.*\n/m, "");
const AS_IS = /^JWT_SECRET_KEY=/m;

/** The keys, in the wordings of three applications and three releases of Django. */
const KEYS: readonly Break[] = [
  ...(["django42", "django52", "django61"] as const).flatMap((place): readonly Break[] => [
    {
      says: "no key",
      application: "django_short",
      in: place,
      keys: "missing",
      ways: ALL,
      causes: ["key-missing"],
    },
    {
      says: "no key, long form",
      application: "django_long",
      in: place,
      keys: "missing",
      ways: ALL,
      causes: ["key-missing"],
    },
    { says: "nothing is wrong", application: "django_short", in: place, ways: ALL, causes: [] },
  ]),
  {
    ...SHORT,
    says: "an empty key",
    keys: "empty",
    ways: ["check", "gunicorn"],
    causes: ["key-empty", "key-missing"],
  },
  { ...SHORT, says: "the session key", keys: "equal", ways: ["check", "serve"], causes: ["keys-equal"] },
  { ...SHORT, says: "a short key", keys: "short", ways: ["check", "gunicorn"], causes: ["key-too-short"] },
  {
    says: "an empty key, long form",
    application: "django_long",
    in: "django52",
    keys: "empty",
    ways: ["check", "gunicorn"],
    causes: ["key-empty"],
  },
  {
    says: "the session key, long form",
    application: "django_long",
    in: "django61",
    keys: "equal",
    ways: ["check", "gunicorn"],
    causes: ["keys-equal"],
  },
  {
    says: "a short key, long form",
    application: "django_long",
    in: "django42",
    keys: "short",
    ways: ["check", "serve"],
    causes: ["key-too-short"],
  },
  {
    ...SHORT,
    says: "export before the name",
    env: (text) => text.replace(AS_IS, "export JWT_SECRET_KEY="),
    ways: ["check"],
    causes: ["key-missing"],
  },
  {
    ...SHORT,
    says: "the name in lower case",
    env: (text) => text.replace(AS_IS, "jwt_secret_key="),
    ways: ["check"],
    causes: ["key-missing"],
  },
  {
    ...SHORT,
    says: "an empty variable hides the file",
    variables: { JWT_SECRET_KEY: "" },
    ways: ["check", "gunicorn"],
    causes: ["key-empty", "key-missing"],
  },
  {
    ...SHORT,
    says: "os.environ alone",
    files: {
      [SETTINGS]: replace(
        'config("JWT_SECRET_KEY", default="")',
        '__import__("os").environ["JWT_SECRET_KEY"]',
      ),
    },
    ways: ALL,
    causes: ["key-missing"],
  },
  {
    ...SHORT,
    says: "decouple without a default",
    env: WITHOUT_KEY,
    files: { [SETTINGS]: replace(', default="")', ")") },
    ways: ALL,
    causes: ["key-missing"],
  },
  {
    ...SHORT,
    says: "a system check of its own",
    keys: "short",
    files: {
      [SETTINGS]: replace(
        'raise ImproperlyConfigured(\n        f"JWT_SECRET_KEY must',
        'import logging\n    logging.error(\n        f"JWT_SECRET_KEY must',
      ),
    },
    ways: ["check"],
    causes: ["key-too-short"],
  },
  {
    says: "no key in production",
    application: "django_before",
    in: "django52",
    keys: "missing",
    variables: { DEBUG: "False" },
    ways: ["check", "gunicorn"],
    causes: ["key-missing"],
  },
  {
    says: "one key in production",
    application: "django_before",
    in: "django42",
    keys: "equal",
    variables: { DEBUG: "False" },
    ways: ["check"],
    causes: ["keys-equal"],
  },
  {
    says: "no key in development",
    application: "django_before",
    in: "django52",
    keys: "missing",
    variables: { DEBUG: "True" },
    ways: ["check", "serve"],
    causes: ["falls-back-to-session-key"],
  },
  {
    ...SHORT,
    says: "a key glued to the last line",
    env: (text) => `${WITHOUT_KEY(text)}DEBUG=FalseJWT_SECRET_KEY=${"k".repeat(64)}\n`,
    ways: ["check", "gunicorn"],
    causes: ["env-lines-glued"],
  },
];

await testBreaks(KEYS);
