import { assertEquals } from "@std/assert";
import { diagnose } from "../../src/diagnosis/mod.ts";
import { parseExchanges } from "../../src/diagnosis/parse_exchanges.ts";
import { secretsOf } from "../../src/diagnosis/secrets_of.ts";
import { exchange } from "./read_fixture.ts";

const FOLDER = new URL("../fixtures/startup_outputs/", import.meta.url);
const NAMES = { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" };
const WRONG = '{"detail":"No active account found with the given credentials"}';
const ANSWER = `HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\n\r\n${WRONG}`;

function causes(text: string): readonly string[] {
  return parseExchanges(text).flatMap(({ seen }) =>
    diagnose(seen, NAMES).map(({ symptom }) => symptom.cause)
  );
}

Deno.test({
  name: "parseExchanges() reads a recorded exchange as it is",
  permissions: { read: [FOLDER] },
  fn() {
    for (const { name } of Deno.readDirSync(FOLDER)) {
      if (!name.endsWith(".http")) continue;
      const text = Deno.readTextFileSync(new URL(name, FOLDER));
      assertEquals(parseExchanges(text).map(({ seen }) => seen), [exchange(text)] as never, name);
      const crlf = parseExchanges(text.replaceAll("\n", "\r\n"));
      assertEquals(
        crlf.map(({ seen }) => seen.status),
        [exchange(text)].map((seen) => seen.kind === "http" ? seen.status : 0),
      );
    }
  },
});

test("parseExchanges() reads what curl -i prints, without the request", () => {
  const [only] = parseExchanges(ANSWER);
  assertEquals([only?.seen.status, only?.seen.body, only?.statusLine, only?.bodyLine], [401, WRONG, 1, 4]);
  assertEquals(causes(ANSWER)[0], "wrong-credentials");
});

test("parseExchanges() reads what curl -v prints, without its chatter", () => {
  const text = [
    "*   Trying 127.0.0.1:8000...",
    "* Connected to 127.0.0.1 (127.0.0.1) port 8000 (#0)",
    "> GET /api/me/ HTTP/1.1",
    "> Host: 127.0.0.1:8000",
    "> Authorization: Token abc",
    "> ",
    "* Mark bundle as not supporting multiuse",
    "< HTTP/1.1 401 Unauthorized",
    "< Content-Type: application/json",
    "< ",
    "{ [58 bytes data]",
    '{"detail":"Authentication credentials were not provided."}* Connection #0 to host 127.0.0.1 left intact',
  ].join("\r\n");
  const [only, ...more] = parseExchanges(text);
  assertEquals(more, []);
  assertEquals(only?.seen.request, {
    method: "GET",
    url: "/api/me/",
    headers: [["Host", "127.0.0.1:8000"], ["Authorization", "Token abc"]],
    body: "",
  });
  assertEquals(only?.seen.body, '{"detail":"Authentication credentials were not provided."}');
  assertEquals([only?.statusLine, only?.bodyLine], [8, 11]);
  assertEquals(causes(text), ["authorization-header-malformed"]);
});

test("parseExchanges() takes one answer where curl -iv prints its head twice", () => {
  const text =
    `> POST /login HTTP/1.1\n> \n< HTTP/1.1 401 Unauthorized\n< Date: x\n< \nHTTP/1.1 401 Unauthorized\nDate: x\n\n${WRONG}\n`;
  assertEquals(
    parseExchanges(text).map(({ seen }) => [seen.status, seen.request.method, seen.headers.length]),
    [
      [401, "POST", 1],
    ],
  );
});

test("parseExchanges() leaves out what only announces an answer, and keeps a redirect before it", () => {
  const text =
    `HTTP/1.1 200 Connection established\n\nHTTP/1.1 100 Continue\n\nHTTP/1.1 301 Moved Permanently\nLocation: /api/token/\n\nHTTP/2 405 \nallow: POST\n\n{}`;
  assertEquals(parseExchanges(text).map(({ seen }) => seen.status), [301, 405]);
});

test("parseExchanges() knows the request of the curl command before the answer", () => {
  const text = [
    "$ curl -i -X POST http://127.0.0.1:8000/login \\",
    "    -H 'Content-Type: application/json' -b \"access=eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.x\" \\",
    '    -d \'{"username": "ada", "password": "correct horse"}\'',
    ANSWER,
  ].join("\n");
  const [only] = parseExchanges(text);
  assertEquals(only?.seen.request, {
    method: "POST",
    url: "http://127.0.0.1:8000/login",
    headers: [["Content-Type", "application/json"], ["Cookie", "access=eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.x"]],
    body: '{"username": "ada", "password": "correct horse"}',
  });
  assertEquals(secretsOf(only!.seen), ["eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.x", "correct horse"]);
  const short = parseExchanges(`curl -sid username=ada -dpassword=x --url=http://h/login\n${ANSWER}`)[0]?.seen
    .request;
  assertEquals([short?.method, short?.url, short?.body], ["POST", "http://h/login", "password=x"]);
});

test("an answer without its request does not say what was not sent", () => {
  for (const body of ["", '{"error":"nope"}', '{"detail":"Invalid token"}']) {
    const found = causes(`HTTP/1.1 401 Unauthorized\n\n${body}`);
    assertEquals(found, body.includes("token") ? ["token-signed-with-other-key-or-expired"] : [], body);
  }
  assertEquals(causes('HTTP/1.1 401 X\n\n{"detail":"Not authenticated"}'), ["no-credentials-sent"]);
});

test("secretsOf() knows the password of a form in parts, of JSON without quotes, and of an address", () => {
  const part = '--b\nContent-Disposition: form-data; name="password"\n\ncorrect horse\n--b--';
  for (
    const [url, body, secret] of [
      ["/login", part, "correct horse"],
      ["/login", "{username:ada,password:battery}", "battery"],
      ["/login?password=battery&x=1", "", "battery"],
    ] as const
  ) {
    const [only] = parseExchanges(`POST ${url} HTTP/1.1\nHost: h\n\n${body}\n===== response\n${ANSWER}`);
    assertEquals(secretsOf(only!.seen), [secret]);
  }
});

test("secretsOf() knows the password in Basic credentials", () => {
  const header = `Authorization: Basic ${btoa("ada:correct:horse")}`;
  const [only] = parseExchanges(`GET / HTTP/1.1\n${header}\n\n===== response\n${ANSWER}`);
  assertEquals(secretsOf(only!.seen), [btoa("ada:correct:horse"), "correct:horse"]);
});

test("parseExchanges() finds none in another text", () => {
  for (const text of ["", "Traceback", WRONG, "curl: (7) Failed to connect", '"GET / HTTP/1.1" 200 5']) {
    assertEquals(parseExchanges(text), [], text);
  }
});

function test(name: string, fn: () => void): void {
  Deno.test({ name, permissions: "none", fn });
}
