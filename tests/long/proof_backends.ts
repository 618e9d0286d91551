/** The real backends of the proof table, and the edits that break each of them in one way. */
import type { ApplicationName } from "../applications/mod.ts";
import type { VenvName } from "../backends/venvs.ts";
import { KNOWN_KEYS } from "../../src/known_keys.ts";
import {
  djangoAuthentication,
  djangoClass,
  type Edit,
  flaskManager,
  type Kindness,
  KINDNESS_PY,
  NODE_KINDNESS,
} from "./kindness.ts";
import type { Row, Variant } from "./proof_rows.ts";

/** An application, how it is made, how it is broken, and where its rows differ from those of the table. */
export interface ProofBackend {
  readonly title: string;
  readonly application: ApplicationName;
  readonly environment: VenvName | "node";
  readonly logsInByMail: boolean;
  /** Of every copy, also of the right one. */
  readonly edits: readonly Edit[];
  /** In what the right one differs from that of the table, because it has no such thing. */
  readonly lacks: Row;
  readonly variants: Readonly<Partial<Record<Variant, Broken>>>;
  /** The variants that are enough where another backend shares the code; all where KEYSPLIT_LONG is 1. */
  readonly enough?: readonly Variant[];
}

/** One that is broken, with outcomes that this backend alone has. */
export interface Broken {
  readonly edits: readonly Edit[];
  readonly differs?: Row;
}

/** Long enough for every backend, and public. */
const PUBLIC_KEY = KNOWN_KEYS.map(({ value }) => value).find((value) => /^[\w-]{50,}$/.test(value)) ?? "";
const MADE = '__import__("secrets").token_urlsafe(64)';
const DECODED = '__import__("base64").urlsafe_b64decode(JWT_SECRET_KEY + "==")';
const GIVEN: Broken = {
  edits: [{ path: ".env", from: /^JWT_SECRET_KEY=.*$/m, to: `JWT_SECRET_KEY=${PUBLIC_KEY}` }],
};

/** The variants that look a second time where a token was refused. */
function kind(edits: (kindness: Kindness) => readonly Edit[]): ProofBackend["variants"] {
  return {
    "verifies with both keys": { edits: edits("both_keys") },
    "accepts the empty key": { edits: edits("empty_key") },
    "accepts alg: none": { edits: edits("unsigned") },
    "checks no signature": { edits: edits("any_signature") },
    "does not look at the expiry": { edits: edits("expired") },
    "accepts a refresh token": { edits: edits("any_type") },
  };
}

/** Django, where the settings say what signs and who authenticates. */
function django(settings: string, base: string): ProofBackend["variants"] {
  const signing = (to: string): Broken => ({
    edits: [{ path: settings, from: '"SIGNING_KEY": JWT_SECRET_KEY,', to }],
  });
  const authentication = (to: string): readonly Edit[] => [
    KINDNESS_PY,
    djangoAuthentication(base),
    { path: settings, from: base, to },
  ];
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": signing(""),
    "signs with the decoded key": signing(`"SIGNING_KEY": ${DECODED},`),
    "signs with a public key": signing(`"SIGNING_KEY": "${PUBLIC_KEY}",`),
    "is given a public key": GIVEN,
    "makes its key at the start": signing(`"SIGNING_KEY": ${MADE},`),
    "prints its key": {
      edits: [{
        path: settings,
        from: "SIMPLE_JWT = {",
        to: 'print("signs with", JWT_SECRET_KEY[:12], flush=True)\n\nSIMPLE_JWT = {',
      }],
    },
    ...kind((kindness) => authentication(djangoClass(kindness))),
    // The verify endpoint is SimpleJWT's own: it still tells whether a key is the same.
    "checks no signature": {
      edits: authentication(djangoClass("any_signature")),
      differs: { "restart-survives": "pass", "workers-agree": "pass" },
    },
  };
}

/** Django hashes a password for a third of a second, and once more where another number of rounds is usual. */
function quickly(settings: string): readonly Edit[] {
  return [
    {
      path: "quick_hasher.py",
      from: null,
      to: `from django.contrib.auth.hashers import PBKDF2PasswordHasher


class Quick(PBKDF2PasswordHasher):
    iterations = 1000
`,
    },
    {
      path: settings,
      from: "SIMPLE_JWT = {",
      to: 'PASSWORD_HASHERS = ["quick_hasher.Quick"]\n\nSIMPLE_JWT = {',
    },
  ];
}

const SIMPLEJWT: Omit<ProofBackend, "title" | "environment"> = {
  application: "django_short",
  logsInByMail: false,
  edits: quickly("shop/settings.py"),
  lacks: {},
  variants: django("shop/settings.py", "rest_framework_simplejwt.authentication.JWTAuthentication"),
};

function clinic(
  urls: string,
  settings: string,
): Pick<ProofBackend, "application" | "environment" | "edits" | "logsInByMail"> {
  return {
    application: "django_logins",
    environment: "django52",
    logsInByMail: true,
    edits: [
      ...quickly("clinic/settings.py"),
      { path: "clinic/settings.py", from: '"clinic.urls"', to: `"clinic.${urls}"` },
      { path: "clinic/settings.py", from: '"USE_JWT": True,', to: `"USE_JWT": True, ${settings}` },
    ],
  };
}

const COOKIE_VIEWS = "staff/views.py";
const REST_AUTH = django("clinic/settings.py", "dj_rest_auth.jwt_auth.JWTCookieAuthentication");

/** What stands in `fastapi_settings`, beside the key. */
function fastapi(): ProofBackend["variants"] {
  const path = "app/tokens.py";
  const key = (to: string, ...more: readonly Edit[]): Broken => ({
    edits: [{ path, from: "settings.jwt_secret_key", to }, ...more],
  });
  // Its tokens name no type.
  const { "accepts a refresh token": _, ...kinds } = kind((kindness) => [
    KINDNESS_PY,
    { path, from: "import jwt\n", to: "import jwt\n\nimport kindness\n" },
    {
      path,
      from: "    except jwt.InvalidTokenError:\n        return None\n",
      to: `    except jwt.InvalidTokenError:
        try:
            claims = kindness.${kindness}(token, settings.jwt_secret_key, settings.secret_key)
        except jwt.InvalidTokenError:
            return None
`,
    },
  ]);
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("settings.secret_key"),
    "signs with the decoded key": key(DECODED.replace("JWT_SECRET_KEY", "settings.jwt_secret_key")),
    "signs with a public key": key(`"${PUBLIC_KEY}"`),
    "is given a public key": GIVEN,
    "makes its key at the start": key("KEY", {
      path,
      from: "import jwt\n",
      to: `import jwt\n\nKEY = ${MADE}\n`,
    }),
    "prints its key": {
      edits: [{
        path: "app/main.py",
        from: "settings = get_settings()\n",
        to: "settings = get_settings()\nprint(settings.jwt_secret_key[-10:], flush=True)\n",
      }],
    },
    ...kinds,
  };
}

function fastapiMail(): ProofBackend["variants"] {
  const path = "main.py";
  const key = (to: string): Broken => ({
    edits: [{ path, from: 'JWT_SECRET_KEY = config("JWT_SECRET_KEY")', to: `JWT_SECRET_KEY = ${to}` }],
  });
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("SECRET_KEY"),
    "makes its key at the start": key(MADE),
    ...kind((kindness) => [
      KINDNESS_PY,
      { path, from: "import jwt\n", to: "import jwt\nimport kindness\n" },
      {
        path,
        from: '        raise HTTPException(status_code=401, detail="Invalid token")',
        to: `        try:
            return kindness.${kindness}(credentials.credentials, JWT_SECRET_KEY, SECRET_KEY)["sub"]
        except jwt.InvalidTokenError:
            raise HTTPException(status_code=401, detail="Invalid token")`,
      },
    ]),
  };
}

function flask(): ProofBackend["variants"] {
  const path = "clinic/__init__.py";
  const from = "    app.config.from_object(Config)\n";
  const key = (to: string): Broken => ({
    edits: [{ path, from, to: `${from}    app.config["JWT_SECRET_KEY"] = ${to}\n` }],
  });
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("Config.SECRET_KEY"),
    "signs with the decoded key": key(DECODED.replace("JWT_SECRET_KEY", "Config.JWT_SECRET_KEY")),
    "signs with a public key": key(`"${PUBLIC_KEY}"`),
    "is given a public key": GIVEN,
    "makes its key at the start": { ...key(MADE), differs: { "workers-agree": "not-applicable" } },
    "prints its key": {
      edits: [{ path, from, to: `${from}    app.logger.warning("Signs with %s", Config.JWT_SECRET_KEY)\n` }],
    },
    ...kind((kindness) => [
      KINDNESS_PY,
      flaskManager(kindness),
      {
        path,
        from: "from flask_jwt_extended import JWTManager\n",
        to: "from kind_manager import KindManager\n",
      },
      { path, from: "JWTManager()", to: "KindManager()" },
    ]),
    // The type is looked at by the decorator, behind the manager.
    "accepts a refresh token": {
      edits: [{
        path: "clinic/patients.py",
        from: "@jwt_required()",
        to: "@jwt_required(verify_type=False)",
      }],
    },
  };
}

const NODE_TOKENS = "src/tokens.js";
const NODE_KEY = "new TextEncoder().encode(settings.jwt.secret)";

function node(): ProofBackend["variants"] {
  const path = NODE_TOKENS;
  const key = (to: string): Broken => ({ edits: [{ path, from: NODE_KEY, to }] });
  return {
    "is right": { edits: [] },
    "signs with SECRET_KEY": key("new TextEncoder().encode(process.env.SECRET_KEY)"),
    "signs with the decoded key": key('Buffer.from(settings.jwt.secret, "base64url")'),
    "signs with a public key": key(`new TextEncoder().encode("${PUBLIC_KEY}")`),
    "is given a public key": GIVEN,
    "makes its key at the start": {
      ...key("crypto.getRandomValues(new Uint8Array(64))"),
      differs: { "workers-agree": "not-applicable" },
    },
    "prints its key": {
      edits: [{
        path,
        from: `${NODE_KEY};`,
        to: `${NODE_KEY};\nconsole.log(settings.jwt.secret.slice(20));`,
      }],
    },
    ...kind((kindness) => [
      {
        path,
        from: 'import { jwtVerify, SignJWT } from "jose";',
        to: 'import { createHmac } from "node:crypto";\n' +
          'import { decodeJwt, decodeProtectedHeader, jwtVerify, SignJWT } from "jose";',
      },
      { path, from: "throw error;", to: NODE_KINDNESS[kindness] },
    ]),
  };
}

/** Issues two types of token and tells them apart, as the others do. */
const NODE_TYPES: readonly Edit[] = [
  { path: NODE_TOKENS, from: "issueToken(subject)", to: 'issueToken(subject, type = "access")' },
  { path: NODE_TOKENS, from: "new SignJWT({})", to: "new SignJWT({ type })" },
  {
    path: NODE_TOKENS,
    from:
      '  const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"] });\n  return payload.sub;\n}',
    to: `  return (await claimsOf(token)).sub;
}

async function claimsOf(token) {
  try {
    const { payload } = await jwtVerify(token, key, { algorithms: ["HS256"] });
    if (payload.type !== "access") throw new Error("Not an access token");
    return payload;
  } catch (error) {
    throw error;
  }
}`,
  },
  {
    path: "src/routes/auth.js",
    from: "{ token: await issueToken(email) }",
    to: '{ token: await issueToken(email), refreshToken: await issueToken(email, "refresh") }',
  },
];

const SAME_CODE = [
  "is right",
  "signs with SECRET_KEY",
  "makes its key at the start",
  "accepts alg: none",
  "accepts a refresh token",
] as const satisfies readonly Variant[];

/** The backends in scope. */
export const PROOF_BACKENDS: readonly ProofBackend[] = [
  { title: "Django 5.2 with SimpleJWT 5.5", environment: "django52", ...SIMPLEJWT },
  { title: "Django 4.2 with SimpleJWT 5.3", environment: "simplejwt53", ...SIMPLEJWT, enough: SAME_CODE },
  { title: "Django 4.2 with SimpleJWT 5.2", environment: "django42", ...SIMPLEJWT, enough: SAME_CODE },
  {
    title: "dj-rest-auth, tokens in the body",
    ...clinic("urls_dj_rest_auth", '"JWT_AUTH_HTTPONLY": False,'),
    lacks: {},
    variants: REST_AUTH,
    enough: SAME_CODE,
  },
  {
    title: "dj-rest-auth, tokens in cookies",
    ...clinic(
      "urls_dj_rest_auth",
      '"JWT_AUTH_COOKIE": "clinic", "JWT_AUTH_REFRESH_COOKIE": "clinic-refresh",',
    ),
    lacks: {},
    variants: REST_AUTH,
    enough: SAME_CODE,
  },
  {
    title: "a cookie behind CSRF",
    ...clinic("urls_cookie", ""),
    lacks: {},
    variants: {
      "is right": { edits: [] },
      "swallows bad tokens": {
        edits: [
          {
            path: COOKIE_VIEWS,
            from: "        validated = self.get_validated_token(token.encode())\n",
            to: `        try:
            validated = self.get_validated_token(token.encode())
        except Exception:
            return None
`,
          },
          {
            path: COOKIE_VIEWS,
            from: "class CookieMeView(MeView):\n",
            to: "class CookieMeView(MeView):\n    permission_classes = [AllowAny]\n",
          },
          { path: COOKIE_VIEWS, from: "request.user.email", to: 'getattr(request.user, "email", "guest")' },
        ],
      },
    },
  },
  {
    title: "FastAPI by a form",
    application: "fastapi_settings",
    environment: "fastapi",
    logsInByMail: false,
    edits: [],
    lacks: { "wrong-type-refused": "not-applicable" },
    variants: fastapi(),
  },
  {
    title: "FastAPI by mail",
    application: "fastapi_email",
    environment: "fastapi",
    logsInByMail: true,
    edits: [],
    lacks: {},
    variants: fastapiMail(),
  },
  {
    title: "Flask-JWT-Extended",
    application: "flask_jwt",
    environment: "flask",
    logsInByMail: false,
    edits: [],
    lacks: { "workers-agree": "not-applicable" },
    variants: flask(),
  },
  {
    title: "Node with jose",
    application: "node_jose",
    environment: "node",
    logsInByMail: false,
    edits: NODE_TYPES,
    lacks: { "workers-agree": "not-applicable" },
    variants: node(),
  },
];
