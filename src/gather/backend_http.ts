import { KeysplitError } from "../errors.ts";
import { type Host, type HttpAnswer, HttpError } from "../io/host.ts";
import type { Method } from "./request_line.ts";

/** What is sent to a backend: a path or a whole URL, and what is added to its headers. */
export interface Sent {
  readonly method: Method;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A conversation with one server: no cookie jar, no redirect, a retry behind a proxy's header alone. */
export interface Conversation {
  readonly base: string;
  readonly send: (sent: Sent) => Promise<HttpAnswer>;
  /** The first answer that asked to wait; null where there was none. */
  readonly throttled: () => Throttled | null;
  /** Why nothing more is sent, whoever asks: several answers in a row did not come in time. */
  readonly silent: () => string | null;
}

/** A 429, and what it was said to: whoever is told to wait sends no more tokens there. */
export interface Throttled {
  readonly answer: HttpAnswer;
  /** `GET /api/me answered 429 (Retry-After: 900), so nothing more was asked there`. */
  readonly why: string;
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])$/;
/** Until there is a connection, and what an answer that began may take beyond the time to begin: in seconds. */
const TO_CONNECT = 10;
const TO_END = 30;

/**
 * Talks to the server at `base`, which has `timeoutSeconds` to begin an answer. A redirect is an answer and is
 * never followed. Where it leads to https on loopback, because DEBUG is off, the request is sent once more as a
 * proxy would have sent it, and so are all that follow.
 *
 * @throws {KeysplitError} `usage` when a URL leads to another server than `base`
 */
export function converse(host: Pick<Host, "http">, base: string, timeoutSeconds: number): Conversation {
  let behindProxy = false;
  let hostName: string | null = null;
  const once = ({ method, url, headers, body }: Sent) =>
    host.http.request({
      method,
      url: absolute(base, url),
      headers: {
        accept: "application/json",
        // As a browser does: over https what guards cookies asks where a request comes from.
        ...(headers?.cookie === undefined ? {} : { referer: `${origin()}/` }),
        ...(behindProxy ? { "x-forwarded-proto": "https" } : {}),
        ...(hostName === null ? {} : { host: hostName }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: new TextEncoder().encode(body) }),
      connectSeconds: Math.min(TO_CONNECT, timeoutSeconds),
      answerSeconds: timeoutSeconds,
      timeoutSeconds: timeoutSeconds + Math.min(TO_END, timeoutSeconds),
    });
  /** Of the server as it sees itself. */
  const origin = () => {
    const { protocol, host } = new URL(base);
    return `${behindProxy ? "https:" : protocol}//${hostName ?? host}`;
  };
  return remembering(base, async (sent) => {
    const first = await once(sent);
    let answer = first;
    if (hostName === null && isDisallowedHost(base, first)) {
      // Many allow the name of this machine and not its address; the view was not reached, nothing was tried.
      hostName = `localhost:${new URL(base).port}`;
      answer = await once(sent);
      if (isDisallowedHost(base, answer)) {
        hostName = null;
        return first;
      }
    }
    if (behindProxy || !leadsToHttps(base, answer)) return answer;
    behindProxy = true;
    return await once(sent);
  });
}

/** Many paths are tried, and each may take its whole time limit: so often a server may let it pass. */
const MOST_LATE = 3;

/** A conversation that remembers when it was told to wait, and gives up on a server that does not answer. */
export function remembering(base: string, send: Conversation["send"]): Conversation {
  let throttled: Throttled | null = null;
  let late = 0;
  const silent = () =>
    late < MOST_LATE ? null : `${base} gave no answer in time to ${MOST_LATE} requests in a row`;
  return {
    base,
    async send(sent) {
      const why = silent();
      if (why !== null) throw new HttpError("timed-out", `${why}, so nothing more was sent`);
      const answer = await send(sent).catch((error: unknown) => {
        if (error instanceof HttpError && error.failure === "timed-out") late++;
        throw error;
      });
      late = 0;
      if (answer.status === 429) {
        const what = `${sent.method} ${pathOf(base, sent.url)} answered 429${waitOf(answer)}`;
        throttled ??= { answer, why: `${what}, so nothing more was asked there` };
      }
      return answer;
    },
    throttled: () => throttled,
    silent,
  };
}

/** Why a server is asked nothing more; null where it may be. */
export function whyNotAsked({ throttled, silent }: Conversation): string | null {
  return throttled()?.why ?? silent();
}

function waitOf({ headers }: HttpAnswer): string {
  const wait = /^\d{1,9}$/.exec(headers.find(([name]) => name === "retry-after")?.[1] ?? "");
  return wait === null ? "" : ` (Retry-After: ${wait[0]})`;
}

/** The URL to send to: absolute, and of the same server, so that no credential goes elsewhere. */
export function absolute(base: string, url: string): string {
  const target = URL.parse(url, base + "/");
  if (target === null) {
    throw new KeysplitError("usage", "A URL of the server is none", {
      next: ["give it as a path, e.g. /api/token/"],
    });
  }
  if (target.origin !== new URL(base).origin) {
    throw new KeysplitError("usage", `The URL leads to another server than ${base}`, {
      next: ["give --base-url with the server, and the other URLs as paths"],
    });
  }
  return target.href;
}

/** Whether a URL or a path leads to the server at `base`. */
export function isSameServer(base: string, url: string): boolean {
  return URL.parse(url, base + "/")?.origin === new URL(base).origin;
}

/** The path of a URL, for a person. */
export function pathOf(base: string, url: string): string {
  const { pathname, search } = new URL(url, base + "/");
  return pathname + (search === "" ? "" : "?…");
}

/** Whether the host of a URL is this machine. */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}

function isDisallowedHost(base: string, { status, body }: HttpAnswer): boolean {
  if (status !== 400 || !base.startsWith("http://127.0.0.1:")) return false;
  return /DisallowedHost|<h1>Bad Request \(400\)<\/h1>/.test(
    new TextDecoder().decode(body.subarray(0, 65_536)),
  );
}

/** Whether a plain server on this machine answers by sending to https, and has done nothing yet: it sets no cookie. */
export function leadsToHttps(base: string, { status, headers }: HttpAnswer): boolean {
  if (headers.some(([name]) => name === "set-cookie")) return false;
  if (status < 300 || status > 399 || !base.startsWith("http:") || !isLoopback(base)) return false;
  const location = headers.find(([name]) => name === "location")?.[1] ?? "";
  return /^https:\/\//i.test(location);
}
