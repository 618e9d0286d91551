import { assertEquals, assertExists } from "@std/assert";
import type { Application } from "../../src/backends/backend.ts";
import { flaskJwtExtended } from "../../src/backends/flask_jwt_extended.ts";
import { treeOf } from "./tree_of.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

function recognise(files: Readonly<Record<string, string | null>>): Application {
  const found = flaskJwtExtended.recognise(treeOf(files));
  assertExists(found);
  return found;
}

const LOGIN = `
@app.post("/login")
def login():
    return {"access_token": create_access_token(request.json["username"] + request.json["password"])}
@app.get("/profile")
@jwt_required()
def profile():
    return {}
`;
const HEAD = `import os
from flask import Flask, request
from flask_jwt_extended import JWTManager, create_access_token, jwt_required
app = Flask(__name__)
`;

/** An application of one file, with lines of configuration. */
const plain = (lines: string): Readonly<Record<string, string>> => ({
  "app.py": `${HEAD}${lines}\nJWTManager(app)\n${LOGIN}`,
});

test("recognise() reads a plain module", () => {
  const found = recognise({
    ...plain('app.config["JWT_SECRET_KEY"] = os.environ["MY_JWT"]\napp.secret_key = os.getenv("MY_SESSION")'),
    "requirements.txt": "Flask==3.1.3\nFlask-JWT-Extended==4.7.4\n",
  });
  assertEquals(found.title, "Flask 3.1, Flask-JWT-Extended 4.7");
  assertEquals(found.names, { jwt: "MY_JWT", session: "MY_SESSION" });
  assertEquals(found.signing, {
    path: "app.py",
    line: 5,
    text: 'JWT_SECRET_KEY = os.environ["MY_JWT"]',
    source: "jwt-key",
  });
  assertEquals(found.check?.words, ["{python}", "-m", "flask", "--app", "app:app", "routes"]);
  assertEquals(found.serve?.words.slice(3, 7), ["--app", "app:app", "run", "--no-reload"]);
  assertEquals(found.login, {
    paths: ["/login"],
    body: "json",
    usernameField: "username",
    passwordField: "password",
  });
  assertEquals(found.protectedPaths, ["/profile"]);
});

test("recognise() says that the session key signs where nothing gives the JWT key, or both are one", () => {
  const site = (lines: string) => recognise(plain(lines)).signing;
  const none = site('app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]');
  assertEquals([none?.source, none?.mend], [
    "session-key",
    'app.config["JWT_SECRET_KEY"] = os.environ["JWT_SECRET_KEY"]',
  ]);
  const same = site('KEY = os.environ["SECRET_KEY"]\napp.config.update(SECRET_KEY=KEY, JWT_SECRET_KEY=KEY)');
  assertEquals([same?.source, same?.mend], [
    "session-key",
    'app.config["JWT_SECRET_KEY"] = os.environ["JWT_SECRET_KEY"]',
  ]);
  const literal = site('app.config["JWT_SECRET_KEY"] = "not shown"');
  assertEquals([literal?.source, literal?.text], ["literal", 'JWT_SECRET_KEY = "••••"']);
});

test("recognise() finds the key in every way that a configuration is given", () => {
  const name = (lines: string, more: Readonly<Record<string, string>> = {}) =>
    recognise({ ...plain(lines), ...more }).names.jwt;
  assertEquals(name('app.config.from_mapping(JWT_SECRET_KEY=os.environ.get("A_JWT"))'), "A_JWT");
  assertEquals(name('app.config.from_mapping({"JWT_SECRET_KEY": os.environ.get("B_JWT")})'), "B_JWT");
  assertEquals(name('app.config.setdefault("JWT_SECRET_KEY", os.getenv("C_JWT", "dev"))'), "C_JWT");
  assertEquals(name("app.config.from_prefixed_env()"), "FLASK_JWT_SECRET_KEY");
  assertEquals(name('app.config.from_prefixed_env("SHOP")'), "SHOP_JWT_SECRET_KEY");
  assertEquals(name('app.config["JWT_SECRET_KEY"] = require_env("D_JWT_KEY")'), "D_JWT_KEY");
  const config = (value: string) =>
    `import os\nfrom decouple import config\nclass Base:\n    JWT_SECRET_KEY = ${value}\n`;
  assertEquals(
    name('app.config.from_object("config.Base")', { "config.py": config('config("E_JWT")') }),
    "E_JWT",
  );
  assertEquals(
    name('app.config.from_pyfile("settings.py")', {
      "settings.py": 'import os\nJWT_SECRET_KEY = os.environ["F_JWT"]\n',
    }),
    "F_JWT",
  );
  const testing = `${
    config('os.environ["G_JWT"]')
  }class TestingConfig(Base):\n    JWT_SECRET_KEY = os.environ["NEVER"]\n`;
  assertEquals(name("app.config.from_object(Base)", { "config.py": testing }), "G_JWT");
});

test("recognise() knows that flask itself reads the file, and gunicorn does not", () => {
  const files = plain('app.config["JWT_SECRET_KEY"] = os.environ["JWT_SECRET_KEY"]');
  const by = (more: Readonly<Record<string, string>>) => {
    const { loader, serve } = recognise({ ...files, ...more });
    return [loader.dialect, loader.files.join(" "), serve?.words[2]];
  };
  const dotenv = { "requirements.txt": "flask\npython-dotenv\ngunicorn\n" };
  assertEquals(by(dotenv), ["python-dotenv", ".env .flaskenv", "flask"]);
  assertEquals(by({ "requirements.txt": "flask\n" }), ["process", ".env", "flask"]);
  const served = { Procfile: "web: gunicorn --workers 3 app:app\n" };
  assertEquals(by(served), ["process", ".env", "gunicorn"]);
  assertEquals(by({ ...served, ...dotenv })[2], "flask");
  const loads = {
    "app.py": files["app.py"]!.replace("app =", "from dotenv import load_dotenv\nload_dotenv()\napp ="),
  };
  assertEquals(by({ ...served, ...dotenv, ...loads }), ["python-dotenv", ".env", "gunicorn"]);
});

test("recognise() starts a factory with what it needs, and a file in a folder as flask does", () => {
  const factory = (head: string) =>
    `from flask import Flask
from flask_jwt_extended import JWTManager
def ${head}:
    app = Flask(__name__)
    JWTManager(app)
    return app
`;
  const target = (files: Readonly<Record<string, string>>) =>
    recognise(files).serve?.words.find((word) => word.includes(":"));
  assertEquals(target({ "shop/__init__.py": factory("create_app()") }), "shop:create_app");
  assertEquals(
    target({
      "shop/__init__.py": factory("create_app(name)"),
      "run.py":
        "from shop import create_app\nif __name__ == '__main__':\n    create_app('development').run()\n",
    }),
    "shop:create_app('development')",
  );
  assertEquals(
    target({
      "shop/__init__.py": factory("create_app()"),
      "wsgi.py": "from shop import create_app\napplication = create_app()\n",
    }),
    "wsgi:application",
  );
  assertEquals(
    target({ "src/app.py": `${HEAD}JWTManager(app)\n`, ".flaskenv": "FLASK_APP=src/app.py\n" }),
    "src/app.py:app",
  );
  const old = { ...plain(""), "requirements.txt": "flask==1.1.2\n" };
  assertEquals(recognise(old).check?.words, [
    "env",
    "FLASK_APP=app:app",
    "{python}",
    "-m",
    "flask",
    "routes",
  ]);
});

test("recognise() gives blueprints, resources and namespaces their whole paths", () => {
  const routes = (more: string, files: Readonly<Record<string, string>> = {}) => {
    const { login, protectedPaths } = recognise({ "app.py": `${HEAD}JWTManager(app)\n${more}`, ...files });
    return [login.paths[0], login.usernameField, login.body, ...protectedPaths];
  };
  const handler = `def login():
    data = request.get_json()
    email = data.get("email")
    return create_access_token(email, data.get("password"))
`;
  const blueprint = (prefix: string) =>
    `from flask import Blueprint, request
from flask_jwt_extended import create_access_token, jwt_required
bp = Blueprint("auth", __name__${prefix})
@bp.route("/login", methods=["POST"])
${handler}
@bp.get("/me")
@jwt_required()
def me(): pass
@bp.get("/again")
@jwt_required(refresh=True)
def again(): pass
`;
  const register = "from auth import bp\napp.register_blueprint(bp";
  const auth = (prefix: string) => ({ "auth.py": blueprint(prefix) });
  assertEquals(routes(`${register})`, auth(', url_prefix="/own"')), [
    "/own/login",
    "email",
    "json",
    "/own/me",
  ]);
  // The one that registers wins over the blueprint's own.
  assertEquals(routes(`${register}, url_prefix="/given")`, auth(', url_prefix="/own"')), [
    "/given/login",
    "email",
    "json",
    "/given/me",
  ]);
  const nested =
    'from flask import Blueprint\nfrom auth import bp\napi = Blueprint("api", __name__, url_prefix="/api")\napi.register_blueprint(bp)\napp.register_blueprint(api)\n';
  assertEquals(routes(nested, auth(', url_prefix="/auth"'))[0], "/api/auth/login");

  const resources = `from flask_restful import Api, Resource
api = Api(app, prefix="/v1")
class Login(Resource):
    def post(self):
        user = request.form["user_name"]
        return create_access_token(user, request.form["password"])
class Me(Resource):
    method_decorators = [jwt_required()]
    def get(self): pass
api.add_resource(Login, "/login")
api.add_resource(Me, "/me")
`;
  assertEquals(routes(resources), ["/v1/login", "user_name", "form", "/v1/me"]);
  const namespace = `from flask_restx import Api, Namespace, Resource
api = Api(app)
ns = Namespace("auth")
@ns.route("/login")
class Login(Resource):
    def post(self):
        return create_access_token(request.json["email"], request.json["password"])
api.add_namespace(ns, path="/api/auth")
`;
  assertEquals(routes(namespace)[0], "/api/auth/login");
});

test("recognise() takes for a login what makes a token, not what registers or renews", () => {
  const found = recognise({
    "app.py": `${HEAD}JWTManager(app)
@app.post("/register")
def register():
    return create_access_token(request.json["email"])
@app.post("/refresh")
@jwt_required(refresh=True)
def refresh():
    return create_access_token("x")
@app.post("/enter")
def enter():
    return issue(request.json["mail_address"], request.json["password"])
def issue(user, password):
    return create_access_token(user)
`,
  });
  assertEquals(found.login, {
    paths: ["/enter"],
    body: "json",
    usernameField: "mail_address",
    passwordField: "password",
  });
});

test("recognise() says where tokens are that is unusual", () => {
  const tokens = (lines: string) => {
    const { tokenCookie, tokenHeader } = recognise(plain(lines)).login;
    return [tokenCookie, tokenHeader];
  };
  assertEquals(tokens('app.config["JWT_TOKEN_LOCATION"] = ["headers"]'), [undefined, undefined]);
  assertEquals(tokens('app.config["JWT_TOKEN_LOCATION"] = ["cookies"]'), ["access_token_cookie", undefined]);
  assertEquals(
    tokens('app.config["JWT_TOKEN_LOCATION"] = "cookies"\napp.config["JWT_ACCESS_COOKIE_NAME"] = "t"'),
    ["t", undefined],
  );
  assertEquals(tokens('app.config["JWT_HEADER_NAME"] = "X-Token"\napp.config["JWT_HEADER_TYPE"] = ""'), [
    undefined,
    { name: "x-token", scheme: "" },
  ]);
  assertEquals(recognise(plain('app.config["JWT_ALGORITHM"] = "HS512"')).algorithm, "HS512");
});

test("recognise() leaves projects without Flask-JWT-Extended, or without an application, alone", () => {
  assertEquals(
    flaskJwtExtended.recognise(treeOf({ "app.py": "from flask import Flask\napp = Flask(__name__)\n" })),
    null,
  );
  assertEquals(flaskJwtExtended.recognise(treeOf({ "lib.py": "import flask_jwt_extended\n" })), null);
  assertEquals(
    flaskJwtExtended.recognise(treeOf({ "app.py": `${HEAD}app = Flask((\n${"(".repeat(5000)}` }))?.backend,
    "flask_jwt_extended",
  );
});
