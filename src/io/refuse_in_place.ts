import { KeysplitError } from "../errors.ts";
import { quotedPath } from "../rules/quoted.ts";
import type { Recovered } from "./recover.ts";

/** Refuses to write a file that a killed run was overwriting, unless its change was found whole. */
export function refuseInterrupted(path: string, target: string, recovered: readonly Recovered[]): void {
  const found = recovered.find((file) => file.target === target);
  if (found?.outcome === "restored") {
    const why = "a killed run had left it half written, and it has just been restored";
    throw new KeysplitError("changed-on-disk", `Cannot write "${path}": ${why}`, {
      next: ["Run the same command again"],
    });
  }
  if (found?.outcome !== "left") return;
  const why = "a run was killed while writing it, and somebody has edited it since";
  throw new KeysplitError("refused-edit", `Cannot write "${path}": ${why}`, {
    next: [
      `Compare it with what it held before: ${quotedPath(found.copy)}`,
      `When it is as it should be: rm ${quotedPath(found.copy)}`,
    ],
  });
}

/** Refuses to overwrite a file where no key can be kept: a kill would then leave what nobody could recover. */
export function refuseWithoutKey(path: string): never {
  const why = "the key by which the next run knows the copies for its own is kept in $XDG_STATE_HOME or " +
    "~/.local/state, and outside of the project there is no such folder that can be written";
  throw new KeysplitError("refused-edit", `Cannot write "${path}" in place: ${why}`, {
    next: ["export XDG_STATE_HOME=$(mktemp -d /var/tmp/state.XXXXXX)", "Then run the same command again"],
  });
}
