import { append, type Break, replace, rewrite } from "./break.ts";
import { testBreaks } from "./test_breaks.ts";

const SETTINGS = { application: "fastapi_settings", in: "fastapi" } as const;
const FILE = "app/settings.py";
const BOTH = ["check", "serve"] as const;
const WITHOUT_KEY = (text: string) => text.replace(/^JWT_SECRET_KEY=.*\n/m, "");

/** Settings as pydantic 1 has them; the tokens are made by python-jose. */
const PYDANTIC_1 = `from functools import lru_cache

from pydantic import BaseSettings, Field, validator


class Settings(BaseSettings):
    project_name: str = "Bookings"
    secret_key: str = Field(..., env="SECRET_KEY")
    jwt_secret_key: str = Field(..., env="JWT_SECRET_KEY")
    jwt_algorithm: str = "HS256"
    access_token_expire_minutes: int = 30
    admin_username: str
    admin_password_hash: str

    @validator("jwt_secret_key")
    def jwt_key_is_good(cls, value, values):
        if value == values.get("secret_key"):
            raise ValueError("JWT_SECRET_KEY and SECRET_KEY must not be the same")
        if len(value) < 50:
            raise ValueError(f"JWT_SECRET_KEY must be at least 50 characters long (current: {len(value)})")
        return value

    class Config:
        env_file = ".env"


@lru_cache
def get_settings():
    return Settings()
`;
const OLD = {
  application: "fastapi_settings",
  in: "pydantic1",
  files: {
    [FILE]: rewrite(PYDANTIC_1),
    "app/tokens.py": (text: string) =>
      text.replace("import jwt", "from jose import jwt").replace("jwt.InvalidTokenError", "jwt.JWTError"),
  },
  ways: BOTH,
} as const;

/** A small settings module that reads one key, in the way of a loader. */
function loads(code: string): NonNullable<Break["files"]> {
  return { "conf.py": rewrite(code) };
}
const LOADER = {
  application: "fastapi_settings",
  in: "pydantic1",
  env: WITHOUT_KEY,
  ways: [{ words: ["-c", "import conf"] }],
} as const;

const KEYS: readonly Break[] = [
  { ...SETTINGS, says: "no key", keys: "missing", ways: BOTH, causes: ["key-missing"] },
  { ...SETTINGS, says: "an empty key", keys: "empty", ways: BOTH, causes: ["key-empty", "key-too-short"] },
  { ...SETTINGS, says: "the session key", keys: "equal", ways: BOTH, causes: ["keys-equal"] },
  { ...SETTINGS, says: "a short key", keys: "short", ways: BOTH, causes: ["key-too-short"] },
  {
    ...SETTINGS,
    says: "an empty variable",
    variables: { JWT_SECRET_KEY: "" },
    ways: ["serve"],
    causes: ["key-empty", "key-too-short"],
  },
  {
    ...SETTINGS,
    says: "a minimum of the field",
    keys: "short",
    files: {
      [FILE]: replace("    jwt_secret_key: str\n", "    jwt_secret_key: str = Field(min_length=64)\n"),
    },
    ways: BOTH,
    causes: ["key-too-short"],
  },
  {
    ...SETTINGS,
    says: "a pattern that is refused",
    files: {
      [FILE]: replace(
        "if len(value) < 50:",
        "if True:\n            raise ValueError('JWT_SECRET_KEY contains a weak pattern')\n        if len(value) < 50:",
      ),
    },
    ways: BOTH,
    causes: ["key-weak"],
  },
  {
    ...SETTINGS,
    says: "settings in a folder that is not the project's",
    env: WITHOUT_KEY,
    files: { [FILE]: replace('env_file=".env"', 'env_file="../.env"') },
    ways: BOTH,
    causes: ["key-missing"],
  },
  {
    says: "decouple without the key",
    application: "fastapi_email",
    in: "fastapi",
    keys: "missing",
    ways: BOTH,
    causes: ["key-missing"],
  },
  {
    says: "a line that the settings do not declare",
    application: "fastapi_forbid",
    in: "fastapi",
    ways: BOTH,
    causes: ["env-extra-forbidden"],
  },
  { says: "nothing is wrong", application: "fastapi_settings", in: "fastapi", ways: BOTH, causes: [] },
  { ...OLD, says: "no key", keys: "missing", causes: ["key-missing"] },
  { ...OLD, says: "an empty key", keys: "empty", causes: ["key-empty", "key-too-short"] },
  { ...OLD, says: "the session key", keys: "equal", causes: ["keys-equal"] },
  { ...OLD, says: "a short key", keys: "short", causes: ["key-too-short"] },
  { ...OLD, says: "nothing is wrong", causes: [] },
  {
    ...LOADER,
    says: "django-environ without the key",
    files: loads('import environ\nkey = environ.Env()("JWT_SECRET_KEY")\n'),
    causes: ["key-missing"],
  },
  {
    ...LOADER,
    says: "environs without the key",
    files: loads('from environs import Env\nkey = Env().str("JWT_SECRET_KEY")\n'),
    causes: ["key-missing"],
  },
  {
    ...LOADER,
    says: "environs with a short key",
    variables: { JWT_SECRET_KEY: "short" },
    files: loads(
      'from environs import Env, validate\nkey = Env().str("JWT_SECRET_KEY", validate=validate.Length(min=50))\n',
    ),
    causes: ["key-too-short"],
  },
  {
    ...LOADER,
    says: "starlette without the key",
    files: loads('from starlette.config import Config\nkey = Config(".env")("JWT_SECRET_KEY")\n'),
    causes: ["key-missing"],
  },
  {
    ...LOADER,
    says: "os.environ without the key",
    files: loads('import os\nkey = os.environ["JWT_SECRET_KEY"]\n'),
    causes: ["key-missing"],
  },
  {
    ...LOADER,
    says: "python-jose with None",
    files: loads(
      'import os\nfrom jose import jwt\njwt.encode({"sub": "ada"}, os.getenv("JWT_SECRET_KEY"))\n',
    ),
    causes: ["key-missing"],
  },
];

const BYSTANDERS: readonly Break[] = [
  {
    ...SETTINGS,
    says: "another field is missing",
    env: (text) => text.replace(/^ADMIN_USERNAME=.*\n/m, ""),
    ways: BOTH,
    causes: ["other-variable-missing"],
  },
  {
    ...SETTINGS,
    says: "a comment behind a number, in quotes",
    env: replace("MINUTES=30", 'MINUTES="30 # minutes"'),
    ways: BOTH,
    causes: ["cast-error"],
  },
  {
    ...SETTINGS,
    says: "a package is missing",
    files: { "app/main.py": (text) => `import redis\n${text}` },
    ways: BOTH,
    causes: ["module-missing"],
  },
  {
    ...SETTINGS,
    says: "BaseSettings of pydantic 1",
    files: {
      [FILE]: replace("from pydantic_settings import BaseSettings", "from pydantic import BaseSettings"),
    },
    ways: BOTH,
    causes: ["settings-error", "module-missing"],
  },
  {
    ...SETTINGS,
    says: "FastAPI is missing",
    ways: [{ words: ["-S", "-c", "import app.main"] }],
    causes: ["framework-not-installed"],
  },
  {
    ...SETTINGS,
    says: "uvicorn is missing",
    ways: [{ words: ["-S", "-m", "uvicorn", "app.main:app"] }],
    causes: ["module-missing"],
  },
  {
    ...SETTINGS,
    says: "uvicorn is given a module that is not there",
    ways: [{ words: ["-m", "uvicorn", "main:app"] }, { words: ["-m", "uvicorn", "app.main:application"] }],
    causes: ["wsgi-module-missing"],
  },
  {
    ...SETTINGS,
    says: "an env file that is not there",
    ways: [{ words: ["-m", "uvicorn", "app.main:app", "--env-file", ".env.production"] }],
    causes: ["env-file-missing"],
  },
  {
    ...SETTINGS,
    says: "the settings are no Python",
    files: { [FILE]: append("\nclass Settings(\n") },
    ways: BOTH,
    causes: ["settings-syntax-error"],
  },
  { ...SETTINGS, says: "the port is taken", portTaken: true, ways: ["serve"], causes: ["port-in-use"] },
  {
    ...SETTINGS,
    says: "the code uses a name that it does not have",
    files: { "app/tokens.py": append("\nprint(settings.jwt_secret_key)\n") },
    ways: BOTH,
    causes: ["code-error"],
  },
  {
    ...LOADER,
    says: "a number that is none, environs",
    env: (text) => text,
    variables: { PORTS: "x" },
    files: loads('from environs import Env\nEnv().int("PORTS")\n'),
    causes: ["cast-error"],
  },
  {
    ...LOADER,
    says: "a number that is none, django-environ",
    env: (text) => text,
    variables: { PORTS: "x" },
    files: loads('import environ\nenviron.Env().int("PORTS")\n'),
    causes: ["cast-error"],
  },
  {
    ...LOADER,
    says: "a database that does not listen",
    files: loads('import socket\nsocket.create_connection(("127.0.0.1", 1))\n'),
    causes: ["service-unreachable"],
  },
];

await testBreaks([...KEYS, ...BYSTANDERS]);
