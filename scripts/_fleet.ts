import { basename, join, resolve } from "@std/path";
import { type Command, type CommandContext, grantLine } from "./_command.ts";
import { loginHeaders } from "./_credentials.ts";
import { errorOf } from "./_errors.ts";
import { loadFacts } from "./_facts_files.ts";
import { openServedProject, recognised } from "./_open.ts";
import { OPTIONS } from "./_options.ts";
import type { Settings } from "./_settings.ts";
import { folderBelow, requireInside, resolveProject, withHome } from "./_project.ts";
import type { ServiceEntry } from "./_services.ts";
import type { Checklist, ChecklistReport, Scope } from "../src/checklist/checklist.ts";
import { judgeFleet, judgeMember, type Member } from "../src/checklist/fleet.ts";
import type { JudgeOptions } from "../src/checklist/judge.ts";
import { unjudged } from "../src/checklist/unjudged.ts";
import { KeysplitError } from "../src/errors.ts";
import { gatherChecklist } from "../src/gather/gather_checklist.ts";
import { gatherFleet } from "../src/gather/gather_fleet.ts";
import type { Credentials } from "../src/gather/login_request.ts";
import { READINESS_WORDS } from "../src/report/fleet_text.ts";
import { quoted } from "../src/rules/quoted.ts";
import { Secret } from "../src/secret.ts";

/** A service of a fleet, and how it is judged. */
interface Service {
  /** As the report calls it: told from all others. */
  readonly name: string;
  readonly judge: (options: JudgeOptions) => Promise<Member>;
  /** What is known of it before anything is read. */
  readonly place: Pick<Scope, "project" | "folder" | "environment">;
  /** The command that looks at it alone. */
  readonly command: string;
}

/** Flags that say the same of every service; every other setting is one service's own. */
const FOR_ALL = new Set(["policy", "environment", "timeout"]);

/** Whether what is judged is a fleet: services that settings name, or more saved facts than one file. */
export function isFleet({ host, settings }: Pick<CommandContext, "host" | "settings">): boolean {
  const [first, ...more] = settings.loadFacts;
  if (first === undefined) return settings.services.length > 0;
  return more.length > 0 || isFolder(host, first);
}

/** Judges every service of a fleet, side by side; one that cannot be judged is a result too. */
export async function judgeServices(
  context: CommandContext,
  command: Command,
  options: JudgeOptions,
): Promise<ChecklistReport> {
  const { host, settings, progress } = context;
  if (settings.saveFacts !== undefined) {
    throw new KeysplitError("usage", "--save-facts is of one service", {
      next: ["name its folder:  deno task checklist PATH --save-facts FILE"],
    });
  }
  const services = settings.loadFacts.length > 0 ? savedServices(context) : listedServices(
    context,
    command,
    await passwordFromInput(context),
  );
  const members = await gatherFleet(host, services, {
    jobs: settings.jobs ?? navigator.hardwareConcurrency,
    judge: (service) => judgeOne(service, options),
    done: ({ name }, { checklist }, number) =>
      progress.note(`  ${number} of ${services.length}  ${name}  ${wordsOf(checklist)}`),
  });
  return judgeFleet(settings.reproducible ? members.map(withoutTime) : members);
}

function wordsOf({ readiness, error }: Checklist): string {
  return error === undefined ? READINESS_WORDS[readiness] : `not known: ${error.message}`;
}

function withoutTime(member: Member): Member {
  const { gathered: _time, ...scope } = member.checklist.scope;
  return { ...member, checklist: { ...member.checklist, scope } };
}

async function judgeOne(service: Service, options: JudgeOptions): Promise<Member> {
  try {
    return await service.judge(options);
  } catch (thrown) {
    const { name, place, command } = service;
    const checklist = unjudged({ name, ...place, recognised: null, commit: null }, {
      error: errorOf(thrown),
      command,
    });
    return { checklist, service: name, folder: null, said: null, keys: [] };
  }
}

/** The services that settings name. */
function listedServices(
  context: CommandContext,
  command: Command,
  password: string | null,
): readonly Service[] {
  requireFlagsForAll(context);
  const { settings, given } = context;
  const names = new Map<string, number>();
  for (const { name } of settings.services) names.set(name, (names.get(name) ?? 0) + 1);
  return settings.services.map((entry): Service => {
    const environment = given.environment ?? entry.settings.environment ?? null;
    const isOneOfSeveral = (names.get(entry.name) ?? 0) > 1 && environment !== null;
    const name = isOneOfSeveral ? `${entry.name} (${environment})` : entry.name;
    const project = withHome(entry.path, context.host);
    const folder = folderBelow(context.host, entry.path);
    return {
      name,
      place: { project, environment, ...(folder === null ? {} : { folder }) },
      command: `deno task checklist ${project}`,
      judge: (options) => judgeListed(context, { command, entry, name, password, options }),
    };
  });
}

async function judgeListed(
  fleet: CommandContext,
  { command, entry, name, password, options }: {
    readonly command: Command;
    readonly entry: ServiceEntry;
    readonly name: string;
    readonly password: string | null;
    readonly options: JudgeOptions;
  },
): Promise<Member> {
  const { host, given } = fleet;
  const settings: Partial<Settings> = {
    ...withPaths(fleet, entry),
    ...Object.fromEntries(Object.entries(given).filter(([setting]) => FOR_ALL.has(setting))),
  };
  const line = { settings, project: entry.path, word: null, action: null, help: false };
  const { root, shown, typed, settings: resolved } = resolveProject(command, line, host);
  // What an entry says is what its file may say, whoever wrote that: never what a flag may.
  const own: Settings = { ...resolved, envFilesFrom: "configuration", baseUrlFrom: "configuration" };
  const grant = (flag: string) => `${grantLine(command, [], flag)} ${typed}`;
  const context: CommandContext = { ...fleet, root, shown, typed, grant, settings: own, named: true };
  const project = await openServedProject(context, "checklist");
  const gathered = await gatherChecklist(host, project, {
    name,
    folder: folderBelow(host, project.root),
    recognised: recognised(project),
    environment: own.environment ?? null,
    credentials: credentialsOf(context, [name, entry.name], password),
    withCredentials: `KEYSPLIT_USERNAME=NAME deno task checklist ${typed} --password-stdin`,
    runsTests: fleet.settings.runTests,
    defer: fleet.defer,
    // What each of them is about would be one line over the other.
    during: (_, work) => work,
  });
  return judgeMember(gathered, { ...options, service: entry.name, folder: root });
}

/** The entry's settings with whole paths, which lie in the service. */
function withPaths({ host }: CommandContext, { path, settings }: ServiceEntry): Partial<Settings> {
  const { envFiles, keyFiles } = settings;
  const placed = (paths: readonly string[]) => {
    const root = host.files.realPath(path);
    return paths.map((one) => {
      requireInside(host, root, one);
      return resolve(root, one);
    });
  };
  return {
    ...settings,
    ...(envFiles === undefined ? {} : { envFiles: placed(envFiles) }),
    ...(keyFiles === undefined ? {} : { keyFiles: placed(keyFiles) }),
  };
}

function requireFlagsForAll({ given, settings }: CommandContext): void {
  if (given.environment !== undefined && settings.services.some((one) => one.settings.environment)) {
    throw new KeysplitError("usage", "keysplit.json says the environment of each service itself", {
      next: ["leave --environment out"],
    });
  }
  const ofOne = OPTIONS.find(({ flag, setting, config }) =>
    given[setting] !== undefined && !FOR_ALL.has(setting) &&
    (config === true || flag === "instance" || flag === "insecure-http")
  );
  if (ofOne === undefined) return;
  throw new KeysplitError("usage", `--${ofOne.flag} is of one service, and here are several`, {
    next: [
      `say it in the service's entry of keysplit.json, or look at it alone:  deno task checklist PATH --${ofOne.flag} …`,
    ],
  });
}

async function passwordFromInput({ host, settings }: CommandContext): Promise<string | null> {
  return settings.passwordStdin ? await host.terminal.readLine() : null;
}

/** `KEYSPLIT_USERNAME_SHOP` for a service called shop, else `KEYSPLIT_USERNAME`; the password likewise. */
function credentialsOf(
  context: CommandContext,
  names: readonly string[],
  password: string | null,
): Credentials | null {
  const { environment } = context.host;
  const variables = (what: string) => [...names.map((name) => `${what}_${variableOf(name)}`), what];
  const valueOf = (what: string) =>
    variables(what).map((variable) => environment.get(variable)).find((value) =>
      value !== undefined && value !== ""
    );
  const headers = loginHeaders(context);
  const username = valueOf("KEYSPLIT_USERNAME");
  const secret = password ?? valueOf("KEYSPLIT_PASSWORD");
  if (username === undefined || secret === undefined) return null;
  return { username, password: Secret.of(secret), headers };
}

function variableOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_").replaceAll(/^_|_$/g, "");
}

/** The services that saved facts were gathered of, each called as its file. */
function savedServices(context: CommandContext): readonly Service[] {
  const paths = context.settings.loadFacts.flatMap((path) => factsFiles(context, path));
  const short = (path: string) => basename(path, ".json");
  const numbers = new Map<string, number>();
  for (const path of paths) numbers.set(short(path), (numbers.get(short(path)) ?? 0) + 1);
  return paths.map((path): Service => {
    const name = numbers.get(short(path)) === 1 ? short(path) : path.replace(/\.json$/, "");
    return {
      name,
      place: { project: basename(path), environment: null },
      command: `deno task checklist --load-facts ${quoted(path)}`,
      judge: (options) => {
        const gathered = loadFacts(context, path);
        const { facts, scope } = gathered;
        // Of two machines the same path alone tells nothing: every container has its /app.
        const folder = scope.commit === null ? null : `${facts.root} at ${scope.commit.id}`;
        return Promise.resolve(
          judgeMember({ ...gathered, scope: { ...scope, name } }, { ...options, service: name, folder }),
        );
      },
    };
  });
}

function factsFiles({ host }: CommandContext, path: string): readonly string[] {
  if (!isFolder(host, path)) return [path];
  const names = host.files.list(path).filter((name) => name.endsWith(".json"));
  if (names.length > 0) return names.map((name) => join(path, name));
  throw new KeysplitError("usage", `${path} holds no .json file`, {
    next: ["gather first:  deno task checklist PROJECT --save-facts FILE"],
  });
}

/** @throws {KeysplitError} `usage` where there is nothing */
function isFolder({ files }: Pick<CommandContext["host"], "files">, path: string): boolean {
  try {
    return files.stat(path).kind === "folder";
  } catch (error) {
    if (errorOf(error).code !== "unreadable") throw error;
    throw new KeysplitError("usage", `There is no file ${path}`, {
      next: ["gather first:  deno task checklist PROJECT --save-facts FILE"],
    });
  }
}
