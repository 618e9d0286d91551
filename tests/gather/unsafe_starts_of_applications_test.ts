import { assertEquals } from "@std/assert";
import { copyApplication } from "../applications/mod.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { tryCopy } from "./try_copy.ts";
import { LONG } from "../is_long.ts";

// More of them, and each key that they could accept: tests/long/unsafe_starts.ts.
const FLASK = await requireVenv("flask");
const NODE = await requireNode();
const REFUSES = { missing: "refuses", empty: "refuses", equal: "refuses", short: "refuses" } as const;

for (const [name, venv] of [["flask_jwt", FLASK], ["node_jose", NODE]] as const) {
  if (!LONG && name === "node_jose") continue;
  Deno.test({
    name: `unsafeStarts sees what a real application does, in a copy of its code (${name})`,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using copy = await copyApplication(name, { venv, keys: "good" });
      assertEquals((await tryCopy(copy)).outcomes, { ...REFUSES, placeholder: "starts" });
    },
  });
}
