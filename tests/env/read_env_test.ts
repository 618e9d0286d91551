import { assertEquals, assertThrows } from "@std/assert";
import { DIALECTS, readEnv } from "../../mod.ts";

const FILE = new TextEncoder().encode("JWT_SECRET_KEY=abc  # a note\n");

Deno.test({
  name: "readEnv() reads as the dialect that is named",
  permissions: "none",
  fn() {
    const value = (dialect: string) => {
      const reading = readEnv(FILE, "JWT_SECRET_KEY", { dialect });
      return reading.outcome === "value" ? reading.value : reading.outcome;
    };
    assertEquals(value("python-decouple"), "abc  # a note");
    assertEquals(value("npm-dotenv"), "abc");
  },
});

Deno.test({
  name: "readEnv() fills references from the environment that is given",
  permissions: "none",
  fn() {
    const file = new TextEncoder().encode("K=${HOST}\n");
    const reading = readEnv(file, "K", { dialect: "python-dotenv", environment: { HOST: "db" } });
    assertEquals(reading.outcome === "value" && reading.value, "db");
  },
});

Deno.test({
  name: "readEnv() throws where there is no such dialect",
  permissions: "none",
  fn() {
    assertThrows(() => readEnv(FILE, "K", { dialect: "cobol" }), RangeError, "no such dialect");
  },
});

Deno.test({
  name: "DIALECTS have ids of their own and name their loaders",
  permissions: "none",
  fn() {
    assertEquals(new Set(DIALECTS.map(({ id }) => id)).size, DIALECTS.length);
    for (const { id, title } of DIALECTS) {
      assertEquals([/^[a-z0-9.-]+$/.test(id), title !== ""], [true, true], id);
    }
  },
});
