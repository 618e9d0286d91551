import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";

import { HttpError, type HttpFailure, type HttpRequest } from "../../src/io/host.ts";
import { denoHttp } from "../../src/io/http.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const MIB = 1024 * 1024;

/** A server of raw bytes: what it was sent, and a fixed answer. */
interface RawServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  readonly requests: string[];
}

function rawServer(answer: string, after: "close" | "hold" = "close"): RawServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const requests: string[] = [];
  const open = new Set<Deno.Conn>();
  async function serve(connection: Deno.Conn): Promise<void> {
    open.add(connection);
    const buffer = new Uint8Array(65_536);
    try {
      let request = "";
      // The first byte of TLS ends the waiting too.
      while (!request.includes("\r\n\r\n") && !request.startsWith("\x16")) {
        const count = await connection.read(buffer);
        if (count === null) break;
        request += text(buffer.subarray(0, count));
      }
      requests.push(request);
      for (let rest = bytes(answer); rest.length > 0;) rest = rest.subarray(await connection.write(rest));
      if (after === "hold") { while (await connection.read(buffer) !== null); }
    } catch {
      // The client hung up: what some of the tests are about.
    } finally {
      open.delete(connection);
      connection.close();
    }
  }
  const serving: Promise<void>[] = [];
  const accepting = (async () => {
    for await (const connection of listener) serving.push(serve(connection));
  })();
  return {
    port: listener.addr.port,
    url: `http://127.0.0.1:${listener.addr.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      listener.close();
      await accepting;
      await Promise.all(serving);
    },
  };
}

function get(url: string, more: Partial<HttpRequest> = {}) {
  return denoHttp.request({ method: "GET", url, timeoutSeconds: 5, ...more });
}

async function assertFails(url: string, failure: HttpFailure, more: Partial<HttpRequest> = {}) {
  const error = await assertRejects(() => get(url, more), HttpError);
  assertEquals(error.failure, failure, `${url}: ${error.message}`);
  return error;
}

Deno.test("request() sends method, path, headers and body, and asks for no compression", async () => {
  await using server = rawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  const answer = await get(`${server.url}/api/token/?a=b`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Host": "shop.example", "Cookie": "a=b" },
    body: bytes(`{"ü":1}`),
  });
  assertEquals([answer.status, text(answer.body), answer.truncated], [200, "hi", false]);
  const [request = ""] = server.requests;
  assert(request.startsWith("POST /api/token/?a=b HTTP/1.1\r\n"));
  for (
    const line of ["Host: shop.example", "Cookie: a=b", "accept-encoding: identity", "content-length: 8"]
  ) {
    assertStringIncludes(request, `\r\n${line}\r\n`);
  }
  assert(request.endsWith(`\r\n\r\n{"ü":1}`));
});

Deno.test("request() gives headers in their order, with lower-case names, each cookie alone", async () => {
  await using server = rawServer(
    "HTTP/1.1 401 X\r\nSet-Cookie: a=1; Path=/\r\nWWW-Authenticate: Bearer\r\nSet-Cookie: b=2\r\n\r\n",
  );
  assertEquals((await get(server.url)).headers, [
    ["set-cookie", "a=1; Path=/"],
    ["www-authenticate", "Bearer"],
    ["set-cookie", "b=2"],
  ]);
});

Deno.test("request() takes out of headers what a terminal would obey", async () => {
  await using server = rawServer("HTTP/1.1 200 OK\r\nX-One: a\tb\u009b31mc\r\nX-Two: \u202edne\r\n\r\n");
  for (const [, value] of (await get(server.url)).headers) {
    assert(!/[\p{Cc}\u202a-\u202e]/u.test(value), JSON.stringify(value));
  }
});

Deno.test("request() refuses a header with an escape sequence", async () => {
  await using server = rawServer("HTTP/1.1 200 OK\r\nX-One: \x1b[31mred\r\n\r\n");
  const error = await assertFails(server.url, "broken");
  assert(!error.message.includes("\x1b"));
});

Deno.test("request() follows no redirect", async () => {
  await using target = rawServer("HTTP/1.1 200 OK\r\n\r\n");
  await using server = rawServer(`HTTP/1.1 307 X\r\nLocation: ${target.url}/\r\nContent-Length: 0\r\n\r\n`);
  assertEquals((await get(server.url, { method: "POST", body: bytes("secret") })).status, 307);
  assertEquals(target.requests, []);
});

Deno.test("request() gives a compressed body as it came", async () => {
  await using server = rawServer(
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
  );
  assertEquals(text((await get(server.url)).body), "abcd");
});

Deno.test("request() cuts a body at 1 MiB and hangs up", async () => {
  const head = "HTTP/1.1 200 OK\r\n\r\n";
  await using exact = rawServer(head + "x".repeat(MIB));
  await using longer = rawServer(head + "x".repeat(MIB + 1), "hold");
  const whole = await get(exact.url);
  assertEquals([whole.body.length, whole.truncated], [MIB, false]);
  const cut = await get(longer.url);
  assertEquals([cut.body.length, cut.truncated], [MIB, true]);
});

Deno.test("request() calls an answer broken that is none, or not whole", async () => {
  const answers = [
    "SSH-2.0-OpenSSH\r\n",
    "",
    "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhi",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhi",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nhi",
    `HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}\r\n\r\n`,
    "HTTP/1.1 101 X\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
  ];
  for (const answer of answers) {
    await using server = rawServer(answer);
    await assertFails(server.url, "broken");
  }
});

Deno.test("request() ends at its time limit, in the headers and in the body", async () => {
  for (const answer of ["", "HTTP/1.1 200 OK\r\nX:", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhi"]) {
    await using server = rawServer(answer, "hold");
    await assertFails(server.url, "timed-out", { timeoutSeconds: 0.1 });
  }
});

Deno.test("request() has a limit for the answer to begin, which a slow body does not touch", async () => {
  await using mute = rawServer("HTTP/1.1 200 OK\r\nX:", "hold");
  await using slow = rawServer("HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhi", "hold");
  const limits = { connectSeconds: 0.1, answerSeconds: 0.2, timeoutSeconds: 0.4 };
  const late = await assertFails(mute.url, "timed-out", limits);
  assertEquals(late.message, `No answer began at ${mute.url} within 0.2 s`);
  const unfinished = await assertFails(slow.url, "timed-out", limits);
  assertEquals(unfinished.message, `No whole answer came from ${slow.url} within 0.4 s`);
});

Deno.test("request() has a limit for the connection, TLS included", async () => {
  // It takes connections and never says a word of TLS.
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const url = `https://127.0.0.1:${listener.addr.port}`;
  const error = await assertFails(url, "timed-out", { connectSeconds: 0.1, timeoutSeconds: 5 });
  assertEquals(error.message, `No connection came about to ${url} within 0.1 s`);
});

Deno.test("request() sends nothing to a server whose certificate nobody vouches for", async () => {
  const pem = await Deno.readTextFile(new URL("../fixtures/tls/self_signed.pem", import.meta.url));
  using listener = Deno.listenTls({ hostname: "127.0.0.1", port: 0, cert: pem, key: pem });
  const taken = (async () => {
    const connection = await listener.accept();
    try {
      return await connection.read(new Uint8Array(100));
    } catch {
      return null;
    } finally {
      connection.close();
    }
  })();
  await assertFails(`https://127.0.0.1:${listener.addr.port}/login`, "tls", {
    method: "POST",
    body: bytes("password"),
  });
  assertEquals(await taken, null);
});

Deno.test("request() says that nothing answers at a closed port, and nothing of the path", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const error = await assertFails(`http://127.0.0.1:${port}/login?token=canary`, "refused");
  assertEquals(error.message, `Nothing answers at http://127.0.0.1:${port}`);
});

Deno.test("request() says that TLS failed where the port speaks none", async () => {
  await using server = rawServer("HTTP/1.1 400 Bad Request\r\n\r\n");
  await assertFails(server.url.replace("http:", "https:"), "tls");
});

Deno.test({
  name: "request() says which permission is missing",
  permissions: { net: ["127.0.0.1"] },
  async fn() {
    for (const url of ["http://10.0.0.1:81/?q=canary", "http://shop.example:81/"]) {
      const error = await assertFails(url, "not-allowed");
      const { origin, host } = new URL(url);
      assertEquals(error.message, `Deno may not connect to ${origin} without --allow-net=${host}`);
    }
    const error = await assertFails("https://shop.example/", "not-allowed");
    assert(
      error.message.endsWith("--allow-net=shop.example and --allow-sys and --allow-env=NODE_USE_SYSTEM_CA"),
    );
  },
});

Deno.test("request() refuses a URL that is not of HTTP", async () => {
  await assertRejects(() => get("ftp://127.0.0.1/"), TypeError);
});

Deno.test("request() tells the reason, what stands behind the body, and how far a broken answer came", async () => {
  await using chunked = rawServer(
    "HTTP/1.1 401 Not You\r\nTransfer-Encoding: chunked\r\nTrailer: x-more\r\n\r\n2\r\nhi\r\n0\r\nX-More: so\r\n\r\n",
  );
  const answer = await get(chunked.url);
  assertEquals([answer.reason, answer.trailers, text(answer.body)], ["Not You", [["x-more", "so"]], "hi"]);

  await using half = rawServer("HTTP/1.1 200 OK\r\nContent-Length: 99\r\nX-A: b\r\n\r\nhalf");
  const error = await assertRejects(() => get(half.url), HttpError);
  assertEquals([error.failure, error.began?.headers.at(-1), text(error.began?.body ?? bytes(""))], [
    "broken",
    ["x-a", "b"],
    "half",
  ]);
});

Deno.test("request() leaves no connection behind where a header cannot be sent", async () => {
  await using server = rawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  await assertFails(server.url, "broken", { headers: { "x-a": "a\nb" } });
});

Deno.test("request() verifies a certificate and prints no header, whatever the environment says", async () => {
  const pem = await Deno.readTextFile(new URL("../fixtures/tls/self_signed.pem", import.meta.url));
  await using tls = Deno.serve(
    { hostname: "127.0.0.1", port: 0, cert: pem, key: pem, onListen() {} },
    () => new Response(""),
  );
  await using server = rawServer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const code = `import { denoHttp } from ${
    JSON.stringify(new URL("../../src/io/http.ts", import.meta.url).href)
  };
    const headers = { authorization: "Bearer canary-token" };
    const body = new TextEncoder().encode("canary-password");
    for (const url of ["https://127.0.0.1:${tls.addr.port}/", ${JSON.stringify(server.url)}]) {
      const asked = denoHttp.request({ method: "POST", url, headers, body, timeoutSeconds: 5 });
      console.log(await asked.then(({ status }) => status, ({ failure }) => failure));
    }`;
  const child = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: { NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_DEBUG: "*" },
  }).output();
  assertEquals(text(child.stdout), "tls\n200\n");
  assert(server.requests.join().toLowerCase().includes("authorization: bearer canary-token"));
  assert(!text(child.stderr).includes("canary"), "what was sent is printed");
});

Deno.test("request() uses no proxy, whatever the environment says", async () => {
  await using proxy = rawServer("HTTP/1.1 502 Proxied\r\nContent-Length: 0\r\n\r\n");
  await using server = rawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
  const names = ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
  const code = `import { denoHttp } from ${
    JSON.stringify(new URL("../../src/io/http.ts", import.meta.url).href)
  };
    const url = ${JSON.stringify(server.url)};
    console.log((await denoHttp.request({ method: "GET", url, timeoutSeconds: 5 })).status);
    await denoHttp.request({ method: "GET", url: url.replace("http:", "https:"), timeoutSeconds: 5 }).catch(() => {});`;
  // A process of its own: the proxy variables are read once, before the first request.
  const child = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    env: {
      ...Object.fromEntries(names.map((name) => [name, proxy.url])),
      NO_PROXY: "",
      no_proxy: "",
      // By this alone node:http obeys the others, also where a request asks for no agent.
      NODE_USE_ENV_PROXY: "1",
    },
    stderr: "inherit",
  }).output();
  assertEquals(text(child.stdout), "200\n");
  assertEquals(proxy.requests, []);
});
