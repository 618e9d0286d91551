import { assertEquals } from "@std/assert";

import { denoCache } from "../../src/demo/mod.ts";

Deno.test({
  name: "denoCache() follows DENO_DIR, then the platform's folder for caches",
  permissions: "none",
  fn() {
    const cases = [
      [{ DENO_DIR: "/d", HOME: "/h" }, "linux", "/d"],
      [{ HOME: "/h" }, "linux", "/h/.cache/deno"],
      [{ HOME: "/h", XDG_CACHE_HOME: "/c" }, "linux", "/c/deno"],
      [{ HOME: "/h", XDG_CACHE_HOME: "/c" }, "darwin", "/h/Library/Caches/deno"],
      [{}, "linux", null],
    ] as const;
    for (const [variables, platform, folder] of cases) {
      const named = new Map<string, string>(Object.entries(variables));
      assertEquals(denoCache((name) => named.get(name), platform), folder);
    }
  },
});
