import { assert, assertEquals, assertExists } from "@std/assert";
import type { Application } from "../../src/backends/backend.ts";
import { fastapi } from "../../src/backends/fastapi.ts";
import { treeOf } from "./tree_of.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function recognise(files: Readonly<Record<string, string | null>>): Application {
  const found = fastapi.recognise(treeOf(files));
  assertExists(found);
  return found;
}

const SIGNS =
  "import jwt\nfrom config import settings\ndef make(data):\n    return jwt.encode(data, settings.jwt_secret, algorithm=settings.algorithm)\n";
const SETTINGS = `from pydantic_settings import BaseSettings, SettingsConfigDict
class Settings(BaseSettings):
    jwt_secret: str
    algorithm: str = "HS384"
    model_config = SettingsConfigDict(env_file=".env")
settings = Settings()
`;
const MAIN = "from fastapi import FastAPI\nimport tokens\napp = FastAPI()\n";

test("recognise() follows jwt.encode to a field of pydantic settings", () => {
  const found = recognise({
    "main.py": MAIN,
    "tokens.py": SIGNS,
    "config.py": SETTINGS,
    "requirements.txt": "fastapi==0.115.2\npyjwt>=2\n",
  });
  assertEquals(found.title, "FastAPI 0.115, PyJWT");
  assertEquals(found.names, { jwt: "JWT_SECRET", session: null });
  assertEquals(found.algorithm, "HS384");
  assertEquals(found.loader, { dialect: "pydantic-settings", title: "pydantic-settings", files: [".env"] });
  assertEquals(found.check?.words, ["{python}", "-c", "import main"]);
  assertEquals(found.serve?.words, [
    "{python}",
    "-m",
    "uvicorn",
    "main:app",
    "--host",
    "127.0.0.1",
    "--port",
    "{port}",
  ]);
  assertEquals(found.signing, {
    path: "tokens.py",
    line: 4,
    text: "jwt.encode(…, settings.jwt_secret, …)",
    source: "jwt-key",
  });
});

test("recognise() spells a field as the example does, with the prefix of its class", () => {
  const config = SETTINGS.replace(
    'env_file=".env"',
    'env_file=(".env", ".env.local"), env_prefix="app_", env_ignore_empty=True',
  );
  const project = { "main.py": MAIN, "tokens.py": SIGNS, "config.py": config };
  assertEquals(recognise(project).names.jwt, "APP_JWT_SECRET");
  assertEquals(recognise({ ...project, ".env.example": "app_jwt_secret=\n" }).names.jwt, "app_jwt_secret");
  assertEquals(recognise(project).loader.files, [".env.local", ".env"]);
  assertEquals(recognise(project).loader.override, "ignores-empty");
});

test("recognise() takes the alias in pydantic 2, and Field(env=…) in pydantic 1 alone", () => {
  const second = SETTINGS.replace("jwt_secret: str\n", 'jwt_secret: str = Field(env="IGNORED")\n');
  const alias = SETTINGS.replace("jwt_secret: str\n", 'jwt_secret: str = Field(..., alias="Token_Key")\n');
  const first = `from pydantic import BaseSettings, Field
class Settings(BaseSettings):
    jwt_secret: str = Field(..., env="MY_JWT")
    class Config:
        env_file = ".env"
settings = Settings()
`;
  const name = (config: string): string =>
    recognise({ "main.py": MAIN, "tokens.py": SIGNS, "config.py": config }).names.jwt;
  assertEquals(name(second), "JWT_SECRET");
  assertEquals(name(alias), "Token_Key");
  assertEquals(name(first), "MY_JWT");
});

test("recognise() follows nested settings, get_settings() and inheritance", () => {
  const found = recognise({
    "app/__init__.py": "",
    "app/main.py": "from fastapi import FastAPI\nfrom app.tokens import make\napp = FastAPI()\n",
    "app/base.py":
      "from pydantic_settings import BaseSettings\nclass Base(BaseSettings):\n    model_config = {'env_file': '../.env', 'env_nested_delimiter': '__'}\n",
    "app/config.py": `from functools import lru_cache
from pydantic import BaseModel
from .base import Base
class Jwt(BaseModel):
    secret: str
class Settings(Base):
    jwt: Jwt
@lru_cache
def get_settings() -> Settings:
    return Settings()
`,
    "app/tokens.py": `import jwt
from app.config import get_settings
def make(data):
    settings = get_settings()
    return jwt.encode(data, settings.jwt.secret, "HS256")
`,
  });
  assertEquals(found.names.jwt, "JWT__SECRET");
  assertEquals(found.folder, ".");
  assertEquals(found.check?.words.at(-1), "import app.main");
});

test("recognise() keeps a short lower-case name that python-decouple reads", () => {
  const found = recognise({
    "app/api.py": "from fastapi import FastAPI\nfrom app.auth import sign\napp = FastAPI()\n",
    "app/auth.py":
      'import jwt\nfrom decouple import config\nKEY = config("secret")\ndef sign(p):\n    return jwt.encode(p, KEY, "HS256")\n',
  });
  assertEquals(found.names, { jwt: "secret", session: null });
  assertEquals(found.loader.dialect, "python-decouple");
});

test("recognise() has one name for both keys where SECRET_KEY signs", () => {
  const found = recognise({
    "main.py":
      'import os, jwt\nfrom fastapi import FastAPI\nfrom dotenv import load_dotenv\nload_dotenv()\napp = FastAPI()\nSECRET_KEY = os.getenv("SECRET_KEY")\ntoken = jwt.encode({}, SECRET_KEY)\n',
    ".env": null,
  });
  assertEquals(found.names, { jwt: "SECRET_KEY", session: "SECRET_KEY" });
  assertEquals([found.loader.dialect, found.loader.files], ["python-dotenv", [".env"]]);
});

test("recognise() knows the session middleware's key as another one", () => {
  const found = recognise({
    "main.py":
      'import os, jwt\nfrom fastapi import FastAPI\napp = FastAPI()\napp.add_middleware(SessionMiddleware, secret_key=os.environ["COOKIE_KEY"])\nx = jwt.encode({}, os.environ["JWT_KEY"])\n',
  });
  assertEquals(found.names, { jwt: "JWT_KEY", session: "COOKIE_KEY" });
  assertEquals(found.loader.dialect, "process");
});

test("recognise() follows a key that callers hand over", () => {
  const found = recognise({
    "main.py":
      'import os\nfrom fastapi import FastAPI\nfrom tokens import make\napp = FastAPI()\nx = make({}, key=os.environ["API_KEY_FOR_TOKENS"])\n',
    "tokens.py": "import jwt\ndef make(data, key):\n    return jwt.encode(data, key)\n",
  });
  assertEquals(found.names.jwt, "API_KEY_FOR_TOKENS");
});

test("recognise() hides a literal key and says how the code should read", () => {
  const found = recognise({
    "main.py":
      'import jwt\nfrom fastapi import FastAPI\napp = FastAPI()\nKEY = "literal-signing-key"\nx = jwt.encode({}, KEY, algorithm="HS256")\n',
  });
  assertEquals([found.signing?.source, found.signing?.line, found.signing?.mend], [
    "literal",
    4,
    'os.environ["JWT_SECRET_KEY"]',
  ]);
  assertEquals(found.readsJwtKey, false);
  assert(!JSON.stringify(found).includes("literal-signing-key"));
});

test("recognise() runs a src layout from the folder above", () => {
  const found = recognise({
    "src/shop/__init__.py": "",
    "src/shop/main.py": "from fastapi import FastAPI\nfrom shop.api import router\napp = FastAPI()\n",
    "src/shop/api.py": "",
  });
  assertEquals(found.folder, ".");
  assertEquals(found.check?.words.at(-1), 'import sys; sys.path.insert(0, "src"); import shop.main');
  assertEquals(found.serve?.words.slice(3, 6), ["shop.main:app", "--app-dir", "src"]);
});

test("recognise() believes the start command over the names of files", () => {
  const found = recognise({
    "backend/Dockerfile": 'CMD ["uvicorn", "service.web:api", "--host", "0.0.0.0"]\n',
    "backend/service/web.py": "from fastapi import FastAPI\napi = FastAPI()\n",
    "main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
  });
  assertEquals(found.folder, "backend");
  assertEquals(found.serve?.words[3], "service.web:api");
});

test("recognise() serves a factory as one", () => {
  const found = recognise({
    "app/main.py":
      "from fastapi import FastAPI\nfrom app import x\ndef create_app():\n    app = FastAPI()\n    return app\n",
  });
  assertEquals(found.check?.words.at(-1), "import app.main; app.main.create_app()");
  assertEquals(found.serve?.words.slice(3, 5), ["app.main:create_app", "--factory"]);
});

test("recognise() joins the prefixes of routers and finds form, JSON and guarded routes", () => {
  const files = {
    "app/main.py": `from fastapi import FastAPI
from app.config import PREFIX
from app.routes import api
app = FastAPI()
app.include_router(api.api_router, prefix=PREFIX)
`,
    "app/config.py": 'PREFIX = "/api/v1"\n',
    "app/routes/api.py": `from fastapi import APIRouter
from app.routes import auth, users
api_router = APIRouter()
api_router.include_router(auth.router, prefix="/auth")
api_router.include_router(users.router)
`,
    "app/routes/users.py": `router = APIRouter(prefix="/users")
@router.get("/me")
def me(user = Depends(get_current_user)): ...
@router.get("/{id}")
def one(id: int): ...
@router.get("/")
def all(): ...
`,
  };
  const form =
    'router = APIRouter()\n@router.post("/access")\ndef access(form: Annotated[OAuth2PasswordRequestForm, Depends()]): ...\n';
  const json =
    'from app.schemas import Login\nrouter = APIRouter()\n@router.post("/login")\ndef login(body: Login): ...\n@router.post("/register")\ndef r(body: Login): ...\n';
  const schemas = "class Login(BaseModel):\n    email: str\n    password: str\n";
  const one = recognise({ ...files, "app/routes/auth.py": form });
  assertEquals(one.login, {
    body: "form",
    usernameField: "username",
    passwordField: "password",
    paths: ["/api/v1/auth/access"],
  });
  assertEquals(one.protectedPaths, ["/api/v1/users/me", "/api/v1/users/"]);
  const two = recognise({ ...files, "app/routes/auth.py": json, "app/schemas.py": schemas });
  assertEquals(two.login, {
    body: "json",
    usernameField: "email",
    passwordField: "password",
    paths: ["/api/v1/auth/login"],
  });
});

test("recognise() names the files that a key is kept in", () => {
  const found = recognise({
    "main.py":
      'from pathlib import Path\nfrom fastapi import FastAPI\napp = FastAPI()\nFILE = Path.home() / ".shop" / "jwt_secret"\nKEY = FILE.read_text()\n',
  });
  assertEquals(found.keyFiles, ["~/.shop/jwt_secret"]);
});

test("recognise() looks neither into tests nor into broken files for the application", () => {
  assertEquals(fastapi.recognise(treeOf({ "tests/main.py": MAIN, "notes.py": "FastAPI is nice (\n" })), null);
});
