import type { ScriptExpression, ScriptFile } from "../source/javascript.ts";
import { scriptName } from "../source/javascript.ts";
import type { LoginShape } from "./backend.ts";
import { loginFields } from "./login_fields.ts";
import { nodeJwtCalls } from "./node_calls.ts";
import { collectNodeRoutes, type NodeRoute } from "./node_urls.ts";
import { functionOf, isWithin, type ScriptPlace, type ScriptProject, scriptsWith } from "./script_modules.ts";
import { hasParameters, loginRank, protectedRank, ranked } from "./url_paths.ts";

/** How to log in to a Node server, and which of its paths may be protected. */
export interface NodePaths {
  readonly login: LoginShape;
  readonly protected: readonly string[];
}

const USUAL_LOGINS = [
  "/login",
  "/auth/login",
  "/api/login",
  "/api/auth/login",
  "/api/v1/auth/login",
  "/api/users/login",
];
const NO_LOGIN = /refresh|regist|sign-?up|reset|verif|confirm|oauth|google|github|callback|log-?out|revoke/i;
const GUARDS = /auth|jwt|token|protect|verify|guard|bearer|loggedin|current_?user|is_?admin/i;
const NO_GUARD = /validat|limit|optional|schema|refresh|cors|log(?:ger)?$|login/i;

/** Finds the login, which signs a token, and the paths behind what verifies one, best first. */
export function findNodePaths(project: ScriptProject): NodePaths {
  const routes = collectNodeRoutes(project);
  const signers = namesThat(project, "sign");
  const verifiers = namesThat(project, "verify");
  const logins = routes.filter(({ method, path }) => method === "POST" && !hasParameters(path)).map(
    (route) => {
      const rank = NO_LOGIN.test(route.path) ? null : loginRank(route.path);
      const signs = reaches(project, route, signers, "sign");
      if (
        NO_LOGIN.test(route.path) || /refresh|regist|sign_?up/i.test(scriptName(route.handler ?? undefined))
      ) {
        return { route, rank: null };
      }
      return { route, rank: signs ? rank ?? 8 : rank === null ? null : rank + 10 };
    },
  );
  const found = ranked(logins.map(({ route, rank }) => [route.path, rank]), 6);
  const best = logins.filter(({ rank }) => rank !== null).toSorted((a, b) => a.rank! - b.rank!)[0]?.route;
  return {
    login: {
      ...shapeOf(project, best),
      paths: found.length > 0 ? found : USUAL_LOGINS,
    },
    protected: ranked(
      routes.filter(({ method }) => method === "GET").map((route) => {
        const rank = protectedRank(route.path);
        return [route.path, rank === null ? null : rank + (isGuarded(project, route, verifiers) ? 0 : 10)];
      }),
      8,
    ),
  };
}

type Operation = "sign" | "verify";

/** Whether the calls of a scope sign or verify a JWT. */
function does(file: ScriptFile, scope: string, operation: Operation): boolean {
  const plugin = operation === "sign"
    ? /(?:jwt\w*|jwtService|reply|res)\.(?:jwtSign|sign|signAsync)$/i
    : /\.jwtVerify$/;
  return nodeJwtCalls(file).some((one) => one.operation === operation && isWithin(one.scope, scope)) ||
    file.calls.some((one) => plugin.test(one.callee) && isWithin(one.scope, scope));
}

/** Names of functions that do it, or call one that does. */
function namesThat(project: ScriptProject, operation: Operation): ReadonlySet<string> {
  const files = scriptsWith(project, /jwt|jose|token|auth/i);
  const names = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const before = names.size;
    for (const file of files) {
      for (const made of file.functions) {
        const last = made.name.split(".").at(-1)!;
        if (last === "" || TOO_COMMON.test(last) || names.has(last)) continue;
        const calls = file.calls.some((one) =>
          isWithin(one.scope, made.body) && names.has(lastOf(one.callee, one.call.callee))
        );
        if (calls || does(file, made.body, operation)) names.add(last);
      }
    }
    if (names.size === before) break;
  }
  return names;
}

/** Names that say nothing of what is called. */
const TOO_COMMON =
  /^(?:get|post|put|patch|delete|use|handler|default|main|run|start|sign|verify|call|then|catch|map|next|create|find|findOne|update|save|json|send|parse|init|setup|register|app|server|bootstrap|createApp|buildApp|routes?|router)$/;

function lastOf(callee: string, of: ScriptExpression): string {
  return of.kind === "member" ? of.name : callee.split(".").at(-1)!;
}

function handlerOf(project: ScriptProject, { handler, file, scope }: NodeRoute): ScriptPlace | null {
  return handler === null ? null : functionOf(project, handler, { file, scope });
}

function reaches(
  project: ScriptProject,
  route: NodeRoute,
  names: ReadonlySet<string>,
  operation: Operation,
): boolean {
  const at = handlerOf(project, route);
  if (at === null) return names.has(scriptName(route.handler ?? undefined).split(".").at(-1)!);
  return does(at.file, at.scope, operation) ||
    at.file.calls.some((one) =>
      isWithin(one.scope, at.scope) && names.has(lastOf(one.callee, one.call.callee))
    );
}

function isGuarded(project: ScriptProject, route: NodeRoute, verifiers: ReadonlySet<string>): boolean {
  const guards = route.before.some((one) => {
    const name = one.kind === "call" ? scriptName(one.callee) : scriptName(one);
    const last = name.split(".").at(-1)!;
    if (verifiers.has(last)) return true;
    if (name !== "" && GUARDS.test(name) && !NO_GUARD.test(last)) return true;
    const at = functionOf(project, one, { file: route.file, scope: route.scope });
    return at !== null && does(at.file, at.scope, "verify");
  });
  return guards || reaches(project, route, verifiers, "verify");
}

/** The fields that the handler reads of the request's body. */
function shapeOf(project: ScriptProject, route: NodeRoute | undefined): Omit<LoginShape, "paths"> {
  const at = route === undefined ? null : handlerOf(project, route);
  if (at === null) return { ...loginFields([]), body: "json" };
  const { file, scope } = at;
  const inside = (one: { readonly scope: string }): boolean => isWithin(one.scope, scope);
  const bound = file.bindings.filter(inside);
  const destructured = bound.flatMap(({ member, value }) =>
    member !== null && OF_BODY.test(JSON.stringify(value)) ? [member] : []
  );
  const used = file.uses.filter(inside).flatMap(({ name }) =>
    /(?:^|\.)(?:body|data|payload|input|credentials|json)\.(\w+)$/.exec(name)?.[1] ?? []
  );
  const all = bound.flatMap(({ member }) => member ?? []);
  const names = [...destructured, ...used];
  const fields = loginFields(names.some((name) => /pass|pwd/i.test(name)) ? names : [...names, ...all]);
  const form = file.calls.some((one) => inside(one) && /\.(?:parseBody|formData)$/.test(one.callee)) ||
    file.uses.some((one) => inside(one) && /\.form\b/.test(one.name));
  return { ...fields, body: form ? "form" : "json" };
}

const OF_BODY = /body|json|payload|data|parse|valid|credential/i;
