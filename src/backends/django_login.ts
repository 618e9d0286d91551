import { constantText } from "../source/python/names.ts";
import type { Expression } from "../source/python.ts";
import type { LoginShape } from "./backend.ts";
import { type DjangoSettings, settingsNamed, usernameField } from "./django_settings.ts";
import { entriesOf } from "./django_signing.ts";

const COOKIE = /^[\w.-]+$/;
const HEADER = /^[a-z0-9-]+$/;

/** Finds how a Django project's login is sent and where its tokens are, as far as its settings say. */
export function findDjangoLogin(settings: DjangoSettings, paths: readonly string[]): LoginShape {
  const cookie = textOf(settings, "CSRF_COOKIE_NAME");
  const header = headerOf(textOf(settings, "CSRF_HEADER_NAME") ?? "");
  const tokenCookie = entryText(settings, "REST_AUTH", "JWT_AUTH_COOKIE") ??
    textOf(settings, "JWT_AUTH_COOKIE") ?? entryText(settings, "SIMPLE_JWT", "AUTH_COOKIE");
  const tokenHeader = tokenHeaderOf(settings);
  return {
    paths,
    body: readsForms(settings) ? "form" : "json",
    usernameField: usernameField(settings),
    passwordField: "password",
    csrf: {
      cookie: cookie !== null && COOKIE.test(cookie) ? cookie : "csrftoken",
      header: HEADER.test(header) ? header : "x-csrftoken",
      field: "csrfmiddlewaretoken",
    },
    ...(tokenCookie === null ? {} : { tokenCookie }),
    ...(tokenHeader === null ? {} : { tokenHeader }),
  };
}

/** Whether REST framework's parsers take forms and no JSON. */
function readsForms(settings: DjangoSettings): boolean {
  const parsers = entry(settings, "REST_FRAMEWORK", "DEFAULT_PARSER_CLASSES");
  if (parsers === null) return false;
  const names = textsIn(parsers);
  return names.some((name) => /\.(?:Form|MultiPart)Parser$/.test(name)) &&
    !names.some((name) => /JSON|Json/.test(name));
}

/** The header that SimpleJWT reads, or drf-jwt's word before the token; null where both are the usual ones. */
function tokenHeaderOf(settings: DjangoSettings): NonNullable<LoginShape["tokenHeader"]> | null {
  const types = entry(settings, "SIMPLE_JWT", "AUTH_HEADER_TYPES");
  const [first] = types === null ? [] : textsIn(types);
  const scheme = first ?? entryText(settings, "JWT_AUTH", "JWT_AUTH_HEADER_PREFIX") ?? "Bearer";
  const name = headerOf(entryText(settings, "SIMPLE_JWT", "AUTH_HEADER_NAME") ?? "HTTP_AUTHORIZATION");
  if (!HEADER.test(name) || !/^[\w-]*$/.test(scheme)) return null;
  return name === "authorization" && scheme === "Bearer" ? null : { name, scheme };
}

/** `HTTP_X_CSRFTOKEN`, as WSGI spells it, is the header `x-csrftoken`. */
function headerOf(variable: string): string {
  return variable.replace(/^HTTP_/, "").replaceAll("_", "-").toLowerCase();
}

function textOf(settings: DjangoSettings, name: string): string | null {
  const value = settingsNamed(settings, name).at(-1)?.assignment.value ?? null;
  return value === null ? null : constantText(value);
}

function entryText(settings: DjangoSettings, dictionary: string, key: string): string | null {
  const value = entry(settings, dictionary, key);
  return value === null ? null : constantText(value);
}

/** The value that a dictionary of the settings holds last under a key. */
function entry(settings: DjangoSettings, dictionary: string, key: string): Expression | null {
  for (const { assignment } of settingsNamed(settings, dictionary).toReversed()) {
    const { value } = assignment;
    if (value === null) continue;
    if (assignment.key === key) return value;
    const found = assignment.key === null ? entriesOf(value).find((one) => one.key === key) : undefined;
    if (found !== undefined) return found.value;
  }
  return null;
}

function textsIn(value: Expression): readonly string[] {
  if (value.kind === "text") return [value.value];
  return value.kind === "list" ? value.items.flatMap((item) => item.kind === "text" ? [item.value] : []) : [];
}
