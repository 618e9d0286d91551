import { assert, assertEquals, assertExists } from "@std/assert";
import type { Application } from "../../src/backends/backend.ts";
import { djangoSimplejwt } from "../../src/backends/django_simplejwt.ts";
import { treeOf } from "./tree_of.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const MANAGE =
  'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\nfrom django.core import management\n';
const APPS = 'INSTALLED_APPS = ["rest_framework", "rest_framework_simplejwt"]\n';

function recognise(files: Readonly<Record<string, string | null>>): Application {
  const found = djangoSimplejwt.recognise(treeOf(files));
  assertExists(found);
  return found;
}

test("recognise() follows SIGNING_KEY through a variable to python-decouple", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "requirements.txt": "Django==5.2.1\ndjangorestframework-simplejwt[crypto]==5.5.0\npython-decouple\n",
    "config/settings.py": `from decouple import config
${APPS}SECRET_KEY = config("DJANGO_SECRET")
TOKEN_KEY = config("TOKEN_SIGNING_SECRET", default="")
SIMPLE_JWT = {"ALGORITHM": "HS512", "SIGNING_KEY": TOKEN_KEY}
`,
    ".env": null,
  });
  assertEquals(found.title, "Django 5.2, SimpleJWT 5.5");
  assertEquals(found.names, { jwt: "TOKEN_SIGNING_SECRET", session: "DJANGO_SECRET" });
  assertEquals(found.readsJwtKey, true);
  assertEquals(found.algorithm, "HS512");
  assertEquals(found.loader, { dialect: "python-decouple", title: "python-decouple", files: [".env"] });
  assertEquals(found.signing, {
    path: "config/settings.py",
    line: 5,
    text: '"SIGNING_KEY": TOKEN_KEY',
    source: "jwt-key",
  });
  assertEquals([found.folder, found.check?.words], [".", ["{python}", "manage.py", "check"]]);
});

test("recognise() says where SIMPLE_JWT lacks SIGNING_KEY and how the code should read", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "config/settings.py":
      `from decouple import config\n${APPS}SECRET_KEY = config("SECRET_KEY")\nSIMPLE_JWT = {"ALGORITHM": "HS256"}\n`,
  });
  assertEquals(found.names, { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" });
  assertEquals(found.readsJwtKey, false);
  assertEquals(found.signing?.source, "session-key");
  assertEquals(found.signing?.line, 4);
  assertEquals(found.signing?.mend, '"SIGNING_KEY": config("JWT_SECRET_KEY")');
});

test("recognise() tells a variable that is read from one that signs", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "config/settings.py":
      `import os\n${APPS}SECRET_KEY = os.environ["SECRET_KEY"]\nJWT_SECRET_KEY = os.environ["JWT_SECRET_KEY"]\nSIMPLE_JWT = {"SIGNING_KEY": SECRET_KEY}\n`,
  });
  assertEquals(found.names.jwt, "JWT_SECRET_KEY");
  assertEquals(found.readsJwtKey, true);
  assertEquals(found.signing?.source, "session-key");
  assertEquals(found.signing?.mend, '"SIGNING_KEY": os.environ["JWT_SECRET_KEY"]');
});

test("recognise() never shows a literal key", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "config/settings.py":
      `${APPS}SECRET_KEY = "abc"\nSIMPLE_JWT = {"SIGNING_KEY": "a-literal-signing-key"}\n`,
  });
  assertEquals(found.signing?.source, "literal");
  assert(!JSON.stringify(found).includes("a-literal"));
});

test("recognise() reads split settings from base to the module that manage.py names", () => {
  const found = recognise({
    "backend/manage.py": MANAGE.replace("config.settings", "config.settings.dev"),
    "backend/config/settings/__init__.py": "",
    "backend/config/settings/base.py":
      `from decouple import config\n${APPS}SECRET_KEY = config("SECRET_KEY")\n`,
    "backend/config/settings/jwt.py":
      'from decouple import config\nSIMPLE_JWT = {"SIGNING_KEY": config("JWT_SIGNING_KEY")}\n',
    "backend/config/settings/dev.py":
      "from .base import *\nfrom config.settings.jwt import *\nDEBUG = True\n",
    "backend/config/settings/prod.py": 'from .base import *\nSIMPLE_JWT = {"SIGNING_KEY": "x"}\n',
    "docs/example/manage.py": MANAGE,
  });
  assertEquals(found.folder, "backend");
  assertEquals(found.names.jwt, "JWT_SIGNING_KEY");
  assertEquals(found.signing?.path, "backend/config/settings/jwt.py");
});

test("recognise() takes the last executed SIGNING_KEY and prefers the variable over the fallback", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "config/settings.py": `from decouple import config
${APPS}SECRET_KEY = config("SECRET_KEY")
SIMPLE_JWT = {"SIGNING_KEY": None}
key = config("JWT_SECRET_KEY", default="")
if key:
    SIMPLE_JWT["SIGNING_KEY"] = key
else:
    SIMPLE_JWT["SIGNING_KEY"] = SECRET_KEY
`,
  });
  assertEquals([found.names.jwt, found.signing?.source, found.signing?.line], [
    "JWT_SECRET_KEY",
    "jwt-key",
    7,
  ]);
});

test("recognise() finds the file that python-decouple would find from the settings' folder", () => {
  const settings = `from decouple import config\n${APPS}SECRET_KEY = config("SECRET_KEY")\n`;
  const project = { "server/manage.py": MANAGE, "server/config/settings.py": settings };
  assertEquals(recognise(project).loader.files, ["server/.env"]);
  assertEquals(recognise({ ...project, ".env": null }).loader.files, [".env"]);
  assertEquals(recognise({ ...project, ".env": null, "server/config/.env": null }).loader.files, [
    "server/config/.env",
  ]);
  assertEquals(recognise({ ...project, ".env": null, "server/settings.ini": null }).loader.files, [
    "server/settings.ini",
  ]);
  assertEquals(recognise({ ...project, ".env.example": "SECRET_KEY=" }).loader.files, [".env"]);
});

test("recognise() evaluates the path that django-environ is given", () => {
  const found = recognise({
    "api/manage.py": MANAGE,
    "api/requirements.txt": "django-environ==0.11.2\n",
    "api/config/settings.py": `import environ
from pathlib import Path
BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env(DEBUG=(bool, False))
environ.Env.read_env(BASE_DIR / "env" / ".env.local", overwrite=True)
${APPS}SECRET_KEY = env("SECRET_KEY")
SIMPLE_JWT = {"SIGNING_KEY": env.str("JWT_KEY")}
`,
  });
  assertEquals(found.loader, {
    dialect: "django-environ-0.11",
    title: "django-environ",
    files: ["api/env/.env.local"],
    override: "file-wins",
  });
  assertEquals(found.names.jwt, "JWT_KEY");
});

test("recognise() knows load_dotenv() in manage.py before os.environ", () => {
  const found = recognise({
    "manage.py": `from dotenv import load_dotenv\nload_dotenv()\n${MANAGE}`,
    "config/settings.py": `import os\n${APPS}SIMPLE_JWT = {"SIGNING_KEY": os.environ["JWT_SECRET_KEY"]}\n`,
  });
  assertEquals([found.loader.dialect, found.loader.files], ["python-dotenv", [".env"]]);
});

test("recognise() says that no file is read where only os.environ is", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "config/settings.py":
      `import os\n${APPS}SIMPLE_JWT = {"SIGNING_KEY": os.environ.get("JWT_SECRET_KEY")}\n`,
  });
  assertEquals([found.loader.dialect, found.loader.files], ["process", [".env"]]);
  assertEquals(found.signing?.source, "jwt-key");
});

test("recognise() follows includes to the login, verify and protected paths", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "config/settings.py":
      `${APPS}ROOT_URLCONF = "config.urls"\nAUTH_USER_MODEL = "accounts.User"\nSECRET_KEY = "x"\n`,
    "config/urls.py": `from django.urls import include, path
urlpatterns = [path("admin/", admin.site.urls), path("api/", include(("api.urls", "api")))]
`,
    "api/urls.py": `from rest_framework_simplejwt.views import TokenVerifyView, TokenRefreshView
from .views import Login, Me, Items, Item, Logout
urlpatterns = [
    path("session/", Login.as_view()),
    path("token/refresh/", TokenRefreshView.as_view()),
    path("token/verify/", TokenVerifyView.as_view()),
    path("items/", Items.as_view()),
    path("items/<int:pk>/", Item.as_view()),
    path("me/", Me.as_view()),
    path("logout/", Logout.as_view()),
]
`,
    "api/views.py": `from rest_framework_simplejwt.views import TokenObtainPairView
class Login(TokenObtainPairView):
    pass
class Me(APIView):
    def get(self, request): ...
class Items(ListAPIView):
    pass
`,
    "accounts/models.py": 'class User(AbstractUser):\n    USERNAME_FIELD = "email"\n',
  });
  assertEquals(found.login, {
    paths: ["/api/session/"],
    body: "json",
    usernameField: "email",
    passwordField: "password",
    csrf: { cookie: "csrftoken", header: "x-csrftoken", field: "csrfmiddlewaretoken" },
  });
  assertEquals(found.verifyPaths, ["/api/token/verify/"]);
  assertEquals(found.protectedPaths, ["/api/me/", "/api/items/"]);
});

test("recognise() knows the URLs of dj-rest-auth and djoser", () => {
  const tree = (urls: string): Application =>
    recognise({
      "manage.py": MANAGE,
      "config/settings.py": APPS,
      "config/urls.py": `urlpatterns = [path("auth/", include("${urls}"))]\n`,
    });
  assertEquals(tree("dj_rest_auth.urls").login.paths, ["/auth/login/"]);
  assertEquals(tree("djoser.urls.jwt").login.paths, ["/auth/jwt/create/"]);
  assertEquals(tree("djoser.urls.jwt").verifyPaths, ["/auth/jwt/verify/"]);
});

test("recognise() guesses usual logins where no route is known", () => {
  const found = recognise({ "manage.py": MANAGE, "config/settings.py": APPS });
  assertEquals(found.login.paths[0], "/api/token/");
});

test("recognise() reads past a syntax error in the settings", () => {
  const found = recognise({
    "manage.py": MANAGE,
    "config/settings.py":
      `from decouple import config\n${APPS}SIMPLE_JWT = {"SIGNING_KEY": config("JWT_SECRET")}\nX = (1,\n\ndef f(:\n`,
  });
  assertEquals(found.names.jwt, "JWT_SECRET");
});

test("recognise() leaves a Django project without JWTs alone", () => {
  const files = { "manage.py": MANAGE, "config/settings.py": 'INSTALLED_APPS = ["django.contrib.auth"]\n' };
  assertEquals(djangoSimplejwt.recognise(treeOf(files)), null);
});

test("claims() are those of an access token of SimpleJWT", () => {
  assertEquals(djangoSimplejwt.claims(1000, "abc"), {
    token_type: "access",
    exp: 1300,
    iat: 1000,
    jti: "abc",
    user_id: "1",
  });
});

test("recognise() reads from the settings how a login is sent and how its token goes back", () => {
  const login = (settings: string): Application["login"] =>
    recognise({ "manage.py": MANAGE, "config/settings.py": `${APPS}\n${settings}\n` }).login;
  assertEquals(
    login('REST_FRAMEWORK = {"DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.FormParser"]}').body,
    "form",
  );
  assertEquals(
    login(
      'REST_FRAMEWORK = {"DEFAULT_PARSER_CLASSES": ("rest_framework.parsers.JSONParser", "rest_framework.parsers.FormParser")}',
    ).body,
    "json",
  );
  const header = (settings: string) => login(settings).tokenHeader;
  assertEquals(header('SIMPLE_JWT = {"AUTH_HEADER_TYPES": ("JWT", "Bearer")}'), {
    name: "authorization",
    scheme: "JWT",
  });
  assertEquals(header('SIMPLE_JWT = {"AUTH_HEADER_NAME": "HTTP_X_ACCESS_TOKEN"}'), {
    name: "x-access-token",
    scheme: "Bearer",
  });
  assertEquals(header('SIMPLE_JWT = {"AUTH_HEADER_TYPES": ("Bearer",)}'), undefined);
  for (
    const setting of [
      'REST_AUTH = {"USE_JWT": True, "JWT_AUTH_COOKIE": "access"}',
      'JWT_AUTH_COOKIE = "access"',
      'SIMPLE_JWT = {"AUTH_COOKIE": "access"}',
    ]
  ) {
    assertEquals(login(setting).tokenCookie, "access", setting);
  }
  assertEquals(login('CSRF_COOKIE_NAME = "guard"\nCSRF_HEADER_NAME = "HTTP_X_GUARD"').csrf, {
    cookie: "guard",
    header: "x-guard",
    field: "csrfmiddlewaretoken",
  });
});
