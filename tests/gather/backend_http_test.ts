import { assertEquals } from "@std/assert";
import { converse } from "../../src/gather/backend_http.ts";
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
