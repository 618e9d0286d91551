import { assert, assertEquals } from "@std/assert";
import { inUse } from "./in_use.ts";

/** Files that a stranger may have written: each took minutes, or all memory, at the megabyte that is read at most. */
const HOSTILE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a script that reads the file again and again": { "x.sh": ". .env\n".repeat(40_000) },
  "a script that reads many files": { "x.sh": `set -a\n${many(20_000, (at) => `. ${at}.env`)}` },
  "one container after the other": { "x.sh": "docker run --env-file .env\n".repeat(20_000) },
  "containers of many names": { "x.sh": many(10_000, (at) => `docker run --env-file .env ${at}`) },
  "one option after the other": { "a.js": `require("dotenv");\n${"path: env\n".repeat(40_000)}` },
  "options of many names": { "a.js": `require("dotenv");\n${many(40_000, (at) => `path: env${at}`)}` },
  "a comment in an option": { "a.js": `require("dotenv");\npath: a${"//".repeat(90)}(\nx\n` },
  "imports in one comment": { "a.js": `// ${'require("dotenv") '.repeat(20_000)}` },
  "a unit with a path of many folders": { "x.service": `EnvironmentFile=/${"a/".repeat(400_000)}.env\n` },
  "a unit with many files": { "x.service": many(20_000, (at) => `EnvironmentFile=/${at}.env`) },
  "a unit whose line goes on": { "x.service": `EnvironmentFile=\\\n${" \\\n".repeat(100_000)}` },
  "Compose's list of one file": {
    "compose.yml": `services:\n  web:\n    env_file:\n${"      - .env\n".repeat(20_000)}`,
  },
  "folders below folders": { "x.sh": many(200, (at) => `cd ${"a/".repeat(1900)}${at} && . ${at}.env`) },
  "a variable of variables": { "x.sh": many(20_000, (at) => `A${at}=$A${at - 1}a`) },
};

for (const [name, files] of Object.entries(HOSTILE)) {
  Deno.test({
    name: `loadersInUse() ends soon with ${name}`,
    permissions: "none",
    fn() {
      const started = performance.now();
      inUse({ ".env": "", ...files });
      assert(performance.now() - started < 5000, `it took ${performance.now() - started} ms`);
    },
  });
}

Deno.test({
  name: "loadersInUse() takes no path of more than 4096 characters or 64 parts",
  permissions: "none",
  fn() {
    const unit = (path: string) =>
      inUse({ ".env": "", "shop.service": `EnvironmentFile=/${path}.env\n` }).length;
    assertEquals(["a/".repeat(60), "a/".repeat(64), "a".repeat(4000), "a".repeat(4096)].map(unit), [
      1,
      0,
      1,
      0,
    ]);
  },
});

function many(times: number, line: (at: number) => string): string {
  return Array.from({ length: times }, (_, at) => line(at)).join("\n");
}
