import { assertEquals, assertExists } from "@std/assert";
import type { Application } from "../../src/backends/backend.ts";
import { nodeJose } from "../../src/backends/node_jose.ts";
import { treeOf } from "./tree_of.ts";

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}

const manifest = (more: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    scripts: { start: "node server.js" },
    dependencies: { express: "^5.1.0", jose: "5.10.0", jsonwebtoken: "9.0.2", dotenv: "17.4.2" },
    ...more,
  });

function recognise(files: Readonly<Record<string, string | null>>): Application {
  const found = nodeJose.recognise(treeOf({ "package.json": manifest(), ...files }));
  assertExists(found);
  return found;
}

const JSONWEBTOKEN = `const jwt = require("jsonwebtoken");\n`;
const LISTENS =
  "\nconst express = require('express');\nconst app = express();\napp.listen(process.env.PORT);\n";

test("recognise() follows what signs with jsonwebtoken to a variable", () => {
  const sign = (key: string, before = "") => {
    const { names, readsJwtKey, signing } = recognise({
      "server.js": `${JSONWEBTOKEN}${before}\njwt.sign({ sub: 1 }, ${key});${LISTENS}`,
    });
    return [names.jwt, readsJwtKey, signing?.source];
  };
  assertEquals(sign("process.env.A_JWT"), ["A_JWT", true, "jwt-key"]);
  assertEquals(sign('process.env["A_JWT"]'), ["A_JWT", true, "jwt-key"]);
  assertEquals(sign("key", 'const key = process.env.A_JWT ?? "dev";'), ["A_JWT", true, "jwt-key"]);
  assertEquals(sign("key", 'const { A_JWT: key = "dev" } = process.env;'), ["A_JWT", true, "jwt-key"]);
  assertEquals(sign("secret()", "function secret() { return process.env.A_JWT || fail(); }"), [
    "A_JWT",
    true,
    "jwt-key",
  ]);
  assertEquals(sign("Deno.env.get('A_JWT')"), ["A_JWT", true, "jwt-key"]);
  assertEquals(sign("config.jwt.secret", "const config = { jwt: { secret: process.env.A_JWT } };"), [
    "A_JWT",
    true,
    "jwt-key",
  ]);
  assertEquals(sign("env.A_JWT", "const env = z.object({ A_JWT: z.string() }).parse(process.env);"), [
    "A_JWT",
    true,
    "jwt-key",
  ]);
  assertEquals(sign("env.A_JWT", "const { value: env, error } = schema.validate(process.env);"), [
    "A_JWT",
    true,
    "jwt-key",
  ]);
  assertEquals(sign("requireEnv('A_JWT')", "function requireEnv(name) { return process.env[name]; }"), [
    "A_JWT",
    true,
    "jwt-key",
  ]);
  assertEquals(sign("env.A_JWT", "const env = require('dotenv').config().parsed;"), [
    "A_JWT",
    true,
    "jwt-key",
  ]);
  assertEquals(sign("'not shown'"), ["JWT_SECRET_KEY", false, "literal"]);
  assertEquals(sign("crypto.randomBytes(32)"), ["JWT_SECRET_KEY", false, "unknown"]);
});

test("recognise() reads jose over modules, with its algorithm", () => {
  const found = recognise({
    "package.json": manifest({ type: "module", scripts: { start: "tsx watch src/server.ts" } }),
    "src/server.ts":
      'import { serve } from "@hono/node-server";\nserve({ fetch, port: Number(process.env.API_PORT) });\n',
    "src/config.ts": "export default { tokens: { key: process.env.TOKEN_KEY! } } as const;\n",
    "src/tokens.ts": `import * as jose from "jose";
import config from "./config.js";
const key = new TextEncoder().encode(config.tokens.key);
export const issue = async (sub: string) =>
  await new jose.SignJWT({}).setProtectedHeader({ alg: "HS512" }).setSubject(sub).sign(key);
`,
  });
  assertEquals(found.title, "Node, Express 5.1, jose 5.10, jsonwebtoken 9.0");
  assertEquals([found.names.jwt, found.algorithm], ["TOKEN_KEY", "HS512"]);
  assertEquals(found.signing, {
    path: "src/tokens.ts",
    line: 5,
    text: "SignJWT.sign(…, key)",
    source: "jwt-key",
  });
  assertEquals(found.check, null);
  assertEquals(found.serve, {
    words: ["env", "API_PORT={port}", "npm", "exec", "--no", "--", "tsx", "src/server.ts"],
    shown: "npx tsx src/server.ts",
  });
});

test("recognise() says where the decoded key signs, and how it should read", () => {
  const { signing, names } = recognise({
    "server.js":
      `${JSONWEBTOKEN}const key = Buffer.from(process.env.JWT_SECRET, "base64");\njwt.sign({}, key);${LISTENS}`,
  });
  assertEquals(names.jwt, "JWT_SECRET");
  assertEquals([signing?.line, signing?.text, signing?.mend], [
    2,
    'Buffer.from(process.env.JWT_SECRET, "base64")',
    "new TextEncoder().encode(process.env.JWT_SECRET)",
  ]);
});

test("recognise() tells the key of logins from those of refresh tokens and sessions", () => {
  const found = recognise({
    "server.js": `${JSONWEBTOKEN}const session = require("express-session");
jwt.sign({}, process.env.JWT_REFRESH_SECRET);
jwt.sign({}, process.env.JWT_ACCESS_SECRET);
app.use(session({ secret: process.env.COOKIE_KEY }));${LISTENS}`,
  });
  assertEquals(found.names, { jwt: "JWT_ACCESS_SECRET", session: "COOKIE_KEY" });
  const same = recognise({
    "server.js": `${JSONWEBTOKEN}const session = require("express-session");
jwt.sign({}, process.env.APP_KEY);
app.use(session({ secret: process.env.APP_KEY }));${LISTENS}`,
  });
  assertEquals([same.names.jwt, same.names.session, same.signing?.source], [
    "APP_KEY",
    "APP_KEY",
    "session-key",
  ]);
});

test("recognise() starts what the scripts start, without their watchers", () => {
  const serve = (scripts: Readonly<Record<string, string>>, files: Readonly<Record<string, string>> = {}) =>
    recognise({
      "package.json": manifest({ scripts, main: "server.js" }),
      "server.js": `${JSONWEBTOKEN}jwt.sign({}, process.env.K_JWT);${LISTENS}`,
      ...files,
    }).serve?.shown;
  assertEquals(serve({ start: "node server.js" }), "node server.js");
  assertEquals(
    serve({ start: "cross-env NODE_ENV=production node ./server" }),
    "env NODE_ENV=production node ./server",
  );
  assertEquals(serve({ start: "node dist/server.js", dev: "nodemon server.js" }), "node server.js");
  assertEquals(serve({ dev: "node --watch --env-file=.env server.js" }), "node --env-file=.env server.js");
  assertEquals(
    serve({ dev: "nodemon --watch src --ext ts --exec ts-node src/main.ts" }, { "src/main.ts": "" }),
    "npx ts-node src/main.ts",
  );
  assertEquals(
    serve({ dev: "ts-node-dev --respawn --transpile-only src/main.ts" }, { "src/main.ts": "" }),
    "npx ts-node --transpile-only src/main.ts",
  );
  assertEquals(serve({ dev: "bun run --hot server.js" }), "bun server.js");
  assertEquals(serve({ dev: "deno run -A --watch server.js" }), "deno run -A server.js");
  assertEquals(serve({ start: "npm run build && node dist/server.js" }), "npm run start");
  assertEquals(serve({}), "node server.js");
  const fixed = { "server.js": `${JSONWEBTOKEN}jwt.sign({}, process.env.K_JWT);\napp.listen(3000);\n` };
  assertEquals(serve({ start: "node server.js" }, fixed), undefined);
});

test("recognise() finds the loader in the code, else in the command", () => {
  const loader = (start: string, code = "", more: Readonly<Record<string, string>> = {}) => {
    const { loader } = recognise({
      "package.json": manifest({ scripts: { start } }),
      "server.js": `${code}\n${JSONWEBTOKEN}jwt.sign({}, process.env.K_JWT);${LISTENS}`,
      ...more,
    });
    return [loader.dialect, loader.files.join(" "), loader.override];
  };
  assertEquals(loader("node server.js", 'import "dotenv/config";'), ["npm-dotenv", ".env", undefined]);
  assertEquals(
    loader("node server.js", 'require("dotenv").config({ path: ["a.env", ".env"], override: true });'),
    ["npm-dotenv", "a.env .env", "file-wins"],
  );
  assertEquals(
    loader("node src/server.js", "", {
      "src/server.js":
        `import dotenv from "dotenv";\ndotenv.config({ path: path.join(__dirname, "../up.env") });\n`,
    })[1],
    "up.env",
  );
  assertEquals(loader("node -r dotenv/config server.js"), ["npm-dotenv", ".env", undefined]);
  assertEquals(loader("node --env-file=a.env --env-file=b.env server.js"), [
    "node-env-file",
    "b.env a.env",
    undefined,
  ]);
  assertEquals(loader("node --env-file=.env server.js", "", { ".nvmrc": "20\n" })[0], "node-20-env-file");
  assertEquals(loader("deno run -A --env-file server.js"), ["deno-env-file", ".env", undefined]);
  assertEquals(loader("bun server.js"), ["bun", ".env", undefined]);
  assertEquals(loader("node server.js"), ["process", ".env", undefined]);
});

const AUTH = `const jwt = require("jsonwebtoken");
exports.login = async (req, res) => {
  const { email, password } = req.body;
  res.json({ token: jwt.sign({ email }, process.env.JWT_SECRET) });
};
exports.register = async (req, res) => res.json(jwt.sign({}, process.env.JWT_SECRET));
`;
const PROTECT = `const jwt = require("jsonwebtoken");
module.exports = (req, res, next) => next(jwt.verify(req.headers.authorization, process.env.JWT_SECRET));
`;

test("recognise() gives the routers of Express their whole paths", () => {
  const found = recognise({
    "server.js": `const express = require("express");
const app = express();
app.use("/api/users", require("./routes/users"));
app.use("/api", require("./routes/auth"));
app.listen(process.env.PORT || 3000);
`,
    "routes/auth.js": `const router = require("express").Router();
const { login, register } = require("../auth");
router.post("/register", register);
router.route("/sessions").post(login);
module.exports = router;
`,
    "routes/users.js": `const router = require("express").Router();
const check = require("../protect");
router.get("/", (req, res) => res.json([]));
router.get("/me", check, (req, res) => res.json(req.user));
module.exports = router;
`,
    "auth.js": AUTH,
    "protect.js": PROTECT,
  });
  assertEquals(found.login, {
    paths: ["/api/sessions"],
    body: "json",
    usernameField: "email",
    passwordField: "password",
  });
  assertEquals(found.protectedPaths, ["/api/users/me", "/api/users/"]);
});

test("recognise() reads Hono, Fastify, Koa and a server without a framework", () => {
  const paths = (server: string, files: Readonly<Record<string, string>> = {}) => {
    const { login, protectedPaths } = recognise({ "server.js": server, ...files });
    return [login.paths[0], login.usernameField, login.body, protectedPaths[0]];
  };
  assertEquals(
    paths(`import { Hono } from "hono";
import { jwt, sign } from "hono/jwt";
const app = new Hono().basePath("/api");
const auth = new Hono().post("/login", async (c) => {
  const body = await c.req.parseBody();
  return c.json(await sign({ sub: body.username, p: body.password }, process.env.JWT_SECRET, "HS384"));
});
app.route("/auth", auth);
app.use("/me", jwt({ secret: process.env.JWT_SECRET }));
app.get("/me", (c) => c.json({}));
serve({ fetch: app.fetch, port: process.env.PORT });
`),
    ["/api/auth/login", "username", "form", "/api/me"],
  );
  assertEquals(
    paths(
      `import Fastify from "fastify";
import jwt from "@fastify/jwt";
const server = Fastify();
server.register(jwt, { secret: process.env.JWT_SECRET });
server.register(routes, { prefix: "/v1" });
async function routes(fastify) {
  fastify.post("/signin", async (request, reply) => {
    const { user_name, password } = request.body;
    return reply.jwtSign({ user_name });
  });
  fastify.get("/profile", { onRequest: [fastify.authenticate] }, async () => ({}));
}
server.listen({ port: process.env.PORT });
`,
    ),
    ["/v1/signin", "user_name", "json", "/v1/profile"],
  );
  assertEquals(
    paths(`import Router from "@koa/router";
import { SignJWT } from "jose";
const router = new Router({ prefix: "/auth" });
router.post("/login", async (ctx) => {
  const { email, password } = ctx.request.body;
  ctx.body = await new SignJWT({ email }).setProtectedHeader({ alg: "HS256" }).sign(process.env.JWT_SECRET);
});
router.get("/me", requireAuth, (ctx) => {});
app.use(router.routes());
app.listen(process.env.PORT);
`),
    ["/auth/login", "email", "json", "/auth/me"],
  );
  assertEquals(
    paths(`import { createServer } from "node:http";
import jwt from "jsonwebtoken";
createServer(async (req, res) => {
  const url = new URL(req.url, "http://x");
  if (req.method === "POST" && url.pathname === "/login") {
    const { username, password } = await read(req);
    return res.end(jwt.sign({ username }, process.env.JWT_SECRET));
  }
  if (url.pathname === "/me") {
    if (req.method === "GET") return res.end(jwt.verify(req.headers.token, process.env.JWT_SECRET).sub);
  }
}).listen(process.env.PORT);
`),
    ["/login", "username", "json", "/me"],
  );
});

test("recognise() finds the server of a repository with several packages", () => {
  const found = nodeJose.recognise(treeOf({
    "package.json": JSON.stringify({ private: true, workspaces: ["client", "server"] }),
    "client/package.json": JSON.stringify({ dependencies: { react: "19", "jwt-decode": "4" } }),
    "client/src/api.js": 'import axios from "axios";\naxios.post("/api/login", credentials);\n',
    "server/package.json": manifest(),
    "server/server.js": `${JSONWEBTOKEN}jwt.sign({}, process.env.JWT_SECRET);${LISTENS}`,
  }));
  assertEquals([found?.folder, found?.loader.files[0]], ["server", "server/.env"]);
});

test("recognise() leaves libraries, clients, Next and broken manifests alone", () => {
  const none = (files: Readonly<Record<string, string>>) => nodeJose.recognise(treeOf(files));
  const code = `${JSONWEBTOKEN}jwt.sign({}, process.env.JWT_SECRET);`;
  assertEquals(none({ "package.json": manifest(), "lib.js": code }), null);
  assertEquals(
    none({ "package.json": manifest({ dependencies: { next: "16", jose: "6" } }), "a.js": code + LISTENS }),
    null,
  );
  assertEquals(none({ "package.json": "{", "server.js": code + LISTENS }), null);
  assertEquals(
    none({ "package.json": manifest({ dependencies: { express: "5" } }), "server.js": LISTENS }),
    null,
  );
  const hostile = { "server.js": `${code}${LISTENS}${"f(".repeat(20_000)}${"[".repeat(20_000)}` };
  assertEquals(none({ "package.json": manifest(), ...hostile })?.names.jwt, "JWT_SECRET");
});
