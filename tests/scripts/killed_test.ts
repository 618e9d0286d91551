import { assert, assertEquals } from "@std/assert";
import { join } from "@std/path";
import { type ApplicationCopy, copyApplication } from "../applications/mod.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { makePerson } from "./run_script.ts";
import { LONG } from "../is_long.ts";

const VENV = await requireVenv("django52");

for (const [signal, code] of [["SIGKILL", null], ["SIGINT", 4], ["SIGTERM", 4]] as const) {
  if (!LONG && signal === "SIGINT") continue;
  Deno.test({
    name: `upgrade leaves no process behind after ${signal} while the backend runs`,
    ignore: VENV === null,
    async fn() {
      if (VENV === null) return;
      using person = makePerson();
      using copy = await copyApplication("django_short", { venv: VENV, keys: "missing" });
      const port = freePort();
      const keysplit = person.start("upgrade", [copy.folder, "--yes", "--serve", serving(port)]);
      // Read, so that it is never held up by a full pipe.
      const output = keysplit.output();
      let ended: Deno.CommandOutput;
      try {
        await until(() => isListened(port), "the server does not answer");
        await until(() => beats(copy) > 1, "the other process does not run");
      } finally {
        keysplit.kill(signal);
        ended = await output;
      }
      await until(async () => !await isListened(port), "the server outlived Keysplit", 5);
      const last = beats(copy);
      await sleep(300);
      assertEquals(beats(copy), last, "another process of the server's group outlived Keysplit");
      if (code === null) return;
      assertEquals(ended.code, code);
      assertEquals([...Deno.readDirSync(person.temporary)], []);
      assert(Deno.readTextFileSync(join(copy.folder, ".env")).includes("\nJWT_SECRET_KEY="));
    },
  });
}

/**
 * Django's server with its reloader, and a process beside it whose heart beats into a file. It listens on
 * another port than the one it is given, so that Keysplit waits for it until it is killed.
 */
function serving(port: number): string {
  const beating = "(while :; do echo >> beat; sleep 0.05; done) &";
  return `${beating} exec .venv/bin/python manage.py runserver 127.0.0.1:${port}`;
}

function beats({ folder }: ApplicationCopy): number {
  try {
    return Deno.statSync(join(folder, "beat")).size;
  } catch {
    return 0;
  }
}

async function isListened(port: number): Promise<boolean> {
  try {
    (await Deno.connect({ hostname: "127.0.0.1", port })).close();
    return true;
  } catch {
    return false;
  }
}

async function until(
  holds: () => boolean | Promise<boolean>,
  otherwise: string,
  seconds = 30,
): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!await holds()) {
    assert(performance.now() < deadline, otherwise);
    await sleep(50);
  }
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
