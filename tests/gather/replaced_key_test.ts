import { assert, assertEquals } from "@std/assert";
import { resolveProjectFiles } from "../../src/gather/project.ts";
import { replacedKey } from "../../src/gather/replaced_key.ts";
import { memoryHost } from "../../src/io/memory_host.ts";
import { keepUndoRecord } from "../../src/io/undo_record.ts";
import { sameSecret, Secret } from "../../src/secret.ts";

const OLD = "the-key-before-0123456789abcdefghijklmnopqrstuvwxyz-ABC";
const NEW = "the-key-of-today-0123456789abcdefghijklmnopqrstuvwxyz-A";
const KEYS = {
  jwt: { kind: "jwt-key", name: "JWT_SECRET_KEY", secret: Secret.of(NEW) },
  sessions: [],
  replaced: null,
  previous: [],
} as const;
const bytes = (text: string) => new TextEncoder().encode(text);

async function afterRun(before: string, after: string) {
  const host = memoryHost({ files: { "/p/.env": after }, environment: { HOME: "/home/ada" } });
  const project = resolveProjectFiles(host, { root: "/p", shown: "p", typed: "p", grant: () => "" }, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 1,
  });
  assert(
    await keepUndoRecord(host, "/p", [{ path: "/p/.env", before: bytes(before), after: bytes(after) }]),
    "nothing was kept",
  );
  return { host, key: () => replacedKey(host, project, KEYS) };
}

Deno.test("replacedKey() finds the key that the last run replaced, until the file changes", async () => {
  const { host, key } = await afterRun(
    `DEBUG=1\nJWT_SECRET_KEY=${OLD}\n`,
    `DEBUG=1\nJWT_SECRET_KEY=${NEW}\n`,
  );
  const found = key();
  assertEquals([found?.kind, found?.name], ["previous-key", "the former JWT_SECRET_KEY"]);
  assert(found !== null && sameSecret(found.secret, Secret.of(OLD)));
  host.files.remove("/p/.env");
  assertEquals(key(), null);
});

Deno.test("replacedKey() finds none where a key was added to a file without one", async () => {
  for (const before of ["DEBUG=1\n", "DEBUG=1\nJWT_SECRET_KEY=\n"]) {
    assertEquals((await afterRun(before, `DEBUG=1\nJWT_SECRET_KEY=${NEW}\n`)).key(), null);
  }
});
