import { dottedName, type Expression, textLiteral } from "./expression.ts";
import { constantText, literalNames, qualify } from "./names.ts";
import type { PythonFunction, Statements } from "./statements.ts";

/** What a Django route leads to: a view, the routes of a module, or those of a list or router in this file. */
export type DjangoTarget =
  | { readonly kind: "view"; readonly name: string }
  | { readonly kind: "module"; readonly name: string }
  | { readonly kind: "list"; readonly name: string };

/** One entry of a `urlpatterns`, or of another list or router, which `list` names. */
export interface DjangoRoute {
  readonly list: string;
  /** Without a leading slash; regular expressions without their anchors. */
  readonly path: string;
  readonly target: DjangoTarget;
  readonly line: number;
}

/** An application or router object: `app = FastAPI()`. */
export interface AppObject {
  readonly kind: "fastapi" | "router" | "flask" | "starlette";
  readonly variable: string;
  readonly prefix: Expression | null;
  readonly scope: string;
  readonly line: number;
}

/** `parent.include_router(child, prefix=…)` or `parent.mount(prefix, child)`. */
export interface Inclusion {
  readonly into: string;
  readonly child: Expression;
  readonly prefix: Expression | null;
  readonly scope: string;
  readonly line: number;
}

/** `@router.post("/login")` over a function. */
export interface DecoratedRoute {
  readonly on: string;
  /** Upper case. */
  readonly method: string;
  readonly path: Expression;
  readonly handler: PythonFunction;
  /** Whether the decorator itself names dependencies that look at the caller. */
  readonly dependencies: Expression | null;
  readonly line: number;
}

/** Everything that a file says about URLs. */
export interface Routes {
  readonly django: readonly DjangoRoute[];
  readonly apps: readonly AppObject[];
  readonly inclusions: readonly Inclusion[];
  readonly decorated: readonly DecoratedRoute[];
  /** `OAuth2PasswordBearer(tokenUrl=…)`. */
  readonly tokenUrls: readonly { readonly url: Expression; readonly line: number }[];
}

const OBJECTS: Readonly<Record<string, AppObject["kind"]>> = {
  FastAPI: "fastapi",
  APIRouter: "router",
  Flask: "flask",
  Blueprint: "router",
  Starlette: "starlette",
};

const METHODS = new Set(["get", "post", "put", "patch", "delete", "api_route", "route"]);

/** Reads routes of Django, FastAPI and Flask. */
export function readRoutes(file: Statements): Routes {
  const apps: AppObject[] = [];
  for (const { target, value, scope, line } of file.assignments) {
    if (value?.kind !== "call") continue;
    const name = qualify(dottedName(value.callee) ?? "", file.imports);
    const kind = OBJECTS[name.slice(name.lastIndexOf(".") + 1)];
    const prefix = value.keywords["prefix"] ?? value.keywords["url_prefix"] ?? null;
    if (kind !== undefined) apps.push({ kind, variable: target, prefix, scope, line });
  }
  const inclusions: Inclusion[] = [];
  const tokenUrls: { url: Expression; line: number }[] = [];
  for (const { call, callee, scope, line } of file.calls) {
    const dot = callee.lastIndexOf(".");
    const last = callee.slice(dot + 1);
    const into = callee.slice(0, Math.max(dot, 0));
    const [first, second] = call.positional;
    if (last === "OAuth2PasswordBearer") {
      const url = call.keywords["tokenUrl"] ?? first;
      if (url !== undefined) tokenUrls.push({ url, line });
    } else if ((last === "include_router" || last === "register_blueprint") && into !== "") {
      const child = call.keywords["router"] ?? first;
      const prefix = call.keywords["prefix"] ?? call.keywords["url_prefix"] ?? null;
      if (child !== undefined) inclusions.push({ into, child, prefix, scope, line });
    } else if (last === "mount" && into !== "" && first !== undefined) {
      const child = call.keywords["app"] ?? second;
      if (child?.kind === "name") inclusions.push({ into, child, prefix: first, scope, line });
    }
  }
  return { django: readDjangoRoutes(file), apps, inclusions, decorated: readDecorated(file), tokenUrls };
}

function readDecorated(file: Statements): DecoratedRoute[] {
  const found: DecoratedRoute[] = [];
  for (const handler of file.functions) {
    for (const decorator of handler.decorators) {
      if (decorator.kind !== "call") continue;
      const callee = dottedName(decorator.callee) ?? "";
      const dot = callee.lastIndexOf(".");
      const method = callee.slice(dot + 1);
      const path = decorator.positional[0] ?? decorator.keywords["path"];
      if (dot < 0 || path === undefined || !METHODS.has(method)) continue;
      const listed = decorator.keywords["methods"];
      const methods = listed?.kind === "list"
        ? listed.items.map(textLiteral).filter((one) => one !== null)
        : ["GET"];
      const dependencies = decorator.keywords["dependencies"] ?? null;
      for (const one of method === "api_route" || method === "route" ? methods : [method]) {
        const on = callee.slice(0, dot);
        found.push({ on, method: one.toUpperCase(), path, handler, dependencies, line: decorator.line });
      }
    }
  }
  return found;
}

function readDjangoRoutes(file: Statements): DjangoRoute[] {
  const found: DjangoRoute[] = [];
  const lookUp = literalNames(file.assignments);
  const nameOf = (expression: Expression): string => qualify(dottedName(expression) ?? "", file.imports);

  function add(list: string, prefix: string, item: Expression, depth: number): void {
    if (depth > 20) return;
    if (item.kind === "list") { for (const one of item.items) add(list, prefix, one, depth + 1); }
    else if (item.kind === "binary") {
      for (const one of [item.left, item.right]) add(list, prefix, one, depth + 1);
    } else if (item.kind === "name") {
      // `*router.urls` and `+ router.urls`
      const name = item.name.replace(/\.(?:urls|urlpatterns)$/, "");
      found.push({ list, path: prefix, target: { kind: "list", name }, line: item.line });
    } else if (item.kind === "call") route(list, prefix, item, depth);
  }

  function route(list: string, prefix: string, item: Expression & { kind: "call" }, depth: number): void {
    const last = nameOf(item.callee).split(".").at(-1);
    if (last === "i18n_patterns" || last === "format_suffix_patterns") {
      for (const one of item.positional) add(list, prefix, one, depth + 1);
      return;
    }
    if (last !== "path" && last !== "re_path" && last !== "url") return;
    const [shape, target] = item.positional;
    const own = shape === undefined ? null : constantText(shape, lookUp);
    if (own === null || target === undefined) return;
    const path = prefix +
      (last === "path" ? own : own.replace(/^\^/, "").replace(/\/?\?\$?$|\$$/, "").replaceAll("\\", ""));
    const line = item.line;
    if (target.kind !== "call") {
      const name = dottedName(target);
      if (name !== null) found.push({ list, path, target: { kind: "view", name }, line });
      return;
    }
    const callee = dottedName(target.callee) ?? "";
    if (callee.endsWith(".as_view")) {
      found.push({ list, path, target: { kind: "view", name: callee.slice(0, -8) }, line });
    } else if (nameOf(target.callee).split(".").at(-1) === "include") {
      include(list, path, target.positional[0], depth);
    } else {
      // csrf_exempt(View.as_view()), cache_page(60)(view)
      const wrapped = target.positional.find((one) => one.kind === "call" || one.kind === "name");
      if (wrapped !== undefined) route(list, prefix, { ...item, positional: [shape!, wrapped] }, depth + 1);
    }
  }

  function include(list: string, path: string, what: Expression | undefined, depth: number): void {
    if (what === undefined) return;
    const [first] = what.kind === "list" ? what.items : [];
    // A tuple is (what, app name); a list holds routes.
    const inner = what.kind === "list" && (first?.kind === "text" || first?.kind === "name") ? first : what;
    const module = textLiteral(inner);
    if (module !== null) {
      found.push({ list, path, target: { kind: "module", name: module }, line: inner.line });
    } else add(list, path, inner, depth + 1);
  }

  for (const { target, value, scope } of file.assignments) {
    if (scope === "" && value !== null && /patterns|urls|routes/i.test(target)) add(target, "", value, 0);
  }
  for (const { call, callee, line } of file.calls) {
    if (!callee.endsWith(".register")) continue;
    const [prefix, view] = call.positional;
    const path = prefix === undefined ? null : constantText(prefix, lookUp);
    const name = view === undefined ? null : dottedName(view);
    if (path === null || name === null) continue;
    found.push({
      list: callee.slice(0, -9),
      path: path === "" ? "" : `${path}/`,
      target: { kind: "view", name },
      line,
    });
  }
  return found;
}
