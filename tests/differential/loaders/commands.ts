import { join } from "@std/path";
import { KEY } from "../../env/documents.ts";
import { findProgram } from "./install.ts";
import { type Answer, askEach, ENVIRONMENT, type Loader, runIn } from "./loader.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const DENO: Loader = {
  name: "deno-env-file@2.9.6",
  reads: "one",
  prepare() {
    if (Deno.version.deno !== "2.9.6") {
      return Promise.resolve({ missing: `this is Deno ${Deno.version.deno}` });
    }
    const cache = Deno.makeTempDirSync();
    addEventListener("unload", () => Deno.removeSync(cache, { recursive: true }));
    const show = `console.log(JSON.stringify(Deno.env.get("${KEY}") ?? null))`;
    return Promise.resolve(askEach(async (folder) => {
      const environment = { ...ENVIRONMENT, DENO_DIR: cache, NO_COLOR: "1" };
      const { code, stdout } = await runIn(
        folder,
        [Deno.execPath(), "eval", "--env-file=.env", show],
        environment,
      );
      if (code !== 0) return { error: "it ends" };
      const value: string | null = JSON.parse(stdout);
      return value === null ? { missing: true } : { value };
    }));
  },
};

const KUBECTL: Loader = {
  name: "kubectl-from-env-file@1.32.4",
  reads: "one",
  prepare() {
    const kubectl = findProgram("kubectl");
    if (kubectl === null) return Promise.resolve({ missing: "kubectl is not there" });
    return Promise.resolve(askEach(async (folder) => {
      const args = [
        "create",
        "secret",
        "generic",
        "s",
        "--from-env-file=.env",
        "--dry-run=client",
        "-o",
        "json",
      ];
      const { code, stdout } = await runIn(folder, [kubectl, ...args]);
      if (code !== 0) return { error: "refused" };
      const value: string | undefined = JSON.parse(stdout).data?.[KEY];
      return value === undefined
        ? { missing: true }
        : { value: decoder.decode(Uint8Array.fromBase64(value)) };
    }));
  },
};

/** The command's own parser runs before it asks the engine, which here only listens to what it is asked. */
const DOCKER: Loader = {
  name: "docker-run-env-file@28.2.2",
  reads: "one",
  prepare() {
    const docker = findProgram("docker");
    if (docker === null) return Promise.resolve({ missing: "docker is not there" });
    return Promise.resolve(askEach(async (folder) => {
      const socket = join(folder, "engine");
      const asked = Promise.withResolvers<Answer>();
      const engine = Deno.serve({ path: socket, transport: "unix", onListen: () => {} }, async (request) => {
        if (!request.url.includes("/containers/create")) {
          return new Response("OK", { headers: { "Api-Version": "1.47", "Ostype": "linux" } });
        }
        asked.resolve(answerOf(await request.json()));
        return Response.json({ Id: "0".repeat(64), Warnings: [] }, { status: 201 });
      });
      try {
        const environment = { ...ENVIRONMENT, DOCKER_HOST: `unix://${socket}`, HOME: folder };
        const args = ["create", "--env-file", ".env", "image"] as const;
        const { code } = await runIn(folder, [docker, ...args], environment);
        return code === 0 ? await asked.promise : { error: "refused" };
      } finally {
        await engine.shutdown();
      }
    }));
  },
};

function answerOf({ Env }: { readonly Env: readonly string[] | null }): Answer {
  const entry = Env?.findLast((each) => each.startsWith(`${KEY}=`));
  return entry === undefined ? { missing: true } : { value: entry.slice(KEY.length + 1) };
}

export const COMMANDS: readonly Loader[] = [DENO, KUBECTL, DOCKER];
