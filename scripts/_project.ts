import { basename, dirname, isAbsolute, join, relative, resolve } from "@std/path";
import { shownValue } from "./_shown_value.ts";
import { quoted } from "../src/rules/quoted.ts";
import type { Command } from "./_command.ts";
import { OPTIONS } from "./_options.ts";
import type { Settings } from "./_settings.ts";
import { type CommandLine, settingsOf, valueOf } from "./_parse.ts";
import { parseServices, placeServices, SERVICES } from "./_services.ts";
import { KeysplitError } from "../src/errors.ts";
import { FileError, type Host } from "../src/io/host.ts";

/** The name of the settings file in a project. */
export const CONFIGURATION = "keysplit.json";

/** The folder that a command is about, and what its settings file and the flags say together. */
export interface Resolved {
  /** Absolute, links resolved. */
  readonly root: string;
  /** As a person would type it, quoted where a shell needs it. */
  readonly shown: string;
  /** The same with the flags that were given, as it is typed after the next command. */
  readonly typed: string;
  readonly named: boolean;
  readonly settings: Settings;
}

/**
 * Finds the project's folder and reads its settings.
 *
 * @throws {KeysplitError} `usage` when there is no such folder, `configuration` when the settings are wrong
 */
export function resolveProject(command: Command, line: CommandLine, host: Host): Resolved {
  const caller = callersFolder(host);
  if (command.project === "none") {
    return { root: caller, shown: "", typed: "", named: false, settings: settingsOf(line, {}) };
  }
  const wanted = wantedFolder(line, host);
  const root = folderAt(wanted, line.project ?? wanted, host, command.name);
  const from = line.settings.config === undefined ? null : resolve(caller, line.settings.config);
  const configuration = readConfiguration(
    host,
    from ?? join(root, CONFIGURATION),
    from !== null,
    command.name,
  );
  // A file that a flag names says what its user wants, one of the project what its repository says.
  const services = placeServices(host, configuration.services ?? [], {
    folder: from === null ? root : dirname(from),
    within: from === null ? root : null,
  });
  const settings = settingsOf(line, { ...configuration, services });
  const absolute = withAbsolutePaths(settings, line, { caller, root, host });
  const shown = withHome(root, host);
  return {
    root,
    shown,
    typed: [shown, ...givenFlags(line, absolute)].join(" "),
    named: line.project !== null,
    settings: absolute,
  };
}

/** The folder that the command line means, whether it is there or not. */
export function wantedFolder({ project }: CommandLine, host: Host): string {
  return resolve(callersFolder(host), project ?? ".");
}

/** The folder that the task was called from. */
export function callersFolder(host: Host): string {
  const initial = host.environment.get("INIT_CWD");
  return initial !== undefined && isAbsolute(initial) ? initial : host.folder;
}

/** A folder from the one that the task was called from, `.` for that itself; null where it does not lie below it. */
export function folderBelow(host: Host, path: string): string | null {
  const from = callersFolder(host);
  const real = exists(host, from) ? host.files.realPath(from) : from;
  const below = relative(real, path);
  return below === ".." || below.startsWith("../") || isAbsolute(below) ? null : below === "" ? "." : below;
}

/** A path as a shell needs it, with the home folder as `~` where that is how a person would type it. */
export function withHome(path: string, host: Pick<Host, "environment">): string {
  const home = host.environment.get("HOME");
  if (home === undefined || home === "" || home === "/") return quoted(path);
  if (path === home) return "~";
  return path.startsWith(`${home}/`) ? `~/${quoted(path.slice(home.length + 1))}` : quoted(path);
}

/** Flags that are no settings of the project and belong to it all the same. */
const REPEATED = new Set(["config", "insecure-http"]);

/** The flags that say where and what the project is, with whole paths: the next command needs them too. */
function givenFlags({ settings }: CommandLine, absolute: Settings): readonly string[] {
  return OPTIONS.filter((option) => option.config || REPEATED.has(option.flag)).flatMap(
    ({ flag, kind, setting }) => {
      if (settings[setting] === undefined) return [];
      if (kind === "flag") return [`--${flag}`];
      const value = absolute[setting];
      const values = Array.isArray(value) ? value : [value];
      return values.map((one) => `--${flag} ${quoted(shownValue(flag, String(one)))}`);
    },
  );
}

function folderAt(path: string, typed: string, host: Host, command: string): string {
  try {
    const real = host.files.realPath(path);
    if (host.files.stat(real).kind === "folder") return real;
    throw new KeysplitError("usage", `${typed} is not a folder`, {
      next: [
        `name the folder that holds ${basename(path)}:  deno task ${command} ${quoted(join(typed, ".."))}`,
      ],
    });
  } catch (error) {
    if (error instanceof FileError && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
      throw new KeysplitError("usage", `There is no folder ${typed}`, {
        next: [`deno task ${command} PATH`],
      });
    }
    throw error;
  }
}

function readConfiguration(host: Host, path: string, required: boolean, command: string): Partial<Settings> {
  const text = readText(host, path, required);
  if (text === null) return {};
  const wrong = (what: string) =>
    new KeysplitError("configuration", `${basename(path)} ${what}`, {
      next: ["the keys and their values:  docs/schema/keysplit.schema.json"],
    });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw wrong("is not JSON");
  }
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) throw wrong("is not an object");
  const settings: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(parsed)) {
    if (key === "$schema") continue;
    if (key === SERVICES) {
      settings[key] = parseServices(value, `${basename(path)}: ${key}`, command);
      continue;
    }
    const option = OPTIONS.find((option) => option.config && option.setting === key);
    if (!option) throw wrong(`has an unknown key ${JSON.stringify(key.slice(0, 40))}`);
    settings[key] = valueOf(option, value, `${basename(path)}: ${key}`, command, "configuration");
  }
  return settings;
}

/** Bytes. */
const LARGEST = 1024 * 1024;

function readText(host: Host, path: string, required: boolean): string | null {
  try {
    const { kind, size } = host.files.stat(path);
    if (kind !== "file") throw new KeysplitError("configuration", `${path} is not a file`, { next: [] });
    if (size > LARGEST) {
      throw new KeysplitError("configuration", `${path} has more than 1 MiB`, { next: [] });
    }
    return new TextDecoder().decode(host.files.read(path));
  } catch (error) {
    if (error instanceof FileError && error.code === "ENOENT" && !required) return null;
    if (error instanceof FileError && error.code === "ENOENT") {
      throw new KeysplitError("configuration", `There is no file ${path}`, { next: [] });
    }
    throw error;
  }
}

/**
 * A relative path of a flag is the caller's where something is there, else the project's; one of the
 * settings file is always the project's.
 */
function withAbsolutePaths(
  settings: Settings,
  line: CommandLine,
  { caller, root, host }: { caller: string; root: string; host: Host },
): Settings {
  const ofFlag = (path: string) => {
    const there = resolve(caller, path);
    return exists(host, there) ? there : resolve(root, path);
  };
  /** What is handed over has nothing to do with the project; `-` is standard input. */
  const ofCaller = (path: string) => path === "-" ? path : resolve(caller, path);
  const absolute = (key: "envFiles" | "keyFiles") =>
    settings[key].map((path) => line.settings[key] === undefined ? resolve(root, path) : ofFlag(path));
  for (const key of ["envFiles", "keyFiles"] as const) {
    if (line.settings[key] === undefined) settings[key].forEach((path) => requireInside(host, root, path));
  }
  return {
    ...settings,
    envFiles: absolute("envFiles"),
    envFilesFrom: line.settings.envFiles === undefined ? "configuration" : "flags",
    keyFiles: absolute("keyFiles"),
    baseUrlFrom: line.settings.baseUrl === undefined ? "configuration" : "flags",
    wordlists: settings.wordlists.map(ofFlag),
    ...(settings.log === undefined ? {} : { log: ofCaller(settings.log) }),
    ...(settings.http === undefined ? {} : { http: ofCaller(settings.http) }),
    reports: settings.reports.map((report) => {
      const at = report.indexOf("=");
      return at < 0 ? report : report.slice(0, at + 1) + resolve(caller, report.slice(at + 1));
    }),
    ...(settings.saveFacts === undefined ? {} : { saveFacts: resolve(caller, settings.saveFacts) }),
    loadFacts: settings.loadFacts.map((path) => resolve(caller, path)),
    ...(settings.output === undefined ? {} : { output: resolve(caller, settings.output) }),
  };
}

/** A file that the project's own settings name lies in the project: they may come from a repository. */
export function requireInside(host: Host, root: string, path: string): void {
  const wanted = resolve(root, path);
  let real = wanted;
  try {
    real = host.files.realPath(wanted);
  } catch (error) {
    if (!(error instanceof FileError && error.code === "ENOENT")) throw error;
  }
  if (real.startsWith(`${root}/`) && wanted.startsWith(`${root}/`)) return;
  throw new KeysplitError("configuration", `${CONFIGURATION} names a file outside of the project`, {
    next: ["name it by a flag:  --env-file PATH or --key-file PATH"],
  });
}

function exists(host: Host, path: string): boolean {
  try {
    host.files.lstat(path);
    return true;
  } catch {
    return false;
  }
}
