import { converse } from "../../src/gather/backend_http.ts";
import type { HeldKey, Keys } from "../../src/gather/keys.ts";
import { type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import type { Proving } from "../../src/gather/proof.ts";
import { serve } from "../../src/gather/serve.ts";
import type { Command, HttpRequest } from "../../src/io/host.ts";
import {
  type MemoryHost,
  memoryHost,
  type MemoryOptions,
  type ScriptedAnswer,
} from "../../src/io/memory_host.ts";
import { Secret } from "../../src/secret.ts";
import { decodeToken, forge, signedWith } from "../../src/tokens.ts";

/** The keys of the scripted project. */
export const JWT = Secret.of("jwt-key-of-this-test-0123456789abcdefghijklmnopqrstuvwxyz");
/** A key that nobody holds: one that a start made. */
export const MADE = Secret.of("made-at-the-start-7Xq2LmZpT9kRw4sNb8cVgHyJ6fD3aE1uKoMt");

const held = (kind: HeldKey["kind"], name: string, secret: Secret): HeldKey => ({ kind, name, secret });
/** What is held of them. */
export const KEYS: Keys = {
  jwt: { ...held("jwt-key", "JWT_SECRET_KEY", JWT), path: ".env", line: 2 },
  sessions: [held("session-key", "SECRET_KEY", Secret.of("session-key-0123456789abcdefghijklmnop"))],
  replaced: null,
  previous: [],
};

/** What a scripted server says of a token, or of none; a login gives one that it signs with its key. */
export interface ScriptedBackend {
  /** The key that it signs with at its nth start, from 1. */
  readonly key: (start: number, port: number) => Secret;
  /** Its status for a token; by default 200 where its key signed it, else 401. */
  readonly status?: (
    token: string | null,
    at: { readonly start: number; readonly asked: number },
  ) => number | null;
  /** Seconds since 1970, as it says itself. */
  readonly date?: number;
  readonly exp?: number;
}

/** A token as the scripted backend issues it. */
export function tokenOf(key: Secret, exp = 4_102_444_800): string {
  return forge({ header: { alg: "HS256", typ: "JWT" }, claims: { sub: "1", exp } }, { key: key.bytes() });
}

export const isSignedBy = (token: string | null, key: Secret): boolean => {
  const decoded = decodeToken(token ?? "");
  return decoded.outcome === "token" && signedWith(decoded, key.bytes());
};

/** A project that is served by a script, with a login done at its first start. */
export async function provingOf(
  backend: ScriptedBackend,
  { options = {}, world = {}, files = {} }: {
    readonly options?: Partial<ProjectOptions>;
    readonly world?: MemoryOptions;
    readonly files?: Readonly<Record<string, string>>;
  } = {},
): Promise<Proving & { readonly host: MemoryHost }> {
  const starts: Command[] = [];
  let asked = 0;
  const host: MemoryHost = memoryHost({
    files: { "/p/.env": "JWT_SECRET_KEY=x\n", ...prefixed(files) },
    run: (command) => {
      starts.push(command);
      return world.run?.(command) ?? {};
    },
    answer: (request) => answerOf(backend, request, { start: Math.max(1, starts.length), asked: ++asked }),
    ...without(world, "run"),
  });
  const at = { root: "/p", shown: "p", typed: "p", grant: () => "" };
  const project = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 5,
    serve: "app {port}",
    loginUrl: "/login",
    protectedUrl: "/me",
    insecureHttp: false,
    ...options,
  } as ProjectOptions);
  const redact = (text: string) => text;
  const served = await serve(host, project, redact);
  if (served.outcome !== "serves") throw new Error("The scripted server does not serve");
  asked = 0;
  const { server } = served;
  const carried = {
    token: tokenOf(backend.key(1, Number(new URL(server.base).port)), backend.exp),
    by: { kind: "bearer" },
  } as const;
  return {
    host,
    again: "deno task login p --prove all",
    project,
    server,
    conversation: converse(host, server.base, 5),
    keys: KEYS,
    redact,
    login: {
      fact: {
        url: "POST /login",
        status: 200,
        seconds: 0.1,
        usernameField: "username",
        token: "",
        causes: [],
      },
      token: carried,
      refresh: null,
      tokens: [carried.token],
      sent: 1,
    },
    carried,
    credentials: { username: "ada", password: Secret.of("hunter2-hunter2"), headers: {} },
    asked: new Set(),
  };
}

function answerOf(
  backend: ScriptedBackend,
  { url, headers }: HttpRequest,
  at: { readonly start: number; readonly asked: number },
): ScriptedAnswer | null {
  const { pathname, port } = new URL(url);
  const key = backend.key(at.start, Number(port));
  if (pathname === "/login") return { body: JSON.stringify({ access: tokenOf(key, backend.exp) }) };
  if (pathname !== "/me") return { status: 404 };
  const token = headers?.["authorization"]?.slice("Bearer ".length) ?? null;
  const usual = isSignedBy(token, key) ? 200 : 401;
  const date = backend.date === undefined
    ? []
    : [["date", new Date(backend.date * 1000).toUTCString()] as const];
  return { status: backend.status?.(token, at) ?? usual, headers: date };
}

function prefixed(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`/p/${path}`, text]));
}

function without<T extends object, K extends keyof T>(all: T, name: K): Omit<T, K> {
  const { [name]: _, ...rest } = all;
  return rest;
}
