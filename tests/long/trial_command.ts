/** A command that tries unsafe keys and nothing else, for a test that stops it. */
import { type Command, main } from "../../scripts/_command.ts";
import { openProject } from "../../scripts/_open.ts";
import { FLAGS } from "../../scripts/_permissions.ts";
import { gather } from "../../src/gather/gatherer.ts";
import { unsafeStarts } from "../../src/gather/unsafe_starts.ts";
import { denoHost } from "../../src/io/deno_host.ts";

const trial: Command = {
  name: "startup",
  summary: "tries unsafe keys in a copy",
  options: [],
  project: "optional",
  windows: false,
  needs: ["read", "run"],
  flags: FLAGS.startup,
  async run(context) {
    const project = openProject(context, "startup");
    await gather(unsafeStarts, context.host, project, { redact: (text) => text, defer: context.defer });
    return { findings: [] };
  },
};

if (import.meta.main) Deno.exit(await main(trial, Deno.args, denoHost()));
