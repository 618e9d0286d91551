import { type Command, type CommandContext, main } from "./_command.ts";
import { FLAGS } from "./_permissions.ts";
import { readExchange, textInput } from "./_read_exchange.ts";
import { readLog } from "./_read_log.ts";
import { readProject } from "./_read_project.ts";
import { surroundings } from "./_surroundings.ts";
import { KeysplitError } from "../src/errors.ts";
import { type Input, openInput } from "../src/gather/input.ts";
import { denoHost } from "../src/io/deno_host.ts";

/** What can be handed over; without any of them the project itself is looked at. */
const INPUTS = ["log", "error", "http"] as const;

/** Names the cause of a failure from a log, an error text, an HTTP exchange or a project. */
export const troubleshoot: Command = {
  name: "troubleshoot",
  summary: "names the cause of a failure, from a log, an error, an HTTP exchange or the project itself",
  options: [...INPUTS],
  project: "optional",
  windows: true,
  needs: ["read"],
  flags: FLAGS.troubleshoot,
  async run(context) {
    const given = INPUTS.filter((name) => context.settings[name] !== undefined);
    if (given.length > 1) {
      throw new KeysplitError("usage", `One of ${given.map((name) => `--${name}`).join(" and ")} at a time`, {
        next: ["deno task troubleshoot --help"],
      });
    }
    const [kind] = given;
    if (kind === undefined) return await readProject(context);
    const input = inputOf(context, kind, context.settings[kind] ?? "-");
    const around = await surroundings(context);
    if (kind !== "log") return await readExchange(context, input, around);
    return await readLog(context, input, { ...around, mode: input.path === null ? "follow" : "read" });
  },
};

function inputOf({ host, progress }: CommandContext, kind: typeof INPUTS[number], spec: string): Input {
  if (spec === "-" && host.terminal.interactive) {
    progress.note("Paste the text, then press Enter and Ctrl-D:");
  }
  return kind === "error" && spec !== "-" ? textInput("the text", spec) : openInput(host, spec);
}

if (import.meta.main) Deno.exit(await main(troubleshoot, Deno.args, denoHost()));
