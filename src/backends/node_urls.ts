import { entryNamed, type ScriptExpression, type ScriptFile, scriptName } from "../source/javascript.ts";
import { followScriptText } from "./follow_script.ts";
import { chainsOf, guardsIn, mountsIn, placesOf } from "./node_mounts.ts";
import { isWithin, type ScriptProject, scriptsWith } from "./script_modules.ts";
import { joinUrl } from "./url_paths.ts";

/** A route with its full path. */
export interface NodeRoute {
  readonly path: string;
  /** Upper case. */
  readonly method: string;
  readonly file: ScriptFile;
  /** The scope that the route is named in. */
  readonly scope: string;
  readonly handler: ScriptExpression | null;
  /** What runs before the handler: middleware of the route and of what it is mounted at. */
  readonly before: readonly ScriptExpression[];
}

const METHODS = /^(?:get|post|put|patch|delete|del|all)$/;
const ROUTES = /\.(?:get|post|put|patch|route|use|register|all)\s*\(|createServer|\.serve\s*\(/;
/** Names of clients, whose calls look as routes do. */
const CLIENTS =
  /axios|fetch|client|http|request|supertest|cache|redis|map|prisma|db|store|params|headers|config/i;

/** All routes of the project with the prefixes that their routers are mounted at. */
export function collectNodeRoutes(project: ScriptProject): readonly NodeRoute[] {
  const files = scriptsWith(project, ROUTES);
  const mounts = files.flatMap((file) => mountsIn(project, file));
  const guards = files.flatMap((file) => guardsIn(project, file));
  const found: NodeRoute[] = [];
  for (const file of files) {
    for (const own of [...routesIn(project, file), ...branchesIn(file)]) {
      const at = { file, name: own.on };
      const shared = guards.filter(({ router, prefix }) =>
        router.file === file && router.name === own.on && (prefix === "" || own.path.startsWith(prefix))
      ).map(({ guard }) => guard);
      for (const { prefix, before } of placesOf(project, mounts, at, [])) {
        found.push({
          path: joinUrl(prefix, own.path) || "/",
          method: own.method,
          file,
          scope: own.scope,
          handler: own.handler,
          before: [...before, ...shared, ...own.before],
        });
      }
    }
  }
  return found;
}

interface Own extends Pick<NodeRoute, "path" | "method" | "scope" | "handler" | "before"> {
  readonly on: string;
}

/** `router.post("/login", …)`, `router.route("/login").post(…)`, `new Hono().post("/login", …)`, `fastify.route({ … })`. */
function routesIn(project: ScriptProject, file: ScriptFile): readonly Own[] {
  const found: Own[] = [];
  const chains = chainsOf(file);
  for (const { call, callee, scope } of file.calls) {
    const member = call.callee.kind === "member" ? call.callee : null;
    const verb = member?.name ?? callee.slice(callee.lastIndexOf(".") + 1);
    const on = member === null
      ? callee.slice(0, Math.max(0, callee.lastIndexOf(".")))
      : chains.get(call) ?? "";
    const text = (value: ScriptExpression | undefined) => followScriptText(project, value, { file, scope });
    const [first, ...rest] = call.positional;
    if (verb === "route" && first?.kind === "object") {
      const path = text(entryNamed(first, "url") ?? entryNamed(first, "path"));
      const method = entryNamed(first, "method");
      const handler = entryNamed(first, "handler") ?? null;
      if (path === null || method === undefined) continue;
      for (const one of method.kind === "list" ? method.items : [method]) {
        const named = text(one);
        if (named !== null) {
          found.push({ on, path, method: named.toUpperCase(), scope, handler, before: hooksOf(first) });
        }
      }
      continue;
    }
    if (!METHODS.test(verb)) continue;
    const routed = member === null ? null : routeOf(member.of);
    const path = routed === null ? text(first) : text(routed.path);
    const router = routed === null ? on : routed.on;
    if (path === null || !/^(?:\/|$)/.test(path) || (router !== "" && CLIENTS.test(router.split(".")[0]!))) {
      continue;
    }
    const given = routed === null ? rest : call.positional;
    const handler = given.at(-1);
    if (handler === undefined || !/^(?:function|name|call|member|list)$/.test(handler.kind)) continue;
    const before = given.slice(0, -1).flatMap((one) =>
      one.kind === "object" ? hooksOf(one) : one.kind === "list" ? one.items : [one]
    );
    found.push({
      on: router,
      path,
      method: verb === "all" ? "GET" : verb.toUpperCase(),
      scope,
      handler,
      before,
    });
  }
  return found;
}

/** `router.route("/login")`, below other methods of the same chain. */
function routeOf(
  expression: ScriptExpression,
): { readonly on: string; readonly path: ScriptExpression } | null {
  for (let at = expression; at.kind === "call";) {
    const name = scriptName(at.callee);
    const [path] = at.positional;
    if (name.endsWith(".route") && path !== undefined && at.positional.length === 1) {
      return { on: name.slice(0, -6), path };
    }
    if (at.callee.kind !== "member") return null;
    at = at.callee.of;
  }
  return null;
}

/** Fastify's hooks of one route. */
function hooksOf(options: ScriptExpression): readonly ScriptExpression[] {
  return ["preHandler", "onRequest", "preValidation", "preParsing"].flatMap((name) => {
    const given = entryNamed(options, name);
    return given === undefined ? [] : given.kind === "list" ? given.items : [given];
  });
}

/** A server without a framework: `if (req.method === "POST" && req.url === "/login")`. */
function branchesIn(file: ScriptFile): readonly Own[] {
  return file.branches.flatMap(({ texts, body }): Own[] => {
    const around = file.branches.filter((one) => one.body !== body && isWithin(body, one.body));
    const all = [...texts, ...around.flatMap((one) => one.texts)];
    const whole = texts.map((text) => /^(GET|POST|PUT|PATCH|DELETE) (\/\S*)$/.exec(text)).find((one) =>
      one !== null
    );
    const path = whole?.[2] ?? texts.find((text) => /^\/[\w/.-]*$/.test(text)) ??
      (texts.some((text) => /^(?:GET|POST)$/.test(text))
        ? around.flatMap((one) => one.texts).find((text) => text.startsWith("/"))
        : undefined);
    if (path === undefined) return [];
    const method = whole?.[1] ?? all.find((text) => /^(?:GET|POST|PUT|PATCH|DELETE)$/.test(text));
    // A path alone may hold the methods inside.
    const inner = file.branches.some((one) =>
      one.body !== body && isWithin(one.body, body) && one.texts.some((text) => /^(?:GET|POST)$/.test(text))
    );
    if (method === undefined && inner) return [];
    const handler: ScriptExpression = { kind: "function", body, line: 0 };
    return [{ on: "", path, method: method ?? "GET", scope: body, handler, before: [] }];
  });
}
