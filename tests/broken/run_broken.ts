import { join } from "@std/path";
import { type ApplicationCopy, copyApplication } from "../applications/mod.ts";
import type { NodePackages } from "../backends/node_packages.ts";
import type { Venv } from "../backends/venvs.ts";
import type { Break, Way } from "./break.ts";

/** What a broken application printed. */
export interface Printed {
  /** Both streams, in the order in which they came. */
  readonly text: string;
  /** Null where it went on running and was ended. */
  readonly exitCode: number | null;
}

/** A running application. */
export interface Running {
  /** `http://127.0.0.1:PORT` */
  readonly baseUrl: string;
  readonly printed: () => string;
}

// Holds a pipe from us: when this process ends, by whatever cause, the group ends with it.
const WATCHED = `
exec 3<&0 </dev/null
"$@" 3<&- &
server=$!
( cat <&3 >/dev/null; kill -KILL 0 ) &
exec 3<&-
wait $server
`;

/** A server that is still there after this is taken for one that runs. */
const SECONDS = 20;

/** A copy of the application, broken as said. */
export async function copyBroken(broken: Break, venv: Venv | NodePackages): Promise<ApplicationCopy> {
  const copy = await copyApplication(broken.application, {
    venv,
    keys: broken.keys ?? "good",
    ...(broken.env === undefined ? {} : { edit: broken.env }),
  });
  for (const [name, change] of Object.entries(broken.files ?? {})) {
    const path = join(copy.folder, name);
    const changed = change(readText(path));
    Deno.writeFileSync(path, typeof changed === "string" ? new TextEncoder().encode(changed) : changed);
  }
  return copy;
}

/** Runs it until it ends by itself, or until it answers. */
export async function printOf(copy: ApplicationCopy, broken: Break, way: Way): Promise<Printed> {
  return await run(copy, broken, way, () => Promise.resolve());
}

/** Runs it, and hands it over when it answers. */
export async function run(
  copy: ApplicationCopy,
  broken: Break,
  way: Way,
  ask: (running: Running) => Promise<void>,
): Promise<Printed> {
  using holder = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const port = holder.addr.port;
  if (broken.portTaken !== true) holder.close();
  const log = join(copy.folder, "..", "printed.log");
  const child = new Deno.Command("sh", {
    args: ["-c", `exec >"$0" 2>&1\n${WATCHED}`, log, ...wordsOf(copy, way, port)],
    cwd: copy.folder,
    env: { ...copy.environment, PYTHONUNBUFFERED: "1", PORT: `${port}`, ...broken.variables },
    clearEnv: true,
    stdin: "piped",
    stdout: "null",
    stderr: "null",
    detached: true,
  }).spawn();
  const ended = child.status.then(({ code, signal }) => signal === null ? code : null);
  const printed = () => readText(log).replaceAll(copy.folder, "/srv/app");
  try {
    const code = await Promise.race([ended, answers(port, broken.portTaken === true ? "check" : way)]);
    if (code !== "answers") return { text: printed(), exitCode: code };
    await ask({ baseUrl: `http://127.0.0.1:${port}`, printed });
    return { text: printed(), exitCode: null };
  } finally {
    await child.stdin.close().catch(() => {}); // the group has ended by itself
    await ended;
  }
}

function wordsOf(copy: ApplicationCopy, way: Way, port: number): readonly string[] {
  const words = typeof way === "object"
    ? way.words
    : way === "gunicorn"
    ? [...gunicornOf(copy), "--bind", `127.0.0.1:${port}`, "--workers", "1"]
    : way === "serve"
    ? copy.serve
    : copy.check ?? [];
  return [copy.interpreter, ...words.map((word) => word.replaceAll("{port}", () => `${port}`))];
}

/** gunicorn for the application that the project's own files name. */
function gunicornOf(copy: ApplicationCopy): readonly string[] {
  if (copy.kind === "flask") {
    return ["-m", "gunicorn", copy.name === "flask_jwt" ? "clinic:create_app()" : "app:app"];
  }
  const asked = /ROOT_URLCONF = "(\w+)\.urls"/;
  for (const { name, isDirectory } of Deno.readDirSync(copy.folder)) {
    if (isDirectory && asked.exec(readText(join(copy.folder, name, "settings.py"))) !== null) {
      return ["-m", "gunicorn", `${name}.wsgi`];
    }
  }
  throw new RangeError(`Cannot serve "${copy.name}" by gunicorn: no settings were found`);
}

/** Waits for the first HTTP answer; a check never gives one. */
async function answers(port: number, way: Way): Promise<"answers"> {
  const deadline = performance.now() + SECONDS * 1000;
  while (performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 40));
    if (way === "check") continue;
    try {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      await connection.write(new TextEncoder().encode("GET /none HTTP/1.0\r\nHost: localhost\r\n\r\n"));
      if ((await connection.read(new Uint8Array(16))) !== null) return "answers";
    } catch {
      continue; // nothing listens yet
    }
  }
  return "answers";
}

function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
