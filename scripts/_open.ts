import { requireWordlists } from "./_audit.ts";
import type { CommandContext } from "./_command.ts";
import { shownPath } from "../src/gather/shown_path.ts";
import { type Project, resolveProjectFiles } from "../src/gather/project.ts";
import { requireServer } from "../src/gather/require_server.ts";
import { loginHeaders } from "./_credentials.ts";
import { KeysplitError } from "../src/errors.ts";

/**
 * Resolves the project of a command.
 *
 * @throws {KeysplitError} `nothing-there` where there is neither a backend, nor an env file or an example of
 * one, nor the key's variable; `configuration` where the backend signs with a pair of keys
 */
export function openProject(
  { host, root, shown, typed, grant, settings }: CommandContext,
  command: string,
): Project {
  const project = resolveProjectFiles(host, { root, shown, typed, grant }, settings);
  if (PAIR.test(project.algorithm) && command !== "login" && command !== "startup") {
    throw new KeysplitError(
      "configuration",
      `${
        project.application?.title ?? shown
      } signs with ${project.algorithm}, a pair of keys; what is made and ` +
        "judged here is the one key of HS256, HS384 or HS512",
      { next: [`see whether it starts:   deno task startup ${typed}`] },
    );
  }
  const named = settings.envFiles.length > 0 || settings.check !== undefined ||
    settings.baseUrl !== undefined;
  const set = host.environment.get(project.names.jwt) !== undefined;
  if (named || set || project.application !== null || project.example !== null || exists(host, project)) {
    return project;
  }
  throw new KeysplitError(
    "nothing-there",
    `no backend, no .env and no set ${project.names.jwt} in ${shown}`,
    {
      next: [
        `name the folder that holds the .env:      deno task ${command} PATH`,
        `or make one:                              deno task append ${shown} --env-file .env`,
      ],
    },
  );
}

/** Algorithms with a private key, which is no random text. */
const PAIR = /^(?:RS|PS|ES)\d{3}|^EdDSA$/;

/** The same for a command that talks to a server: what was said of that is checked before anything changes. */
export async function openServedProject(context: CommandContext, command: string): Promise<Project> {
  const project = openProject(context, command);
  requireWordlists(context);
  await requireServer(context.host, project);
  loginHeaders(context);
  return project;
}

/** What was recognised, for line one. */
export function recognised(project: Project): string | null {
  const { application, loader, options } = project;
  const [file] = project.envFiles;
  const title = application === null || application.backend === "generic" ? null : application.title;
  // What a flag named need not be what the loader reads.
  const reads = loader !== null && options.envFiles.length === 0 && file !== undefined
    ? `${loader} reads ${shownPath(project, file)}`
    : null;
  return [title, reads].filter((part) => part !== null).join(", ") || null;
}

function exists({ files }: CommandContext["host"], { envFiles }: Project): boolean {
  return envFiles.some((path) => {
    try {
      files.lstat(path);
      return true;
    } catch {
      return false;
    }
  });
}
