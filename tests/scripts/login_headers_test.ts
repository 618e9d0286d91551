import { assertEquals, assertThrows } from "@std/assert";
import { loginHeaders } from "../../scripts/_credentials.ts";
import { DEFAULTS } from "../../scripts/_settings.ts";
import { KeysplitError } from "../../src/errors.ts";
import { memoryHost } from "../../src/io/memory_host.ts";

const given = (headers: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  loginHeaders({ host: memoryHost({ environment }), settings: { ...DEFAULTS, headers } });

Deno.test({
  name: "loginHeaders() takes a value as it stands or from a variable",
  permissions: "none",
  fn() {
    assertEquals(given(["X-Tenant=north", "x-key=$KEY"], { KEY: "a=b c" }), {
      "x-tenant": "north",
      "x-key": "a=b c",
    });
  },
});

Deno.test({
  name: "loginHeaders() refuses what cannot be sent, and does not repeat it",
  permissions: "none",
  fn() {
    const environment = { LINES: "hunter2\r\nx-other: 1", EURO: "hunter2€" };
    for (const header of ["x-a=$LINES", "x-a=$EURO", "x-a=hunter2€", "Content-Length=3", "x-a=$NOT_SET"]) {
      const error = assertThrows(() => given([header], environment), KeysplitError);
      assertEquals([error.code, error.message.includes("hunter2")], ["usage", false], header);
    }
  },
});
