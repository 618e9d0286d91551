import { assertEquals, assertExists } from "@std/assert";
import type { Backend, SigningSite } from "../../src/backends/backend.ts";
import { djangoSimplejwt } from "../../src/backends/django_simplejwt.ts";
import { fastapi } from "../../src/backends/fastapi.ts";
import { flaskJwtExtended } from "../../src/backends/flask_jwt_extended.ts";
import { treeOf } from "./tree_of.ts";

function signing(backend: Backend, files: Readonly<Record<string, string>>): SigningSite {
  const found = backend.recognise(treeOf(files));
  assertExists(found?.signing);
  return found.signing;
}

const DJANGO = (settings: string) => ({
  "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")\n',
  "settings.py":
    `import os, secrets\nINSTALLED_APPS = ["rest_framework_simplejwt"]\nSECRET_KEY = "x"\n${settings}\n`,
});
const FASTAPI = (key: string) => ({
  "main.py":
    `import os, uuid, jwt\nfrom fastapi import FastAPI\nfrom secrets import token_bytes\nKEY = ${key}\napp = FastAPI()\ndef make(data):\n    return jwt.encode(data, KEY, algorithm="HS256")\n`,
});
const FLASK = (line: string) => ({
  "app.py":
    `import os, secrets\nfrom flask import Flask\nfrom flask_jwt_extended import JWTManager, create_access_token\napp = Flask(__name__)\n${line}\nJWTManager(app)\n`,
});

const MADE: readonly (readonly [Backend, string, Readonly<Record<string, string>>, number, string])[] = [
  [
    djangoSimplejwt,
    "token_hex",
    DJANGO('SIMPLE_JWT = {"SIGNING_KEY": secrets.token_hex(64)}'),
    4,
    '"SIGNING_KEY": os.environ["JWT_SECRET_KEY"]',
  ],
  [fastapi, "uuid4", FASTAPI("uuid.uuid4().hex"), 4, 'os.environ["JWT_SECRET_KEY"]'],
  [fastapi, "token_bytes", FASTAPI("token_bytes(32)"), 4, 'os.environ["JWT_SECRET_KEY"]'],
  [
    flaskJwtExtended,
    "urandom",
    FLASK('app.config["JWT_SECRET_KEY"] = os.urandom(32).hex()'),
    5,
    'app.config["JWT_SECRET_KEY"] = os.environ["JWT_SECRET_KEY"]',
  ],
];

for (const [backend, how, files, line, mend] of MADE) {
  Deno.test({
    name: `recognise() says where ${how} makes the key of ${backend.title}, and how the code should read`,
    permissions: "none",
    fn() {
      const site = signing(backend, files);
      assertEquals([site.line, site.source, site.mend, site.adds], [line, "unknown", mend, undefined]);
    },
  });
}

Deno.test({
  name: "recognise() takes a key that is made only where the variable is not set for the variable's",
  permissions: "none",
  fn() {
    const site = signing(fastapi, FASTAPI('os.getenv("JWT_SECRET_KEY") or uuid.uuid4().hex'));
    assertEquals([site.source, site.mend], ["jwt-key", undefined]);
  },
});

Deno.test({
  name: "recognise() adds a line where the framework takes its own key for want of another",
  permissions: "none",
  fn() {
    const sites = [
      signing(djangoSimplejwt, DJANGO('SIMPLE_JWT = {"ALGORITHM": "HS256"}')),
      signing(djangoSimplejwt, DJANGO("DEBUG = True")),
      signing(flaskJwtExtended, FLASK('app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]')),
    ];
    assertEquals(sites.map(({ adds }) => adds), [true, true, true]);
  },
});
