import type { CommandContext } from "./_command.ts";
import { isOwnCheckout } from "./_demo.ts";
import type { Place } from "../src/diagnosis/describe.ts";
import type { Names } from "../src/diagnosis/mod.ts";
import type { Redact } from "../src/gather/causes.ts";
import { gatherKeys } from "../src/gather/env_files.ts";
import { type Project, resolveProjectFiles } from "../src/gather/project.ts";
import { redactorFor } from "../src/gather/redactor.ts";
import { FileError } from "../src/io/host.ts";
import { Secret } from "../src/secret.ts";

/** What is known around a text that somebody hands over. */
export interface Surroundings {
  /** The project where it was named or recognised, as it is shown; null where there is none. */
  readonly shown: string | null;
  /** Where the next commands are to work. */
  readonly place: Place;
  readonly names: Names;
  /** Whether the text's own name of the variable goes before `names`. */
  readonly trust: "given" | "text";
  /** Masks the secrets that the project and the environment hold, and those of the text by their shape. */
  readonly redact: (secrets: readonly string[]) => Redact;
}

/** Looks at the folder of the call: a text can be diagnosed without a project, and better with one. */
export async function surroundings(context: CommandContext): Promise<Surroundings> {
  const { host, settings, root, shown, typed, named, grant } = context;
  const found = resolveProjectFiles(host, { root, shown, typed, grant }, settings);
  // Who calls it in Keysplit's own checkout hands over the text of another project.
  const project = !named && isOwnCheckout(root)
    ? {
      ...found,
      tree: { ...found.tree, paths: [] },
      envFiles: settings.envFiles,
      application: null,
      example: null,
    }
    : found;
  const { keys } = await gatherKeys(host, project);
  const isThere = named || settings.envFiles.length > 0 || project.application !== null ||
    project.example !== null || project.envFiles.some((path) => exists(context, path));
  return {
    shown: isThere ? shown : null,
    place: isThere ? { typed, folder: shown } : { typed: "PATH", folder: "PATH" },
    names: project.names,
    trust: settings.jwtKey === undefined ? "text" : "given",
    redact: (secrets) => redactorFor(host, project, keys, secrets.map((each) => Secret.of(each))),
  };
}

/** Commands that look at a project itself, once more is to be known. */
export function lookFurther({ place }: Pick<Surroundings, "place">): readonly string[] {
  return [`deno task troubleshoot ${place.typed}`];
}

function exists({ host }: CommandContext, path: Project["envFiles"][number]): boolean {
  try {
    host.files.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof FileError) return false;
    throw error;
  }
}
