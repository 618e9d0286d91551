/**
 * HTTP for tokens and passwords. By `node:http` and not by `fetch`, which would send a login through whatever
 * HTTP_PROXY names, for loopback too. With NODE_USE_ENV_PROXY `node:http` would do so as well: the agent is told
 * that no variable names a proxy.
 */

import { Buffer } from "node:buffer";
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

import { type Http, type HttpAnswer, HttpError, type HttpFailure, type HttpRequest } from "./host.ts";

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_HEADER_BYTES = 64 * 1024;
/** An agent looks for the variables that name a proxy in `proxyEnv`, in the place of the environment. */
const NO_PROXY = { keepAlive: false, proxyEnv: {} };

/** HTTP and HTTPS of this machine: one connection a request, no redirect, no proxy, no decompression. */
export const denoHttp: Http = { request };

async function request(asked: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(asked.url);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new TypeError(`Request a URL of http or https, not of "${url.protocol}"`);
  }
  const started = performance.now();
  const limits = timeLimits(asked);
  let answer: IncomingMessage | null = null;
  const chunks: Buffer[] = [];
  const answerOf = (answer: IncomingMessage, truncated: boolean): HttpAnswer => ({
    status: answer.statusCode ?? 0,
    reason: answer.statusMessage ?? "",
    headers: headersOf(answer.rawHeaders),
    body: plain(chunks),
    trailers: headersOf(answer.rawTrailers ?? []),
    truncated,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    answer = await send(url, asked, limits);
    return answerOf(answer, await readBody(answer, chunks, limits.signal));
  } catch (error) {
    const over = limits.over();
    const failure = over === null ? failureOf(error) : "timed-out";
    const message = over === null ? sentence(failure, url) : late(over, asked, url);
    throw new HttpError(failure, message, error, answer && answerOf(answer, true));
  } finally {
    limits.end();
  }
}

type Phase = "connecting" | "answering" | "ending";

/** Three limits, of which each ends the request: a server that drips never reaches the first two. */
interface TimeLimits {
  readonly signal: AbortSignal;
  /** The first limit that was passed. */
  readonly over: () => Phase | null;
  /** What the limit was about is done. */
  readonly reached: (phase: Phase) => void;
  readonly end: () => void;
}

function timeLimits(asked: HttpRequest): TimeLimits {
  const limit = new AbortController();
  let over: Phase | null = null;
  const timers = PHASES.map((phase) => {
    const seconds = secondsFor(phase, asked);
    const pass = () => {
      over ??= phase;
      limit.abort();
    };
    return { phase, timer: seconds === undefined ? undefined : setTimeout(pass, seconds * 1000) };
  });
  return {
    signal: limit.signal,
    over: () => over,
    reached: (reached) => timers.forEach(({ phase, timer }) => phase === reached && clearTimeout(timer)),
    end: () => timers.forEach(({ timer }) => clearTimeout(timer)),
  };
}

const PHASES = ["connecting", "answering", "ending"] as const;

function secondsFor(phase: Phase, asked: HttpRequest): number | undefined {
  return { connecting: asked.connectSeconds, answering: asked.answerSeconds, ending: asked.timeoutSeconds }[
    phase
  ];
}

function late(phase: Phase, asked: HttpRequest, { origin }: URL): string {
  const words = {
    connecting: `No connection came about to ${origin}`,
    answering: `No answer began at ${origin}`,
    ending: `No whole answer came from ${origin}`,
  };
  return `${words[phase]} within ${secondsFor(phase, asked)} s`;
}

function send(url: URL, asked: HttpRequest, { signal, reached }: TimeLimits): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const headers: Record<string, string> = { ...asked.headers, "accept-encoding": "identity" };
  if (asked.body !== undefined) headers["content-length"] = String(asked.body.length);
  const isTls = url.protocol === "https:";
  const begin = isTls ? httpsRequest : httpRequest;
  // An agent of its own: no connection is used twice.
  const agent = new (isTls ? HttpsAgent : HttpAgent)(NO_PROXY);
  const outgoing = begin(url, {
    method: asked.method,
    agent,
    signal,
    maxHeaderSize: MAX_HEADER_BYTES,
    // NODE_TLS_REJECT_UNAUTHORIZED=0 would take any certificate.
    rejectUnauthorized: true,
  });
  // Not among the options, which NODE_DEBUG=http prints.
  try {
    for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  } catch (error) {
    outgoing.on("error", () => {});
    outgoing.destroy();
    throw error;
  }
  outgoing.on("socket", (socket) => {
    socket.once(isTls ? "secureConnect" : "connect", () => reached("connecting"));
  });
  outgoing.on("response", (answer) => {
    reached("connecting");
    reached("answering");
    resolve(answer);
  });
  outgoing.on("error", reject);
  // Without a listener, a server that switches protocols would be waited for until the time limit.
  outgoing.on("upgrade", (_, socket) => {
    socket.destroy();
    reject(new Error("The server switched protocols"));
  });
  outgoing.end(asked.body === undefined ? undefined : Buffer.from(asked.body));
  return promise;
}

/** Reads at most 1 MiB and hangs up on the rest, which may have no end; says whether there was more. */
function readBody(answer: IncomingMessage, chunks: Buffer[], signal: AbortSignal): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  let length = 0;
  answer.on("data", (chunk: Buffer) => {
    const room = Math.max(0, MAX_BODY_BYTES - length);
    chunks.push(chunk.subarray(0, room));
    length += chunk.length;
    if (chunk.length <= room) return;
    resolve(true);
    answer.destroy();
  });
  answer.on("end", () => {
    if (answer.complete) resolve(false);
    else reject(new Error("The body was cut"));
  });
  answer.on("error", reject);
  answer.on("close", () => reject(new Error("The body was cut")));
  signal.addEventListener("abort", () => reject(signal.reason));
  return promise;
}

function plain(chunks: readonly Buffer[]): Uint8Array {
  return new Uint8Array(Buffer.concat(chunks));
}

// What a terminal would obey, or show in another order: control characters and bidi controls. The colour
// codes of a sequence stay behind without their ESC, harmless.
const UNSAFE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

function headersOf(raw: readonly string[]): HttpAnswer["headers"] {
  const headers: (readonly [string, string])[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = "", value = ""] = raw.slice(at, at + 2);
    headers.push([name.replaceAll(UNSAFE, "").toLowerCase(), value.replaceAll(UNSAFE, "")]);
  }
  return headers;
}

/** Names only the origin of the URL: its path or its query may hold a token. */
function sentence(failure: HttpFailure, { origin, protocol, host }: URL): string {
  if (failure !== "not-allowed") return `${SENTENCES[failure]} ${origin}`;
  // node:https asks which certificates the system trusts; `--allow-sys=ca`, which Deno names, it does not know.
  const trust = protocol === "https:" ? ["--allow-sys", "--allow-env=NODE_USE_SYSTEM_CA"] : [];
  const flags = [`--allow-net=${host}`, ...trust];
  return `${SENTENCES[failure]} ${origin} without ${flags.join(" and ")}`;
}

const SENTENCES: Readonly<Record<HttpFailure, string>> = {
  "refused": "Nothing answers at",
  "timed-out": "No whole answer came in time from",
  "unknown-host": "No address is known for",
  "tls": "No secure connection could be made to",
  "broken": "No sound HTTP answer came from",
  "not-allowed": "Deno may not connect to",
};

const FAILURES: Readonly<Record<string, HttpFailure>> = {
  ECONNREFUSED: "refused",
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  EADDRNOTAVAIL: "refused",
  ETIMEDOUT: "timed-out",
  ENOTFOUND: "unknown-host",
  EAI_AGAIN: "unknown-host",
  EAI_FAIL: "unknown-host",
  EAI_NODATA: "unknown-host",
  EPROTO: "tls",
};

/** OpenSSL's names for what is wrong with a certificate have no prefix in common. */
const TLS_CODE =
  /^(ERR_(TLS|SSL)_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_(CA|PURPOSE))/;

function failureOf(error: unknown): HttpFailure {
  if (error instanceof Deno.errors.NotCapable) return "not-allowed";
  if (!(error instanceof Error)) return "broken";
  // How a name that Deno may not look up fails, unlike an address.
  if ("code" in error && error.code === "EPERM" && "syscall" in error && error.syscall === "getaddrinfo") {
    return "not-allowed";
  }
  // Several addresses were tried, each with an error of its own.
  const [first] = error instanceof AggregateError ? error.errors : [];
  if (first !== undefined) return failureOf(first);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return FAILURES[code] ?? (TLS_CODE.test(code) ? "tls" : "broken");
}
