import { type Command, main } from "./_command.ts";
import { placeAdvice } from "./_places.ts";
import { FLAGS } from "./_permissions.ts";
import { KeysplitError } from "../src/errors.ts";
import { denoHost } from "../src/io/deno_host.ts";
import { POLICIES } from "../src/policy.ts";
import { generateSecret } from "../src/secret.ts";

/** Makes keys: one a line on standard output, and nothing else there. */
export const generate: Command = {
  name: "generate",
  summary: "makes keys and prints them, one a line; needs no permission",
  options: ["bytes", "length", "count", "for"],
  project: "none",
  windows: true,
  needs: [],
  flags: FLAGS.generate,
  run({ host, settings }) {
    const bytes = bytesOf(settings);
    const { minGenerated } = POLICIES[settings.policy];
    if (bytes < minGenerated) {
      throw new KeysplitError(
        "usage",
        `Fewer than ${minGenerated} random bytes are too few for the policy ${settings.policy}`,
        {
          next: [
            `deno task generate --bytes ${minGenerated}`,
            ...(bytes >= 32 ? ["or name a policy that allows it:  --policy minimum"] : []),
          ],
        },
      );
    }
    const keys = Array.from(
      { length: settings.count },
      () => generateSecret(host.random, { bytes }).reveal(),
    );
    if (settings.for !== undefined) host.terminal.note(placeAdvice(settings.for));
    return Promise.resolve({ findings: [], text: keys.map((key) => `${key}\n`).join(""), extra: { keys } });
  },
};

function bytesOf({ bytes, length }: { readonly bytes?: number; readonly length?: number }): number {
  if (bytes !== undefined && length !== undefined) {
    throw new KeysplitError("usage", "Either --bytes or --length, not both", {
      next: ["deno task generate --help"],
    });
  }
  // Four characters of base64url stand for three bytes.
  return length === undefined ? bytes ?? 64 : Math.ceil((length * 3) / 4);
}

if (import.meta.main) Deno.exit(await main(generate, Deno.args, denoHost()));
