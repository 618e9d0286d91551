import { assertEquals, assertRejects } from "@std/assert";
import { converse, whyNotAsked } from "../../src/gather/backend_http.ts";
import { HttpError } from "../../src/io/host.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

Deno.test({
  name: "converse() gives the connection, the beginning of an answer and its end limits of their own",
  permissions: "none",
  async fn() {
    const limits = async (seconds: number) => {
      const host = memoryHost({ answer: () => ({}) });
      await converse(host, "http://127.0.0.1:9", seconds).send({ method: "GET", url: "/" });
      const [request] = host.requests;
      return [request?.connectSeconds, request?.answerSeconds, request?.timeoutSeconds];
    };
    assertEquals(await limits(60), [10, 60, 90]);
    assertEquals(await limits(2), [2, 2, 4]);
  },
});

Deno.test({
  name: "converse() goes from a host that is not allowed to one that is sent to https",
  permissions: "none",
  async fn() {
    const host = memoryHost({
      answer({ headers }) {
        if (headers?.host !== "localhost:9") return { status: 400, body: "<h1>Bad Request (400)</h1>" };
        if (headers["x-forwarded-proto"] === "https") return { status: 200 };
        return { status: 301, headers: [["location", "https://localhost:9/"]] };
      },
    });
    const conversation = converse(host, "http://127.0.0.1:9", 5);
    assertEquals((await conversation.send({ method: "GET", url: "/" })).status, 200);
    assertEquals(host.requests.length, 3);
    const again = await conversation.send({ method: "GET", url: "/", headers: { cookie: "a=b" } });
    assertEquals([again.status, host.requests.length], [200, 4]);
    assertEquals(host.requests.at(-1)?.headers?.referer, "https://localhost:9/");
  },
});

Deno.test({
  name: "converse() says nothing of a proxy to another machine",
  permissions: "none",
  async fn() {
    const host = memoryHost({
      answer: () => ({ status: 301, headers: [["location", "https://staging.example/"]] }),
    });
    const { send } = converse(host, "http://staging.example", 5);
    assertEquals((await send({ method: "GET", url: "/" })).status, 301);
    assertEquals(host.requests.length, 1);
  },
});

Deno.test({
  name: "converse() gives up on a server that lets three limits of time pass in a row",
  permissions: "none",
  async fn() {
    const sent: string[] = [];
    const http = {
      request({ url }: { readonly url: string }) {
        const { pathname } = new URL(url);
        sent.push(pathname);
        const late = new HttpError("timed-out", "No whole answer came");
        const answer = { status: 200, headers: [], body: new Uint8Array(), truncated: false, seconds: 0 };
        return pathname === "/late" ? Promise.reject(late) : Promise.resolve(answer);
      },
    };
    const conversation = converse({ http }, "http://127.0.0.1:9", 5);
    const get = (url: string) => conversation.send({ method: "GET", url });
    for (const url of ["/late", "/late", "/", "/late", "/late"]) await get(url).catch(() => {});
    assertEquals([sent.length, whyNotAsked(conversation)], [5, null]);
    await assertRejects(() => get("/late"), HttpError, "No whole answer came");
    await assertRejects(() => get("/"), HttpError, "in a row, so nothing more was sent");
    assertEquals([sent.length, whyNotAsked(conversation)], [
      6,
      "http://127.0.0.1:9 gave no answer in time to 3 requests in a row",
    ]);
  },
});
