import { assert, assertEquals } from "@std/assert";
import { parsePython } from "../../src/source/python.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function reads(text: string): readonly string[] {
  return parsePython("a.py", text).envReads.map((read) =>
    `${read.line} ${read.via} ${read.name} ${read.fallback}`
  );
}

test("parsePython() finds every way to read a variable", () => {
  const text = `import os
from os import environ, getenv as ge
from decouple import config as c, AutoConfig
import environ as django_environ
from environs import Env
from starlette.config import Config

env = django_environ.Env(DEBUG=(bool, False))
own = Env()
auto = AutoConfig(search_path=".")
star = Config(".env")
A = os.environ["A"]
B = os.environ.get("B", "dev")
C = environ["C"]
D = ge("D") or "literal"
E = c("E", default=None)
F = auto("F")
G = env.str("G", default=A)
H = env("H")
I = own.str("I", "x")
J = star("J", cast=str, default="")
K = env("DEBUG")
L = os.getenv(
    "L",
    make(),
)
`;
  assertEquals(reads(text), [
    "12 os.environ A absent",
    "13 os.environ B literal",
    "14 os.environ C absent",
    "15 os.getenv D absent",
    "16 decouple E none",
    "17 decouple F absent",
    "18 django-environ G expression",
    "19 django-environ H absent",
    "20 environs I literal",
    "21 starlette J literal",
    "22 django-environ DEBUG literal",
    "23 os.getenv L expression",
  ]);
});

test("parsePython() takes calls of names that every object has for what they are", () => {
  const text = "a.toString()\nb.constructor(1)\nvalueOf()\nhasOwnProperty(c)\n__proto__()\n";
  assertEquals(parsePython("a.py", text).jwtCalls, []);
});

test("parsePython() builds a variable's name from literals, and leaves out what it cannot know", () => {
  assertEquals(
    reads('import os\nP = "APP_"\nx = os.getenv(P + "JWT")\ny = os.getenv(f"{P}KEY")\nz = os.getenv(name)\n'),
    [
      "3 os.getenv APP_JWT absent",
      "4 os.getenv APP_KEY absent",
    ],
  );
});

test("parsePython() tells a function that another file made from a library's", () => {
  assertEquals(reads('from config.env import env\nA = env("A")\nconfig = load()\nB = data.get("B")\n'), [
    "2 helper A absent",
  ]);
});

test("parsePython() says which reads fail when the variable is missing", () => {
  const file = parsePython(
    "a.py",
    'import os\nfrom decouple import config\na = config("A")\nb = os.getenv("B")\nc = config("C", default="")\n',
  );
  assertEquals(file.envReads.map((read) => read.raises), [true, false, false]);
  assertEquals(file.envReads.map((read) => read.assignedTo), ["a", "b", "c"]);
});

test("parsePython() keeps assignments of branches, dictionaries and their later entries", () => {
  const file = parsePython(
    "a.py",
    'if DEBUG:\n    KEY = "a"\nelse:\n    KEY = b\nS = {"X": 1, **more, "Y": "p" "q"}\nS["Z"] = KEY\n',
  );
  assertEquals(file.assignments.map((one) => [one.target, one.key, one.conditional, one.line]), [
    ["KEY", null, true, 2],
    ["KEY", null, true, 4],
    ["S", null, false, 5],
    ["S", "Z", false, 6],
  ]);
  const value = file.assignments[2]!.value!;
  assert(value.kind === "dictionary");
  assertEquals(value.entries.map((entry) => entry.key), ["X", null, "Y"]);
  assertEquals(value.entries[2]!.value, { kind: "text", value: "pq", line: 5 });
});

test("parsePython() reads pydantic settings of both versions", () => {
  const file = parsePython(
    "a.py",
    `
from pydantic import BaseSettings, Field
class One(BaseSettings):
    jwt_secret: str = Field(..., env="APP_JWT")
    other: str = "x"
    class Config:
        env_file = ".env"
        env_prefix = "MY_"
        case_sensitive = True
class Two(One):
    key: str = Field(validation_alias=AliasChoices("A", "B"))
    model_config = SettingsConfigDict(env_file=(".env", ".env.local"), env_ignore_empty=True, extra="ignore")
`,
  );
  const [one, two] = file.models;
  assertEquals(one!.fields.map((field) => [field.name, field.line, field.env, field.fallback === null]), [
    ["jwt_secret", 4, ["APP_JWT"], true],
    ["other", 5, [], false],
  ]);
  assertEquals([one!.config?.prefix, one!.config?.caseSensitive, one!.isSettings], ["MY_", true, true]);
  assertEquals([two!.isSettings, two!.config?.ignoresEmpty, two!.config?.extra], [true, true, "ignore"]);
  assertEquals(two!.fields[0]!.aliases, ["A", "B"]);
});

test("parsePython() names the key and algorithm of JWT calls under any alias", () => {
  const file = parsePython(
    "a.py",
    `
import jwt as j
from jose import jwt
def make(data):
    return j.encode(data, settings.KEY, algorithm="HS512")
x = jwt.decode(token, KEY, algorithms=["HS256"])
y = base64.encode(a, b)
`,
  );
  assertEquals(file.jwtCalls.map((one) => [one.operation, one.library, one.key, one.scope, one.line]), [
    ["sign", "pyjwt", { kind: "name", name: "settings.KEY", line: 5 }, "make", 5],
    ["verify", "python-jose", { kind: "name", name: "KEY", line: 6 }, "", 6],
  ]);
});

test("parsePython() reads Django's routes with includes, routers and regular expressions", () => {
  const file = parsePython(
    "urls.py",
    `
router.register(r"users", UserViewSet)
urlpatterns = [
    path("api/", include("api.urls")),
    path("v1/", include(router.urls)),
    re_path(r"^token/$", TokenObtainPairView.as_view(), name="t"),
    path("in/", include([path("a/", a)])),
    path("x/", csrf_exempt(View.as_view())),
] + extra.urls
`,
  );
  assertEquals(
    file.routes.django.map((one) => [one.list, one.path, one.target.kind, one.target.name, one.line]),
    [
      ["urlpatterns", "api/", "module", "api.urls", 4],
      ["urlpatterns", "v1/", "list", "router", 5],
      ["urlpatterns", "token/", "view", "TokenObtainPairView", 6],
      ["urlpatterns", "in/a/", "view", "a", 7],
      ["urlpatterns", "x/", "view", "View", 8],
      ["urlpatterns", "", "list", "extra", 9],
      ["router", "users/", "view", "UserViewSet", 2],
    ],
  );
});

test("parsePython() finds applications, inclusions, token URLs and loaded env files", () => {
  const file = parsePython(
    "main.py",
    `
from dotenv import load_dotenv
load_dotenv(override=True)
environ.Env.read_env(BASE_DIR / ".env")
app = FastAPI()
app.include_router(users.router, prefix="/api")
scheme = OAuth2PasswordBearer(tokenUrl="token")
@app.post("/login")
async def login(form: OAuth2PasswordRequestForm = Depends()): ...
`,
  );
  assertEquals(file.dotenvLoads.map((one) => [one.loader, one.fileWins, one.path === null, one.line]), [
    ["python-dotenv", true, true, 3],
    ["django-environ", false, false, 4],
  ]);
  assertEquals(file.routes.apps.map((one) => [one.kind, one.variable, one.line]), [["fastapi", "app", 5]]);
  assertEquals(file.routes.inclusions.map((one) => [one.into, one.line]), [["app", 6]]);
  assertEquals(file.routes.tokenUrls.map((one) => one.line), [7]);
  assertEquals(file.routes.decorated.map((one) => [one.on, one.method, one.handler.name, one.line]), [[
    "app",
    "POST",
    "login",
    8,
  ]]);
});

test("parsePython() reads around a syntax error", () => {
  const text = 'import os\nA = os.getenv("A")\ndef broken(:\n  ((\nB = os.getenv("B")\nclass\n';
  assert(reads(text).includes("2 os.getenv A absent"));
});

test("parsePython() never throws, whatever it is given", () => {
  for (
    const text of [
      "",
      "\u0000",
      "((((",
      "'''",
      "f'{",
      "@",
      "x = {",
      "from . import",
      "class A(:",
      "a.b[",
      "\ufeffA = 1",
      "lambda",
    ]
  ) {
    parsePython("a.py", text);
  }
});

test("parsePython() survives nesting without end", () => {
  for (
    const text of [
      "(".repeat(100_000),
      `a${"+a".repeat(50_000)}`,
      `a${".b".repeat(50_000)}`,
      `x = ${"[".repeat(5_000)}1`,
    ]
  ) {
    parsePython("a.py", text);
  }
});

test("parsePython() takes time in proportion to the size, up to a megabyte", () => {
  const line = 'KEY = os.getenv("KEY", "value")  # a comment of usual length\n';
  const time = (lines: number): number => {
    const text = `import os\n${line.repeat(lines)}`;
    const start = performance.now();
    assertEquals(parsePython("a.py", text).envReads.length, lines);
    return performance.now() - start;
  };
  time(500);
  const small = time(2_000);
  const large = time(16_000);
  assert(large < Math.max(small, 20) * 8 * 5, `${large} ms after ${small} ms`);
});
