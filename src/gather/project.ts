import { relative, resolve } from "@std/path";
import type { Application, Backend, SourceTree } from "../backends/backend.ts";
import { recogniseByEnvFile } from "../backends/generic.ts";
import { BACKENDS, recognise } from "../backends/mod.ts";
import type { Dialect } from "../env/dialect.ts";
import { dialectOf } from "../env/mod.ts";
import { KeysplitError } from "../errors.ts";
import type { Host } from "../io/host.ts";
import { POLICIES, type Policy, type PolicyName } from "../policy.ts";
import { assigns, chooseEnvFile, isReadable } from "./choose_env_file.ts";
import { composeFilesAbove } from "./compose_files_above.ts";
import { findExample } from "./example_file.ts";
import { loadersInUse } from "./loaders.ts";
import type { AboveFile } from "./loaders/seen_loader.ts";
import { sourceTree } from "./source_tree.ts";
import { startedFiles } from "./started_files.ts";
import { unreadKey } from "./unread_key.ts";

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
  readonly test?: string;
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
  /** Who names them: the user, the code, or only what starts the application, which is no leave to write outside. */
  readonly envFilesBy: "user" | "code" | "starter";
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
  /** The compose files above the root, up to the top of the repository. */
  readonly above: readonly AboveFile[];
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
  const above = composeFilesAbove(host.files, at.root);
  const searched = { root: at.root, tree, above, envFiles: [] };
  const application = given.application ?? chosenApplication(tree, options.backend) ??
    (options.envFiles.length > 0 ? null : applicationByEnvFile(host, searched));
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
  const started = () => startedFiles({ ...searched, application, names });
  const chosen = options.envFiles.length > 0
    ? null
    : chooseEnvFile(host, { root: at.root, folder, application, dialect, names, started });
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
    envFiles: chosen === null ? [...new Set(options.envFiles)] : [chosen.path],
    envFilesBy: chosen?.by ?? "user",
    loadsNoFile: application?.loader.dialect === "process",
    example: findExample(host.files, { root: at.root, folders: [folder, at.root] }),
    folder,
    variables: given.variables ?? {},
    tree,
    above,
  };
  const loaded = project.loader === null || chosen?.by === "starter" ? withStarter(project) : project;
  return withUnreadKey(host, loaded);
}

function withUnreadKey({ files }: Pick<Host, "files">, project: Project): Project {
  const { application, names, options, envFiles, dialect } = project;
  if (application === null || options.jwtKey !== undefined) return project;
  const assigned = (name: string) => envFiles.some((path) => assigns(files, { path, dialect }, name));
  return { ...project, ...unreadKey(names, application, { usual: DEFAULT_NAMES.jwt, assigned }) };
}

/** Where the code does not read the file, what starts the application brings it into its process. */
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

/** Where nothing has its usual name, an env file that something was seen to read shows an application too. */
function applicationByEnvFile(
  { files }: Pick<Host, "files">,
  searched: Pick<Project, "root" | "tree" | "above" | "envFiles">,
): Application | null {
  const seen = startedFiles({ ...searched, application: null, names: DEFAULT_NAMES });
  const file = seen.find(({ path }) => isReadable(files, path));
  return file === undefined ? null : recogniseByEnvFile(searched.tree, relative(searched.root, file.path));
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
