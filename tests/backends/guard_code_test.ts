import { assertEquals } from "@std/assert";
import { guardCode } from "../../src/backends/guard_code.ts";
import { recognise } from "../../src/backends/mod.ts";
import { POLICIES, type PolicyName } from "../../src/policy.ts";
import { treeOf } from "./tree_of.ts";

/** The code for a project of these files. */
function guardFor(files: Readonly<Record<string, string | null>>, policy: PolicyName = "separation") {
  const tree = treeOf(files);
  const application = recognise(tree)!;
  return guardCode(tree, {
    application,
    names: application.names,
    algorithm: application.algorithm,
    policy: POLICIES[policy],
  });
}

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const DJANGO = {
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n',
  "requirements.txt": "django\ndjangorestframework-simplejwt\n",
};
const settings = (reads: string) =>
  `${reads}\nINSTALLED_APPS = ["rest_framework_simplejwt"]\nSIMPLE_JWT = {"SIGNING_KEY": JWT_SECRET_KEY}\n`;

test("guardCode() reads the key as Django's settings do", () => {
  const decouple = settings(
    'from decouple import config\nSECRET_KEY = config("SECRET_KEY")\nJWT_SECRET_KEY = config("JWT_SECRET_KEY")',
  );
  assertEquals(guardFor({ ...DJANGO, "shop/settings.py": decouple }), {
    from: "variable",
    path: "shop/settings.py",
    line: 3,
    key: [
      'jwt_key = config("JWT_SECRET_KEY", default="")',
      "if len(jwt_key) < 50 or jwt_key == SECRET_KEY:",
      '    raise ImproperlyConfigured("JWT_SECRET_KEY must have at least 50 characters and differ from SECRET_KEY")',
    ],
    placeholder: [
      'jwt_key = config("JWT_SECRET_KEY", default="")',
      'if any(word in jwt_key.lower() for word in ("change", "example", "generate", "placeholder", "replace")):',
      '    raise ImproperlyConfigured("JWT_SECRET_KEY is a placeholder")',
    ],
  });
  const environ = settings(
    'import os\nSECRET_KEY = os.environ["SECRET_KEY"]\nJWT_SECRET_KEY = os.environ["JWT_SECRET_KEY"]',
  );
  assertEquals(
    guardFor({ ...DJANGO, "shop/settings.py": environ })?.key[0],
    'jwt_key = os.environ.get("JWT_SECRET_KEY", "")',
  );
});

test("guardCode() takes the fields of pydantic settings", () => {
  const code = [
    "from fastapi import FastAPI",
    "from pydantic_settings import BaseSettings",
    "import jwt",
    "class Settings(BaseSettings):",
    "    secret_key: str",
    "    jwt_secret_key: str",
    "settings = Settings()",
    "app = FastAPI()",
    "def token(): return jwt.encode({}, settings.jwt_secret_key)",
    "",
  ].join("\n");
  const guard = guardFor(
    { "main.py": code, "requirements.txt": "fastapi\npyjwt\npydantic-settings\n" },
    "strict",
  );
  assertEquals([guard?.from, guard?.path, guard?.line], ["field", "main.py", 6]);
  assertEquals(guard?.key.slice(0, 2), [
    "jwt_key = settings.jwt_secret_key",
    "if len(jwt_key) < 64 or jwt_key == settings.secret_key:",
  ]);
});

test("guardCode() declares nothing in JavaScript", () => {
  const node = {
    "package.json":
      '{ "scripts": { "start": "node server.js" }, "dependencies": { "jsonwebtoken": "9.0.0" } }',
    "server.js": [
      'const jwt = require("jsonwebtoken");',
      'const http = require("node:http");',
      "const key = process.env.JWT_SECRET_KEY;",
      "jwt.sign({}, key);",
      "http.createServer().listen(process.env.PORT);",
      "",
    ].join("\n"),
  };
  assertEquals(guardFor(node), {
    from: "variable",
    path: "server.js",
    line: 3,
    key: [
      'if ((process.env.JWT_SECRET_KEY ?? "").length < 50) {',
      '  throw new Error("JWT_SECRET_KEY must have at least 50 characters");',
      "}",
    ],
    placeholder: [
      'if (/change|example|generate|placeholder|replace/i.test(process.env.JWT_SECRET_KEY ?? "")) {',
      '  throw new Error("JWT_SECRET_KEY is a placeholder");',
      "}",
    ],
  });
});

test("guardCode() knows no code for a language that it does not know", () => {
  assertEquals(guardFor({ ".env": null, ".env.example": "JWT_SECRET_KEY=\n" }), null);
});
