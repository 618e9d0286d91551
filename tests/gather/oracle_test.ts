import { assertEquals } from "@std/assert";
import { remembering } from "../../src/gather/backend_http.ts";
import { protectedOracles } from "../../src/gather/oracle.ts";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

const DOCUMENT = {
  security: [{ bearer: [] }],
  paths: {
    "/orders": { get: {} },
    "/open": { get: { security: [] } },
    "/users/me": { get: { security: [{ bearer: [] }] } },
    "/auth/logout": { get: {} },
    "/orders/{id}": { get: {} },
    "/imports": { post: {} },
  },
};

Deno.test("protectedOracles() takes from OpenAPI what a GET may be tried on, the likeliest first", async () => {
  assertEquals((await urls({ document: DOCUMENT })).slice(0, 3), ["/users/me", "/orders", "/api/me"]);
});

Deno.test("protectedOracles() names the usual paths where nothing else is known, each by GET", async () => {
  const found = await urls({});
  assertEquals([found[0], found.includes("/protected")], ["/api/me", true]);
});

Deno.test("protectedOracles() tries nothing beside the URL that was given", async () => {
  assertEquals(await urls({ document: DOCUMENT, given: "PUT /things/1" }), ["PUT /things/1"]);
});

async function urls(
  { document, given }: { readonly document?: unknown; readonly given?: string },
): Promise<readonly string[]> {
  const host = memoryHost({ files: { "/p/.env": "" } });
  const project = resolveProjectFiles(host, { root: "/p", shown: "p", typed: "p", grant: () => "" }, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 1,
    ...(given === undefined ? {} : { protectedUrl: given }),
  });
  const conversation = remembering("http://127.0.0.1:9", ({ url }) =>
    Promise.resolve({
      status: document !== undefined && url === "/api/v1/openapi.json" ? 200 : 404,
      headers: [],
      body: new TextEncoder().encode(JSON.stringify(document ?? null)),
      truncated: false,
      seconds: 0,
    }));
  const found: string[] = [];
  for await (
    const { ask } of protectedOracles(project, conversation, {
      by: { kind: "bearer" },
      redact: (text) => text,
    })
  ) {
    const { method, url } = ask("t");
    found.push(method === "GET" ? url : `${method} ${url}`);
  }
  return found;
}
