import { constantText } from "../source/python/names.ts";
import { type Expression, partsOf, type PythonFile } from "../source/python.ts";
import type { LoginShape } from "./backend.ts";
import type { FlaskEntry } from "./flask_entry.ts";
import { collectFlaskRoutes, type FlaskRoute } from "./flask_urls.ts";
import { functionNamed } from "./bindings.ts";
import { loginFields } from "./login_fields.ts";
import { filesWith } from "./python_modules.ts";
import { hasParameters, loginRank, protectedRank, ranked } from "./url_paths.ts";

/** How to log in to a Flask application, and which of its paths may be protected. */
export interface FlaskPaths {
  readonly login: LoginShape;
  readonly protected: readonly string[];
}

const USUAL_LOGINS = [
  "/login",
  "/auth/login",
  "/api/login",
  "/api/auth/login",
  "/api/v1/auth/login",
  "/auth",
];
const NO_LOGIN = /refresh|regist|sign-?up|reset|verif|confirm|oauth|google|github|callback/i;

/** Finds the login, which makes an access token, and the paths behind `jwt_required`, best first. */
export function findFlaskPaths(entry: FlaskEntry): FlaskPaths {
  const routes = collectFlaskRoutes(entry);
  const makers = makersOfTokens(entry);
  const logins = routes.filter(({ method, path }) => method === "POST" && !hasParameters(path)).map(
    (route) => {
      const makes = makesToken(entry, route, makers);
      const rank = loginRank(route.path);
      if (route.guard !== null || NO_LOGIN.test(route.path)) return { route, rank: null };
      return { route, rank: makes ? rank ?? 8 : rank === null ? null : rank + 10 };
    },
  );
  const found = ranked(logins.map(({ route, rank }) => [route.path, rank]), 6);
  const best = logins.find(({ route }) => route.path === found[0])?.route;
  return {
    login: {
      ...(best === undefined ? shapeOf([]) : shapeOf(textsOf(entry, best))),
      paths: found.length > 0 ? found : USUAL_LOGINS,
    },
    protected: ranked(
      routes.filter(({ method, guard }) => method === "GET" && guard !== "refresh").map(({ path, guard }) => {
        const rank = protectedRank(path);
        return [path, rank === null ? null : rank + (guard === "token" ? 0 : 10)];
      }),
      8,
    ),
  };
}

/** Names of the project's functions that make an access token. */
function makersOfTokens(entry: FlaskEntry): ReadonlySet<string> {
  const files = filesWith(entry.project.tree, /create_access_token/, entry.importRoot);
  const scopes = files.flatMap((file) =>
    file.calls.filter(isMaker).map(({ scope }) => scope.split(".").at(-1) ?? "")
  );
  return new Set(scopes.filter((name) => name !== "" && !/refresh|regist|sign_?up/i.test(name)));
}

function isMaker({ callee }: { readonly callee: string }): boolean {
  return /(?:^|\.)(?:create_access_token|set_access_cookies)$/.test(callee);
}

function makesToken(entry: FlaskEntry, route: FlaskRoute, makers: ReadonlySet<string>): boolean {
  return callsIn(route.file, route.scope).some((one) => {
    const last = one.callee.split(".").at(-1)!;
    return isMaker(one) || makers.has(last) && !GENERIC.test(last) ||
      functionNamed(entry.project, one.callee, { file: route.file, scope: route.scope })?.returns.some((
          value,
        ) => value.kind === "call" && value.callee.kind === "name" && isMaker({ callee: value.callee.name })
        ) === true;
  });
}

/** Names that say nothing of what a method does. */
const GENERIC = /^(?:get|post|put|patch|delete)$/;

function callsIn(file: PythonFile, scope: string) {
  return file.calls.filter((one) => one.scope === scope || one.scope.startsWith(`${scope}.`));
}

/** What the handler, and the functions of the project that it calls, read from the request. */
interface Read {
  readonly name: string;
  readonly form: boolean;
}

function textsOf(entry: FlaskEntry, route: FlaskRoute): readonly Read[] {
  const own = readsIn(route.file, route.scope);
  if (own.some(({ name }) => /passw|pwd/i.test(name))) return own;
  const called = callsIn(route.file, route.scope).flatMap(({ callee }) => {
    const made = functionNamed(entry.project, callee, { file: route.file, scope: route.scope });
    return made === null ? [] : readsIn(made.place.file, made.place.scope);
  });
  // A parser or a schema of the same file names the fields.
  return [...own, ...called, ...readsIn(route.file, null)];
}

/** Keys of `request.json[…]`, `data.get(…)`, `parser.add_argument(…)`, fields of a schema; the whole file for null. */
function readsIn(file: PythonFile, scope: string | null): readonly Read[] {
  const found: Read[] = [];
  const inside = (at: string): boolean => scope === null || at === scope || at.startsWith(`${scope}.`);
  for (const { expression, assignedTo, scope: at } of file.standing) {
    if (!inside(at)) continue;
    const pending: Expression[] = [expression];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const read = keyRead(next);
      if (read !== null) found.push(read);
      if (
        assignedTo !== null && next.kind === "call" && /(?:^|\.)fields\.|Field$/.test(nameOf(next.callee))
      ) {
        found.push({ name: assignedTo, form: false });
      }
      pending.push(...partsOf(next).toReversed());
    }
  }
  return found;
}

function keyRead(expression: Expression): Read | null {
  if (expression.kind === "subscript") {
    return expression.key.kind === "text"
      ? { name: expression.key.value, form: isForm(expression.of) }
      : null;
  }
  if (expression.kind !== "call") return null;
  const { callee, positional, keywords } = expression;
  const method = callee.kind === "member" ? callee.name : nameOf(callee).split(".").at(-1)!;
  const of = callee.kind === "member" ? callee.of : { ...expression.callee };
  if (!/^(?:get|pop|add_argument)$/.test(method)) return null;
  const name = positional[0] === undefined ? null : constantText(positional[0]);
  const at = keywords["location"] === undefined ? null : constantText(keywords["location"]);
  return name === null ? null : { name, form: isForm(of) || at === "form" };
}

function isForm(expression: Expression): boolean {
  return /(?:^|\.)(?:request\.(?:form|values)|form)(?:\.|$)/.test(nameOf(expression));
}

function nameOf(expression: Expression): string {
  return expression.kind === "name" ? expression.name : "";
}

function shapeOf(reads: readonly Read[]): Omit<LoginShape, "paths"> {
  const fields = loginFields(reads.map(({ name }) => name));
  const form = reads.some((read) => read.form && read.name === fields.passwordField);
  const json = reads.some((read) => !read.form && read.name === fields.passwordField);
  return { ...fields, body: form && !json ? "form" : "json" };
}
