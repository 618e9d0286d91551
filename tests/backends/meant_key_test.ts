import { assertEquals } from "@std/assert";
import { fastapi } from "../../src/backends/fastapi.ts";
import { flaskJwtExtended } from "../../src/backends/flask_jwt_extended.ts";
import { nodeJose } from "../../src/backends/node_jose.ts";
import type { Application, Backend } from "../../src/backends/backend.ts";
import { treeOf } from "./tree_of.ts";

function named(backend: Backend, files: Readonly<Record<string, string>>) {
  const { names, signing } = backend.recognise(treeOf(files)) as Application;
  return [names.jwt, names.session, signing?.source, signing?.mend ?? null];
}

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const FASTAPI = (key: string, more = "") => ({
  "main.py": `import os
import jwt
from fastapi import FastAPI
app = FastAPI()
SECRET_KEY = os.environ["SECRET_KEY"]
${more}

@app.post("/token")
def login():
    return {"access_token": jwt.encode({"sub": "ada"}, ${key}, algorithm="HS256")}
`,
});

test("recognise() names the key that FastAPI reads for tokens, where SECRET_KEY signs them", () => {
  const reads = 'JWT_SECRET_KEY = os.environ["JWT_SECRET_KEY"]';
  const right = ["JWT_SECRET_KEY", "SECRET_KEY", "jwt-key", null];
  assertEquals(named(fastapi, FASTAPI("JWT_SECRET_KEY", reads)), right);
  const wrong = ["JWT_SECRET_KEY", "SECRET_KEY", "session-key", 'os.environ["JWT_SECRET_KEY"]'];
  assertEquals(named(fastapi, FASTAPI("SECRET_KEY", reads)), wrong);
  assertEquals(named(fastapi, FASTAPI("SECRET_KEY")), ["SECRET_KEY", "SECRET_KEY", "jwt-key", null]);
  // Other tokens have keys of their own, and lifetimes are none.
  const others = 'A = os.environ["RESET_TOKEN_SECRET"]\nB = os.environ["JWT_EXPIRE_MINUTES"]';
  assertEquals(named(fastapi, FASTAPI("SECRET_KEY", others)), ["SECRET_KEY", "SECRET_KEY", "jwt-key", null]);
});

test("recognise() names the key that Flask reads for tokens, where SECRET_KEY signs them", () => {
  const app = (lines: string) => ({
    "app.py": `import os
from flask import Flask, request
from flask_jwt_extended import JWTManager, create_access_token
app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
${lines}
JWTManager(app)

@app.post("/login")
def login():
    return {"access_token": create_access_token(request.json["username"])}
`,
  });
  const mend = 'app.config["JWT_SECRET_KEY"] = os.environ["JWT_SECRET_KEY"]';
  const wrong = 'KEY = os.environ["JWT_SECRET_KEY"]\napp.config["JWT_SECRET_KEY"] = os.environ["SECRET_KEY"]';
  assertEquals(named(flaskJwtExtended, app(wrong)), ["JWT_SECRET_KEY", "SECRET_KEY", "session-key", mend]);
});

test("recognise() names the key that Node reads for tokens, where SECRET_KEY signs them", () => {
  const app = (key: string, more = "") => ({
    "package.json": '{ "dependencies": { "jsonwebtoken": "9.0.2", "express": "5.1.0" } }',
    "server.js": `const jwt = require("jsonwebtoken");
const app = require("express")();
${more}
app.post("/login", (request, response) => response.json({ token: jwt.sign({}, ${key}) }));
app.listen(3000);
`,
  });
  const wrong = ["JWT_SECRET_KEY", "SECRET_KEY", "session-key", "process.env.JWT_SECRET_KEY"];
  const checks = "if (!process.env.JWT_SECRET_KEY) process.exit(1);";
  assertEquals(named(nodeJose, app("process.env.SECRET_KEY", checks)), wrong);
  assertEquals(named(nodeJose, app("process.env.SECRET_KEY"))[0], "SECRET_KEY");
});
