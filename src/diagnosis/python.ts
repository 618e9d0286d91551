import { findLine, findPrinted, findRaised, lastFrame, passes } from "./find.ts";
import type { Frame, Output, Raised } from "./read_output.ts";
import type { Symptom } from "./symptom.ts";

const FRAMEWORK = /^No module named '?(?:django|fastapi|flask)'?$/;
const IS_SETTINGS = /[/\\][\w-]{0,60}(?:settings|config)[\w-]{0,60}(?:\.py|[/\\])/i;
const LIBRARY = /(?:site|dist)-packages|[/\\]lib[/\\]python\d|^</;
const LOADS_SETTINGS = /[/\\]django[/\\]conf[/\\]__init__\.py$/;
const LOADS_APPLICATION =
  /[/\\]gunicorn[/\\]util\.py$|[/\\]uvicorn[/\\]importer\.py$|[/\\]hypercorn[/\\]utils\.py$|[/\\]flask[/\\]cli\.py$|[/\\]daphne[/\\]utils\.py$/;
/** Python, npm, Docker Compose 2 and 1. */
const ELSEWHERE =
  /can't open file '?[^\n']{1,500}'?: \[Errno 2\]|\bENOENT\b.{0,200}package\.json|^no configuration file provided: not found|Can't find a suitable configuration file in this directory/;
/** bash, dash, zsh, env, Docker. */
const NO_COMMAND =
  /^[\w./-]{1,300}: line \d{1,6}: \S{1,300}: command not found$|^[\w./-]{1,300}: \d{1,6}: [\w./-]{1,300}: not found$|^(?:bash|sh|zsh|ash|-bash): (?:command not found: \S{1,300}|\S{1,300}: (?:command )?not found)$|\benv: ['‘]?[^'’]{1,300}['’]?: No such file or directory$|exec: "[^"]{1,300}": executable file not found in \$PATH/;
/** Refusals of Django that have causes of their own. */
const OTHERWISE_KNOWN = /^Requested settings?,? |^The SECRET_KEY setting must not be empty/;
const VIRTUAL_ENVIRONMENT = [
  "cd {project} && . .venv/bin/activate",
  "cd {project} && pip install -r requirements.txt",
];

/** Causes that lie in the program, its modules, or where it is started. */
export const PROGRAM_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "framework-not-installed",
    title: "The framework is not installed for this Python",
    rule: null,
    not: "A missing key: nothing of the application was loaded",
    why: "Most often the project's virtual environment is not active",
    remedy: {
      text: "Activate the virtual environment, or install the requirements",
      commands: VIRTUAL_ENVIRONMENT,
    },
    find: (seen) =>
      findRaised(seen, { message: /^Couldn't import Django/, where: isForWantOfDjango }) ??
        findRaised(seen, { name: /^ModuleNotFoundError$/, message: FRAMEWORK, where: endsItsChain }) ??
        findPrinted(seen, /python[\d.]*(?:\.exe)?: No module named (?:django|fastapi|flask)\b/),
  },
  {
    cause: "settings-module-missing",
    title: "The settings module does not exist",
    rule: null,
    not: "A missing package: the name is the one that DJANGO_SETTINGS_MODULE holds",
    why: "DJANGO_SETTINGS_MODULE names a module that is not there, or the command runs in another folder",
    remedy: {
      text: "Correct the name, or run the command in the folder that holds manage.py",
      commands: ["cd {project} && python manage.py check"],
    },
    find: (seen) =>
      findRaised(seen, { name: /^ModuleNotFoundError$|^ImportError$/, where: isSettingsModule }) ??
        findRaised(seen, { message: /^Could not import settings '/ }),
  },
  {
    cause: "wsgi-module-missing",
    title: "The server cannot find the application that it was told to load",
    rule: null,
    not: "A missing package: the name is the one on the server's command line",
    why:
      "The module, or the object in it, that the start command names is not there, or the command runs in another folder",
    remedy: { text: "Correct the start command, or run it in the project's folder", commands: [] },
    find: (seen) =>
      findRaised(seen, {
        name: /^(?:ModuleNotFoundError|ImportError)$/,
        message: /^No module named /,
        where: (raised) => LOADS_APPLICATION.test(lastFrame(raised)?.file ?? ""),
      }) ??
        findRaised(seen, {
          message:
            /^Failed to find (?:attribute|application object) '|^WSGI application '.{1,200}' could not be loaded|^Could not import '[^']{1,200}'\.?$|^Could not locate a Flask application|^No such file or directory: '?wsgi|^Failed to parse '.{1,200}' as an attribute name|^Cannot load application from '|^Unable to load celery application\./,
        }) ??
        findRaised(seen, {
          name: /^AttributeError$/,
          where: (raised) => /[/\\]daphne[/\\]utils\.py$/.test(lastFrame(raised)?.file ?? ""),
        }) ??
        findPrinted(
          seen,
          /Error loading ASGI app\.|^\W{0,4}Failed to find attribute '.{1,100}' in '/,
        ),
  },
  {
    cause: "module-missing",
    title: "A module that the application needs is not installed",
    rule: null,
    not: "A missing key: the import failed before any variable was read",
    why: "The requirements were not installed since they changed, or another Python runs the application",
    remedy: { text: "Install the requirements into the virtual environment", commands: VIRTUAL_ENVIRONMENT },
    find: (seen) =>
      findRaised(seen, {
        name: /^(?:ModuleNotFoundError|ImportError)$/,
        message: /^No module named /,
        where: isPackage,
      }) ??
        findRaised(seen, {
          name: /^Error$/,
          message: /^Cannot find (?:module '(?![/\\]|[A-Z]:)|package ')/,
        }) ??
        findRaised(seen, { name: /^LoadError$/, message: /^cannot load such file -- / }) ??
        findRaised(seen, {
          name: /^NotImplementedError$/,
          message: /Do you have cryptography installed\?$/,
        }) ??
        findLine(seen, /error TS2307: Cannot find module '(?![./])/) ??
        findPrinted(seen, /python[\d.]*(?:\.exe)?: No module named (?!django\b|fastapi\b|flask\b)\w/),
  },
  {
    cause: "settings-syntax-error",
    title: "The settings are no valid Python",
    rule: null,
    why: "A bracket, a quote or an indentation is wrong in the settings or in what they import",
    remedy: { text: "Mend the line that the message shows", commands: [] },
    find: (seen) =>
      findRaised(seen, {
        name: /^(?:SyntaxError|IndentationError|TabError)$/,
        where: (raised) =>
          raised.frames.every(({ file }) => !file.startsWith("at ")) && lastIsProject(raised),
      }),
  },
  {
    cause: "settings-error",
    title: "The settings fail while they are loaded",
    rule: null,
    not:
      "The JWT key, even where a name in the message is like it: the code uses a name that it does not have",
    why: "The code of the settings, or of what they import, has an error of its own",
    remedy: { text: "Mend the line that the traceback shows last", commands: [] },
    find: (seen) =>
      findRaised(seen, {
        name: /^(?:Name|UnboundLocal|Attribute|Type|Import|Index|ZeroDivision|FileNotFound)Error$/,
        where: (raised, output) =>
          !/^No module named |^Couldn't import Django|^Expected a string|^module 'jwt' has no|^[A-Z][A-Z0-9_]{2,}$/
            .test(
              raised.head.text,
            ) &&
          whileLoadingSettings(raised, output),
      }) ??
        findRaised(seen, { name: /^ImproperlyConfigured$/, where: isRefusedByDjango }) ??
        findRaised(seen, {
          name: /^ImportError$/,
          message: /^Could not import '[^']{1,200}' for API setting '/,
        }) ??
        findRaised(seen, { name: /^Pydantic(?:Import|User)Error$/ }),
  },
  {
    cause: "wrong-directory",
    title: "The command was run in another folder than the project's",
    rule: null,
    why: "The file that starts the application is not there",
    remedy: { text: "Change to the folder that holds it", commands: ["cd {project}"] },
    find: (seen) =>
      findPrinted(seen, ELSEWHERE) ??
        findRaised(seen, { name: /^Error$/, message: /^Cannot find module '(?:\/|[A-Z]:).{1,500}'$/ }) ??
        findRaised(seen, { message: /can't open file '?[^\n']{1,500}'?: \[Errno 2\]/ }),
  },
  {
    cause: "unknown-command",
    title: "The application has no such command",
    rule: null,
    not: "A failing start: the command was never begun",
    why:
      "The name is not one of the framework's or the project's commands; some guides name commands that their " +
      "project never had, such as generate_jwt_secret",
    remedy: {
      text: "To make a key, no command of the application is needed",
      commands: ["deno task generate"],
    },
    find: (seen) =>
      findPrinted(
        seen,
        /^\W{0,4}Unknown command: '|^\W{0,4}No such command '|^npm (?:error|ERR!) Missing script: /,
      ) ??
        findRaised(seen, { message: /^Unknown command: '|^No such command '/ }),
  },
  {
    cause: "command-not-found",
    title: "The shell does not find the command",
    rule: null,
    not: "A line of an env file that a shell runs: its message names that file",
    why: "The program is not installed there, or the virtual environment that holds it is not active",
    remedy: {
      text: "Activate the virtual environment, or install the program",
      commands: VIRTUAL_ENVIRONMENT,
    },
    find: (seen) => findLine(seen, NO_COMMAND, (text) => !/\.env\b/.test(text)),
  },
];

/** manage.py says this whatever import failed: only a missing Django makes it true. */
function isForWantOfDjango(raised: Raised, output: Output): boolean {
  return output.raised.every((other) =>
    other.chain !== raised.chain || other === raised || !/^No module named /.test(other.head.text) ||
    FRAMEWORK.test(other.head.text)
  );
}

/** Django itself finds fault with a setting; where the application raises it, the message is its own. */
function isRefusedByDjango(raised: Raised): boolean {
  return /[/\\]django[/\\]/.test(lastFrame(raised)?.file ?? "") && !OTHERWISE_KNOWN.test(raised.head.text);
}

function endsItsChain(raised: Raised, output: Output): boolean {
  const chain = output.raised.filter((other) => other.chain === raised.chain);
  return chain[chain.length - 1] === raised;
}

function isSettingsModule(raised: Raised): boolean {
  const name = /^No module named '([\w.]{1,200})'/.exec(raised.head.text)?.[1];
  if (name === undefined) return false;
  const last = lastFrame(raised);
  return last === null ? /(?:^|\.)settings/.test(name) : LOADS_SETTINGS.test(last.file);
}

function isPackage(raised: Raised): boolean {
  const last = lastFrame(raised)?.file ?? "";
  return !FRAMEWORK.test(raised.head.text) && !isSettingsModule(raised) && !LOADS_APPLICATION.test(last);
}

function lastIsProject(raised: Raised): boolean {
  const last = raised.frames[raised.frames.length - 1];
  return last === undefined || !LIBRARY.test(last.file);
}

/** Whether a frame is of the application, and not of a library or of the interpreter. */
export function isOwn({ file }: Frame): boolean {
  return !LIBRARY.test(file) && !/^at (?:.{0,200}\()?node:|node_modules/.test(file);
}

/** The exception came up while a settings module was imported, and not from a request or a library's own fault. */
export function whileLoadingSettings(raised: Raised, output: Output): boolean {
  const own = raised.frames.filter(({ file }) => !LIBRARY.test(file));
  if (own.some(({ file }) => IS_SETTINGS.test(file))) return true;
  return own.length > 0 && passes(raised, LOADS_SETTINGS) && endsItsChain(raised, output) &&
    raised.frames.some(({ code }) => code.includes("import_module(self.SETTINGS_MODULE)"));
}
