import type { DemoSettings } from "./settings.ts";
import { demoTokens, type Tokens } from "./tokens.ts";

type User = NonNullable<DemoSettings["user"]>;

/**
 * The demo's endpoints, with the paths, statuses and bodies of djangorestframework-simplejwt 5.5 (its
 * defaults, and a protected `/api/me/`).
 */
export function demoEndpoints(settings: DemoSettings): (request: Request) => Promise<Response> {
  const tokens = demoTokens(new TextEncoder().encode(settings.jwtSecretKey));
  const posts: Readonly<Record<string, (fields: Fields) => Promise<Response>>> = {
    "/api/token/": (fields) => logIn(fields, tokens, settings.user),
    "/api/token/refresh/": (fields) => refresh(fields, tokens),
    "/api/token/verify/": (fields) => verify(fields, tokens),
  };

  return async (request) => {
    const path = new URL(request.url).pathname;
    const post = posts[path];
    if (post === undefined && path !== "/api/me/") return json(404, { detail: "Not found." });
    const method = post === undefined ? "GET" : "POST";
    if (request.method !== method) return json(405, { detail: `Method "${request.method}" not allowed.` });
    if (post === undefined) return await me(request, tokens, settings.user);
    const fields = await fieldsOf(request);
    return fields instanceof Response ? fields : await post(fields);
  };
}

async function logIn(fields: Fields, tokens: Tokens, user: User | null): Promise<Response> {
  const wrong = missing(fields, ["username", "password"]);
  if (wrong !== null) return wrong;
  if (user === null || fields["username"] !== user.name || fields["password"] !== user.password) {
    return unauthorized({ detail: "No active account found with the given credentials" });
  }
  return json(200, { refresh: await tokens.issue("refresh"), access: await tokens.issue("access") });
}

async function refresh(fields: Fields, tokens: Tokens): Promise<Response> {
  const wrong = missing(fields, ["refresh"]);
  if (wrong !== null) return wrong;
  if (!await tokens.accepts(fields["refresh"] ?? "", "refresh")) return unauthorized(INVALID_TOKEN);
  return json(200, { access: await tokens.issue("access") });
}

async function verify(fields: Fields, tokens: Tokens): Promise<Response> {
  const wrong = missing(fields, ["token"]);
  if (wrong !== null) return wrong;
  return await tokens.accepts(fields["token"] ?? "") ? json(200, {}) : unauthorized(INVALID_TOKEN);
}

async function me(request: Request, tokens: Tokens, user: User | null): Promise<Response> {
  const [scheme, token, more] = (request.headers.get("authorization") ?? "").split(" ");
  if (scheme !== "Bearer") {
    return unauthorized({ detail: "Authentication credentials were not provided." });
  }
  if (token === undefined || more !== undefined) {
    return unauthorized({
      detail: "Authorization header must contain two space-delimited values",
      code: "bad_authorization_header",
    });
  }
  if (!await tokens.accepts(token, "access")) {
    return unauthorized({
      detail: "Given token not valid for any token type",
      code: "token_not_valid",
      messages: [{ token_class: "AccessToken", token_type: "access", message: "Token is invalid" }],
    });
  }
  return json(200, { id: 1, username: user?.name ?? null });
}

/** The fields of a body; every value that is not text is left out. */
type Fields = Readonly<Record<string, string>>;

const INVALID_TOKEN = { detail: "Token is invalid", code: "token_not_valid" };

async function fieldsOf(request: Request): Promise<Fields | Response> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  const body = await request.text();
  if (type === "application/x-www-form-urlencoded") return Object.fromEntries(new URLSearchParams(body));
  if (type !== "application/json") {
    return json(415, { detail: `Unsupported media type "${type}" in request.` });
  }
  try {
    const value: unknown = JSON.parse(body);
    const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return json(400, { detail: "JSON parse error" });
  }
}

/** What is said of fields that are not there or empty; null where all are given. */
function missing(fields: Fields, names: readonly string[]): Response | null {
  const wrong = names.filter((name) => !fields[name]).map((name) => {
    const blank = fields[name] === "";
    return [name, [blank ? "This field may not be blank." : "This field is required."]];
  });
  return wrong.length === 0 ? null : json(400, Object.fromEntries(wrong));
}

function unauthorized(body: unknown): Response {
  return json(401, body, { "www-authenticate": 'Bearer realm="api"' });
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}
