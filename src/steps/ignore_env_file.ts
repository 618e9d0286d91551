import type { Plan, Step, StepState } from "./step.ts";

/** Adds the env file's name to `.gitignore`; by default not, because that file is not about the key. */
export const ignoreEnvFile = {
  id: "ignore-env-file",
  plan({ gitignore, envFiles }: Pick<StepState, "gitignore" | "envFiles">): Plan | null {
    const name = envFiles[0]?.path.split("/").at(-1);
    if (gitignore === null || name === undefined) return null;
    const before = gitignore.bytes ?? new Uint8Array();
    const glue = before.length > 0 && before.at(-1) !== 0x0a ? "\n" : "";
    const added = new TextEncoder().encode(`${glue}${name}\n`);
    const after = new Uint8Array(before.length + added.length);
    after.set(before);
    after.set(added, before.length);
    const line = new TextDecoder().decode(after).split("\n").length - 1;
    return {
      kind: "plan",
      title: "Ignore",
      edits: [{
        path: gitignore.path,
        shown: gitignore.shown,
        before: gitignore.bytes,
        after,
        lines: [{ sign: "+", line, text: name }],
      }],
      question: `Add ${name} to ${gitignore.shown}?`,
      default: "no",
      notes: [],
      replaces: false,
    };
  },
} as const satisfies Step;
