import { assertEquals, assertStringIncludes } from "@std/assert";
import { KeysplitError } from "../../src/errors.ts";
import { type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import { requireServer } from "../../src/gather/require_server.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

async function refusal(
  given: Partial<ProjectOptions>,
  without: readonly string[] = [],
): Promise<KeysplitError | null> {
  const host = memoryHost({ files: { "/p/.env": "" }, without });
  const at = { root: "/p", shown: "/p", typed: "/p", grant: (flag: string) => `deno run ${flag}` };
  const project = resolveProjectFiles(host, at, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 1,
    ...given,
  });
  try {
    await requireServer(host, project);
    return null;
  } catch (error) {
    if (error instanceof KeysplitError) return error;
    throw error;
  }
}

test("requireServer() lets loopback and https pass", async () => {
  for (
    const baseUrl of [
      undefined,
      "http://127.0.0.1:8000",
      "http://localhost:1",
      "http://[::1]:1",
      "https://a.example",
    ]
  ) {
    assertEquals(await refusal(baseUrl === undefined ? {} : { baseUrl }), null, baseUrl);
  }
});

test("requireServer() refuses a server with a path or a query, and shows neither", async () => {
  for (const more of ["/sub", "/sub/", "/?api_key=k3y", "#k3y"]) {
    for (
      const options of [{ baseUrl: `http://127.0.0.1:1${more}` }, {
        baseUrl: "http://127.0.0.1:2",
        instance: `http://127.0.0.1:1${more}`,
      }]
    ) {
      const refused = await refusal(options);
      assertEquals([refused?.code, refused?.message], [
        "usage",
        "--base-url and --instance name a server, such as http://127.0.0.1:1",
      ]);
    }
  }
  assertEquals(await refusal({ baseUrl: "http://127.0.0.1:1/" }), null);
});

test("requireServer() refuses plain HTTP to another host, and says what would be seen", async () => {
  const baseUrl = "http://staging.example:8000";
  const refused = await refusal({ baseUrl });
  assertEquals(refused?.code, "usage");
  for (const word of ["staging.example:8000", "in the clear", "password", "token", "proof"]) {
    assertStringIncludes(refused?.message ?? "", word);
  }
  assertStringIncludes(refused?.next.join("\n") ?? "", "--insecure-http");
  assertEquals(await refusal({ baseUrl, insecureHttp: true }), null);
});

test("requireServer() wants a grant for another host, also where plain HTTP is allowed", async () => {
  const refused = await refusal({ baseUrl: "http://staging.example", insecureHttp: true }, [
    "net staging.example",
  ]);
  assertEquals([refused?.code, refused?.next], ["permission", ["deno run --allow-net=staging.example"]]);
});

test("requireServer() takes another host from a flag, not from the project's own settings", async () => {
  const baseUrl = "https://staging.example";
  assertEquals(await refusal({ baseUrl, baseUrlFrom: "flags" }), null);
  assertEquals((await refusal({ baseUrl, baseUrlFrom: "configuration" }))?.code, "configuration");
  assertEquals(await refusal({ baseUrl: "http://127.0.0.1:8000", baseUrlFrom: "configuration" }), null);
});

test("requireServer() refuses one server under two names as two instances", async () => {
  const message = async (baseUrl: string, instance: string) =>
    (await refusal({ baseUrl, instance }))?.message;
  for (const instance of ["http://localhost:1", "http://127.0.0.1:1/", "http://[::1]:1", "http://127.1:1"]) {
    assertEquals(
      await message("http://127.0.0.1:1", instance),
      "--instance and --base-url name the same server",
    );
  }
  assertEquals(await message("http://127.0.0.1:1", "http://localhost:2"), undefined);
  assertEquals(await message("https://a.example", "https://b.example"), undefined);
});

test("requireServer() refuses a URL of a second server", async () => {
  for (const name of ["loginUrl", "verifyUrl", "protectedUrl"] as const) {
    const refused = await refusal({ baseUrl: "https://a.example", [name]: "https://b.example/x" });
    assertEquals(refused?.code, "usage", name);
  }
});

function test(name: string, fn: () => Promise<void>): void {
  Deno.test({ name, permissions: "none", fn });
}
