import type { ApplicationCopy } from "./copy_application.ts";
import { request } from "./request.ts";

/** A server that runs until it is stopped. */
export interface Server extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly baseUrl: string;
  stop(): Promise<void>;
}

// Holds a pipe from us: when this process ends, by whatever cause, the server's group ends with it.
const WATCHED = `
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
( cat <&3 >/dev/null; kill -KILL 0 ) &
exec 3<&-
wait $server
`;

const READY_SECONDS = 30;

/**
 * Starts the application's server on a free loopback port and waits for its first HTTP answer.
 *
 * @throws {Error} when it ends before that, or does not answer in time
 */
export async function serveApplication(application: ApplicationCopy): Promise<Server> {
  const port = freePort();
  const words = [
    application.interpreter,
    ...application.serve.map((word) => word.replace("{port}", () => `${port}`)),
  ];
  const child = new Deno.Command("sh", {
    args: ["-c", WATCHED, "sh", ...words],
    cwd: application.folder,
    env: { ...application.environment, PORT: `${port}` },
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  let ended = false;
  const status = child.status.then(() => (ended = true));
  const stop = async () => {
    await child.stdin.close().catch(() => {}); // the group has ended by itself
    await status;
  };

  const baseUrl = `http://127.0.0.1:${port}`;
  const deadline = performance.now() + READY_SECONDS * 1000;
  while (!ended && performance.now() < deadline) {
    try {
      await request("GET", `${baseUrl}/`);
      return { baseUrl, stop, [Symbol.asyncDispose]: stop };
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  await stop();
  throw new Error(`Cannot serve "${application.name}": no answer at port ${port}`);
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
