import { type Command, type CommandContext, type CommandResult, main } from "./_command.ts";
import { credentials } from "./_credentials.ts";
import { isOwnCheckout, walkDemo } from "./_demo.ts";
import { openServedProject, recognised } from "./_open.ts";
import { FLAGS } from "./_permissions.ts";
import { walk } from "./_walk.ts";
import { KeysplitError } from "../src/errors.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { forgetUndoRecord, undo } from "../src/io/undo_record.ts";
import { heading } from "../src/report/text.ts";

/** Walks an application through the breaking change, and proves that it is through. */
export const upgrade: Command = {
  name: "upgrade",
  summary: "gives the application a JWT key of its own, starts it, logs in, and proves which key signs",
  options: ["password-stdin", "insecure-http", "wordlist", "bytes", "length", "undo", "forget"],
  project: "optional",
  windows: false,
  needs: ["read", "write"],
  flags: FLAGS.upgrade,
  async run(context) {
    const { settings, root, shown, progress, named } = context;
    if (settings.undo && settings.forget) {
      throw new KeysplitError("usage", "Either --undo or --forget, not both");
    }
    if (settings.undo) return await takeBack(context);
    if (settings.forget) return forget(context);
    if (!named && isOwnCheckout(root)) return await walkDemo(context);
    const project = await openServedProject(context, "upgrade");
    progress.say(heading({ command: "upgrade", project: shown, recognised: recognised(project) }) + "\n");
    return await walk(context, { project, credentials: () => credentials(context), keepsUndo: true });
  },
};

async function takeBack({ host, root, shown }: CommandContext): Promise<CommandResult> {
  const undone = await undo(host, root);
  const lines = undone.map(({ path, done }) =>
    `  ${path}  ${done === "removed" ? "removed" : "has its former bytes again"}`
  );
  return {
    findings: [],
    exitCode: 0,
    text: [`upgrade  ${shown}`, "", "Undone:", ...lines, ""].join("\n"),
    extra: { changed: "undone", undone },
  };
}

function forget({ host, root, shown }: CommandContext): CommandResult {
  const forgotten = forgetUndoRecord(host, root);
  const said = forgotten ? "The record of the last run is removed." : "There was no record to remove.";
  return { findings: [], exitCode: 0, text: `upgrade  ${shown}\n\n${said}\n`, extra: { forgotten } };
}

if (import.meta.main) Deno.exit(await main(upgrade, Deno.args, denoHost()));
