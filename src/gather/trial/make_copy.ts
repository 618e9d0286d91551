import { dirname, join } from "@std/path";
import type { Application, CommandTemplate } from "../../backends/backend.ts";
import { isAside } from "../../backends/python_modules.ts";
import { FileError, type Host } from "../../io/host.ts";
import { assigns, isReadable } from "../choose_env_file.ts";
import { pathWithVenv, readyCommand } from "../commands.ts";
import { allEnvFiles, isExample } from "../env_values.ts";
import type { Project, ProjectOptions } from "../project.ts";
import { shownPath } from "../shown_path.ts";
import { copyCode } from "./copy_code.ts";
import type { CopiedEnvFile } from "./give_key.ts";
import { inCopy, mapCommand, mapText, type PathMap } from "./map_paths.ts";
import { preloadPackages } from "./node_packages.ts";

/** A copy of a project that can be started as the project is, and the world that it is started in. */
export interface Copy {
  /** The project as if it lay where the copy is; its check and its servers run there. */
  readonly project: Project;
  /** The host with the environment of the copy: a HOME of its own, and no JWT key. */
  readonly host: Host;
  /** The env files in which the key can be changed. */
  readonly envFiles: readonly CopiedEnvFile[];
  readonly map: PathMap;
}

/** Of the folder that a caller has made and removes. */
interface CopyPlace {
  /** Absolute, empty, for the owner alone. */
  readonly folder: string;
}

/**
 * Copies a project's code into a folder, for starts with other keys. Nothing of it leads back: no link, no
 * variable, no path of a command, except the interpreter and the packages, which are read where they are. Returns
 * why not, where it is too large.
 *
 * @throws {FileError} where the copy cannot be written
 */
export function makeCopy(host: Host, project: Project, { folder }: CopyPlace): Copy | string {
  const { root, envFiles } = project;
  if (startsBun(project)) return "Bun would fetch packages that it does not find beside the code";
  const read = envFiles.filter((path) => isReadable(host.files, path));
  const from = [root, ...read.map((path) => dirname(path))].reduce(commonFolder);
  if (from === "/") return "an env file lies too far from the code for both to be copied as they lie";
  const place = { from, to: join(folder, "code") };
  host.files.makeFolder(place.to, 0o700);
  const copied = copyCode(host.files, {
    root,
    map: place,
    always: read,
    never: [...keyFiles(host, project), folder],
  });
  if (copied.outcome === "too-large") return copied.why;
  const map: PathMap = { ...place, root, shared: copied.shared };
  return {
    project: projectOf(host, project, map),
    host: { ...host, environment: environmentOf(host, project, { folder, map, read }) },
    envFiles: envFilesOf(host, project, { map, read }),
    map,
  };
}

function startsBun({ application, options }: Project): boolean {
  const words = [
    options.check,
    options.serve,
    ...application?.check?.words ?? [],
    ...application?.serve?.words ?? [],
  ];
  return words.some((word) => word !== undefined && /(?:^|[\s;&|/])bunx?(?=\s|$)/.test(word));
}

/** The project at its new place. Its own interpreter is named by its path, because the copy has none. */
function projectOf(host: Host, project: Project, map: PathMap): Project {
  const { check, serve, baseUrl: _, ...options } = project.options;
  const command = (given: string) => mapCommand(map, project.folder, given);
  const application: Application | null = project.application && {
    ...project.application,
    check: resolved(host, project, project.application.check),
    serve: resolved(host, project, project.application.serve),
  };
  const moved: ProjectOptions = {
    ...options,
    ...(check === undefined ? {} : { check: command(check) }),
    ...(serve === undefined ? {} : { serve: command(serve) }),
  };
  const { PATH } = pathWithVenv(host, project);
  return {
    ...project,
    application,
    options: moved,
    root: inCopy(map, project.root),
    folder: inCopy(map, project.folder),
    envFiles: project.envFiles.map((path) => inCopy(map, path)),
    variables: {
      ...Object.fromEntries(
        Object.entries(project.variables).map(([name, value]) => [name, mapText(map, value)]),
      ),
      ...(PATH === undefined ? {} : { PATH: withPrograms(map, PATH) }),
    },
  };
}

/** A template without `{python}`: what stands for it is looked for around the project, not around the copy. */
function resolved(host: Host, project: Project, template: CommandTemplate | null): CommandTemplate | null {
  if (template === null) return null;
  const { words, shown } = readyCommand(host, project, template, { port: "{port}" });
  return { words: npmless(host, project, words), shown };
}

/** `npm exec` finds programs in the packages of its own folder alone. */
function npmless({ files }: Host, { folder }: Project, words: readonly string[]): readonly string[] {
  const at = words.findIndex((word, index) =>
    word === "npm" && words.slice(index, index + 4).join(" ") === "npm exec --no --"
  );
  const program = words[at + 4];
  if (at < 0 || program === undefined) return words;
  for (let up = folder;; up = dirname(up)) {
    const path = join(up, "node_modules", ".bin", program);
    if (isReadable(files, path)) return [...words.slice(0, at), path, ...words.slice(at + 5)];
    if (up === dirname(up)) return words;
  }
}

function environmentOf(
  host: Host,
  project: Project,
  { folder, map, read }: {
    readonly folder: string;
    readonly map: PathMap;
    readonly read: readonly string[];
  },
): Host["environment"] {
  const { environment, files } = host;
  const home = join(folder, "home");
  const temporary = join(folder, "tmp");
  for (const made of [home, temporary]) files.makeFolder(made, 0o700);
  const { dialect, names: { jwt, session } } = project;
  // What a file of the copy gives shall be what the copy sees, whichever of the two would win.
  const inFile = session !== null && read.some((path) => assigns(files, { path, dialect }, session));
  const dropped = new Set([jwt, ...inFile ? [session] : []]);
  const inherited = Object.entries(environment.all())
    .filter(([name]) => !dropped.has(name) && !/^XDG_(?:CONFIG|DATA|STATE|CACHE)_HOME$/.test(name))
    .map(([name, value]) => [name, mapText(map, value)] as const);
  const isScript = project.tree.paths.some((path) => /(?:^|\/)package\.json$/.test(path) && !isAside(path));
  const all: Readonly<Record<string, string>> = {
    ...toolsOf(host),
    ...Object.fromEntries(inherited),
    PATH: withPrograms(map, mapText(map, environment.get("PATH") ?? "")),
    ...(isScript
      ? {
        NODE_OPTIONS: preloadPackages(files, {
          folder,
          map,
          inherited: environment.get("NODE_OPTIONS") ?? "",
        }),
      }
      : {}),
    HOME: home,
    TMPDIR: temporary,
  };
  return { get: (name) => all[name], all: () => all, isUnreadable: () => false };
}

/** Where tools keep what they installed, which without these variables they look for in HOME. */
const TOOLS: readonly (readonly [variable: string, folder: string])[] = [
  ["PYTHONUSERBASE", ".local"],
  ["PYENV_ROOT", ".pyenv"],
  ["VOLTA_HOME", ".volta"],
  ["ASDF_DATA_DIR", ".asdf"],
  ["DENO_DIR", ".cache/deno"],
  ["BUN_INSTALL", ".bun"],
];

function toolsOf(
  { environment, files }: Pick<Host, "environment" | "files">,
): Readonly<Record<string, string>> {
  const home = environment.get("HOME");
  if (home === undefined) return {};
  return Object.fromEntries(
    TOOLS.map(([variable, folder]) => [variable, join(home, folder)] as const).filter(([, path]) => {
      try {
        return files.stat(path).kind === "folder";
      } catch (error) {
        if (error instanceof FileError) return false;
        throw error;
      }
    }),
  );
}

/** The programs of the packages that stay where they are. */
function withPrograms({ shared }: PathMap, path: string): string {
  return [...shared.filter((one) => one.endsWith("/node_modules")).map((one) => join(one, ".bin")), path]
    .join(":");
}

/** The env files of the service, and every other one of the project that gives the key a value: none may stand in for them. */
function envFilesOf(
  { files }: Pick<Host, "files">,
  project: Project,
  { map, read }: { readonly map: PathMap; readonly read: readonly string[] },
): readonly CopiedEnvFile[] {
  const { dialect, names: { jwt } } = project;
  const others = allEnvFiles(project).filter((path) =>
    !read.includes(path) && !isExample(path) && path !== project.example &&
    assigns(files, { path, dialect }, jwt)
  );
  return [...read, ...others].flatMap((original): readonly CopiedEnvFile[] => {
    const path = inCopy(map, original);
    if (!isReadable(files, path)) return [];
    // A path of the project in it, as of a database, is the copy's too.
    const text = new TextDecoder("utf-8", { ignoreBOM: true, fatal: false }).decode(files.read(path));
    const bytes = text.includes(map.root) ? new TextEncoder().encode(mapText(map, text)) : files.read(path);
    return [{
      path,
      shown: shownPath(project, original),
      bytes,
      own: read.includes(original),
    }];
  });
}

/** Keys in files are secrets, and no application may fall back on them unseen. */
function keyFiles(
  { environment }: Pick<Host, "environment">,
  { application, options, root }: Project,
): readonly string[] {
  const home = environment.get("HOME") ?? root;
  const own = (application?.keyFiles ?? []).map((path) =>
    path.startsWith("~/") ? join(home, path.slice(2)) : join(root, path)
  );
  return [...options.keyFiles, ...own];
}

function commonFolder(a: string, b: string): string {
  let folder = a;
  while (folder !== dirname(folder) && b !== folder && !b.startsWith(`${folder}/`)) folder = dirname(folder);
  return folder;
}
