import { dirname, isAbsolute, join, resolve } from "@std/path";
import type { Application, Backend, SourceTree } from "../backends/backend.ts";
import { BACKENDS, recognise } from "../backends/mod.ts";
import type { Dialect } from "../env/dialect.ts";
import { dialectOf } from "../env/mod.ts";
import { KeysplitError } from "../errors.ts";
import type { Host } from "../io/host.ts";
import { POLICIES, type Policy, type PolicyName } from "../policy.ts";
import { findExample } from "./example_file.ts";
import { loadersInUse } from "./loaders.ts";
import { sourceTree } from "./source_tree.ts";

/** What the user said of the project; flags and keysplit.json fill it. */
export interface ProjectOptions {
  /** Absolute. */
  readonly envFiles: readonly string[];
  /** What the flags name may lie anywhere, what the project's own settings name only in the project. */
  readonly envFilesFrom: "flags" | "configuration";
  readonly keyFiles: readonly string[];
  readonly jwtKey?: string;
  readonly secretKey?: string;
  readonly policy: PolicyName;
  readonly backend?: string;
  readonly check?: string;
  readonly serve?: string;
  readonly baseUrl?: string;
  /** The project's own settings name a server on this machine, or none. */
  readonly baseUrlFrom?: "flags" | "configuration";
  /** Whether a password may go unencrypted to another host; never from the project's own settings. */
  readonly insecureHttp?: boolean;
  /** Another instance of the same application. */
  readonly instance?: string;
  readonly loginUrl?: string;
  readonly verifyUrl?: string;
  readonly protectedUrl?: string;
  readonly usernameField?: string;
  readonly headers: readonly string[];
  /** Seconds for each check, start and answer. */
  readonly timeout: number;
}

/** A project as it was resolved: everything that is asked of it stands here, nothing was run. */
export interface Project {
  /** Absolute, links resolved. */
  readonly root: string;
  /** Its folder as a shell needs it. */
  readonly shown: string;
  /** The same with the flags that were given, as a person would type it after another command. */
  readonly typed: string;
  /** The whole command line that grants a Deno permission more. */
  readonly grant: (flag: string) => string;
  readonly options: ProjectOptions;
  readonly application: Application | null;
  readonly backend: Backend;
  readonly names: { readonly jwt: string; readonly session: string | null };
  readonly algorithm: string;
  readonly policy: Policy;
  readonly dialect: Dialect;
  /**
   * What gives the application the variables of its env file, for a person: the loader of its code, or what
   * starts it where its code reads no file. Null where `dialect` only stands in for it.
   */
  readonly loader: string | null;
  /** Which wins when the process and the file both set the variable; null where that is not known. */
  readonly precedence: Dialect["precedence"] | null;
  /** The loaders that the user named; empty where the project's own are to be found. */
  readonly loaders: readonly Dialect[];
  /** The env files of this service, absolute; they need not exist. */
  readonly envFiles: readonly string[];
  /** Whether no code was seen that loads an env file: something else has to bring it into the process. */
  readonly loadsNoFile: boolean;
  /** The `.env.example` to start from where there is no env file. */
  readonly example: string | null;
  /** The folder that the backend is started in, absolute. */
  readonly folder: string;
  /** What its processes are given beside the environment of this one. */
  readonly variables: Readonly<Record<string, string>>;
  /** The project's files as detection saw them. */
  readonly tree: SourceTree;
}

const DEFAULT_NAMES = { jwt: "JWT_SECRET_KEY", session: "SECRET_KEY" } as const;

/** Resolves a project from its files and from what the user said; reads only. */
export function resolveProjectFiles(
  host: Pick<Host, "files">,
  at: Pick<Project, "root" | "shown" | "typed" | "grant">,
  options: ProjectOptions,
  given: { readonly application?: Application; readonly variables?: Readonly<Record<string, string>> } = {},
): Project {
  const tree = sourceTree(host.files, at.root);
  const application = given.application ?? chosenApplication(tree, options.backend);
  const backend = BACKENDS.find((backend) => backend.id === (application?.backend ?? "generic"));
  if (!backend) throw new KeysplitError("defect", "A recognised backend is not in the list");
  const spoken = application === null || application.loader.dialect === "process"
    ? undefined
    : dialectOf(application.loader.dialect);
  const dialect = spoken ?? dialectOf("npm-dotenv");
  if (!dialect) throw new KeysplitError("defect", "A dialect is not in the list");
  const names = {
    jwt: options.jwtKey ?? application?.names.jwt ?? DEFAULT_NAMES.jwt,
    session: options.secretKey ?? sessionName(application),
  };
  const folder = resolve(at.root, application?.folder ?? ".");
  const project: Project = {
    ...at,
    options,
    application,
    backend,
    names,
    algorithm: application?.algorithm ?? "HS256",
    policy: POLICIES[options.policy],
    dialect,
    loader: spoken === undefined ? null : application?.loader.title ?? null,
    precedence: precedenceOf(application, spoken ?? null),
    loaders: [],
    envFiles: envFilesOf(host, { root: at.root, folder, application, options, dialect, name: names.jwt }),
    loadsNoFile: application?.loader.dialect === "process",
    example: findExample(host.files, { root: at.root, folders: [folder, at.root] }),
    folder,
    variables: given.variables ?? {},
    tree,
  };
  return project.loader === null ? withStarter(project) : project;
}

/** Where the code reads no file, what starts the application brings one into its process. */
function withStarter(project: Project): Project {
  const starter = loadersInUse(project).find(({ files }) =>
    project.envFiles.some((path) => files.includes(path))
  );
  if (starter === undefined) return project;
  const { dialect } = starter;
  return { ...project, dialect, loader: dialect.title, loadsNoFile: false };
}

/** Where the code was not understood, the usual name is asked for: a file that is named later may have it. */
function sessionName(application: Application | null): string | null {
  if (application === null || application.backend === "generic") {
    return application?.names.session ?? DEFAULT_NAMES.session;
  }
  return application.names.session;
}

function chosenApplication(tree: SourceTree, id: string | undefined): Application | null {
  if (id === undefined) return recognise(tree);
  return BACKENDS.find((backend) => backend.id === id)?.recognise(tree) ?? recognise(tree);
}

function precedenceOf(application: Application | null, dialect: Dialect | null): Project["precedence"] {
  switch (application?.loader.override) {
    case "file-wins":
      return "file";
    case "ignores-empty":
      return "ignores-empty";
    default:
      return application?.loader.dialect === "process" ? "process" : dialect?.precedence ?? null;
  }
}

/** The files that were named, else the one that the loader would read, else the `.env` that is there. */
function envFilesOf(host: Pick<Host, "files">, of: {
  readonly root: string;
  readonly folder: string;
  readonly application: Application | null;
  readonly options: ProjectOptions;
  readonly dialect: Dialect;
  readonly name: string;
}): readonly string[] {
  if (of.options.envFiles.length > 0) return [...new Set(of.options.envFiles)];
  const wanted = (of.application?.loader.files ?? []).map((path) =>
    isAbsolute(path) ? path : join(of.root, path)
  );
  const candidates = [...new Set([...wanted, join(of.folder, ".env"), join(of.root, ".env")])];
  const existing = candidates.filter((path) => exists(host, path));
  const assigning = existing.find((path) => assigns(host, path, of.dialect, of.name));
  const above = CLIMBING.test(of.application?.loader.dialect ?? "")
    ? climb(host.files, of.root, ".env")
    : null;
  return [assigning ?? existing[0] ?? above ?? candidates[0] ?? join(of.root, ".env")];
}

/** Loaders that look in every folder above, so that a new file would hide the one they read today. */
const CLIMBING = /^(python-decouple|python-dotenv)/;

/** The nearest folder above that holds a name, as the path of what it holds; null where none does. */
function climb(files: Host["files"], from: string, name: string): string | null {
  for (let folder = dirname(from); folder !== dirname(folder); folder = dirname(folder)) {
    if (exists({ files }, join(folder, name))) return join(folder, name);
  }
  return null;
}

function exists({ files }: Pick<Host, "files">, path: string): boolean {
  try {
    files.lstat(path);
    return true;
  } catch {
    return false;
  }
}

function assigns({ files }: Pick<Host, "files">, path: string, dialect: Dialect, name: string): boolean {
  try {
    if (files.stat(path).kind !== "file") return false;
    return dialect.read(files.read(path), name, {}).outcome === "value";
  } catch {
    return false;
  }
}
