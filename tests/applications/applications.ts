/** How to check, start and log in to one application of this folder. */
export interface ApplicationFacts {
  readonly kind: "django" | "fastapi" | "flask" | "node";
  /** Words after the interpreter: end with 0 when the settings are good. Null where only serving tells. */
  readonly check: readonly string[] | null;
  /** Words after the interpreter, with `{port}`: serve until ended. */
  readonly serve: readonly string[];
  readonly loginPath: string;
  /** Takes JSON, or the form of OAuth 2. */
  readonly loginBody: "json" | "form";
  /** The member of the request that holds the user's name; `username` where it is absent. */
  readonly userField?: string;
  /** The member of the answer that holds the token. */
  readonly tokenName: "access" | "access_token" | "token" | "accessToken";
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

const FLASK = {
  kind: "flask",
  check: ["-m", "flask", "--app", "clinic", "routes"],
  serve: ["-m", "flask", "--app", "clinic", "run", "--host", "127.0.0.1", "--port", "{port}"],
  loginPath: "/api/auth/login",
  loginBody: "json",
  userField: "email",
  tokenName: "access_token",
  verifyPath: null,
  protectedPath: "/api/me",
} as const satisfies ApplicationFacts;

const NODE = {
  kind: "node",
  check: null,
  serve: ["src/server.js"],
  loginPath: "/api/auth/login",
  loginBody: "json",
  userField: "email",
  tokenName: "token",
  verifyPath: null,
  protectedPath: "/api/me",
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
  /** Logs in by mail: SimpleJWT, dj-rest-auth, and a cookie behind CSRF; ROOT_URLCONF says which is found. */
  django_logins: {
    ...DJANGO,
    serve: ["-m", "gunicorn", "clinic.wsgi", "--bind", "127.0.0.1:{port}", "--workers", "1"],
    loginPath: "/api/session/",
    verifyPath: null,
  },
  /** pydantic-settings that declares the key and ignores names it does not know. */
  fastapi_settings: {
    ...FASTAPI,
    check: ["-c", "import app.main"],
    serve: ["-m", "uvicorn", "app.main:app", "--host", "127.0.0.1", "--port", "{port}"],
  },
  /** pydantic-settings that does not know the key and refuses to start once it is in `.env`. */
  fastapi_forbid: FASTAPI,
  /** JSON with an address of mail; the tokens lie deep in the body. */
  fastapi_email: { ...FASTAPI, loginPath: "/auth/login", loginBody: "json", protectedPath: "/auth/me" },
  /** Flask-JWT-Extended behind a factory that refuses a bad key; flask itself reads the `.env`. */
  flask_jwt: FLASK,
  /** Flask-JWT-Extended that is never given the key, so that it signs with SECRET_KEY; served by gunicorn. */
  flask_falls_back: {
    ...FLASK,
    check: ["-c", "import app"],
    serve: ["-m", "gunicorn", "--bind", "127.0.0.1:{port}", "app:app"],
    loginPath: "/login",
    userField: "username",
    protectedPath: "/profile",
  },
  /** Express with jose, in modules of its own; refuses a bad key. */
  node_jose: NODE,
  /** Node's own server with jsonwebtoken, which takes SECRET_KEY where the key is empty. */
  node_falls_back: {
    ...NODE,
    serve: ["server.js"],
    loginPath: "/login",
    userField: "username",
    tokenName: "accessToken",
    protectedPath: "/profile",
  },
} as const satisfies Record<string, ApplicationFacts>;

/** The name of an application's folder. */
export type ApplicationName = keyof typeof APPLICATIONS;
