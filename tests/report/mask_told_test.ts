import { assertEquals } from "@std/assert";
import { createRedactor } from "../../src/report/redact.ts";

/** Like a generated key, and like a password that a person made up. */
const KEY = "Zq7CanaryXwvKp3LmT8rBd4NfGh2Jy6Ue5QaWs1Rx0VbYc9To";
const WORD = "correctHorse9battery";

const MASKED: readonly (readonly [text: string, shown: string])[] = [
  // Headers and environments, as programs print them
  [`"Set-Cookie": "sid=${KEY}; HttpOnly"`, `"Set-Cookie": "••••"`],
  [`"set-cookie": ["sid=${KEY}; Path=/", "b=${WORD}"]`, `"set-cookie": ["••••", "••••"]`],
  [
    `[(b'host', b'x'), (b'cookie', b'sid=${KEY}'), (b'authorization', b'Token ${WORD}')]`,
    `[(b'host', b'x'), (b'cookie', b'••••'), (b'authorization', b'••••')]`,
  ],
  [`{"name":"POSTGRES_PASSWORD","value":"${WORD}"}`, `{"name":"POSTGRES_PASSWORD","value":"••••"}`],
  [`{ "value": "${WORD}", "name": "DB_PASSWORD" }`, `{ "value": "••••", "name": "DB_PASSWORD" }`],
  [`"Env": ["PATH=/bin", "DB_PASSWORD=two ${WORD}"]`, `"Env": ["PATH=/bin", "DB_PASSWORD=••••"]`],
  [`DB_PASSWORD:             ${WORD}`, `DB_PASSWORD:             ••••`],
  [`| DB_PASSWORD | ${WORD} |`, `| DB_PASSWORD | •••• |`],
  [`DB_PASS=${WORD}`, `DB_PASS=••••`],
  [`{"user":"ada","pass":"${WORD}"}`, `{"user":"ada","pass":"••••"}`],
  [`password\u00a0=\u00a0${WORD}`, `password\u00a0=\u00a0••••`],
  // Requests
  [`username%3Dada%26password%3D${WORD}%26x%3D1`, `username%3Dada%26password%3D••••%26x%3D1`],
  [`%7B%22password%22%3A%22${WORD}%22%7D`, `%7B%22password%22%3A%22••••%22%7D`],
  [`curl -u ada:${WORD} http://h/`, `curl -u ada:•••• http://h/`],
  [`curl -b 'sid=${WORD}; a=b' http://h/`, `curl -b '••••' http://h/`],
  [`curl -d 'password=two ${WORD}' http://h/`, `curl -d 'password=••••' http://h/`],
  [`app --jwt-secret ${WORD} --port 80`, `app --jwt-secret •••• --port 80`],
  [`bearer ${KEY}`, `bearer ••••`],
  [`<password>${WORD}</password>`, `<password>••••</password>`],
  [`<input value="${WORD}" name="password">`, `<input value="••••" name="password">`],
  [
    `{"msg":"Field required","input":{"username":"ada","pw":"a}${WORD}"},"x":1}`,
    `{"msg":"Field required","input":••••,"x":1}`,
  ],
  // What applications and loaders say of a key
  [`JWT_SECRET_KEY 'supersecret' is too weak`, `JWT_SECRET_KEY '••••' is too weak`],
  [`JWT_SECRET_KEY (${WORD}) must be longer`, `JWT_SECRET_KEY (••••) must be longer`],
  [`JWT_SECRET_KEY is too short: 'hunter2pass'`, `JWT_SECRET_KEY is too short: '••••'`],
  [`JWT_SECRET_KEY is too short (got: hunter2pass)`, `JWT_SECRET_KEY is too short (got: ••••`],
  [`"DB_PASSWORD" with value "${WORD}" fails to match`, `"DB_PASSWORD" with value "••••" fails to match`],
  [`E  assert user.password == '${WORD}'`, `E  assert user.password == '••••'`],
  [`Generated password for admin: ${WORD}`, `Generated password for admin: ••••`],
  [`.env: line 12: x${WORD}: command not found`, `.env: line 12: ••••: command not found`],
  [`Invalid line: ${WORD}`, `Invalid line: ••••`],
  [
    `Ignoring invalid environment assignment '${WORD}': /x/.env`,
    `Ignoring invalid environment assignment '••••': /x/.env`,
  ],
  [`    │          └ '${WORD}'`, `    │          └ '••••'`],
  // Whatever stands around them
  [`bash: ${KEY}: command not found`, `bash: ••••: command not found`],
  [`invalid literal for int() with base 10: '${KEY}'`, `invalid literal for int() with base 10: '••••'`],
  [`cloning with ghp_${KEY.slice(0, 36)}`, `cloning with ••••`],
  [`https://${KEY}@h/x.git`, `https://••••@h/x.git`],
  [`GET /cb?code=${WORD}&state=x`, `GET /cb?code=••••&state=x`],
  [`{"kty":"oct","k":"${WORD}"}`, `{"kty":"oct","k":"••••"}`],
];

for (const [text, shown] of MASKED) {
  Deno.test({
    name: `createRedactor() masks what stands beside its name ${JSON.stringify(text).slice(0, 50)}`,
    permissions: "none",
    fn() {
      const redact = createRedactor([]);
      assertEquals(redact(text), shown);
      assertEquals(redact(shown), shown);
    },
  });
}

const KEPT: readonly string[] = [
  "JWT_SECRET_KEY (required)",
  "SECRET_KEY (base64)",
  "JWT_SECRET_KEY contains weak pattern: your-jwt-secret-key (type=value_error)",
  "    at prepareSecretKey (node:internal/crypto/keys:595:11)",
  '    jwt.encode(payload, SECRET_KEY, algorithm="HS256")',
  "usage: app [--jwt-secret JWT_SECRET] [--token-lifetime 5]",
  "JWT_SECRET_KEY: not found in '/app/config/.env', looked at 'config.settings.base'",
  "required = ['JWT_SECRET_KEY', 'DB_PASSWORD', 'DEBUG']",
  "auth-token-service-1  | GET / HTTP/1.1 200",
  "| JWT_SECRET_KEY | required |",
  "key 'HS256' of algorithm",
  "the secret is base64url, the JWT_SECRET_KEY is 'utf-8' text",
  "docker run -u 1000:1000 image",
  "bash: python3: command not found",
  "Invalid line: export",
  "    └ <Settings object at 0x7f2f6c0d5e50>",
  "npm http fetch sha512 abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "ValueError: invalid literal for int() with base 10: '60  # minutes'",
  "django.core.exceptions.ImproperlyConfigured: Set the JWT_SECRET_KEY environment variable",
];

for (const text of KEPT) {
  Deno.test({
    name: `createRedactor() keeps what only tells of a secret ${text.trim().slice(0, 50)}`,
    permissions: "none",
    fn() {
      assertEquals(createRedactor([])(text), text);
    },
  });
}

Deno.test({
  name: "createRedactor() leaves no part of a password where a long line is cut",
  permissions: "none",
  fn() {
    const redact = createRedactor([]);
    for (let start = 1900; start < 2000; start++) {
      const shown = redact(`${"x".repeat(start)} postgres://ada:${WORD}@db/x ${"tail ".repeat(200)}`);
      assertEquals(/correct|9batt/.test(shown), false);
    }
  },
});
