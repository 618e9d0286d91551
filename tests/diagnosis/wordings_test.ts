import { assertCause } from "./assert_cause.ts";

/** Outputs that tell of frameworks, loggers and validators: the causes that may stand first, `none` where nothing may be recognised. */
const OUTPUTS: readonly (readonly [says: string, causes: string, text: string])[] = [
  [
    "npm start and a thrown error",
    "key-missing",
    "\n" +
    "> app@1.0.0 start\n" +
    "> node server.js\n" +
    "\n" +
    "/srv/app/config.js:4\n" +
    '  throw new Error("JWT_SECRET_KEY is not defined in environment variables");\n' +
    "  ^\n" +
    "\n" +
    "Error: JWT_SECRET_KEY is not defined in environment variables\n" +
    "    at Object.<anonymous> (/srv/app/config.js:4:9)\n" +
    "    at Module._compile (node:internal/modules/cjs/loader:1554:14)\n" +
    "\n" +
    "Node.js v22.14.0\n" +
    "npm ERR! code ELIFECYCLE\n",
  ],
  [
    "Nest and passport-jwt",
    "key-missing",
    "[Nest] 4711  - 11/21/2026, 1:22:50 AM   ERROR [ExceptionHandler] JwtStrategy requires a secret or key\n" +
    "TypeError: JwtStrategy requires a secret or key\n" +
    "    at new JwtStrategy (/srv/app/node_modules/passport-jwt/lib/strategy.js:45:15)\n",
  ],
  [
    "Nest and jsonwebtoken",
    "key-missing",
    "[Nest] 4711  - 11/21/2026, 1:22:50 AM   ERROR [ExceptionsHandler] secretOrPrivateKey must have a value\n" +
    "Error: secretOrPrivateKey must have a value\n" +
    "    at /srv/app/node_modules/jsonwebtoken/sign.js:107:20\n",
  ],
  [
    "Fastify's plug-in",
    "key-missing",
    "/srv/app/node_modules/@fastify/jwt/jwt.js:64\n" +
    "  assert(options.secret, 'missing secret')\n" +
    "  ^\n" +
    "\n" +
    "AssertionError [ERR_ASSERTION]: missing secret\n" +
    "    at fastifyJwt (/srv/app/node_modules/@fastify/jwt/jwt.js:64:3)\n",
  ],
  [
    "zod's issues as an object",
    "key-missing",
    "❌ Invalid environment variables: [\n" +
    "  {\n" +
    "    expected: 'string',\n" +
    "    code: 'invalid_type',\n" +
    "    path: [ 'JWT_SECRET_KEY' ],\n" +
    "    message: 'Invalid input: expected string, received undefined'\n" +
    "  }\n" +
    "]\n" +
    "/srv/app/env.ts:3\n" +
    '    throw new Error("Invalid environment variables");\n' +
    "          ^\n" +
    "\n" +
    "Error: Invalid environment variables\n" +
    "    at x (/srv/app/env.ts:3:11)\n",
  ],
  [
    "zod's issues in JSON",
    "key-missing",
    "ZodError: [\n" +
    "  {\n" +
    '    "code": "invalid_type",\n' +
    '    "expected": "string",\n' +
    '    "received": "undefined",\n' +
    '    "path": [\n' +
    '      "JWT_SECRET_KEY"\n' +
    "    ],\n" +
    '    "message": "Required"\n' +
    "  }\n" +
    "]\n" +
    "    at x (/srv/app/env.ts:3:11)\n",
  ],
  [
    "zod and a short key",
    "key-too-short",
    "ZodError: [\n" +
    "  {\n" +
    '    "code": "too_small",\n' +
    '    "minimum": 32,\n' +
    '    "type": "string",\n' +
    '    "inclusive": true,\n' +
    '    "exact": false,\n' +
    '    "message": "String must contain at least 32 character(s)",\n' +
    '    "path": [\n' +
    '      "JWT_SECRET_KEY"\n' +
    "    ]\n" +
    "  }\n" +
    "]\n" +
    "    at x (/srv/app/env.ts:3:11)\n",
  ],
  [
    "envalid and an invalid list",
    "key-missing",
    "================================\n" +
    " Invalid environment variables:\n" +
    "    JWT_SECRET_KEY: undefined\n" +
    "================================\n" +
    "\n" +
    " Exiting with error code 1\n",
  ],
  [
    "envalid and a missing list",
    "key-missing",
    "================================\n" +
    "\u001b[33m Missing\u001b[39m environment variables:\n" +
    '    \u001b[34mJWT_SECRET_KEY\u001b[39m: eg. "abc"\n' +
    "================================\n" +
    "\n" +
    " Exiting with error code 1\n",
  ],
  [
    "Joi and a short key",
    "key-too-short",
    'Error: Config validation error: "JWT_SECRET_KEY" length must be at least 32 characters long\n' +
    "    at x (/srv/app/node_modules/@nestjs/config/dist/config.module.js:1:1)\n",
  ],
  [
    "structlog",
    "key-missing",
    '{"event": "JWT_SECRET_KEY is not set", "level": "critical", "timestamp": "2026-11-21T01:22:50Z"}\n',
  ],
  [
    "loguru",
    "key-missing",
    "2026-11-21 01:22:50.123 | CRITICAL | app.config:load:12 - JWT_SECRET_KEY is not set\n",
  ],
  [
    "Python's logging",
    "key-too-short",
    "CRITICAL:app.config:JWT_SECRET_KEY must be at least 50 characters (got 12)\n",
  ],
  ["winston", "key-missing", "2026-11-21T01:22:50.123Z error: JWT_SECRET_KEY is not defined\n"],
  [
    "pino",
    "key-missing",
    '{"level":60,"time":1763688170000,"pid":1,"hostname":"h","msg":"JWT_SECRET_KEY is required"}\n',
  ],
  [
    "rich's traceback",
    "key-missing",
    "╭───────────── Traceback (most recent call last) ─────────────╮\n" +
    "│ /srv/app/settings.py:12 in <module>                          │\n" +
    "│                                                              │\n" +
    "│   12 raise ImproperlyConfigured(                             │\n" +
    "╰──────────────────────────────────────────────────────────────╯\n" +
    "ImproperlyConfigured: JWT_SECRET_KEY environment variable is required\n",
  ],
  [
    "a group of exceptions",
    "key-missing",
    "  + Exception Group Traceback (most recent call last):\n" +
    '  |   File "/srv/app/main.py", line 3, in <module>\n' +
    "  |     x\n" +
    "  | ExceptionGroup: startup (1 sub-exception)\n" +
    "  +-+---------------- 1 ----------------\n" +
    "    | Traceback (most recent call last):\n" +
    '    |   File "/srv/app/main.py", line 3, in f\n' +
    "    |     y\n" +
    "    | ValueError: JWT_SECRET_KEY is not set\n" +
    "    +------------------------------------\n",
  ],
  [
    "pytest",
    "key-missing",
    "ImportError while loading conftest '/srv/app/tests/conftest.py'.\n" +
    "tests/conftest.py:3: in <module>\n" +
    "    from app import main\n" +
    "app/settings.py:12: in <module>\n" +
    '    key = os.environ["JWT_SECRET_KEY"]\n' +
    "<frozen os>:679: in __getitem__\n" +
    "    ???\n" +
    "E   KeyError: 'JWT_SECRET_KEY'\n",
  ],
  ["a last word", "key-missing", "JWT_SECRET_KEY is not set. Exiting.\n"],
  [
    "PyJWT and another key",
    "token-signed-with-other-key",
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/auth.py", line 3, in f\n' +
    "    jwt.decode(t, key, algorithms=['HS256'])\n" +
    "jwt.exceptions.InvalidSignatureError: Signature verification failed\n",
  ],
  [
    "python-jose and another key",
    "token-signed-with-other-key",
    "jose.exceptions.JWSSignatureError\n" +
    "\n" +
    "During handling of the above exception, another exception occurred:\n" +
    "\n" +
    "Traceback (most recent call last):\n" +
    '  File "/srv/app/auth.py", line 3, in f\n' +
    "    x\n" +
    "jose.exceptions.JWTError: Signature verification failed.\n",
  ],
  [
    "jsonwebtoken and another key",
    "token-signed-with-other-key",
    "JsonWebTokenError: invalid signature\n" +
    "    at /srv/app/node_modules/jsonwebtoken/verify.js:171:19\n",
  ],
  [
    "jsonwebtoken and an old token",
    "token-expired",
    "TokenExpiredError: jwt expired\n" +
    "    at /srv/app/node_modules/jsonwebtoken/verify.js:190:21 {\n" +
    "  expiredAt: 2026-11-21T01:22:50.000Z\n" +
    "}\n",
  ],
  [
    "jsonwebtoken and what is no token",
    "token-malformed",
    "JsonWebTokenError: jwt malformed\n" +
    "    at x (/srv/app/node_modules/jsonwebtoken/verify.js:70:17)\n",
  ],
  [
    "jose and another key",
    "token-signed-with-other-key",
    "JWSSignatureVerificationFailed: signature verification failed\n" +
    "    at flattenedVerify (file:///srv/app/node_modules/jose/dist/webapi/jws/flattened/verify.js:84:15)\n" +
    "  code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED'\n",
  ],
  [
    "PyJWT and a number as subject",
    "token-claims-missing",
    "jwt.exceptions.InvalidSubjectError: Subject must be a string\n",
  ],
  [
    "Django's log of a CSRF refusal",
    "csrf-required",
    "Forbidden (CSRF cookie not set.): /api/auth/login/\n" +
    '[21/Nov/2026 01:22:50] "POST /api/auth/login/ HTTP/1.1" 403 2869\n',
  ],
];

for (const [says, causes, text] of OUTPUTS) {
  Deno.test({
    name: `diagnose() judges ${says}: ${causes.replace("|", " or ")}`,
    permissions: "none",
    fn: () => assertCause({ kind: "output", text, exitCode: 1 }, causes),
  });
}
