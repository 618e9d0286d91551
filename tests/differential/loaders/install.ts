import { fromFileUrl, join } from "@std/path";

/** Where loaders are kept between runs; git ignores it. */
export const LOADERS_FOLDER = join(
  fromFileUrl(new URL("../../../", import.meta.url)),
  ".test-tools",
  "loaders",
);

const INSTALL_SECONDS = 300;

/** A command of an installation, and where it runs. */
export type Step = readonly [string, ...string[]];

/**
 * Makes a folder under `LOADERS_FOLDER` by these commands, run in it, once: a marker says that all went well.
 * `files` are written first. Answers with the folder, or why it cannot be made, as half a sentence.
 */
export async function installed(
  name: string,
  steps: (folder: string) => readonly Step[],
  files: Readonly<Record<string, string>> = {},
): Promise<string | { readonly missing: string }> {
  const folder = join(LOADERS_FOLDER, name);
  const marker = join(folder, "installed-by-differential");
  if (isThere(marker)) return folder;
  if (isThere(folder)) Deno.removeSync(folder, { recursive: true });
  Deno.mkdirSync(folder, { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    Deno.mkdirSync(join(folder, path, ".."), { recursive: true });
    Deno.writeTextFileSync(join(folder, path), text);
  }
  for (const step of steps(folder)) {
    const problem = await run(folder, step);
    if (problem !== null) return { missing: `${step[0]} could not install it: ${problem}` };
  }
  Deno.writeTextFileSync(marker, "");
  return folder;
}

/** Null when all went well, else the last line that it said. */
async function run(folder: string, [program, ...args]: Step): Promise<string | null> {
  try {
    const { success, stdout, stderr } = await new Deno.Command(program, {
      args,
      cwd: folder,
      stdin: "null",
      signal: AbortSignal.timeout(INSTALL_SECONDS * 1000),
    }).output();
    if (success) return null;
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    return said.trim().split("\n").at(-1)?.trim() ?? "it said nothing";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "it is not there";
    throw error;
  }
}

/** The absolute path of a program on PATH; null where there is none. */
export function findProgram(name: string): string | null {
  for (const folder of (Deno.env.get("PATH") ?? "").split(":")) {
    const path = join(folder, name);
    if (folder !== "" && isThere(path)) return path;
  }
  return null;
}

/** Whether something is at the path. */
export function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}
