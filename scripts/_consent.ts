import type { CommandContext } from "./_command.ts";
import { KeysplitError } from "../src/errors.ts";

/**
 * Asks before a change. `--yes` takes the default.
 *
 * @throws {KeysplitError} `nobody-to-ask` where there is no terminal, `stopped` on Ctrl-C
 */
export async function consent(
  { host, settings }: Pick<CommandContext, "host" | "settings">,
  question: string,
  byDefault: "yes" | "no",
): Promise<boolean> {
  if (settings.yes) return byDefault === "yes";
  if (!host.terminal.interactive) {
    throw new KeysplitError("nobody-to-ask", `Nobody can be asked: ${question}`, {
      next: ["run it in a terminal, or add --yes to take the defaults"],
    });
  }
  for (;;) {
    const answer = await host.terminal.ask(
      `            ${question} ${byDefault === "yes" ? "[Y/n]" : "[y/N]"} `,
    );
    if (answer === null) throw new KeysplitError("stopped", "Stopped: nothing more was changed");
    const word = answer.trim().toLowerCase();
    if (word === "") return byDefault === "yes";
    if (["y", "yes"].includes(word)) return true;
    if (["n", "no"].includes(word)) return false;
  }
}
