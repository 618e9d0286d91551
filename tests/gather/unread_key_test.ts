import { assertEquals } from "@std/assert";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

/** A server that signs with SECRET_KEY and reads no other key. */
const SERVER = `const jwt = require("jsonwebtoken");
const app = require("express")();
require("dotenv").config();
app.post("/login", (request, response) => response.json({ token: jwt.sign({}, process.env.SECRET_KEY) }));
app.listen(3000);
`;

function named(env: string, jwtKey?: string) {
  const manifest = '{ "dependencies": { "jsonwebtoken": "9.0.2", "express": "5.1.0", "dotenv": "17.4.2" } }';
  const host = memoryHost({
    files: { "/p/.env": env, "/p/server.js": SERVER, "/p/package.json": manifest },
  });
  const at = { root: "/p", shown: "p", typed: "p", grant: () => "" };
  const { names, application } = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 1,
    ...(jwtKey === undefined ? {} : { jwtKey }),
  });
  return [names.jwt, names.session, application?.signing?.source, application?.signing?.mend ?? null];
}

Deno.test({
  name:
    "resolveProjectFiles() takes a key that .env assigns and nothing reads for the one that was meant to sign",
  permissions: "none",
  fn() {
    assertEquals(named("SECRET_KEY=a\n"), ["SECRET_KEY", null, "jwt-key", null]);
    assertEquals(named("SECRET_KEY=a\nJWT_SECRET_KEY=b\n"), [
      "JWT_SECRET_KEY",
      "SECRET_KEY",
      "session-key",
      "process.env.JWT_SECRET_KEY",
    ]);
    assertEquals(named("SECRET_KEY=a\nJWT_SECRET_KEY=b\n", "SECRET_KEY")[0], "SECRET_KEY");
  },
});
