import type { PythonFile } from "../source/python.ts";
import { qualify } from "../source/python/names.ts";
import { type DjangoSettings, settingsNamed } from "./django_settings.ts";
import { depthOf, nameOf } from "./paths.ts";
import { findImported, findModule, isAside, type PythonProject } from "./python_modules.ts";
import { hasParameters, joinUrl, loginRank, protectedRank, ranked } from "./url_paths.ts";

/** A full path with the view that answers it. */
interface View {
  readonly path: string;
  /** With imports resolved: `rest_framework_simplejwt.views.TokenObtainPairView`. */
  readonly name: string;
  /** What the view is or derives from, and the methods that it has, as far as the project tells. */
  readonly kinds: readonly string[];
  readonly methods: readonly string[];
  readonly open: boolean;
}

/** The paths of a Django project that a walk can use. */
export interface DjangoPaths {
  readonly login: readonly string[];
  readonly verify: readonly string[];
  readonly protected: readonly string[];
}

/** Where projects put the login when theirs cannot be found in the code. */
const USUAL_LOGINS = [
  "/api/token/",
  "/api/auth/token/",
  "/api/v1/token/",
  "/api/auth/login/",
  "/api/login/",
  "/auth/login/",
];

/** Routes of packages whose `urls` a project includes, by module. */
const PACKAGES: Readonly<Record<string, readonly (readonly [path: string, kind: string])[]>> = {
  "djoser.urls.jwt": [["jwt/create/", "TokenObtainPairView"], ["jwt/verify/", "TokenVerifyView"]],
  "djoser.urls": [["users/me/", "RetrieveAPIView"]],
  "djoser.urls.base": [["users/me/", "RetrieveAPIView"]],
  "dj_rest_auth.urls": [["login/", "LoginView"], ["user/", "RetrieveAPIView"], [
    "token/verify/",
    "TokenVerifyView",
  ]],
  "rest_auth.urls": [["login/", "LoginView"], ["user/", "RetrieveAPIView"]],
};

const OBTAINS = /TokenObtain\w*|token_obtain\w*|obtain_jwt_token|ObtainJSONWebToken\w*/;
const VERIFIES = /TokenVerify\w*|token_verify|VerifyJSONWebToken\w*/;
const ANSWERS_GET = /Retrieve|List|ModelViewSet|ReadOnly|DetailView|TemplateView/;

/** Finds the login, verify and protected paths of a project, best first. */
export function findDjangoPaths(settings: DjangoSettings): DjangoPaths {
  const views = collectViews(settings);
  const is = (view: View, shape: RegExp): boolean => view.kinds.some((kind) => shape.test(kind));
  const verify = views.filter((view) => is(view, VERIFIES)).map((view) => view.path);
  const login = ranked(
    views.map((view) => {
      if (is(view, VERIFIES) || hasParameters(view.path)) return [view.path, null];
      if (is(view, OBTAINS)) return [view.path, 0];
      const rank = loginRank(view.path) ??
        (is(view, /login|signin/i) && !/social|oauth|callback|redirect|logout/i.test(view.path + view.name)
          ? 3
          : null);
      return [view.path, rank === null ? null : rank + 1];
    }),
    6,
  );
  const guarded = ranked(
    views.map((view) => {
      const rank = protectedRank(view.path);
      const answers = view.methods.includes("get") || is(view, ANSWERS_GET);
      const silent = view.methods.length > 0 && !answers;
      if (rank === null || silent || is(view, OBTAINS) || is(view, VERIFIES)) return [view.path, null];
      return [view.path, rank + (answers ? 0 : 5) + (view.open ? 10 : 0)];
    }),
    8,
  );
  const guesses = USUAL_LOGINS.filter((path) => !login.includes(path));
  return { login: login.length > 0 ? login : guesses, verify: [...new Set(verify)], protected: guarded };
}

function collectViews(settings: DjangoSettings): readonly View[] {
  const { project, manage } = settings;
  const root = settingsNamed(settings, "ROOT_URLCONF").at(-1)?.assignment.value;
  const named = root?.kind === "text" ? findModule(project, root.value, manage.path) : null;
  const found = named ?? usualUrls(settings);
  const views: View[] = [];
  if (found !== null) walk(settings, found, { views, prefix: "/", list: "urlpatterns", open: [] });
  return views;
}

function usualUrls(settings: DjangoSettings): string | null {
  const inside = (path: string): boolean => settings.folder === "" || path.startsWith(`${settings.folder}/`);
  return settings.project.tree.paths.filter((path) =>
    nameOf(path) === "urls.py" && inside(path) && !isAside(path)
  )
    .toSorted((a, b) => depthOf(a) - depthOf(b))[0] ?? null;
}

interface Walk {
  readonly views: View[];
  readonly prefix: string;
  readonly list: string;
  readonly open: readonly string[];
}

function walk(settings: DjangoSettings, path: string, state: Walk): void {
  const { project } = settings;
  const file = project.tree.python(path);
  const step = `${path}#${state.list}`;
  if (file === null || state.open.includes(step) || state.open.length > 12 || state.views.length > 2000) {
    return;
  }
  const open = [...state.open, step];
  for (const route of file.routes.django.filter((one) => one.list === state.list)) {
    const full = route.path === "" ? state.prefix : joinUrl(state.prefix, route.path);
    const target = route.target;
    if (target.kind === "view") {
      state.views.push(describeView(project, file, { name: target.name, path: full }));
    } else if (target.kind === "list") {
      walkList(settings, file, { ...state, open, prefix: full, list: target.name });
    } else {
      const module = findModule(project, target.name, path);
      for (const [own, kind] of PACKAGES[target.name] ?? []) {
        const view = { path: joinUrl(full, own), name: `${target.name}.${kind}`, kinds: [kind] };
        state.views.push({ ...view, methods: [], open: false });
      }
      if (module !== null) walk(settings, module, { ...state, open, prefix: full, list: "urlpatterns" });
    }
  }
}

/** A list or router of this file, or one that it imports: `router.urls`, `users.urls`. */
function walkList(settings: DjangoSettings, file: PythonFile, state: Walk): void {
  if (file.routes.django.some((one) => one.list === state.list)) return walk(settings, file.path, state);
  const [head = "", ...rest] = state.list.split(".");
  const bound = file.imports.find((one) => one.as === head);
  const found = bound === undefined ? null : findImported(settings.project, bound, file.path);
  if (found === null) return;
  const list = found.symbol ?? (rest.join(".") || "urlpatterns");
  walk(settings, found.path, { ...state, list });
}

function describeView(
  project: PythonProject,
  file: PythonFile,
  view: { readonly name: string; readonly path: string },
): View {
  const kinds: string[] = [];
  const methods: string[] = [];
  let open = false;
  const visit = (name: string, at: PythonFile, depth: number): void => {
    const qualified = qualify(name, at.imports);
    kinds.push(qualified.slice(qualified.lastIndexOf(".") + 1));
    if (depth > 6) return;
    const own = at.classes.find((one) => one.name === name);
    if (own !== undefined) {
      methods.push(
        ...at.functions.filter((one) => one.scope === name).map((one) => one.name).filter(isMethod),
      );
      const permits = at.assignments.find((one) => one.scope === name && one.target === "permission_classes")
        ?.value;
      if (permits != null && JSON.stringify(permits).includes("AllowAny")) open = true;
      const serializer = at.assignments.find((one) => one.scope === name && one.target === "serializer_class")
        ?.value;
      if (serializer?.kind === "name" && /TokenObtain/.test(serializer.name)) {
        kinds.push("TokenObtainPairView");
      }
      for (const base of own.bases) visit(base, at, depth + 1);
      return;
    }
    const function_ = at.functions.find((one) => one.name === name && one.scope === "");
    if (function_ !== undefined) {
      for (const decorator of function_.decorators) {
        if (decorator.kind !== "call" || decorator.callee.kind !== "name") continue;
        const [list] = decorator.positional;
        if (decorator.callee.name === "api_view" && list?.kind === "list") {
          methods.push(
            ...list.items.flatMap((item) => item.kind === "text" ? [item.value.toLowerCase()] : []),
          );
        }
        if (decorator.callee.name === "permission_classes" && JSON.stringify(list).includes("AllowAny")) {
          open = true;
        }
      }
      return;
    }
    const [head = "", ...rest] = name.split(".");
    const bound = at.imports.find((one) => one.as === head && one.name !== "*");
    const found = bound === undefined ? null : findImported(project, bound, at.path);
    const target = found === null ? null : project.tree.python(found.path);
    const symbol = found?.symbol ?? rest.join(".");
    if (target !== null && target !== at && symbol !== "") visit(symbol, target, depth + 1);
  };
  visit(view.name, file, 0);
  return { path: view.path, name: qualify(view.name, file.imports), kinds, methods, open };
}

function isMethod(name: string): boolean {
  return /^(?:get|post|put|patch|delete|list|retrieve|create)$/.test(name);
}
