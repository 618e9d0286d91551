import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type ApplicationName, copyApplication } from "../applications/mod.ts";
import { requireNode } from "../backends/require_node.ts";
import { requireVenv } from "../backends/require_venv.ts";
import { makePerson } from "../scripts/run_script.ts";
import { type ProjectOptions, resolveProjectFiles } from "../../src/gather/project.ts";
import { redactorFor } from "../../src/gather/redactor.ts";
import { gatherKeys } from "../../src/gather/env_files.ts";
import { serve } from "../../src/gather/serve.ts";
import { denoHost } from "../../src/io/deno_host.ts";

const HOST = denoHost();
const HAS_PROC = Deno.build.os === "linux";
const django = await requireVenv("django52");
const fastapi = await requireVenv("fastapi");
const flask = await requireVenv("flask");
const node = await requireNode();

/** Servers with all their children: reloaders, workers, what npm starts. So many processes with the word are there at least. */
const KINDS = [
  {
    kind: "runserver",
    word: "runserver",
    application: "django_short",
    venv: django,
    least: 2,
    serve: "python manage.py runserver 127.0.0.1:{port}",
  },
  {
    kind: "gunicorn",
    word: "gunicorn",
    application: "flask_falls_back",
    venv: flask,
    least: 3,
    serve: "python -m gunicorn --workers 2 --bind 127.0.0.1:{port} app:app",
  },
  {
    kind: "uvicorn",
    word: "uvicorn",
    application: "fastapi_settings",
    venv: fastapi,
    least: 1,
    serve: "python -m uvicorn app.main:app --host 127.0.0.1 --port {port}",
  },
  {
    kind: "flask run",
    word: "flask",
    application: "flask_jwt",
    venv: flask,
    least: 2,
    serve: "python -m flask --app clinic run --debug --port {port}",
  },
  {
    kind: "node",
    word: "server",
    application: "node_jose",
    venv: node,
    least: 1,
    serve: "npm run --silent start",
  },
  {
    kind: "deno",
    word: "eval",
    application: "node_jose",
    venv: node,
    least: 1,
    serve:
      `'${Deno.execPath()}' eval 'console.log(await Deno.readTextFile(".env")); Deno.serve({ hostname: "127.0.0.1", port: {port} }, () => new Response("x"))'`,
  },
] as const;

for (const { kind, word, application, venv, least, serve: command } of KINDS) {
  Deno.test({
    name: `serve() is ready when ${kind} answers, and stop() ends all of it`,
    ignore: venv === null,
    async fn() {
      if (venv === null) return;
      using copy = await copyApplication(application as ApplicationName, { venv, keys: "good" });
      const project = projectIn(copy.folder, { serve: command });
      const { keys } = await gatherKeys(HOST, project);
      const served = await serve(HOST, project, redactorFor(HOST, project, keys), {
        HOME: copy.environment["HOME"]!,
      });
      assert(served.outcome === "serves", JSON.stringify(served));
      const { server } = served;
      try {
        assert(await server.stillOurs(), "another server answers");
        if (HAS_PROC) assert(processesIn(copy.folder, word) >= least, `fewer than ${least} processes`);
        if (kind === "deno") {
          assertStringIncludes(server.output(), "ORCHARD_NAME=");
          assert(!server.output().includes(copy.jwtKey!), "its output shows the key");
        }
      } finally {
        await server.stop();
      }
      if (HAS_PROC) assertEquals(processesIn(copy.folder), 0);
      await HOST.http.request({ method: "GET", url: server.base, timeoutSeconds: 1 }).then(
        () => assert(false, "it still answers"),
        () => {},
      );
    },
  });
}

for (const signal of ["SIGINT", "SIGKILL"] as const) {
  Deno.test({
    name: `login ends a server and its reloader when ${signal} ends it`,
    ignore: flask === null || !HAS_PROC,
    async fn() {
      if (flask === null) return;
      using person = makePerson();
      using copy = await copyApplication("flask_jwt", { venv: flask, keys: "good" });
      // On a port of its own choice, so that login goes on waiting.
      const words = [copy.folder, "--serve", "python -m flask --app clinic run --debug --port 0"];
      const environment = { KEYSPLIT_USERNAME: copy.user, KEYSPLIT_PASSWORD: copy.password };
      const running = person.start("login", words, { environment });
      await until(() => processesIn(copy.folder, "flask") >= 2);
      running.kill(signal);
      await running.output();
      await until(() => processesIn(copy.folder) === 0);
    },
  });
}

function projectIn(root: string, options: Pick<ProjectOptions, "serve">) {
  return resolveProjectFiles(HOST, { root, shown: root, typed: root, grant: (flag) => flag }, {
    envFiles: [],
    envFilesFrom: "flags",
    keyFiles: [],
    policy: "separation",
    headers: [],
    timeout: 30,
    ...options,
  });
}

/** How many processes with this word work in the folder. Deno itself may look at no process, a shell may. */
function processesIn(folder: string, word = ""): number {
  const script =
    'for p in /proc/[0-9]*; do [ "$p/cwd" -ef "$1" ] && tr "\\0" " " <"$p/cmdline" && echo; done';
  const { stdout } = new Deno.Command("sh", { args: ["-c", script, "sh", folder], cwd: "/", stderr: "null" })
    .outputSync();
  const lines = new TextDecoder().decode(stdout).split("\n").filter((line) => line !== "");
  // The shells of the watcher, and the one that was given the command, have the word too.
  return lines.filter((line) => line.includes(word) && (word === "" || !/^(?:\/bin\/)?sh /.test(line)))
    .length;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("It did not come so far");
}
