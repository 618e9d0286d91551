import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createRedactor, plain } from "../../src/report/redact.ts";

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SYMBOLS = BASE64URL + "!\"#$%&'()*+,./:;<=>?@[\\]^`{|}~ é€";

function textOf(alphabet: string, lengths: { minLength: number; maxLength: number }) {
  return fc.array(fc.constantFrom(...alphabet), lengths).map((units) => units.join(""));
}

/** Six characters in a row that would not stand in any other text. */
const secret = fc.oneof(
  textOf(BASE64URL, { minLength: 20, maxLength: 90 }),
  textOf(SYMBOLS, { minLength: 10, maxLength: 40 }),
).filter((value) => new Set(value).size > 8 && value.trim() === value);

const ENCODERS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => encodeURIComponent(text),
  (text) => new URLSearchParams({ x: text }).toString().slice(2),
  (text) => JSON.stringify(text),
  (text) => JSON.stringify(JSON.stringify(text)),
  (text) => JSON.stringify({ text: encodeURIComponent(text) }),
  (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("'", "&#x27;"),
  (text) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`,
];

const NOISE = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "ERROR ",
    "\n",
    "JWT_SECRET_KEY=",
    "password: ",
    "Bearer ",
    "input_value='",
    "\u001b[31m",
    "% ",
    "\\",
    "&#",
  ),
);

function runsOf(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - 5) }, (_, at) => text.slice(at, at + 6));
}

function decoders(text: string): readonly string[] {
  const unescaped = text.replace(/\\u([0-9a-f]{4})/gi, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\(.)/g, "$1");
  const url = text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });
  return [text, unescaped, url, unescaped.replace(/\\(.)/g, "$1")];
}

Deno.test({
  name: "createRedactor() leaves no run of six characters of a secret, raw or encoded, whole or sliced",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        fc.array(secret, { minLength: 1, maxLength: 3 }),
        fc.array(
          fc.record({ noise: NOISE, which: fc.nat(), from: fc.nat(), length: fc.nat(), encoder: fc.nat() }),
          { minLength: 1, maxLength: 6 },
        ),
        (secrets, places) => {
          const redact = createRedactor(secrets);
          const text = places.map(({ noise, which, from, length, encoder }) => {
            const whole = secrets[which % secrets.length] ?? "";
            const start = from % (whole.length - 6);
            const slice = whole.slice(start, start + 6 + (length % (whole.length - start - 5)));
            return noise + (ENCODERS[encoder % ENCODERS.length] ?? String)(slice);
          }).join(" ");
          const shown = decoders(redact(text)).map((each) => each.toLowerCase());
          for (const run of secrets.flatMap((each) => runsOf(each.toLowerCase()))) {
            assert(!shown.some((each) => each.includes(run)), "a run of a secret is shown");
          }
        },
      ),
      { numRuns: 400, seed: 6 },
    );
  },
});

Deno.test({
  name: "createRedactor() masks a secret in base64, alone or inside a longer text, in both alphabets",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        textOf(BASE64URL, { minLength: 20, maxLength: 90 }),
        fc.string({ maxLength: 9 }),
        (key, before) => {
          const bytes = new TextEncoder().encode(`${before}${key}:after`);
          const encoded = btoa(String.fromCharCode(...bytes));
          for (const text of [encoded, encoded.replaceAll("+", "-").replaceAll("/", "_")]) {
            const shown = createRedactor([key])(`x ${text} y`);
            for (const piece of shown.split(/[^\w+/-]+/)) {
              for (let skip = 0; skip < 4; skip++) {
                const aligned = piece.slice(skip).replaceAll("-", "+").replaceAll("_", "/");
                const decoded = atob(aligned.slice(0, aligned.length - (aligned.length % 4)));
                assert(
                  !runsOf(key).some((run) => decoded.includes(run)),
                  "a run of a key is shown in base64",
                );
              }
            }
          }
        },
      ),
      { numRuns: 200, seed: 7 },
    );
  },
});

Deno.test({
  name: "createRedactor() never throws, and twice is once",
  permissions: "none",
  fn() {
    const word = fc.constantFrom(
      "JWT_SECRET_KEY",
      "=",
      ": ",
      "'",
      '"',
      "password",
      "token",
      "{",
      "}",
      "[",
      "]",
      "(",
      ")",
      "input_value=",
      ", input_type=str]",
      "Authorization: ",
      "Bearer ",
      "eyJhbGciOiJ9.eyJ9.x",
      "postgres://u:p@h/d",
      "<td>",
      "</td>",
      "\n",
      " ",
      "abc",
      "é",
      "\u202e",
      "\u001b[1m",
      "csrftoken",
      "Set-Cookie",
      "${",
      ":-",
      "os.environ",
      "•",
      "0123456789abcdef0123456789ABCDEF",
      "\\",
      "%41",
      "&amp;",
      "--jwt-secret ",
      "| ",
      "└ ",
      "name",
      "value",
      "%3D",
      "%22",
      "curl -u ada:",
      " got ",
      "not found",
      "(b'",
      '"input": {',
      "abc123def",
      "ghp_0123456789abcdef",
      "BEGIN PRIVATE KEY-----",
      "-----",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 60 }),
        (words) => {
          const redact = createRedactor(["correct-horse-battery", "abc"], ["change-me"]);
          const once = redact(words.join(""));
          assertEquals(redact(once), once);
        },
      ),
      { numRuns: 1500, seed: 8 },
    );
  },
});

const MESSAGES = [
  "JWT authentication requires a separate signing key from SECRET_KEY.",
  "django.core.exceptions.ImproperlyConfigured: JWT_SECRET_KEY environment variable is required. Generate with: python -c 'import secrets; print(secrets.token_urlsafe(64))'",
  "decouple.UndefinedValueError: JWT_SECRET_KEY not found. Declare it as envvar or define a default value.",
  "KeyError: 'JWT_SECRET_KEY'",
  "jwt.exceptions.InvalidKeyError: HMAC key must not be empty.",
  "CRITICAL: JWT_SECRET_KEY is too short (32 characters)!",
  "JWT_SECRET_KEY: parameter null or not set",
  '    JWT_SECRET_KEY = config("JWT_SECRET_KEY")  # No default - fail if not set',
  '{"detail":"Given token not valid for any token type","code":"token_not_valid","messages":[{"token_class":"AccessToken","token_type":"access","message":"Token is invalid or expired"}]}',
  '{"username":["This field is required."],"password":["This field is required."]}',
  '  File "/usr/lib/python3/dist-packages/rest_framework_simplejwt/token_blacklist/models.py", line 6, in <module>',
  "  Field required [type=missing, input_value={}, input_type=dict]",
  'The "JWT_SECRET_KEY" variable is not set. Defaulting to a blank string.',
  "Forbidden (CSRF token missing.): /api/v1/auth/login/",
  "TypeError: Expected a string value",
  "Error: secretOrPrivateKey must have a value",
  "ModuleNotFoundError: No module named 'rest_framework_simplejwt.token_blacklist'",
  'RuntimeError: JWT_SECRET_KEY or flask SECRET_KEY must be set when using symmetric algorithm "HS256"',
];

for (const message of MESSAGES) {
  Deno.test({
    name: `createRedactor() keeps the message ${message.trim().slice(0, 60)}`,
    permissions: "none",
    fn() {
      assertEquals(createRedactor(["Zq8_kR3vT-x1LmN0pQwErTyUiOpAsDfGhJkLz"])(message), message);
    },
  });
}

const SHAPES: readonly (readonly [text: string, shown: string])[] = [
  [
    "String should have at least 64 characters [type=string_too_short, input_value='it\\'s \"q\", x', input_type=str]",
    "String should have at least 64 characters [type=string_too_short, input_value=••••, input_type=str]",
  ],
  [
    "[type=extra_forbidden, input_value='two\nlines', input_type=str]",
    "[type=extra_forbidden, input_value=••••, input_type=str]",
  ],
  [
    "[type=missing, input_value={'JWT_SECRET_KEY': 'x'}, input_type=dict]",
    "[type=missing, input_value=••••, input_type=dict]",
  ],
  [
    "[type=string_too_short, input_value='', input_type=str]",
    "[type=string_too_short, input_value='', input_type=str]",
  ],
  ['{"access":"eyJhbGciOiJIUzI1NiJ9.eyJ1IjoxfQ.abc-_d"}', '{"access":"••••"}'],
  ["signing with eyJhbGciOiJIUzI1", "signing with ••••"],
  ["Authorization: Bearer opaque", "Authorization: ••••"],
  ["curl -H 'Authorization: Token x' http://h/", "curl -H 'Authorization: ••••' http://h/"],
  ["Set-Cookie: access_token=abc; Path=/", "Set-Cookie: ••••"],
  ["X-CSRFToken: abc", "X-CSRFToken: ••••"],
  ['{"username": "ada", "password": "p, w"}', '{"username": "ada", "password": "••••"}'],
  ['"{\\"password\\": \\"pw\\"}"', '"{\\"password\\": \\"••••\\"}"'],
  ["username=ada&password=pw&x=1", "username=ada&password=••••&x=1"],
  ["password: correct horse battery", "password: ••••"],
  ["SECRET_KEY = 'abc'", "SECRET_KEY = '••••'"],
  ['SECRET_KEY = config("SECRET_KEY", default="abc")', 'SECRET_KEY = config("SECRET_KEY", default="••••")'],
  ["JWT_SECRET_KEY: abc", "JWT_SECRET_KEY: ••••"],
  ["export JWT_SECRET_KEY=a b c", "export JWT_SECRET_KEY=••••"],
  ["JWT_PREVIOUS_KEYS = ['abc', 'def']", "JWT_PREVIOUS_KEYS = ['••••', '••••']"],
  ["{'SIGNING_KEY': 'abc', 'ALGORITHM': 'HS256'}", "{'SIGNING_KEY': '••••', 'ALGORITHM': 'HS256'}"],
  [
    '<td>JWT_PREVIOUS</td><td class="code"><pre>&#x27;abc&#x27;</pre></td>',
    '<td>JWT_PREVIOUS</td><td class="code"><pre>••••</pre></td>',
  ],
  ['<input name="csrfmiddlewaretoken" value="abc">', '<input name="csrfmiddlewaretoken" value="••••">'],
  ["postgres://ada:p@ss/w@db:5432/x", "postgres://ada:••••@db:5432/x"],
  ["JWT key is 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c", "JWT key is ••••"],
  [
    '{"loc":["body","password"],"msg":"Input should be a valid string","input":"hunter2"}',
    '{"loc":["body","password"],"msg":"Input should be a valid string","input":"••••"}',
  ],
];

for (const [text, shown] of SHAPES) {
  Deno.test({
    name: `createRedactor() masks by shape ${JSON.stringify(text).slice(0, 60)}`,
    permissions: "none",
    fn() {
      assertEquals(createRedactor([])(text), shown);
    },
  });
}

Deno.test({
  name: "createRedactor() hides only the whole of a known value, and a short secret only as a word",
  permissions: "none",
  fn() {
    const redact = createRedactor(["ab1"], ["your-jwt-secret-key"]);
    assertEquals(redact("it is Your-JWT-secret-key, the jwt-secret"), "it is ••••, the jwt-secret");
    assertEquals(redact("ab1 cab1 AB1;"), "•••• cab1 ••••;");
  },
});

Deno.test({
  name: "createRedactor() keeps Django's own words though a key begins with django-insecure-",
  permissions: "none",
  fn() {
    const redact = createRedactor(["django-insecure-0q3r)x(w7k#l"]);
    assertEquals(redact("django.core: django-insecure-0q3r)x(w7k#l"), "django.core: django-insecure-••••");
  },
});

Deno.test({
  name: "createRedactor() shortens a long line and says by how much",
  permissions: "none",
  fn() {
    const shown = createRedactor([])("x".repeat(5000));
    assert(shown.length <= 2000 && shown.endsWith(" … 3040 more characters"));
  },
});

Deno.test({
  name: "createRedactor() takes time in proportion to the text",
  permissions: "none",
  fn() {
    const redact = createRedactor(["Zq8_kR3vT-x1LmN0pQwErTyUiOpAsDfGhJkLz"]);
    const lines = [
      "input_value='",
      "://",
      "token_",
      "\u001b[",
      "eyJ",
      "key: ",
      "<td>token</td>",
      "%41",
      "\\u0041",
      "password='",
      "Set-Cookie ",
    ].map((each) => each.repeat(1900 / each.length));
    const start = performance.now();
    redact(Array.from({ length: 100 }, () => lines.join("\n")).join("\n"));
    redact(lines.join("").repeat(50));
    assert(performance.now() - start < 3000);
  },
});

Deno.test({
  name: "plain() takes out escapes, controls, bidirectional and invisible characters",
  permissions: "none",
  fn() {
    assertEquals(
      plain("a\u001b[31mb\u001b]8;;http://x\u0007c\u202ed\u200be\r\u0000\ufefff\tg\n\ud800h"),
      "abcdef\tg\nh",
    );
  },
});
