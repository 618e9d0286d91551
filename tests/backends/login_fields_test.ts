import { assertEquals } from "@std/assert";
import { loginFields } from "../../src/backends/login_fields.ts";

const CASES: readonly (readonly [readonly string[], string, string])[] = [
  [["email", "password"], "email", "password"],
  [["pass", "email", "rememberMe"], "email", "pass"],
  [["user", "passphrase"], "user", "passphrase"],
  [["userMail", "userPassword"], "userMail", "userPassword"],
  // A sketch of a login looks at no password: what is read is the user's name all the same.
  [["email"], "email", "password"],
  [["user", "name", "token"], "username", "password"],
  [[], "username", "password"],
];

for (const [names, username, password] of CASES) {
  Deno.test({
    name: `loginFields() takes "${username}" and "${password}" of ${JSON.stringify(names)}`,
    permissions: "none",
    fn() {
      assertEquals(loginFields(names), { usernameField: username, passwordField: password });
    },
  });
}
