import { assertEquals } from "@std/assert";
import { answerWords } from "../../src/gather/answer_words.ts";

const CASES: readonly (readonly [name: string, body: string, says: string, names: readonly string[]])[] = [
  [
    "takes the sentences of an error",
    `{"detail":[{"msg":"Value is no e-mail","type":"value_error"}]}`,
    "Value is no e-mail",
    ["detail"],
  ],
  ["takes the sentences beside a field's name", `{"email":["Enter a valid one."]}`, "Enter a valid one.", [
    "email",
  ]],
  ["takes the names where nothing is said", `{"key":"0123456789abcdef","user":null}`, "", ["key", "user"]],
  [
    "takes nothing that was sent, and no value of a secret's name",
    `{"detail":[{"msg":"Not so","input":{"password":"correct horse staple"},"ctx":{"a":"b c"}}],"token":"a b"}`,
    "Not so",
    ["detail", "token"],
  ],
  ["says the same thing once", `{"error":"Not so","message":"Not so"}`, "Not so", ["error", "message"]],
  ["takes a short plain text", "No such user\n", "No such user", []],
  ["takes no page", "<html><body>No such user</body></html>", "", []],
  ["takes no long text", `"${"so ".repeat(200)}"`, "", []],
];

for (const [name, body, says, names] of CASES) {
  Deno.test({
    name: `answerWords() ${name}`,
    permissions: "none",
    fn() {
      assertEquals(answerWords(body), { says, names });
    },
  });
}

Deno.test({
  name: "answerWords() visits so much of a deep or wide body and no more",
  permissions: "none",
  fn() {
    for (
      const body of [
        "[".repeat(20_000) + "]".repeat(20_000),
        JSON.stringify(Array.from({ length: 20_000 }, () => [1])),
        JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`n${i}`, i]))),
      ]
    ) {
      assertEquals(answerWords(body).says, "");
    }
  },
});
