import { findProgram, isThere } from "./install.ts";
import { answerFromEnvironment, askEach, type Loader, runIn } from "./loader.ts";

/** `set -a; . ./.env`, then a program that shows its environment. */
function shell(program: string, name: string): Loader {
  return {
    name,
    reads: "one",
    prepare() {
      const path = findProgram(program);
      const env = findProgram("env");
      if (path === null || env === null) return Promise.resolve({ missing: `${program} is not there` });
      return Promise.resolve(askEach(async (folder) => {
        // What the file itself prints is another matter.
        const shown = `${folder}.shown`;
        try {
          const { stderr } = await runIn(folder, [path, "-c", `set -a; . ./.env; exec ${env} -0 >${shown}`]);
          return isThere(shown)
            ? answerFromEnvironment(Deno.readTextFileSync(shown))
            : { error: stderr.trim().slice(0, 200) };
        } finally {
          if (isThere(shown)) Deno.removeSync(shown);
        }
      }));
    },
  };
}

export const SHELLS: readonly Loader[] = [
  shell("bash", "bash-source@5.2"),
  shell("dash", "dash-source@0.5.12"),
];
