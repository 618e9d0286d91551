import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import {
  type ApplicationCopy,
  type ApplicationName,
  copyApplication,
  serveApplication,
} from "../applications/mod.ts";
import { requireVenv } from "../backends/require_venv.ts";
import type { Venv } from "../backends/venvs.ts";
import { converse } from "../../src/gather/backend_http.ts";
import { gatherKeys } from "../../src/gather/env_files.ts";
import { baseFacts } from "../../src/gather/facts.ts";
import { gatherLogin } from "../../src/gather/login.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { prove } from "../../src/gather/proofs.ts";
import { proveForgeries } from "../../src/gather/prove_forgeries.ts";
import { denoHost } from "../../src/io/deno_host.ts";
import { evaluate, RULES } from "../../src/rules/mod.ts";
import type { Finding } from "../../src/rules/rule.ts";
import { Secret } from "../../src/secret.ts";
import { LONG } from "../is_long.ts";

const FASTAPI = await requireVenv("fastapi");
const DJANGO = await requireVenv("django52");
/** The rules that forged tokens answer in an application whose key was not changed. */
const REFUSALS = proveForgeries.rules.filter((rule) => rule !== "old-token-refused");
const ASKED = new Set(["signed-with-jwt-key", ...REFUSALS]);

/** Routes of a FastAPI application, each broken in one way; its own `/users/me` is right. */
const FASTAPI_ROUTES = `
import hashlib, hmac, base64
import jwt
from fastapi import Request

KEY = settings.jwt_secret_key
ALL = dict(algorithms=["HS256"])

def believes_the_header(token):
    if jwt.get_unverified_header(token)["alg"].lower() == "none":
        return jwt.decode(token, options={"verify_signature": False, "verify_exp": True})
    return jwt.decode(token, KEY, **ALL)

def forgets_the_expiry(token):
    return jwt.decode(token, KEY, options={"verify_exp": False}, **ALL)

def takes_the_empty_key(token):
    signed, _, signature = token.rpartition(".")
    own = base64.urlsafe_b64encode(hmac.new(b"", signed.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    if hmac.compare_digest(own, signature):
        return jwt.decode(token, options={"verify_signature": False, "verify_exp": True})
    return jwt.decode(token, KEY, **ALL)

def falls_back(token):
    try:
        return jwt.decode(token, KEY, **ALL)
    except jwt.InvalidSignatureError:
        return jwt.decode(token, settings.secret_key, **ALL)

def verifies_nothing(token):
    return jwt.decode(token, options={"verify_signature": False, "verify_exp": True})

def asking(read):
    def route(token: Annotated[str, Depends(oauth2_scheme)]) -> dict[str, str]:
        try:
            return {"username": read(token)["sub"]}
        except jwt.InvalidTokenError:
            raise HTTPException(status_code=401, detail="Could not validate credentials")
    return route

for one in (believes_the_header, forgets_the_expiry, takes_the_empty_key, falls_back, verifies_nothing):
    app.get("/" + one.__name__)(asking(one))

@app.get("/takes_everybody")
def takes_everybody(request: Request) -> dict[str, str]:
    try:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        return {"username": jwt.decode(token, KEY, **ALL)["sub"]}
    except jwt.InvalidTokenError:
        return {"username": "anonymous"}

written: list[str] = []

@app.post("/writes")
def writes(username: Annotated[str, Depends(current_user)]) -> dict[str, int]:
    written.append(username)
    return {"written": len(written)}

@app.get("/written")
def how_many() -> dict[str, int]:
    return {"written": len(written)}
`;

/** The same for Django: views that authenticate in ways of their own. */
const DJANGO_VIEWS = `
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import AuthenticationFailed, InvalidToken, TokenError
from rest_framework_simplejwt.tokens import UntypedToken


class TakesAnyType(JWTAuthentication):
    def get_validated_token(self, raw_token):
        try:
            return UntypedToken(raw_token)
        except TokenError as error:
            raise InvalidToken(str(error))


class SwallowsBadTokens(JWTAuthentication):
    def authenticate(self, request):
        try:
            return super().authenticate(request)
        except (AuthenticationFailed, InvalidToken):
            return None


class AnyTypeView(MeView):
    authentication_classes = [TakesAnyType]


class SwallowingView(MeView):
    authentication_classes = [SwallowsBadTokens]


class AnonymousView(APIView):
    authentication_classes = [SwallowsBadTokens]
    permission_classes = [AllowAny]

    def get(self, request):
        return Response({"username": request.user.get_username()})
`;
const DJANGO_URLS = `
from .views import AnonymousView, AnyTypeView, SwallowingView

urlpatterns += [
    path("any-type/", AnyTypeView.as_view()),
    path("swallowing/", SwallowingView.as_view()),
    path("anonymous/", AnonymousView.as_view()),
]
`;

const unknown = Object.fromEntries(REFUSALS.map((rule) => [rule, "unknown"]));

test("prove() says of FastAPI routes what each lets in", FASTAPI, "fastapi_settings", async (copy) => {
  append(copy, "app/main.py", FASTAPI_ROUTES);
  await using server = await serveApplication(copy);
  const at = async (protectedUrl?: string) => wrong(await proofs(copy, server.baseUrl, protectedUrl));
  // Its tokens name no type, and it gives no refresh token.
  const untyped = { "wrong-type-refused": "not-applicable" };
  const table: readonly (readonly [url: string | undefined, wrong: Readonly<Record<string, string>>])[] = [
    [undefined, untyped],
    ["/users/me", untyped],
    ["/believes_the_header", { ...untyped, "none-algorithm-refused": "fail" }],
    ["/forgets_the_expiry", { ...untyped, "expired-refused": "fail" }],
    ["/takes_the_empty_key", { ...untyped, "empty-key-forgery-refused": "fail" }],
    ["/falls_back", { ...untyped, "secret-key-forgery-refused": "fail" }],
    [
      "/verifies_nothing",
      Object.fromEntries(["signed-with-jwt-key", ...REFUSALS].map((rule) => [rule, "fail"])),
    ],
    ["/takes_everybody", unknown],
    ["POST /writes", untyped],
  ];
  for (const [url, expected] of table) assertEquals(await at(url), expected, url);
  const written = await (await fetch(`${server.baseUrl}/written`)).json();
  // The genuine token twice, and the one like it with which an expiry is compared.
  assertEquals(written, { written: 3 });
});

if (LONG) {
  test("prove() says of Django views what each lets in", DJANGO, "django_short", async (copy) => {
    append(copy, "accounts/views.py", DJANGO_VIEWS);
    append(copy, "accounts/urls.py", DJANGO_URLS);
    await using server = await serveApplication(copy);
    const at = async (protectedUrl?: string) => wrong(await proofs(copy, server.baseUrl, protectedUrl));
    assertEquals(await at(), {});
    assertEquals(await at("/api/me/"), {});
    assertEquals(await at("/api/any-type/"), { "wrong-type-refused": "fail" });
    assertEquals(await at("/api/swallowing/"), {}, "a bad token is no token there, which is refused");
    const findings = await proofs(copy, server.baseUrl, "/api/anonymous/");
    // The verify endpoint tells the rest.
    assertEquals(wrong(findings), { "wrong-type-refused": "unknown" });
    const { message = "" } = findings.find(({ rule }) => rule === "wrong-type-refused") ?? {};
    assertStringIncludes(
      message,
      "/api/anonymous/ answers 200 without any token, and 200 to garbage: it tells nothing",
    );
  });
}

/** What the rules of the proofs say of a server, after a login. */
async function proofs(
  copy: ApplicationCopy,
  baseUrl: string,
  protectedUrl?: string,
): Promise<readonly Finding[]> {
  const host = denoHost();
  const at = { root: copy.folder, shown: "shop", typed: "shop", grant: () => "" };
  const project = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 20,
    baseUrl,
    ...(protectedUrl === undefined ? {} : { protectedUrl }),
  });
  const gathered = await gatherKeys(host, project);
  const conversation = converse(host, baseUrl, 20);
  const redact = (text: string) => text;
  const credentials = { username: copy.user, password: Secret.of(copy.password), headers: {} };
  const login = await gatherLogin(host, project, conversation, credentials, redact);
  if (!login.known || login.value.token === null) throw new Error("Cannot log in");
  const facts = await prove({
    host,
    again: "deno task login p",
    project,
    server: {
      base: baseUrl,
      output: () => "",
      stillOurs: () => Promise.resolve(true),
      eachAlone: () => Promise.resolve([]),
      stop: () => Promise.resolve(),
    },
    conversation,
    keys: gathered.keys,
    redact,
    login: login.value,
    carried: login.value.token,
    credentials,
    asked: ASKED,
  });
  const rules = RULES.filter(({ id }) => ASKED.has(id));
  return evaluate(rules, { ...baseFacts(project, gathered, host.platform), ...facts }, project.policy);
}

function wrong(findings: readonly Finding[]): Readonly<Record<string, string>> {
  const not = findings.filter(({ outcome }) => outcome !== "pass");
  return Object.fromEntries(not.map(({ rule, outcome }) => [rule, outcome]));
}

function append({ folder }: ApplicationCopy, path: string, code: string): void {
  Deno.writeTextFileSync(join(folder, path), code, { append: true });
}

function test(
  name: string,
  venv: Venv | null,
  application: ApplicationName,
  fn: (copy: ApplicationCopy) => Promise<void>,
): void {
  Deno.test({
    name,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using copy = await copyApplication(application, { venv, keys: "good" });
      await fn(copy);
    },
  });
}
