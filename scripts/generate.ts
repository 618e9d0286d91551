import { type Command, main } from "./_command.ts";
import { keyLength } from "./_key_length.ts";
import { placeAdvice } from "./_places.ts";
import { FLAGS } from "./_permissions.ts";
import { denoHost } from "../src/io/deno_host.ts";
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
    const bytes = keyLength(settings);
    const keys = Array.from(
      { length: settings.count },
      () => generateSecret(host.random, { bytes }).reveal(),
    );
    if (settings.for !== undefined) host.terminal.note(placeAdvice(settings.for));
    return Promise.resolve({ findings: [], text: keys.map((key) => `${key}\n`).join(""), extra: { keys } });
  },
};

if (import.meta.main) Deno.exit(await main(generate, Deno.args, denoHost()));
