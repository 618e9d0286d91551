import { fromFileUrl } from "@std/path";
import type { CommandContext, CommandResult } from "./_command.ts";
import { walk } from "./_walk.ts";
import { demoApplication, demoFiles, denoCache } from "../src/demo/mod.ts";
import { KeysplitError } from "../src/errors.ts";
import { resolveProjectFiles } from "../src/gather/project.ts";
import { makeTemporaryFolder } from "../src/gather/temporary_folder.ts";
import type { Host } from "../src/io/host.ts";
import { commit } from "../src/io/staged_files.ts";
import { heading } from "../src/report/text.ts";
import { generateSecret, Secret } from "../src/secret.ts";

/** The folder of Keysplit's own deno.json. */
const CHECKOUT = fromFileUrl(new URL("..", import.meta.url)).replace(/\/$/, "");
const USERNAME = "demo";

/** Whether a folder is Keysplit's own checkout: only there the embedded backend is walked. */
export function isOwnCheckout(root: string): boolean {
  return root === CHECKOUT;
}

/** Walks the embedded backend, on a throw-away copy in a temporary folder, which it says first. */
export async function walkDemo(context: CommandContext): Promise<CommandResult> {
  const { host, settings, progress, defer } = context;
  const cache = denoCache((name) => host.environment.get(name), host.platform);
  if (cache === null) {
    throw new KeysplitError(
      "nothing-there",
      "The embedded backend needs Deno's cache, and no HOME says where that is",
      {
        next: ["deno task upgrade PATH"],
      },
    );
  }
  const made = makeTemporaryFolder(host);
  defer(made.remove);
  const root = host.files.realPath(made.path);
  await copyInto(host, root);
  const password = generateSecret(host.random, { bytes: 32 });
  const application = demoApplication({ deno: host.executable, checkout: CHECKOUT, cache });
  const project = resolveProjectFiles(
    host,
    { root, shown: root, typed: root, grant: context.grant },
    settings,
    {
      application,
      variables: { DEMO_USERNAME: USERNAME, DEMO_PASSWORD: password.reveal() },
    },
  );
  progress.say(heading({ command: "upgrade", project: root, recognised: application.title }));
  progress.say("\n  No project was named, so this walks Keysplit's embedded backend, on a throw-away copy.");
  progress.say("  For an application of yours:  deno task upgrade PATH\n");
  const who = { username: USERNAME, password: Secret.of(password.reveal()), headers: {} };
  return await walk({ ...context, root, shown: root, typed: root }, {
    project,
    credentials: () => Promise.resolve(who),
    keepsUndo: false,
  });
}

async function copyInto(host: Host, root: string): Promise<void> {
  const sessionKey = generateSecret(host.random).reveal();
  const changes = Object.entries(demoFiles(sessionKey)).map(([path, text]) => ({
    path: `${root}/${path}`,
    before: null,
    after: new TextEncoder().encode(text),
    root,
  }));
  await commit(host, changes);
}
