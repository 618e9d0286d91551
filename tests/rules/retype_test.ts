import { assertEquals } from "@std/assert";
import { retype, SERVED_HERE } from "../../src/rules/retype.ts";

const CASES: readonly (readonly [string, Readonly<Record<string, string | null>>, string])[] = [
  ["~/shop", { "--protected-url": "/me/" }, "~/shop --protected-url /me/"],
  ["~/shop --protected-url /", { "--protected-url": "/me/" }, "~/shop --protected-url /me/"],
  [
    "shop --protected-url 'POST /posts' --env-file a",
    { "--protected-url": "/PATH" },
    "shop --env-file a --protected-url /PATH",
  ],
  ["shop", { "--serve": "COMMAND with {port}" }, "shop --serve 'COMMAND with {port}'"],
  ["shop --serve 'it'\\''s {port}' --timeout 5", { "--serve": null }, "shop --timeout 5"],
  [
    "shop --base-url https://a.example --insecure-http --instance https://b.example --protected-url 'POST /p'",
    SERVED_HERE,
    "shop --protected-url 'POST /p'",
  ],
  ["shop --insecure-http", SERVED_HERE, "shop"],
  ["'my shop' --jwt-key K", SERVED_HERE, "'my shop' --jwt-key K"],
];

for (const [typed, flags, expected] of CASES) {
  Deno.test({
    name: `retype() makes of "${typed}" with ${JSON.stringify(flags)} what can be typed`,
    permissions: "none",
    fn() {
      assertEquals(retype(typed, flags), expected);
    },
  });
}
