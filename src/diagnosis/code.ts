import { findPrinted, findRaised, passes } from "./find.ts";
import { judgeKey } from "./judge_key.ts";
import { isOwn, whileLoadingSettings } from "./python.ts";
import type { Output, Raised } from "./read_output.ts";
import type { Names, Seen, Symptom } from "./symptom.ts";

const OF_CODE = /^(?:Name|UnboundLocal|Attribute|Type|Import|Syntax|Indentation|Tab|Index|Reference)Error$/;
const IMPORTS = /<frozen importlib|[/\\]importlib[/\\]|node:internal\/modules|Module\._compile/;
const REQUEST = /[/\\]core[/\\]handlers[/\\]|[/\\]starlette[/\\]|[/\\]flask[/\\]app\.py|[/\\]express[/\\]/;

/** Causes that lie in the code of the application, or in which packages it was given. */
export const CODE_SYMPTOMS: readonly Symptom[] = [
  {
    cause: "wrong-jwt-package",
    title: "Another package is installed under the name jwt",
    rule: null,
    not: "A wrong key: no token was made or read",
    why:
      "The code is written for PyJWT, and pip install jwt installs another package; both are imported as jwt",
    remedy: {
      text: "Remove the package jwt, and install PyJWT anew",
      commands: ["cd {project} && pip uninstall -y jwt PyJWT && pip install PyJWT"],
    },
    find: (seen) =>
      findRaised(seen, {
        name: /^(?:Attribute|Import)Error$/,
        message:
          /^(?:module 'jwt' has no attribute '(?:encode|decode|PyJWTError|\w{0,40}Error)'|cannot import name '\w{1,60}' from 'jwt')/,
      }),
  },
  {
    cause: "settings-failure-hidden",
    title: "Django could not load its settings, and does not say why",
    rule: null,
    not: "A fault of the models: they wait for settings that were never loaded",
    why:
      "manage.py and celery go on where the settings refuse to load, a missing or bad key included, and stumble over " +
      "what the settings should have set; the reason is lost on the way",
    remedy: {
      text: "Start the server, or import the settings by themselves: both show the reason",
      commands: ["cd {project} && python manage.py runserver --noreload"],
    },
    find: (seen) =>
      findRaised(seen, {
        name: /^AppRegistryNotReady$/,
        where: (raised) => passes(raised, /[/\\]django[/\\]core[/\\](?:checks|management)[/\\]/),
      }) ?? findRaised(seen, {
        name: /^AttributeError$/,
        message: /^'Settings' object has no attribute '/,
        where: (raised) => passes(raised, /[/\\]celery[/\\]/),
      }),
  },
  {
    cause: "code-error",
    title: "The application's own code fails while it is loaded",
    rule: null,
    not:
      "The JWT key, even where a name in the message is like it: the code uses something that it does not have",
    why:
      "A name, a module's content or the syntax is wrong in a file of the application, or a package is of another version than the code was written for",
    remedy: { text: "Mend the line that the traceback shows last", commands: [] },
    find: (seen, names) =>
      findRaised(seen, { name: OF_CODE, where: (raised, output) => isAtLoad(raised, output, seen, names) }) ??
        // Nest
        findRaised(seen, {
          name: /^UnknownDependenciesException$/,
          message: /^Nest can't resolve dependencies/,
        }) ??
        // PHP, Ruby
        findRaised(seen, { name: /^ParseError$/, message: /^syntax error, / }) ??
        findPrinted(seen, /^\S{1,300}\.rb:\d{1,6}: syntax error, /),
  },
];

/** While the application was imported: not in a request, not in the settings, and not for want of a key. */
function isAtLoad(raised: Raised, output: Output, seen: Seen, names: Names): boolean {
  if (/^No module named |^Couldn't import Django|^Expected a string/.test(raised.head.text)) return false;
  // A value that is not there, or of a wrong kind: which one it is, the message does not say.
  if (/Received (?:undefined|null)$|^Key (?:for the|must be) /.test(raised.head.text)) return false;
  if (judgeKey(seen, names).some(({ sighting }) => sighting.line === raised.head.number)) return false;
  const isUnreadable = raised.name === "SyntaxError" && raised.frames.every((frame) => !isOwn(frame));
  if (isUnreadable) return passes(raised, /node:internal\/modules/);
  if (!raised.frames.some(isOwn) || passes(raised, REQUEST) || whileLoadingSettings(raised, output)) {
    return false;
  }
  return passes(raised, IMPORTS) || raised.frames[0]?.file === "<string>" ||
    /manage\.py$/.test(raised.frames[0]?.file ?? "");
}
