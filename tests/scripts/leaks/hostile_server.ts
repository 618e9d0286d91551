/** A server on loopback that answers every path in a way of its own, most of them wrong. */
export interface HostileServer extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly base: string;
  /** How many connected. */
  readonly connections: () => number;
}

type Answer = (connection: Deno.Conn) => Promise<void>;

/** What a piece of an answer looks like that never ends. */
const FOREVER = 100_000;
const MEGABYTE = 1 << 20;
const encoder = new TextEncoder();

/** Serves these answers by path, and a plain 200 elsewhere. */
export function hostileServer(answers: Readonly<Record<string, Answer>>): HostileServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  let connections = 0;
  const listening = (async () => {
    for await (const connection of listener) {
      connections += 1;
      open.add(connection);
      attend(connection, answers).catch(() => {}).finally(() => {
        open.delete(connection);
        close(connection);
      });
    }
  })();
  return {
    base: `http://127.0.0.1:${listener.addr.port}`,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of open) close(connection);
      await listening;
    },
  };
}

async function attend(connection: Deno.Conn, answers: Readonly<Record<string, Answer>>): Promise<void> {
  const buffer = new Uint8Array(16_384);
  const length = await connection.read(buffer) ?? 0;
  const [, path = ""] = new TextDecoder().decode(buffer.subarray(0, length)).split(" ");
  await (answers[path] ?? whole("200 OK", "hello"))(connection);
}

function close(connection: Deno.Conn): void {
  try {
    connection.close();
  } catch {
    // It is closed.
  }
}

/** Says one thing and closes. */
export function raw(...parts: readonly (string | Uint8Array)[]): Answer {
  return async (connection) => {
    for (const part of parts) await send(connection, part);
  };
}

/** A whole answer with a body of JSON or text. */
export function whole(status: string, body: string | Uint8Array, headers: readonly string[] = []): Answer {
  const bytes = typeof body === "string" ? encoder.encode(body) : body;
  const head = [
    `HTTP/1.1 ${status}`,
    `Content-Length: ${bytes.length}`,
    "Connection: close",
    ...headers,
    "",
    "",
  ];
  return raw(head.join("\r\n"), bytes);
}

/** Says a beginning, and then the same piece again and again with a pause between. */
export function dripping(beginning: string, piece: string, pause: number): Answer {
  return async (connection) => {
    await send(connection, beginning);
    for (let count = 0; count < FOREVER; count++) {
      await send(connection, piece);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  };
}

/** Says nothing at all, until the other side hangs up. */
export const silent: Answer = async (connection) => {
  while (await connection.read(new Uint8Array(1024)) !== null);
};

async function send(connection: Deno.Conn, part: string | Uint8Array): Promise<void> {
  const bytes = typeof part === "string" ? encoder.encode(part) : part;
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

function json(value: unknown, status = "200 OK", headers: readonly string[] = []): Answer {
  return whole(status, JSON.stringify(value), ["Content-Type: application/json", ...headers]);
}

function token(header: unknown, claims: unknown, signature = "AAAA"): string {
  const part = (value: unknown) =>
    encoder.encode(JSON.stringify(value)).toBase64({ alphabet: "base64url", omitPadding: true });
  return `${part(header)}.${part(claims)}.${signature}`;
}

const HS256 = token({ alg: "HS256" }, { sub: "1" });
const CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n";
const ESC = "\u001b";
const BIDI = "\u202e\u2066\u200f";

/** Answers to a login. `elsewhere` is where a redirect leads. */
export function hostileLogins(elsewhere: string): Readonly<Record<string, Answer>> {
  const wide = "a".repeat(1000) + "\r\n";
  return {
    "/endless": dripping(CHUNKED, `3e8\r\n${wide}`.repeat(50), 0),
    "/drip": dripping(CHUNKED, "1\r\n{\r\n", 100),
    "/drip-headers": dripping("HTTP/1.1 200 OK\r\n", "X-A: b\r\n", 100),
    "/silent": silent,
    "/redirect-302": json({ access: HS256 }, "302 Found", [`Location: ${elsewhere}/take`]),
    "/redirect-307": json({ detail: "moved" }, "307 Temporary Redirect", [`Location: ${elsewhere}/take`]),
    "/redirect-https": json({}, "301 Moved", [`Location: https://${elsewhere.slice(7)}/take`]),
    "/gzip-bomb": raw(
      `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n`,
      Uint8Array.fromBase64("H4sIAAAAAAACA+3BAQ0AAADCoPdPbQ43oAAAAAAAAAAAAAAAAAAAAAAA"),
      new Uint8Array(3 * MEGABYTE),
    ),
    "/huge-header": raw("HTTP/1.1 200 OK\r\nX-A: ", "a".repeat(MEGABYTE), "\r\nContent-Length: 2\r\n\r\n{}"),
    "/many-headers": raw("HTTP/1.1 200 OK\r\n", "X-A: b\r\n".repeat(50_000), "Content-Length: 2\r\n\r\n{}"),
    "/not-utf8": whole("400 Bad Request", new Uint8Array(5000).fill(0xff), [
      "Content-Type: application/json",
    ]),
    "/escapes": json(
      { detail: `${ESC}[2J${ESC}]0;title\u0007 CSRF Failed ${BIDI} No active account found\u0000\u0085` },
      "401 Unauthorized",
      [`X-${ESC}[31m: ${ESC}[31m`, `Set-Cookie: ${ESC}[31m=${BIDI}`],
    ),
    "/deep-lists": whole("200 OK", "[".repeat(100_000) + "]".repeat(100_000)),
    "/deep-objects": whole("422 Unprocessable", '{"detail":'.repeat(90_000) + "1" + "}".repeat(90_000)),
    "/half": raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"),
    "/half-head": raw("HTTP/1.1 200 OK\r\nContent-Le"),
    "/nothing": raw(),
    "/garbage": raw("\u0000\u0001 no HTTP\r\n\r\n"),
    "/switch": raw("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
    "/continues": dripping("", "HTTP/1.1 100 Continue\r\n\r\n", 50),
    "/status-999": json({}, "999 Strange"),
    "/no-content": raw("HTTP/1.1 204 No Content\r\n\r\n"),
    "/no-token": json({ ok: true, user: { id: 1 } }),
    "/length-lies": raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}"),
    "/odd-places": json(
      JSON.parse(
        `{"__proto__":{"constructor":[["Bearer ${HS256}"]]},"${
          "k".repeat(5000)
        }":{"\\u001b[31m":"${HS256}"}}`,
      ),
      "200 OK",
      [`Set-Cookie: ;=;=${HS256}`, `Set-Cookie: __proto__=${HS256}; Path=/`],
    ),
    "/odd-tokens": json([
      token({ alg: "HS999" }, {}),
      token({ alg: 5 }, {}),
      token({ alg: "HS256" }, 5),
      token({ alg: "HS256", crit: ["x"], b64: false }, { exp: 1e308, jti: "x".repeat(1000) }, "A"),
      token({ alg: "none" }, {}, ""),
      token({ alg: "HS256" }, { deep: "x".repeat(300_000) }),
      "a.b.c",
    ]),
    "/token-as-text": whole("200 OK", HS256, ["Content-Type: text/plain"]),
    "/tokens-without-end": json(Array.from({ length: 10_000 }, () => HS256)),
    ...Object.fromEntries(
      [
        '"detail":',
        "secret_",
        "JWT_SECRET_KEY=",
        "<td>",
        "'",
        "\\",
        "%",
        "&",
        " ",
        "\n",
        "eyJ",
        "a@b:",
        "((((",
        "Traceback ",
      ]
        .map((piece, at) => [
          `/flood-${at}`,
          whole("500 Oops", piece.repeat(Math.floor(MEGABYTE / piece.length))),
        ]),
    ),
  };
}

/** Answers that give back what the login sent, or what nobody else may see. */
export function hostileEchoes(password: string): Readonly<Record<string, Answer>> {
  const torn = [...password].join(`${ESC}[0m`);
  const hidden = [...password].join("\u200b");
  return {
    "/echo": json(
      { detail: [{ loc: ["body", "username"], msg: "field required", input: { password } }] },
      "422 X",
    ),
    "/echo-torn": json({ detail: `Wrong password ${torn} ${hidden}` }, "401 Unauthorized"),
    "/echo-text": whole("500 Oops", `ValueError: ${password}\n  at ${encodeURIComponent(password)}`),
    "/echo-base64": json({ detail: `Wrong password: ${btoa(`ada:${password}`)}` }, "401 Unauthorized"),
    "/echo-header": json({ detail: "Invalid credentials" }, "401 Unauthorized", [
      `X-Password: ${password}`,
      `WWW-Authenticate: Basic realm="${password}"`,
    ]),
    "/echo-location": json({}, "302 Found", [`Location: http://${password.toLowerCase()}.example/`]),
    "/echo-path": json({}, "301 Moved", [`Location: /login/?password=${password}`]),
    "/echo-encoding": json({}, "200 OK", [`Content-Encoding: ${password}`]),
    "/cookie-secret": json({ ok: true }, "200 OK", [
      `Set-Cookie: sessionid=${password}; HttpOnly`,
      `Set-Cookie: ${password}=${HS256}; Path=/`,
    ]),
    "/http-0.9": raw("<html><body>Log in</body></html>"),
    "/throttled": json({ detail: "Request was throttled." }, "429 Too Many Requests", ["Retry-After: 900"]),
    "/forbidden": whole("403 Forbidden", ""),
  };
}

/** Descriptions of itself that a FastAPI application never gives. */
export const HOSTILE_DESCRIPTIONS: readonly Answer[] = [
  json({ paths: { "/login": { post: { requestBody: { content: "application/json" } } } } }),
  json({ paths: { "/login": { post: { requestBody: { content: null } } } } }),
  json({ paths: { "//127.0.0.9/x": { get: { security: [] } }, "http://[": { get: { security: [] } } } }),
  json({ paths: [null, { get: null }] }),
  json(null),
  whole("200 OK", "[".repeat(100_000)),
  silent,
];
