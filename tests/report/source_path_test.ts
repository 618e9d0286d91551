import { assertEquals } from "@std/assert";
import { sourcePath } from "../../src/report/source_path.ts";

const CASES: readonly (readonly [project: string, path: string, expected: string | null])[] = [
  [".", ".env", ".env"],
  ["services/shop", ".env", "services/shop/.env"],
  ["./services/shop/", "k8s/secret.yaml", "services/shop/k8s/secret.yaml"],
  ["services/shop", "../compose.yaml", "services/compose.yaml"],
  ["services/shop", "../../../compose.yaml", null],
  [".", "../compose.yaml", null],
  ["services/shop", "/etc/shop.env", null],
  ["services/shop", "~/shop.env", null],
  ["C:\\shop", "D:\\shop.env", null],
  // A project outside of the folder is its own root.
  ["~/src/shop", ".env", ".env"],
  ["/srv/shop", "deploy/.env", "deploy/.env"],
  ["../shop", ".env", ".env"],
  ["~/src/shop", "../compose.yaml", null],
  ["shop", "", "shop"],
  [".", ".", null],
  ["sh\u0000op", "\u202e.env", "shop/.env"],
];

Deno.test({
  name: "sourcePath() names a file from the root of the checkout, or says that it lies outside",
  permissions: "none",
  fn() {
    for (const [project, path, expected] of CASES) {
      assertEquals(sourcePath(project, path), expected, `${project} ${path}`);
    }
  },
});
