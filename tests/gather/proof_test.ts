import { assertEquals } from "@std/assert";
import type { Conversation } from "../../src/gather/backend_http.ts";
import type { HeldKey, Keys } from "../../src/gather/keys.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { type Proven, proveWithLogin, proveWithOwnToken } from "../../src/gather/proof.ts";
import type { HttpAnswer } from "../../src/io/host.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { Secret } from "../../src/secret.ts";
import { decodeToken, forge, signedWith } from "../../src/tokens.ts";

const JWT = Secret.of("jwt-key-of-this-test-0123456789abcdefghijklmnopqrstuvwxyz");
const SESSION = Secret.of("session-key-of-the-file-0123456789abcdefghijklmnop");
const OTHER_SESSION = Secret.of("session-key-of-the-process-0123456789abcdefghijk");
const CLAIMS = { sub: "1", exp: 4_102_444_800 };
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

/** A backend as a function: the status for a token, or for none, and how many were asked before. */
type Backend = (token: string | null, asked: number) => number;

const signedBy = (token: string | null, ...keys: readonly Secret[]) => {
  const decoded = decodeToken(token ?? "");
  return decoded.outcome === "token" && keys.some((key) => signedWith(decoded, key.bytes()));
};
const sound: Backend = (token) => signedBy(token, JWT) ? 200 : 401;

function converseWith(backend: Backend): Conversation {
  let asked = 0;
  return {
    base: "http://127.0.0.1:9",
    send({ headers, body }) {
      const bearer = headers?.["authorization"]?.slice("Bearer ".length);
      const posted = body === undefined ? undefined : (JSON.parse(body) as { token?: string }).token;
      const status = backend(bearer ?? posted ?? null, asked++);
      const answer: HttpAnswer = {
        status,
        headers: [],
        body: new Uint8Array(),
        truncated: false,
        seconds: 0,
      };
      return Promise.resolve(answer);
    },
  };
}

const host = memoryHost({ files: { "/p/.env": "" } });

function projectWith(url: { readonly protectedUrl?: string; readonly verifyUrl?: string }) {
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

async function prove(backend: Backend): Promise<string> {
  const carried = { token: GENUINE, by: { kind: "bearer" } } as const;
  const given = { keys: KEYS, redact: (text: string) => text };
  return summary(
    await proveWithLogin(host, projectWith({ protectedUrl: "/me" }), converseWith(backend), given, carried),
  );
}

function summary({ signature, proof }: Proven): string {
  const signer = signature.known ? signature.value.signedBy?.kind ?? "nobody" : "unknown";
  if (!proof.known) return `${signer}; unknown`;
  if (!proof.value.checksSignatures) return `${signer}; checks nothing`;
  const word = (answer: typeof proof.value.unsigned) =>
    answer === null
      ? "not tried"
      : !answer.known
      ? "unknown"
      : answer.value.accepted
      ? "accepted"
      : "refused";
  return `${signer}; session ${word(proof.value.sessionKeyForgery)}; unsigned ${word(proof.value.unsigned)}`;
}

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}

test("proveWithLogin() passes a backend that verifies with the JWT key alone", async () => {
  assertEquals(await prove(sound), "jwt-key; session refused; unsigned refused");
});

test("proveWithLogin() sees through a backend that reads claims and checks no signature", async () => {
  const decodes: Backend = (token) => {
    const decoded = decodeToken(token ?? "");
    return decoded.outcome === "token" && "exp" in decoded.claims && decoded.algorithm !== "none" ? 200 : 401;
  };
  assertEquals(await prove(decodes), "jwt-key; checks nothing");
});

test("proveWithLogin() takes no throttle, crash or redirect for a refusal", async () => {
  for (const status of [429, 500, 503, 302]) {
    const tired: Backend = (token, asked) => asked < 4 ? sound(token, asked) : status;
    assertEquals(await prove(tired), "jwt-key; session unknown; unsigned unknown");
  }
});

test("proveWithLogin() believes no refusal where the genuine token is refused afterwards", async () => {
  const ends: Backend = (token, asked) => asked < 4 ? sound(token, asked) : 401;
  assertEquals(await prove(ends), "jwt-key; session unknown; unsigned unknown");
});

test("proveWithLogin() forges with every session key that may be in use", async () => {
  const falls: Backend = (token) => signedBy(token, JWT, OTHER_SESSION) ? 200 : 401;
  assertEquals(await prove(falls), "jwt-key; session accepted; unsigned refused");
});

test("proveWithLogin() proves nothing at a URL that is open, refuses its own token, or lets garbage in", async () => {
  for (const status of [200, 401]) assertEquals(await prove(() => status), "jwt-key; unknown");
  assertEquals(await prove((token) => token === null ? 401 : 200), "jwt-key; unknown");
});

test("proveWithLogin() takes a 405 behind authentication for a good token", async () => {
  assertEquals(
    await prove((token) => signedBy(token, JWT) ? 405 : 401),
    "jwt-key; session refused; unsigned refused",
  );
});

test("proveWithOwnToken() names the key with which the backend accepts a token", async () => {
  const project = projectWith({ verifyUrl: "/verify" });
  const at = async (backend: Backend) =>
    summary(await proveWithOwnToken(host, project, converseWith(backend), KEYS));
  assertEquals(await at(sound), "jwt-key; session refused; unsigned refused");
  assertEquals((await at((token) => signedBy(token, SESSION) ? 200 : 401)).split(";")[0], "session-key");
  assertEquals((await at((token) => signedBy(token, Secret.of("")) ? 200 : 401)).split(";")[0], "empty");
  assertEquals(
    await at((token) =>
      token === null ? 400 : decodeToken(token).outcome === "token" && !token.includes("AAAAAAAA") ? 200 : 401
    ),
    "nobody; checks nothing",
  );
  assertEquals(await at(() => 401), "unknown; unknown");
});
