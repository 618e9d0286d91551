import { dirname, join, relative } from "@std/path";
import type { CommandTemplate } from "../backends/backend.ts";
import type { Host } from "../io/host.ts";
import { quoted } from "../rules/quoted.ts";
import type { Project } from "./project.ts";
import { shownCommand } from "./shown_command.ts";

/** A command that can be run, and how it is called for a person, without the secrets that it assigns. */
export interface ReadyCommand {
  readonly words: readonly string[];
  readonly shown: string;
  /** As it works in a shell, in the folder of the project. */
  readonly typed: string;
}

/** The check command, given or found; null where there is none. */
export function checkCommand(
  host: Pick<Host, "files" | "environment">,
  project: Project,
): ReadyCommand | null {
  if (project.options.check !== undefined) return shellCommand(project.options.check);
  const template = project.application?.check ?? null;
  return template === null ? null : readyCommand(host, project, template);
}

/** The command that says why a check failed that was found; null where there is none, or the check was given. */
export function reasonCommand(
  host: Pick<Host, "files" | "environment">,
  project: Project,
): ReadyCommand | null {
  if (project.options.check !== undefined) return null;
  const template = project.application?.reason;
  return template === undefined ? null : readyCommand(host, project, template);
}

/** The serve command for a port, given or found; null where there is none. */
export function serveCommand(
  host: Pick<Host, "files" | "environment">,
  project: Project,
  port: number,
): ReadyCommand | null {
  const values = { port: String(port) };
  if (project.options.serve !== undefined) return shellCommand(filled(project.options.serve, values));
  const template = project.application?.serve ?? null;
  return template === null ? null : readyCommand(host, project, template, values);
}

/** A command as it was given: for a shell. */
export function shellCommand(command: string): ReadyCommand {
  const shown = shownCommand(command);
  return { words: ["sh", "-c", command], shown, typed: shown };
}

/** A template with the project's own Python, and what else is given, put in. */
export function readyCommand(
  host: Pick<Host, "files" | "environment">,
  project: Project,
  template: CommandTemplate,
  values: Readonly<Record<string, string>> = {},
): ReadyCommand {
  const python = template.words.includes("{python}") ? findPython(host, project) : "";
  const words = template.words.map((word) => filled(word, { ...values, python }));
  const near = words.map((word) =>
    word.startsWith(`${project.folder}/`) ? relative(project.folder, word) : word
  );
  return {
    words,
    typed: shownCommand(near.map((word) => quoted(word)).join(" ")),
    shown: shownCommand(
      template.shown ??
        template.words.map((word) => filled(word, { ...values, python: "python" })).join(" ")
          .replace(/^python (?=\S+\.py )/, ""),
    ),
  };
}

/** What a command's PATH begins with, so that `python` is the project's own: its virtual environment. */
export function pathWithVenv(
  host: Pick<Host, "files" | "environment">,
  project: Project,
): Readonly<Record<string, string>> {
  const python = findPython(host, project);
  const path = host.environment.get("PATH");
  return python.includes("/") && path !== undefined ? { PATH: `${dirname(python)}:${path}` } : {};
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

/** The project's own Python: a virtual environment beside the code or above it, else the active one. */
function findPython({ files, environment }: Pick<Host, "files" | "environment">, project: Project): string {
  const isFile = (path: string): boolean => {
    try {
      return files.stat(path).kind === "file";
    } catch {
      return false;
    }
  };
  for (let folder = project.folder;; folder = dirname(folder)) {
    for (const name of [".venv", "venv", "env", ".env", "virtualenv"]) {
      const python = join(folder, name, "bin", "python");
      if (isFile(python)) return python;
    }
    if (folder === project.root || folder === dirname(folder)) break;
  }
  const active = environment.get("VIRTUAL_ENV");
  if (active !== undefined && isFile(join(active, "bin", "python"))) return join(active, "bin", "python");
  const path = environment.get("PATH") ?? "";
  return path.split(":").some((folder) => isFile(join(folder, "python3"))) ? "python3" : "python";
}
