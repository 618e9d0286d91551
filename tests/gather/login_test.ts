import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { carry } from "../../src/gather/carried_token.ts";
import { converse } from "../../src/gather/backend_http.ts";
import { gatherLogin, type LoggedIn } from "../../src/gather/login.ts";
import type { LoginTry } from "../../src/gather/login_request.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import type { HttpRequest } from "../../src/io/host.ts";
import { memoryHost, type ScriptedAnswer } from "../../src/io/memory_host.ts";
import type { Learned, LoginRemark } from "../../src/rules/facts.ts";
import { Secret } from "../../src/secret.ts";
import { forge } from "../../src/tokens.ts";

const BASE = "http://127.0.0.1:9";
const token = (claims: Readonly<Record<string, unknown>>) =>
  forge({ header: { alg: "HS256", typ: "JWT" }, claims }, { key: new TextEncoder().encode("k".repeat(64)) });
const base64url = (text: string) =>
  new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
const ACCESS = token({ token_type: "access" });
const REFRESH = token({ token_type: "refresh" });
const STALE = token({ sub: "of another key" });
const REFUSED: ScriptedAnswer = {
  status: 401,
  body: `{"detail":"Given token not valid for any token type","code":"token_not_valid"}`,
};

const DJANGO = {
  "/p/manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")  # django\n',
  "/p/shop/settings.py":
    'SECRET_KEY = os.environ["SECRET_KEY"]\nSIMPLE_JWT = {"SIGNING_KEY": os.environ["JWT_SECRET_KEY"], "AUTH_COOKIE": "mine"}\n',
  "/p/requirements.txt": "django==5.2\ndjangorestframework-simplejwt==5.5.1\n",
};

interface Run {
  readonly learned: Learned<LoggedIn>;
  readonly requests: readonly HttpRequest[];
  /** Those that held the password. */
  readonly logins: readonly HttpRequest[];
}

async function logIn(
  answer: (request: HttpRequest, sent: number) => ScriptedAnswer,
  { headers = {}, files = { "/p/.env": "" }, how }: {
    readonly headers?: Readonly<Record<string, string>>;
    readonly files?: Readonly<Record<string, string>>;
    readonly how?: LoginTry;
  } = {},
): Promise<Run> {
  let sent = 0;
  const host = memoryHost({ files, answer: (request) => answer(request, ++sent) });
  const project = resolveProjectFiles(host, { root: "/p", shown: "/p", typed: "/p", grant: () => "" }, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    loginUrl: "/login",
    headers: [],
    timeout: 5,
  });
  const who = { username: "ada", password: Secret.of("correct-horse"), headers };
  const plainly = (text: string) => text;
  const learned = await gatherLogin(host, project, converse(host, BASE, 5), who, plainly, how);
  return {
    learned,
    requests: host.requests,
    logins: host.requests.filter((request) => bodyOf(request).includes("correct-horse")),
  };
}

const bodyOf = ({ body }: HttpRequest): string => new TextDecoder().decode(body);

function valueOf({ learned }: Run): LoggedIn {
  if (!learned.known) throw new Error(learned.why);
  return learned.value;
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

test("gatherLogin() finds a token in the body, a cookie or a header, and says where", async () => {
  const places: readonly (readonly [ScriptedAnswer, string, Readonly<Record<string, string>>])[] = [
    [
      { body: `{"data":{"tokens":{"refresh":"${REFRESH}","access":"${ACCESS}"}}}` },
      'body, "data.tokens.access"',
      {
        authorization: `Bearer ${ACCESS}`,
      },
    ],
    [{ body: ACCESS }, "body", { authorization: `Bearer ${ACCESS}` }],
    [
      {
        headers: [["set-cookie", `r="${REFRESH}"; Path=/`], ["set-cookie", `a=${ACCESS}; HttpOnly`]],
        body: "{}",
      },
      'cookie "a"',
      { cookie: `a=${ACCESS}` },
    ],
    [{ headers: [["authorization", `Bearer ${ACCESS}`]] }, 'header "authorization"', {
      authorization: `Bearer ${ACCESS}`,
    }],
    [{ headers: [["x-access-token", ACCESS]] }, 'header "x-access-token"', {
      authorization: `Bearer ${ACCESS}`,
    }],
  ];
  for (const [answer, where, carried] of places) {
    const { fact, token } = valueOf(await logIn(() => answer));
    assertEquals([fact.token, token?.token], [where, ACCESS]);
    assertEquals(token && carry(token.token, token.by), carried);
  }
});

test("gatherLogin() takes the access token of a cookie before a refresh token or another in the body", async () => {
  for (const body of [{ refresh: REFRESH }, { refresh: STALE }, { csrf: STALE }, { id_token: STALE }]) {
    const { fact, token: carried, refresh } = valueOf(
      await logIn(() => ({
        headers: [["set-cookie", `access_token=${token({ sub: "of no type" })}; HttpOnly`]],
        body: JSON.stringify(body),
      })),
    );
    assertEquals([fact.token, carried?.by.kind], ['cookie "access_token"', "cookie"]);
    assertEquals(refresh, "refresh" in body ? body.refresh : null);
  }
  const both = { headers: [["set-cookie", `access_token=${STALE}`]], body: `{"token":"${ACCESS}"}` } as const;
  assertEquals(valueOf(await logIn(() => both)).fact.token, 'body, "token"');
});

test("gatherLogin() sends a cookie back as it came, whatever stands around its token", async () => {
  const json = (text: string) => encodeURIComponent(text);
  for (
    const raw of [
      `"Bearer ${ACCESS}"`,
      `"${ACCESS}"`,
      `Bearer%20${ACCESS}`,
      json(JSON.stringify({ user: 7, access: ACCESS, refresh: REFRESH })),
      json(`j:{"access":"${ACCESS}"}`),
      `"{\\"access\\": \\"${ACCESS}\\"}"`,
      json(JSON.stringify([ACCESS, REFRESH])),
    ]
  ) {
    const answer = { headers: [["set-cookie", `session=${raw}; HttpOnly; Path=/`]] } as const;
    const { fact, token } = valueOf(await logIn(() => answer));
    assertEquals([fact.token, token?.token], ['cookie "session"', ACCESS]);
    assertEquals(token && carry(token.token, token.by), { cookie: `session=${raw}` });
    assertEquals(token && carry("other", token.by), { cookie: `session=${raw.replace(ACCESS, "other")}` });
  }
});

test("gatherLogin() sends one login where its answer leads to https with a cookie", async () => {
  const answer = {
    status: 302,
    headers: [["location", "https://app.example/"], ["set-cookie", `access_token=${ACCESS}`]],
  } as const;
  const run = await logIn(() => answer);
  assertEquals([valueOf(run).fact.token, run.logins.length], ['cookie "access_token"', 1]);
});

test("gatherLogin() says that a token is encrypted, and ends soon on what only looks so", async () => {
  const jwe = [base64url('{"alg":"dir","enc":"A256GCM"}'), "", "A".repeat(16), "B".repeat(90), "C".repeat(22)]
    .join(".");
  for (
    const answer of [{ body: `{"access_token":"${jwe}"}` }, {
      headers: [["set-cookie", `s=${jwe}; Path=/`]],
    }] as const
  ) {
    const { fact, token } = valueOf(await logIn(() => answer));
    assertEquals([fact.remarks, fact.token, token], [[{ kind: "encrypted" }], null, null]);
  }
  const start = performance.now();
  for (
    const body of [
      "eyJ".repeat(300_000),
      `eyJ${"a".repeat(9)}..`.repeat(60_000),
      `eyJ${"a".repeat(1_000_000)}`,
    ]
  ) {
    assertEquals(valueOf(await logIn(() => ({ body }))).fact.remarks, undefined);
  }
  assert(performance.now() - start < 5000);
});

test("gatherLogin() takes no token from an error", async () => {
  for (const status of [400, 403, 500]) {
    const { fact, token, tokens } = valueOf(
      await logIn(() => ({ status, body: `{"detail":"Locked","unlock_token":"${ACCESS}"}` })),
    );
    assertEquals([fact.token, token, tokens], [null, null, [ACCESS]]);
  }
});

test("gatherLogin() shows no part of a token, also where a name repeats it", async () => {
  const part = ACCESS.slice(-20);
  const body = JSON.stringify({ [`a ${part}`]: { [part.slice(3)]: ACCESS } });
  const { fact } = valueOf(
    await logIn(() => ({ status: 302, headers: [["location", `/to/${part}`]], body })),
  );
  assertEquals([fact.token, fact.remarks], ['body, "a ••••.••••"', [{
    kind: "redirect",
    to: "/to/••••",
    leads: "within",
  }]]);
});

test("gatherLogin() takes the cookie that the settings name, with its CSRF pair", async () => {
  const opaque = token({});
  const run = await logIn(
    () => ({ headers: [["set-cookie", `access_token=${opaque}`], ["set-cookie", `mine=${ACCESS}`]] }),
    { files: DJANGO },
  );
  const { fact, token: carried } = valueOf(run);
  assertEquals([fact.token, carried?.token], ['cookie "mine"', ACCESS]);
  const [request] = run.logins;
  const pair = request?.headers?.["x-csrftoken"] ?? "";
  assert(/^[A-Za-z]{64}$/.test(pair), pair);
  assertEquals([request?.headers?.cookie, request?.headers?.referer], [`csrftoken=${pair}`, `${BASE}/`]);
  assertEquals(carried && carry(carried.token, carried.by), {
    cookie: `mine=${ACCESS}; csrftoken=${pair}`,
    "x-csrftoken": pair,
  });
});

test("carry() says the word that the application wants, in the header that it reads", () => {
  const by = { kind: "bearer", header: "x-token", scheme: "JWT" } as const;
  assertEquals(carry("t", by), { "x-token": "JWT t" });
  assertEquals(carry("t", { ...by, scheme: "" }), { "x-token": "t" });
  return Promise.resolve();
});

test("gatherLogin() keeps what an answer without a token says, where no known cause does", async () => {
  const answers: readonly (readonly [ScriptedAnswer, readonly LoginRemark[]])[] = [
    [
      { status: 200, body: '{"key":"0123456789"}' },
      [{ kind: "answer", says: "", names: ["key"] }],
    ],
    [
      {
        status: 422,
        body: '{"detail":[{"msg":"Value is no e-mail address","input":"correct-horse staple"}]}',
      },
      [{ kind: "answer", says: "Value is no e-mail address", names: ["detail"] }],
    ],
    [{ status: 200, body: "" }, []],
  ];
  for (const [answer, remarks] of answers) {
    assertEquals(valueOf(await logIn(() => answer)).fact.remarks ?? [], remarks);
  }
});

test("gatherLogin() leaves out an old token that blocks the login, once, and says so", async () => {
  const answer = ({ headers }: HttpRequest) =>
    `${headers?.authorization} ${headers?.cookie}`.includes(STALE)
      ? REFUSED
      : { body: `{"access":"${ACCESS}"}` };
  for (
    const [headers, left] of [
      [{ authorization: `Bearer ${STALE}`, "x-tenant": "north" }, ["authorization"]],
      [{ cookie: `token=${STALE}`, "x-tenant": "north" }, ["cookie"]],
    ] as const
  ) {
    const run = await logIn(answer, { headers });
    const { fact } = valueOf(run);
    assertEquals(fact.remarks, [{
      kind: "stale-token",
      headers: left,
      status: 401,
      text: REFUSED.body as string,
    }]);
    assertEquals([fact.token, run.logins.length], ['body, "access"', 2]);
    assertEquals(run.logins[1]?.headers?.["x-tenant"], "north");
  }
});

test("gatherLogin() sends no third login, and none after it was told to wait", async () => {
  const stale = { authorization: `Bearer ${STALE}` };
  const still = await logIn(() => REFUSED, { headers: stale });
  assertEquals([still.logins.length, valueOf(still).fact.token], [2, null]);

  const throttled = await logIn(() => ({
    status: 429,
    headers: [["retry-after", "Sat, 21 Nov 2026 10:01:00 GMT"], ["date", "Sat, 21 Nov 2026 10:00:00 GMT"]],
    body: `{"detail":"CSRF Failed: Request was throttled."}`,
  }));
  assertEquals([throttled.logins.length, valueOf(throttled).fact.remarks], [1, [{
    kind: "retry-after",
    seconds: 60,
  }]]);

  const limited = await logIn(() => ({ status: 403, body: "" }));
  assertEquals(limited.logins.length, 1);
  assertEquals(valueOf(limited).fact.causes.map(({ cause }) => cause), ["login-limited"]);
});

test("gatherLogin() sends it as the answer wants it: a form, a pair, a field, a slash", async () => {
  const wants: readonly (readonly [ScriptedAnswer, (request: HttpRequest) => boolean])[] = [
    [{ status: 415 }, (request) => bodyOf(request) === "username=ada&password=correct-horse"],
    [
      { status: 403, body: "<h1>CSRF verification failed.</h1>" },
      ({ headers }) => "x-csrftoken" in (headers ?? {}),
    ],
    [
      { status: 400, body: `{"email":["This field is required."]}` },
      (request) => bodyOf(request).includes('"email"'),
    ],
    [{ status: 301, headers: [["location", "/login/"]] }, ({ url }) => url === `${BASE}/login/`],
  ];
  for (const [refusal, isRight] of wants) {
    const run = await logIn((request) => isRight(request) ? { body: `{"access":"${ACCESS}"}` } : refusal);
    assertEquals([valueOf(run).fact.token, run.logins.length], ['body, "access"', 2]);
    assertEquals(valueOf(run).fact.remarks?.map(({ kind }) => kind), ["sent-again"]);
    // What was learned is not learned again.
    const { how } = valueOf(run);
    assert(how !== undefined);
    const again = await logIn((request) => isRight(request) ? { body: `{"access":"${ACCESS}"}` } : refusal, {
      how,
    });
    assertEquals([again.requests.length, valueOf(again).fact.token], [1, 'body, "access"']);
  }
});

test("gatherLogin() follows no redirect, and says where one leads", async () => {
  for (const status of [301, 302, 307, 308]) {
    const run = await logIn(() => ({ status, headers: [["location", "http://elsewhere.example/take?q=1"]] }));
    assertEquals(run.requests.map(({ url }) => url), [`${BASE}/login`]);
    assertEquals(valueOf(run).fact.remarks, [
      { kind: "redirect", to: "http://elsewhere.example", leads: "elsewhere" },
    ]);
  }
});

test("gatherLogin() says a redirect to https once more as a proxy, then does not know", async () => {
  const toHttps: ScriptedAnswer = { status: 301, headers: [["location", "https://127.0.0.1:9/login"]] };
  const always = await logIn(() => toHttps);
  assertEquals(always.requests.map(({ headers }) => headers?.["x-forwarded-proto"]), [undefined, "https"]);
  assert(!always.learned.known);
  assertStringIncludes(always.learned.why, "sends everybody to https");

  const trusting = await logIn(
    ({ headers }) =>
      headers?.["x-forwarded-proto"] === "https" ? { body: `{"access":"${ACCESS}"}` } : toHttps,
    { files: DJANGO },
  );
  assertEquals(valueOf(trusting).fact.token, 'body, "access"');
  assertEquals(trusting.logins.at(-1)?.headers?.referer, "https://127.0.0.1:9/");
});

test("gatherLogin() reads nothing that is packed, and says so", async () => {
  const run = await logIn(() => ({
    headers: [["content-encoding", "gzip"]],
    body: `{"access":"${ACCESS}"}`,
  }));
  assertEquals([valueOf(run).fact.token, valueOf(run).fact.remarks], [null, [
    { kind: "compressed", encoding: "gzip" },
  ]]);
});
