/** How to check, start and log in to one application of this folder. */
export interface ApplicationFacts {
  readonly kind: "django" | "fastapi";
  /** Words after the interpreter: end with 0 when the settings are good. */
  readonly check: readonly string[];
  /** Words after the interpreter, with `{port}`: serve until ended. */
  readonly serve: readonly string[];
  readonly loginPath: string;
  /** Takes JSON, or the form of OAuth 2. */
  readonly loginBody: "json" | "form";
  /** The member of the answer that holds the token. */
  readonly tokenName: "access" | "access_token";
  readonly verifyPath: string | null;
  /** Answers GET, with a token. */
  readonly protectedPath: string;
}

const DJANGO = {
  kind: "django",
  check: ["manage.py", "check"],
  serve: ["manage.py", "runserver", "--noreload", "127.0.0.1:{port}"],
  loginPath: "/api/token/",
  loginBody: "json",
  tokenName: "access",
  verifyPath: "/api/token/verify/",
  protectedPath: "/api/me/",
} as const satisfies ApplicationFacts;

const FASTAPI = {
  kind: "fastapi",
  check: ["-c", "import main"],
  serve: ["-m", "uvicorn", "main:app", "--host", "127.0.0.1", "--port", "{port}"],
  loginPath: "/token",
  loginBody: "form",
  tokenName: "access_token",
  verifyPath: null,
  protectedPath: "/users/me",
} as const satisfies ApplicationFacts;

/** The applications, each a folder here. */
export const APPLICATIONS = {
  /** Refuses a key that is missing, equal or short, in one line each. */
  django_short: DJANGO,
  /** The same by a banner that repeats itself seventy times. */
  django_long: {
    ...DJANGO,
    loginPath: "/api/auth/token/",
    verifyPath: "/api/auth/token/verify/",
    protectedPath: "/api/profile/",
  },
  /** The state before the change: falls back on SECRET_KEY in development. */
  django_before: DJANGO,
  /** Demands the key and signs with SECRET_KEY. */
  django_ignores_key: DJANGO,
  /** pydantic-settings that declares the key and ignores names it does not know. */
  fastapi_settings: {
    ...FASTAPI,
    check: ["-c", "import app.main"],
    serve: ["-m", "uvicorn", "app.main:app", "--host", "127.0.0.1", "--port", "{port}"],
  },
  /** pydantic-settings that does not know the key and refuses to start once it is in `.env`. */
  fastapi_forbid: FASTAPI,
} as const satisfies Record<string, ApplicationFacts>;

/** The name of an application's folder. */
export type ApplicationName = keyof typeof APPLICATIONS;
