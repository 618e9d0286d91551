/**
 * The one frame of every script: flags and keysplit.json → host → run → report → exit code. A script is a
 * {@linkcode Command} and one last line.
 */
import { errorOf } from "./_errors.ts";
import { helpOf } from "./_help.ts";
import { type CommandLine, parseCommandLine } from "./_parse.ts";
import type { Settings } from "./_settings.ts";
import { Progress } from "./_progress.ts";
import { resolveProject, wantedFolder } from "./_project.ts";
import { shownValue } from "./_shown_value.ts";
import { quoted } from "../src/rules/quoted.ts";
import { KeysplitError } from "../src/errors.ts";
import { type ExitCode, exitCodeOf, exitCodeOfError } from "../src/report/exit_code.ts";
import type { ChecklistFormatName, FormatName, ReportContext, ReportError } from "../src/report/format.ts";
import { FORMATS } from "../src/report/mod.ts";
import { withoutWorkflowCommands } from "../src/report/without_workflow_commands.ts";
import { plain } from "../src/report/plain.ts";
import { errorText } from "../src/report/text.ts";
import type { Finding } from "../src/rules/rule.ts";
import type { Host } from "../src/io/host.ts";
import { requireWritable, writeReport } from "./_output.ts";
import { reportFiles } from "./_report_files.ts";

/** A script as data. */
export interface Command {
  readonly name: string;
  /** What it does, in a line. */
  readonly summary: string;
  /** Flags beyond the common ones. */
  readonly options: readonly string[];
  /** Whether it judges a project, or needs none. */
  readonly project: "optional" | "none";
  /** What stands for its one word that is no project, as `RULE`; a command without it takes none. */
  readonly word?: string;
  /** What it does instead where its first word says so, e.g. `attest ITEM`. */
  readonly actions?: readonly Action[];
  /** Those of its report; text and json by default. */
  readonly formats?: readonly FormatName[];
  /** Whether it works on Windows. */
  readonly windows: boolean;
  /** The Deno permissions without which it cannot do what its name says. */
  readonly needs: readonly ("read" | "write" | "run")[];
  /** The flags of its task, for the line that grants what is missing. */
  readonly flags: readonly string[];
  readonly run: (context: CommandContext) => Promise<CommandResult>;
}

/** What a command does instead, as `attest ITEM`. */
export interface Action {
  readonly name: string;
  /** What stands after the name. */
  readonly word: string;
  /** The flags that it needs, for the help. */
  readonly flags: string;
  readonly help: string;
}

/** What a command is given. */
export interface CommandContext {
  readonly host: Host;
  readonly settings: Settings;
  /** What was typed of them. */
  readonly given: Partial<Settings>;
  /** Absolute path of the project's folder; the caller's folder where the command needs none. */
  readonly root: string;
  /** The project's folder as a person would type it. */
  readonly shown: string;
  /** The same with the flags that were given, for the next command. */
  readonly typed: string;
  /** The word that the command takes instead of a project, or that its action takes; null where none was typed. */
  readonly word: string | null;
  /** What is done instead of what the command does; null where none was named. */
  readonly action: string | null;
  /** Whether the user named the project. */
  readonly named: boolean;
  readonly progress: Progress;
  /** The line that would grant a permission, for messages. */
  readonly grant: (flag: string) => string;
  /** What to say next if the run is stopped from now on. */
  readonly ifStopped: (next: readonly string[]) => void;
  /** Runs at the end, also after an error or a stop; last first. */
  readonly defer: (cleanup: () => void | Promise<void>) => void;
}

/** What a command leaves. */
export interface CommandResult {
  readonly findings: readonly Finding[];
  readonly recognised?: string | null;
  /** Whether line one was shown already. */
  readonly headed?: boolean;
  readonly next?: readonly string[];
  /** Where the findings alone do not decide it. */
  readonly exitCode?: ExitCode;
  readonly error?: ReportError;
  /** Why it ends with 3, where that is not for the findings to say. */
  readonly notKnown?: ReportError;
  /** Added to the JSON object. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** What stands behind the findings in text. */
  readonly appendix?: string;
  /** The whole text, where the command does not show findings as a list; "" where it was shown already. */
  readonly text?: string;
  /** The whole report in a format beyond text and json, which only the command has. */
  readonly report?: (format: ChecklistFormatName, context: ReportContext) => string;
  /** What is left to do once the reports are written. */
  readonly afterwards?: (context: ReportContext) => Promise<void>;
}

const NOTHING_TYPED = { project: null, word: null, action: null, help: false } as const;

/** Runs a command to its exit code. The script's last line ends the process with it. */
export async function main(command: Command, args: readonly string[], world: Host): Promise<number> {
  const cleanups: (() => void | Promise<void>)[] = [];
  let line: CommandLine = { settings: { format: formatIn(args) }, ...NOTHING_TYPED };
  const host = obeyedBy(world, () => line.settings.format);
  let shown: string | null = null;
  let ifStopped: readonly string[] = [];
  try {
    line = parseCommandLine(command, args);
    if (line.help) return print(host, helpOf(command));
    const running = runCommand(command, args, line, host, {
      defer: (cleanup) => void cleanups.push(cleanup),
      resolved: (project) => shown = project,
      ifStopped: (next) => ifStopped = next,
    });
    const stopped = host.stopped.then(() => {
      throw new KeysplitError("stopped", "Stopped", { next: ifStopped });
    });
    return await Promise.race([running, stopped]);
  } catch (thrown) {
    const error = errorOf(thrown);
    const context: ReportContext = {
      command: command.name,
      project: shown,
      recognised: null,
      exitCode: exitCodeOfError(error.code),
      error,
      next: [],
      style: styleOf(host, line.settings),
    };
    report(host, context, [], line.settings.format === "json" ? "json" : "text");
    return context.exitCode;
  } finally {
    await host.processes.stopAll();
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** The host, whose terminal holds no command from outside where GitHub Actions obeys what is printed. */
function obeyedBy(host: Host, format: () => FormatName | undefined): Host {
  if (host.environment.get("GITHUB_ACTIONS") !== "true") return host;
  const { terminal } = host;
  return {
    ...host,
    terminal: {
      ...terminal,
      print(text) {
        const shown = format();
        // The format of its own commands lets none else through.
        if (shown === "github") terminal.print(text);
        else terminal.print(withoutWorkflowCommands(text, { format: shown === "json" ? "json" : "other" }));
      },
      note: (text) => terminal.note(withoutWorkflowCommands(text, { format: "other" })),
    },
  };
}

async function runCommand(
  command: Command,
  args: readonly string[],
  line: CommandLine,
  host: Host,
  hooks: Pick<CommandContext, "defer" | "ifStopped"> & { readonly resolved: (project: string) => void },
): Promise<number> {
  if (host.platform === "windows" && !command.windows) {
    throw new KeysplitError("platform", `${command.name} does not run on Windows`, {
      next: ["run it in WSL, the Windows Subsystem for Linux"],
    });
  }
  const grant = (flag: string) => grantLine(command, args, flag);
  for (const permission of command.needs) {
    // Whoever scopes the files scopes them to the project.
    const what = permission === "read" || permission === "write" ? wantedFolder(line, host) : undefined;
    if (await host.may(permission, what)) continue;
    throw new KeysplitError("permission", `${command.name} needs the permission to ${permission}`, {
      next: [grant("")],
    });
  }
  const { root, shown, typed, named, settings } = resolveProject(command, line, host);
  if (command.project !== "none") hooks.resolved(root);
  if (settings.output !== undefined) await requireWritable(host, settings.output, grant);
  const reports = await reportFiles(host, { command, settings, grant });
  const style = styleOf(host, settings);
  const progress = new Progress(host, { ...settings, style });
  const result = await command.run({
    host,
    settings,
    given: line.settings,
    root,
    shown,
    typed,
    named,
    word: line.word,
    action: line.action,
    progress,
    grant,
    ...hooks,
  });
  const exitCode = result.error
    ? exitCodeOfError(result.error.code)
    : result.exitCode ?? exitCodeOf(result.findings);
  const error = result.error ?? (exitCode === 3 ? result.notKnown ?? notKnown(result.findings) : undefined);
  const project = (format: FormatName) =>
    command.project === "none" ? null : format === "json" ? root : shown;
  const context: ReportContext = {
    command: command.name,
    project: project(settings.format),
    recognised: result.recognised ?? null,
    headed: result.headed ?? false,
    exitCode,
    ...(error ? { error } : {}),
    next: result.next ?? [],
    ...(result.extra ? { extra: result.extra } : {}),
    style,
  };
  const render = (format: FormatName): string => {
    if (format === "json") return FORMATS.json(result.findings, { ...context, project: project(format) });
    if (format !== "text") return result.report?.(format, context) ?? "";
    const shown = settings.quiet ? result.findings.filter(isNews) : result.findings;
    return (result.text ?? FORMATS.text(shown, context)) + (result.appendix ? `\n${result.appendix}` : "");
  };
  const body = render(settings.format);
  if (settings.output !== undefined) await writeReport(host, settings.output, plain(body));
  else host.terminal.print(plain(body));
  for (const { format, path } of reports) await writeReport(host, path, plain(render(format)));
  if (result.error && settings.format === "text") host.terminal.note(plain(errorText(context)));
  await result.afterwards?.(context);
  return exitCode;
}

/** What could not be known, as the error that every exit code beyond 1 comes with. */
function notKnown(findings: readonly Finding[]): ReportError {
  const open = findings.filter(({ outcome, severity }) => outcome === "unknown" && severity === "error");
  return {
    code: "not-known",
    message: `Not known: ${open.map(({ rule }) => rule).join(", ")}`,
    next: [...new Set(open.flatMap(({ remedy }) => remedy?.commands ?? []))],
  };
}

function isNews({ outcome }: Finding): boolean {
  return outcome === "fail" || outcome === "unknown";
}

function report(
  host: Host,
  context: ReportContext,
  findings: readonly Finding[],
  format: "text" | "json",
): void {
  if (format === "json") host.terminal.print(plain(FORMATS.json(findings, context)));
  else host.terminal.note(plain(errorText(context)));
}

function print(host: Host, text: string): 0 {
  host.terminal.print(text);
  return 0;
}

function styleOf({ terminal }: Host, settings: Partial<Settings>): ReportContext["style"] {
  return {
    color: terminal.color && settings.noColor !== true && settings.output === undefined,
    unicode: terminal.unicode,
  };
}

/** Before the flags are understood, whether they ask for JSON: an error about them is shown in it. */
function formatIn(args: readonly string[]): "text" | "json" {
  const at = args.indexOf("--format");
  return args.includes("--format=json") || (at >= 0 && args[at + 1] === "json") ? "json" : "text";
}

/** The line that grants a flag more: the command's own task where that has it, else the whole `deno run …`. */
export function grantLine({ name, flags }: Command, args: readonly string[], flag: string): string {
  const shown = args.map(withoutValue);
  const more = flag.split(" ").filter((word) => word !== "" && !flags.includes(word));
  if (flag !== "" && more.length === 0) return ["deno", "task", name, ...shown].map(quoted).join(" ");
  const script = new URL(`./${name}.ts`, import.meta.url).pathname;
  return ["deno", "run", "--no-prompt", ...flags, ...more, script, ...shown].map(quoted).join(" ");
}

/** An argument as it may be shown again. */
function withoutValue(word: string, index: number, words: readonly string[]): string {
  const [, named, value] = /^--([a-z-]+)=([^]*)$/.exec(word) ?? [];
  if (named !== undefined && value !== undefined) return `--${named}=${shownValue(named, value)}`;
  return shownValue(/^--([a-z-]+)$/.exec(words[index - 1] ?? "")?.[1] ?? "", word);
}
