import type { DecoratedRoute, Expression, Parameter, PythonFile } from "../source/python.ts";
import type { LoginShape } from "./backend.ts";
import type { FastapiEntry } from "./fastapi_entry.ts";
import { modelNamed } from "./bindings.ts";
import { followText } from "./follow_value.ts";
import { loginFields } from "./login_fields.ts";
import { filesWith, findImported } from "./python_modules.ts";
import { hasParameters, joinUrl, loginRank, protectedRank, ranked } from "./url_paths.ts";

/** A route with its full path. */
interface FullRoute {
  readonly path: string;
  readonly file: PythonFile;
  readonly route: DecoratedRoute;
}

/** How to log in to a FastAPI application, and which of its paths may be protected. */
export interface FastapiPaths {
  readonly login: LoginShape;
  readonly protected: readonly string[];
}

const GUARDS = /current|user|auth|token|jwt|bearer|credential|protect|secur/i;
const USUAL_LOGINS = [
  "/token",
  "/login",
  "/auth/login",
  "/auth/token",
  "/api/login",
  "/api/auth/login",
  "/api/v1/auth/login",
];

/** Finds the login and the protected paths, best first. */
export function findFastapiPaths(entry: FastapiEntry): FastapiPaths {
  const routes = collectRoutes(entry);
  const tokenUrls = filesWith(entry.project.tree, /tokenUrl|OAuth2PasswordBearer/, entry.importRoot).flatMap((
    file,
  ) => file.routes.tokenUrls.flatMap(({ url }) => followText(entry.project, url, { path: file.path }) ?? []))
    .map((url) => joinUrl("", url));
  const logins = routes.filter(({ route, path }) => route.method === "POST" && !hasParameters(path))
    .map((one) => ({ one, rank: rankLogin(one, tokenUrls) }))
    .filter((login): login is { one: FullRoute; rank: number } => login.rank !== null)
    .toSorted((a, b) => a.rank - b.rank);
  const best = logins[0]?.one;
  const found = ranked(logins.map(({ one, rank }) => [one.path, rank]), 6);
  const guesses = [...new Set([...tokenUrls, ...USUAL_LOGINS])];
  const shape = best === undefined
    ? {
      body: tokenUrls.length > 0 ? "form" as const : "json" as const,
      usernameField: "username",
      passwordField: "password",
    }
    : shapeOf(entry, best);
  return {
    login: { ...shape, paths: found.length > 0 ? found : guesses },
    protected: ranked(
      routes.filter(({ route }) => route.method === "GET").map((one) => {
        const rank = protectedRank(one.path);
        return [one.path, rank === null ? null : rank + (isGuarded(one) ? 0 : 10)];
      }),
      8,
    ),
  };
}

function rankLogin({ path, route }: FullRoute, tokenUrls: readonly string[]): number | null {
  if (takesForm(route)) return 0;
  if (tokenUrls.some((url) => path === url)) return 1;
  const rank = loginRank(path);
  return rank === null ? null : rank + 2;
}

function takesForm(route: DecoratedRoute): boolean {
  return route.handler.parameters.some((one) => /OAuth2PasswordRequestForm/.test(namesIn(one)));
}

function isGuarded({ route }: FullRoute): boolean {
  if (route.dependencies !== null && GUARDS.test(JSON.stringify(route.dependencies))) return true;
  return route.handler.parameters.some((one) =>
    /Depends|Security|Dep\b|Current/.test(namesIn(one)) && GUARDS.test(namesIn(one))
  );
}

/** All names in a parameter's annotation and default, for a look at what it is. */
function namesIn(parameter: Parameter): string {
  return `${parameter.name} ${JSON.stringify(parameter.annotation)} ${JSON.stringify(parameter.value)}`;
}

function shapeOf(entry: FastapiEntry, { route, file }: FullRoute): Omit<LoginShape, "paths"> {
  const form = { body: "form" as const, usernameField: "username", passwordField: "password" };
  if (takesForm(route)) return form;
  const fields: string[] = [];
  let body: "json" | "form" = "json";
  for (const parameter of route.handler.parameters) {
    if (/"Form"/.test(namesIn(parameter))) {
      body = "form";
      fields.push(parameter.name);
      continue;
    }
    for (const name of annotated(parameter.annotation)) {
      const model = modelNamed(entry.project, name, file);
      if (model !== null) fields.push(...model.fields.map(({ field }) => field.aliases[0] ?? field.name));
    }
  }
  return { body, ...loginFields(fields) };
}

/** Names of classes in an annotation: `Login`, `Annotated[Login, Body()]`. */
function annotated(annotation: Expression | null): readonly string[] {
  if (annotation === null) return [];
  if (annotation.kind === "name") return [annotation.name];
  if (annotation.kind !== "subscript") return [];
  return annotation.key.kind === "list"
    ? annotation.key.items.slice(0, 1).flatMap(annotated)
    : annotated(annotation.key);
}

/** The routes that the application includes; where none can be followed, all of the project's. */
function collectRoutes(entry: FastapiEntry): readonly FullRoute[] {
  const found: FullRoute[] = [];
  const files = filesWith(
    entry.project.tree,
    /\bAPIRouter\b|\bFastAPI\b|include_router|\.mount\(/,
    entry.importRoot,
  );
  const variables = new Set([entry.attribute]);
  for (const app of entry.file.routes.apps) if (app.kind === "fastapi") variables.add(app.variable);
  for (const file of files) {
    const makes = file.routes.apps.some((app) => app.kind === "fastapi");
    if (makes || file === entry.file) continue;
    // Functions that are handed the application: def register(app: FastAPI): app.include_router(…)
    const handed = file.functions.flatMap((one) =>
      one.parameters.filter((parameter) =>
        /FastAPI/.test(JSON.stringify(parameter.annotation)) || parameter.name === "app"
      )
        .map((parameter) => parameter.name)
    );
    for (const name of new Set(handed)) walk(entry, { file, variable: name, prefix: "", open: [] }, found);
  }
  for (const file of files.filter((one) => one.routes.apps.some((app) => app.kind === "fastapi"))) {
    const same = file === entry.file || !files.includes(entry.file) || file.functions.length > 0;
    if (!same) continue;
    for (const app of file.routes.apps) {
      if (app.kind === "fastapi" && !isMounted(files, app.variable)) {
        walk(entry, { file, variable: app.variable, prefix: "", open: [] }, found);
      }
    }
  }
  if (!entry.file.routes.apps.some((app) => app.kind === "fastapi")) {
    walk(entry, { file: entry.file, variable: entry.attribute, prefix: "", open: [] }, found);
  }
  if (found.length > 0) return found;
  for (const file of files) {
    for (const router of file.routes.apps) {
      walk(entry, { file, variable: router.variable, prefix: "", open: [] }, found);
    }
  }
  return found;
}

function isMounted(files: readonly PythonFile[], variable: string): boolean {
  return files.some((file) =>
    file.routes.inclusions.some((one) => one.child.kind === "name" && one.child.name === variable)
  );
}

interface Walk {
  readonly file: PythonFile;
  readonly variable: string;
  readonly prefix: string;
  readonly open: readonly string[];
}

function walk(entry: FastapiEntry, at: Walk, found: FullRoute[]): void {
  const { file, variable } = at;
  const step = `${file.path}#${variable}`;
  if (at.open.includes(step) || at.open.length > 10 || found.length > 2000) return;
  const open = [...at.open, step];
  const text = (expression: Expression | null): string =>
    expression === null ? "" : followText(entry.project, expression, { path: file.path }) ?? "";
  const own = file.routes.apps.find((one) => one.variable === variable);
  const prefix = joinUrl(at.prefix, own?.kind === "router" ? text(own.prefix) : "");
  for (const route of file.routes.decorated.filter((one) => one.on === variable)) {
    found.push({ path: joinUrl(prefix, text(route.path)) || "/", file, route });
  }
  for (const inclusion of file.routes.inclusions.filter((one) => one.into === variable)) {
    const child = childOf(entry, file, inclusion.child);
    if (child !== null) {
      walk(entry, { ...child, prefix: joinUrl(prefix, text(inclusion.prefix)), open }, found);
    }
  }
}

/** The router that an expression names: `users.router`, `router`. */
function childOf(
  entry: FastapiEntry,
  file: PythonFile,
  child: Expression,
): { readonly file: PythonFile; readonly variable: string } | null {
  if (child.kind !== "name") return null;
  if (file.routes.apps.some((one) => one.variable === child.name)) return { file, variable: child.name };
  let at = file;
  let parts = child.name.split(".");
  for (let steps = 0; steps < 8; steps++) {
    const bound = at.imports.find((one) => one.as === parts[0]) ??
      at.imports.find((one) => one.name === null && child.name.startsWith(`${one.as}.`));
    const found = bound === undefined ? null : findImported(entry.project, bound, at.path);
    const target = found === null ? null : entry.project.tree.python(found.path);
    if (bound === undefined || found === null || target === null) return null;
    parts = [...(found.symbol === null ? [] : [found.symbol]), ...parts.slice(bound.as.split(".").length)];
    const name = parts.join(".");
    if (target.routes.apps.some((one) => one.variable === name)) return { file: target, variable: name };
    if (target === at) return null;
    at = target;
  }
  return null;
}
