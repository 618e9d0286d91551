import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Conversation, remembering } from "../../src/gather/backend_http.ts";
import type { HeldKey, Keys } from "../../src/gather/keys.ts";
import { protectedOracles } from "../../src/gather/oracle.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { proveWithOwnToken } from "../../src/gather/own_token.ts";
import { prove } from "../../src/gather/proofs.ts";
import { proveForgeries } from "../../src/gather/prove_forgeries.ts";
import type { HttpAnswer } from "../../src/io/host.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import type { Facts } from "../../src/rules/facts.ts";
import { evaluate, RULES } from "../../src/rules/mod.ts";
import type { Finding } from "../../src/rules/rule.ts";
import { Secret } from "../../src/secret.ts";
import { decodeToken, forge, signedWith } from "../../src/tokens.ts";

const JWT = Secret.of("jwt-key-of-this-test-0123456789abcdefghijklmnopqrstuvwxyz");
const SESSION = Secret.of("session-key-of-the-file-0123456789abcdefghijklmnop");
const OTHER_SESSION = Secret.of("session-key-of-the-process-0123456789abcdefghijk");
const CLAIMS = { sub: "1", exp: 4_102_444_800, token_type: "access" };
const GENUINE = forge({ header: { alg: "HS256", typ: "JWT" }, claims: CLAIMS }, { key: JWT.bytes() });

const held = (kind: HeldKey["kind"], name: string, secret: Secret): HeldKey => ({ kind, name, secret });
const KEYS: Keys = {
  jwt: held("jwt-key", "JWT_SECRET_KEY", JWT),
  sessions: [
    held("session-key", "SECRET_KEY", SESSION),
    held("session-key", "SECRET_KEY of the environment", OTHER_SESSION),
  ],
  replaced: null,
  previous: [],
};

/** A backend as a function: the status for a token, or for none, how many were asked before, and where. */
type Backend = (token: string | null, asked: number, at?: "verify" | "guarded") => number;

const host = memoryHost({ files: { "/p/.env": "" } });
const NOW = host.clock.now() / 1000;
const read = (token: string | null) => {
  const decoded = decodeToken(token ?? "");
  return decoded.outcome === "token" ? decoded : null;
};
const signedBy = (token: string | null, ...keys: readonly Secret[]) => {
  const decoded = read(token);
  return decoded !== null && keys.some((key) => signedWith(decoded, key.bytes()));
};
const lives = (token: string | null) => Number(read(token)?.claims.exp) > NOW;
const isAccess = (token: string | null) => read(token)?.claims.token_type === "access";
const lets = (good: boolean) => good ? 200 : 401;
const sound: Backend = (token) => lets(signedBy(token, JWT) && lives(token) && isAccess(token));

function converseWith(backend: Backend): Conversation & { readonly sent: () => number } {
  let asked = 0;
  const conversation = remembering("http://127.0.0.1:9", ({ headers, body }) => {
    const bearer = headers?.["authorization"]?.slice("Bearer ".length);
    const posted = body === undefined ? undefined : (JSON.parse(body) as { token?: string }).token;
    const answer: HttpAnswer = {
      status: backend(bearer ?? posted ?? null, asked++, body === undefined ? "guarded" : "verify"),
      headers: [["date", new Date(NOW * 1000).toUTCString()]],
      body: new Uint8Array(),
      truncated: false,
      seconds: 0,
    };
    return Promise.resolve(answer);
  });
  return { ...conversation, sent: () => asked };
}

type Urls = Partial<Record<"protectedUrl" | "verifyUrl", string>>;

function projectWith(url: Urls) {
  const at = { root: "/p", shown: "/p", typed: "/p", grant: () => "" };
  const options = {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 1,
  } as const;
  return resolveProjectFiles(host, at, { ...options, ...url });
}

interface Given {
  readonly genuine?: string;
  readonly refresh?: string | null;
  readonly keys?: Keys;
  readonly asked?: ReadonlySet<string>;
  readonly urls?: Urls;
}

const FORGING = new Set(
  ["signed-with-jwt-key", ...proveForgeries.rules].filter((rule) => rule !== "old-token-refused"),
);

/** What the rules say once the proofs ran. */
async function proven(backend: Backend, given: Given = {}): Promise<readonly Finding[]> {
  const { genuine = GENUINE, refresh = null, keys = KEYS, asked = FORGING } = given;
  const conversation = converseWith(backend);
  const carried = { token: genuine, by: { kind: "bearer" } } as const;
  const project = projectWith(given.urls ?? { protectedUrl: "/me" });
  const facts = await prove({
    host,
    again: "deno task login /p --prove all",
    project,
    server: {
      base: conversation.base,
      output: () => "",
      stillOurs: () => Promise.resolve(true),
      eachAlone: () => Promise.resolve([]),
      stop: () => Promise.resolve(),
    },
    conversation,
    keys,
    redact: (text: string) => text,
    login: {
      fact: { url: "/login", status: 200, seconds: 0, usernameField: "username", token: "body", causes: [] },
      token: carried,
      tokens: [genuine],
      refresh,
      sent: 1,
    },
    carried,
    credentials: { username: "ada", password: Secret.of("a password"), headers: {} },
    asked,
  });
  return judged(project, facts, asked);
}

function judged(
  { names, algorithm, policy }: ReturnType<typeof projectWith>,
  facts: Partial<Facts>,
  asked: ReadonlySet<string>,
): readonly Finding[] {
  const base = { project: "/p", root: "/p", names, algorithm, modes: true, loadsNoFile: false } as const;
  const all = { ...base, sessionAssumed: false, replaced: KEYS.replaced !== null, ...facts };
  return evaluate(RULES.filter(({ id }) => asked.has(id)), all, policy);
}

/** The rules that do not hold, each with what it says; empty where all do. */
function wrong(findings: readonly Finding[]): Readonly<Record<string, string>> {
  const not = findings.filter(({ outcome }) => outcome !== "pass");
  return Object.fromEntries(not.map(({ rule, outcome }) => [rule, outcome]));
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

test("prove() passes a backend that verifies with the JWT key alone", async () => {
  assertEquals(wrong(await proven(sound)), {});
});

test("prove() fails exactly the rule that a broken backend breaks", async () => {
  const unsigned = (token: string | null) => {
    const decoded = read(token);
    return decoded !== null && /^none$/i.test(decoded.algorithm) && decoded.signature.length === 0;
  };
  const otherwise = (opens: (token: string | null) => boolean): Backend => (token, asked) =>
    opens(token) && lives(token) && isAccess(token) ? 200 : sound(token, asked);
  const broken: Readonly<Record<string, readonly [rule: string, backend: Backend]>> = {
    "none": ["none-algorithm-refused", otherwise(unsigned)],
    "a spelling of none": [
      "none-algorithm-refused",
      otherwise((token) => unsigned(token) && read(token)?.algorithm === "nOnE"),
    ],
    "no signature": [
      "none-algorithm-refused",
      otherwise((token) => read(token)?.algorithm === "HS256" && read(token)?.signature.length === 0),
    ],
    "the empty key": ["empty-key-forgery-refused", otherwise((token) => signedBy(token, Secret.of("")))],
    "the session key": ["secret-key-forgery-refused", otherwise((token) => signedBy(token, SESSION))],
    "that of the process": [
      "secret-key-forgery-refused",
      otherwise((token) => signedBy(token, OTHER_SESSION)),
    ],
    "no expiry": ["expired-refused", (token) => lets(signedBy(token, JWT) && isAccess(token))],
    "no type": ["wrong-type-refused", (token) => lets(signedBy(token, JWT) && lives(token))],
  };
  for (const [name, [rule, backend]] of Object.entries(broken)) {
    assertEquals(wrong(await proven(backend)), { [rule]: "fail" }, name);
  }
});

test("prove() tries the refresh token of the login, also where tokens name no type", async () => {
  const plain = (claims: Record<string, unknown>) =>
    forge({ header: { alg: "HS256" }, claims: { sub: "1", exp: CLAIMS.exp, ...claims } }, {
      key: JWT.bytes(),
    });
  const [genuine, refresh] = [plain({}), plain({ jti: "2" })];
  const backend: Backend = (token) => lets(signedBy(token, JWT) && lives(token));
  const asked = new Set(["wrong-type-refused"]);
  assertEquals(wrong(await proven(backend, { genuine, refresh, asked })), { "wrong-type-refused": "fail" });
  assertEquals(wrong(await proven(backend, { genuine, asked })), { "wrong-type-refused": "not-applicable" });
  const knows: Backend = (token, at) => token === refresh ? 401 : backend(token, at);
  assertEquals(wrong(await proven(knows, { genuine, refresh, asked })), {});
});

test("prove() does not ask a verify endpoint whether it takes refresh tokens", async () => {
  const urls = { verifyUrl: "/verify" };
  const verify: Backend = (token) => lets(signedBy(token, JWT) && lives(token));
  assertEquals(wrong(await proven(verify, { urls })), { "wrong-type-refused": "fail" }, "the usual paths");
  const elsewhere: Backend = (token, asked) => asked < 17 ? verify(token, asked) : 404;
  assertEquals(wrong(await proven(elsewhere, { urls })), { "wrong-type-refused": "unknown" });
});

test("prove() asks the URL that somebody named before a verify endpoint", async () => {
  const urls = { verifyUrl: "/verify", protectedUrl: "/me" };
  const methods: string[] = [];
  const breaks: Backend = (token, asked) => signedBy(token, SESSION) ? 200 : sound(token, asked);
  const findings = await proven(breaks, { urls });
  methods.push(...findings.filter(({ outcome }) => outcome === "fail").map(({ message }) => message));
  assertEquals(methods, ["a token forged with SECRET_KEY is accepted (200 at GET /me)"]);
});

test("prove() believes no refusal of a token that is signed again, unless one like it is accepted", async () => {
  const known: Backend = (token, asked) => token === GENUINE ? 200 : asked < 2 ? sound(token, asked) : 401;
  assertEquals(wrong(await proven(known)), { "expired-refused": "unknown", "wrong-type-refused": "unknown" });
});

test("prove() signs no token again without the key that signs", async () => {
  const other = forge({ header: { alg: "HS256" }, claims: CLAIMS }, { key: new Uint8Array(64).fill(7) });
  const backend: Backend = (token) => lets(token === other);
  assertEquals(wrong(await proven(backend, { genuine: other })), {
    "signed-with-jwt-key": "fail",
    "expired-refused": "unknown",
    "wrong-type-refused": "unknown",
  });
});

test("prove() moves no expiry of a token that has none", async () => {
  const claims = { sub: "1", token_type: "access" };
  const genuine = forge({ header: { alg: "HS256" }, claims }, { key: JWT.bytes() });
  const backend: Backend = (token) => lets(signedBy(token, JWT) && isAccess(token));
  assertEquals(wrong(await proven(backend, { genuine })), { "expired-refused": "not-applicable" });
});

test("prove() moves an expiry that is a number in quotes, as a text", async () => {
  const claims = { ...CLAIMS, exp: String(CLAIMS.exp) };
  const genuine = forge({ header: { alg: "HS256" }, claims }, { key: JWT.bytes() });
  const asked = new Set(["expired-refused"]);
  const isText = (token: string | null) => typeof read(token)?.claims.exp === "string";
  const reads: Backend = (token) => lets(signedBy(token, JWT) && isText(token) && lives(token));
  assertEquals(wrong(await proven(reads, { genuine, asked })), {});
  const never: Backend = (token) => lets(signedBy(token, JWT) && isText(token));
  assertEquals(wrong(await proven(never, { genuine, asked })), { "expired-refused": "fail" });
});

test("prove() sends nothing for what is not asked", async () => {
  const sent = async (...asked: readonly string[]) => {
    let count = 0;
    await proven((token, at) => (count++, sound(token, at)), { asked: new Set(asked) });
    return count;
  };
  assertEquals(await sent("signed-with-jwt-key"), 0);
  assertEquals(await sent("empty-key-forgery-refused"), 4 + 1 + 1);
  assertEquals(await sent("expired-refused"), 4 + 2 + 1);
});

test("prove() sees through a backend that reads claims and checks no signature", async () => {
  const decodes: Backend = (token) => {
    const decoded = read(token);
    return lets(decoded !== null && "exp" in decoded.claims && decoded.algorithm !== "none");
  };
  const all = Object.fromEntries([...FORGING].map((rule) => [rule, "fail"]));
  assertEquals(wrong(await proven(decodes)), all);
  assertEquals(wrong(await proven((token) => lets(read(token) !== null))), all);
});

const REFUSALS = Object.fromEntries(
  [...FORGING].filter((rule) => rule !== "signed-with-jwt-key").map((rule) => [rule, "unknown"]),
);

const REFUSALS_COUNT = Object.keys(REFUSALS).length;

test("prove() takes no throttle, crash or redirect for a refusal", async () => {
  for (const status of [429, 500, 503, 302]) {
    const tired: Backend = (token, asked) => asked < 4 ? sound(token, asked) : status;
    assertEquals(wrong(await proven(tired)), REFUSALS);
  }
});

test("prove() believes no refusal where garbage is refused otherwise in the end", async () => {
  let bad = 0;
  const lockedOut: Backend = (token) => {
    if (signedBy(token, JWT) && lives(token) && isAccess(token)) return 200;
    return token !== null && ++bad > 2 ? 403 : lets(signedBy(token, SESSION));
  };
  assertEquals(wrong(await proven(lockedOut)), REFUSALS);
  // Where a token that decodes is refused in another way than garbage, that is all.
  const otherwise: Backend = (token, asked) =>
    sound(token, asked) === 401 && read(token)?.claims.exp !== undefined ? 403 : sound(token, asked);
  assertEquals(wrong(await proven(otherwise)), {});
});

test("prove() takes a crash at garbage for no refusal of what is forged", async () => {
  const crashes: Backend = (token, asked) =>
    sound(token, asked) === 401 && token !== null ? 500 : sound(token, asked);
  const findings = await proven(crashes);
  assertEquals(wrong(findings), REFUSALS);
  const { message } = findings.find(({ rule }) => rule === "none-algorithm-refused")!;
  assertStringIncludes(message, "/me answers 500 to garbage, which refuses no token");
});

test("prove() sees through a backend that checks no signature, also where it crashes at garbage", async () => {
  const findings = await proven((token) =>
    token === null ? 401 : read(token)?.claims.sub === CLAIMS.sub ? 200 : 500
  );
  const { outcome } = findings.find(({ rule }) => rule === "signed-with-jwt-key")!;
  assertEquals(outcome, "fail");
});

test("prove() asks nothing more where it is told to wait", async () => {
  let sent = 0;
  await proven((token, asked) => (sent++, asked < 5 ? sound(token, asked) : 429));
  assertEquals(sent, 6);
});

test("prove() asks nothing more at any other URL where it is told to wait", async () => {
  for (const from of [0, 3, 5, 8]) {
    let waiting = 0;
    const urls = { verifyUrl: "/verify" };
    const findings = await proven((token, asked) => {
      if (asked < from) return sound(token, asked);
      waiting++;
      return 429;
    }, { urls, refresh: null });
    assertEquals([from, waiting], [from, 1]);
    const open = findings.filter(({ outcome }) => outcome === "unknown");
    assertEquals(open.length, REFUSALS_COUNT, `${from}`);
    for (const { message } of open) {
      assertStringIncludes(message, "/verify answered 429, so nothing more was");
    }
  }
});

test("prove() asks a verify endpoint and what the application guards itself", async () => {
  const { sessions: [session] } = KEYS;
  assert(session !== undefined);
  const takesBoth: Backend = (token, asked, at) =>
    at === "guarded" && signedBy(token, session.secret) && lives(token) && isAccess(token)
      ? 200
      : sound(token, asked);
  const urls = { verifyUrl: "/verify" };
  const findings = await proven(takesBoth, { urls });
  assertEquals(wrong(findings), { "secret-key-forgery-refused": "fail" });
  const { message } = findings.find(({ rule }) => rule === "secret-key-forgery-refused")!;
  assertStringIncludes(message, "accepted (200 at GET /api/me)");
  // Where only the verify endpoint tells, it tells all but the type.
  const guests: Backend = (token, asked, at) => at === "guarded" ? 200 : sound(token, asked);
  assertEquals(wrong(await proven(guests, { urls })), { "wrong-type-refused": "unknown" });
});

test("prove() believes no refusal where the genuine token is refused afterwards", async () => {
  const ends: Backend = (token, asked) => asked < 4 ? sound(token, asked) : 401;
  assertEquals(wrong(await proven(ends)), REFUSALS);
});

test("prove() proves nothing at a URL that is open, refuses its own token, or lets garbage in", async () => {
  for (const status of [200, 401]) assertEquals(wrong(await proven(() => status)), REFUSALS);
  const findings = await proven(() => 200);
  const { message, remedy } = findings.find(({ rule }) => rule === "expired-refused") ?? {};
  assertStringIncludes(
    message ?? "",
    "/me answers 200 without any token, and 200 to garbage: it tells nothing",
  );
  assertEquals(remedy?.commands, ["deno task login /p --prove all --protected-url /PATH"]);
  assertEquals(wrong(await proven((token) => token === null ? 401 : 200)), REFUSALS);
});

test("prove() judges by the difference from the controls, whatever the statuses", async () => {
  const speaks = (good: number, bad: number, none: number): Backend => (token, asked) =>
    token === null ? none : sound(token, asked) === 200 ? good : bad;
  for (
    const [good, bad, none] of [[405, 401, 401], [200, 422, 401], [422, 403, 403], [404, 401, 401]] as const
  ) {
    assertEquals(wrong(await proven(speaks(good, bad, none))), {}, `${good} ${bad} ${none}`);
  }
  assertEquals(wrong(await proven(speaks(422, 422, 401))), REFUSALS);
});

test("prove() writes to a URL only where it is given with its method", async () => {
  const methods = async (protectedUrl?: string) => {
    const seen = new Set<string>();
    const conversation = converseWith(sound);
    const oracles = protectedOracles(
      projectWith(protectedUrl === undefined ? {} : { protectedUrl }),
      conversation,
      { by: { kind: "bearer" }, redact: (text) => text },
    );
    for await (const { ask } of oracles) seen.add(`${ask("t").method} ${ask("t").body ?? ""}`.trim());
    return [...seen];
  };
  assertEquals(await methods(), ["GET"]);
  assertEquals(await methods("/orders"), ["GET"]);
  assertEquals(await methods("POST /orders"), ["POST {}"]);
});

test("proveWithOwnToken() names the key with which the backend accepts a token", async () => {
  const project = projectWith({ verifyUrl: "/verify" });
  const asked = new Set([...FORGING].filter((rule) => rule !== "wrong-type-refused"));
  const at = async (backend: Backend) => {
    const { signature, proof } = await proveWithOwnToken(host, project, converseWith(backend), KEYS);
    const signer = signature.known ? signature.value.signedBy?.kind ?? "nobody" : "unknown";
    return [signer, wrong(judged(project, { signature, proof }, asked))] as const;
  };
  const own = (...keys: readonly Secret[]): Backend => (token) =>
    lets(signedBy(token, ...keys) && lives(token));
  assertEquals(await at(own(JWT)), ["jwt-key", {}]);
  assertEquals(await at(own(SESSION)), ["session-key", {
    "signed-with-jwt-key": "fail",
    "secret-key-forgery-refused": "fail",
  }]);
  assertEquals(await at(own(Secret.of(""))), ["empty", {
    "signed-with-jwt-key": "fail",
    "empty-key-forgery-refused": "fail",
  }]);
  const lax: Backend = (token) =>
    token === null ? 400 : lets(read(token) !== null && !token.includes("AAAAAAAA"));
  assertEquals((await at(lax))[0], "nobody");
  assertEquals((await at(() => 401))[0], "unknown");
});
