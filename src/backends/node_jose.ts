import { type ScriptExpression, scriptName } from "../source/javascript.ts";
import type { Application, Backend, CommandTemplate, SourceTree } from "./backend.ts";
import { followScript, followScriptText } from "./follow_script.ts";
import { findNodeKeys } from "./node_keys.ts";
import { findNodeLoader } from "./node_loader.ts";
import { type NodeManifest, nodeManifests, titleOfPackages } from "./node_manifest.ts";
import { findNodePaths } from "./node_routes.ts";
import { findNodeStart, type NodeStart } from "./node_start.ts";
import { type ScriptProject, scriptsWith } from "./script_modules.ts";
import { entryNamed } from "../source/javascript.ts";

const TITLES: readonly (readonly [title: string, name: string])[] = [
  ["Express", "express"],
  ["Hono", "hono"],
  ["Fastify", "fastify"],
  ["Koa", "koa"],
  ["NestJS", "@nestjs/core"],
  ["jose", "jose"],
  ["jsonwebtoken", "jsonwebtoken"],
];
const ISSUES =
  /^(?:jose|jsonwebtoken|hono|@hono\/hono|jwt-simple|fast-jwt|@fastify\/jwt|fastify-jwt|@nestjs\/jwt|@tsndr\/cloudflare-worker-jwt)$/;
const SERVES = /\blisten\s*\(|\bserve\s*\(|\bexport\s+default\b|createServer|NestFactory|fastify/;

/** A server in JavaScript or TypeScript with jose, jsonwebtoken or a plugin over them. */
export const nodeJose: Backend = {
  id: "node_jose",
  title: "Node with jose or jsonwebtoken",
  recognise(tree: SourceTree): Application | null {
    for (const manifest of nodeManifests(tree)) {
      const found = recogniseAt(tree, manifest);
      if (found !== null) return found;
    }
    return null;
  },
  claims: (now, id) => ({ sub: "1", exp: now + 300, iat: now, jti: id }),
  reload: [
    { how: "restart the process", note: "always: `process.env` is filled once, when it starts" },
    {
      how: "an edit of `.env` under nodemon, tsx watch or `node --watch`",
      note: "no, unless that file is watched too",
    },
    { how: "`pm2 restart`", note: "not for variables that pm2 itself holds: `pm2 restart --update-env`" },
    { how: "`docker compose restart`", note: "no: `docker compose up -d` makes the container anew" },
    {
      how: "waiting for workers of a cluster to be replaced",
      note: "never: old and new keys are then mixed",
    },
  ],
};

function recogniseAt(tree: SourceTree, manifest: NodeManifest): Application | null {
  const project: ScriptProject = { tree, folder: manifest.folder };
  const issues = [...manifest.packages].some(([name, from]) =>
    ISSUES.test(name) || /^npm:(?:jose|jsonwebtoken)\b/.test(from)
  );
  if (!issues && manifest.kind === "npm") return null;
  if (manifest.packages.has("next") || scriptsWith(project, SERVES).length === 0) return null;
  const keys = findNodeKeys(project);
  if (keys === null) return null;
  const start = findNodeStart(tree, manifest);
  const paths = findNodePaths(project);
  const port = portOf(project);
  const fixedPort = typeof port === "string" ? null : port;
  return {
    backend: "node_jose",
    title: `${start?.runtime === "deno" ? "Deno" : start?.runtime === "bun" ? "Bun" : "Node"}, ${
      titleOfPackages(manifest.packages, TITLES)
    }`.replace(/, $/, ""),
    folder: manifest.folder || ".",
    loader: findNodeLoader(project, manifest, start),
    names: { jwt: keys.jwt, session: keys.session },
    readsJwtKey: keys.readsJwtKey,
    algorithm: keys.algorithm,
    // Nothing loads a server in Node without starting it: the start itself is the check.
    check: null,
    serve: typeof port === "string" ? serveCommand(port, start) : null,
    ...(fixedPort === null ? {} : { fixedPort }),
    login: paths.login,
    verifyPaths: [],
    protectedPaths: paths.protected,
    signing: keys.signing,
    keyFiles: [],
  };
}

/** The start command with the variable that the code takes its port from. */
function serveCommand(port: string, start: NodeStart | null): CommandTemplate | null {
  if (start === null) return null;
  const { words, shown } = start;
  // PORT is set for every server.
  if (port === "PORT") return { words, shown };
  return {
    words: words[0] === "env"
      ? ["env", `${port}={port}`, ...words.slice(1)]
      : ["env", `${port}={port}`, ...words],
    shown,
  };
}

/** The variable of the port that is listened on, `PORT` where it cannot be followed, or a port that none changes. */
type Port = string | NonNullable<Application["fixedPort"]>;

function portOf(project: ScriptProject): Port {
  let fixed: Port | null = null;
  for (const file of scriptsWith(project, SERVES)) {
    for (const { call, callee, scope } of file.calls) {
      if (
        !/(?:^|\.)(?:listen|serve)$/.test(callee) &&
        !(call.callee.kind === "member" && call.callee.name === "listen")
      ) {
        continue;
      }
      const given = portIn(call.positional);
      if (given === undefined) continue;
      const origins = followScript(project, given, { file, scope });
      const variable = origins.find((one) => one.kind === "env");
      if (variable?.kind === "env") return variable.name;
      const text = followScriptText(project, given, { file, scope }) ?? "";
      if (/^\d{1,5}$/.test(text)) fixed ??= { path: file.path, line: call.line, port: Number(text) };
    }
  }
  return fixed ?? "PORT";
}

function portIn(positional: readonly ScriptExpression[]): ScriptExpression | undefined {
  const [first] = positional;
  const named = positional.map((one) => entryNamed(one, "port")).find((one) => one !== undefined);
  if (named !== undefined) return named;
  return first?.kind === "object" || first?.kind === "function" || scriptName(first).endsWith("app")
    ? undefined
    : first;
}
