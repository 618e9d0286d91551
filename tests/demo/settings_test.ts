import { assertEquals, assertThrows } from "@std/assert";

import { ImproperlyConfigured, readSettings } from "../../src/demo/settings.ts";

const SECRET_KEY = "s".repeat(60);
const JWT_SECRET_KEY = "j".repeat(50);

function read(variables: Readonly<Record<string, string>>) {
  return readSettings((name) => variables[name]);
}

Deno.test({
  name: "readSettings() takes two different keys of which the JWT key has 50 characters",
  permissions: "none",
  fn() {
    const keys = { SECRET_KEY, JWT_SECRET_KEY };
    assertEquals(read(keys), { secretKey: SECRET_KEY, jwtSecretKey: JWT_SECRET_KEY, user: null });
    const user = { name: "ada", password: "pw" };
    assertEquals(read({ ...keys, DEMO_USERNAME: "ada", DEMO_PASSWORD: "pw" }).user, user);
    assertEquals(read({ ...keys, DEMO_USERNAME: "ada" }).user, null);
  },
});

Deno.test({
  name: "readSettings() refuses a key that is missing, empty, the same or short, in this order",
  permissions: "none",
  fn() {
    const cases = [
      [{ SECRET_KEY }, "JWT_SECRET_KEY environment variable is required."],
      [{ SECRET_KEY, JWT_SECRET_KEY: "" }, "JWT_SECRET_KEY environment variable is required."],
      [{ SECRET_KEY, JWT_SECRET_KEY: SECRET_KEY }, "JWT_SECRET_KEY must be different from SECRET_KEY."],
      [{ SECRET_KEY: "same", JWT_SECRET_KEY: "same" }, "JWT_SECRET_KEY must be different from SECRET_KEY."],
      [
        { SECRET_KEY, JWT_SECRET_KEY: "é".repeat(49) },
        "JWT_SECRET_KEY must be at least 50 characters (got 49).",
      ],
      [{ JWT_SECRET_KEY }, "The SECRET_KEY setting must not be empty."],
    ] as const;
    for (const [variables, message] of cases) {
      assertThrows(() => read(variables), ImproperlyConfigured, message);
    }
  },
});
