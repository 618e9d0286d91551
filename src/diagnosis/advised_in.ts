import { type Expression, parsePython, partsOf } from "../source/python.ts";
import { DELETES_TOKENS, keyWithoutName } from "./advice.ts";

/** Old advice in a text: what it brings about, and where it stands. */
export interface Advised {
  readonly cause: string;
  /** Offset in the text. */
  readonly at: number;
  /** What shows it there. */
  readonly shown: string;
}

const OPTIONS = String.raw`(?:\s{1,8}-{1,2}[\w-]{1,40}(?:[=\s]{1,8}(?!restart\b)[^\s-]\S{0,200})?){0,8}`;
const RESTART = new RegExp(String.raw`\bdocker[ -]compose${OPTIONS}\s{1,8}restart\b(?![-:])`, "g");
const SHELL =
  /(?:\bmanage\.py|\bdjango-admin|-m\s{1,4}django)\s{1,4}shell\s(?:[^|;&"'\n]{0,80}\s)?(?:-c|--command)(?:=|\s{1,4})/g;
const LONGEST_CODE = 2000;

/** Where a command, or a sentence about one, advises what does something else than it seems to. */
export function advisedIn(text: string): readonly Advised[] {
  const appended = keyWithoutName(text);
  return [
    ...places("outstanding-tokens-deleted", text, new RegExp(DELETES_TOKENS, "g"))
      // Tokens that are over are deleted to make room, and not to log anybody out.
      .filter(({ shown }) => !shown.includes("expires_at")),
    ...appended === null ? [] : [{ cause: "line-without-name", ...appended }],
    ...places("restart-keeps-environment", text, RESTART),
    ...places("shell-is-no-check", text, SHELL)
      .filter(({ at, shown }) => isCheck(codeIn(text, at + shown.length))),
  ];
}

function places(cause: string, text: string, pattern: RegExp): readonly Advised[] {
  return [...text.matchAll(pattern)].map(({ index, 0: shown }) => ({ cause, at: index, shown }));
}

/** The code that is handed to the shell, in quotes or up to the end of the words. */
function codeIn(text: string, at: number): string {
  const rest = text.slice(at, at + LONGEST_CODE).replaceAll('\\"', '"');
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'([^']*)'/.exec(rest);
  return quoted?.[1] ?? quoted?.[2] ?? /^[^|;&"'\n\]`]*/.exec(rest)?.[0] ?? "";
}

/** What does no more than print: it runs without the settings. */
const IDLE = /^(?:print|len|exit|quit|sys\.exit|repr|bool|str|type|os\.getenv|os\.environ\.get)$/;
const NEAR = /^(?:django|django\.conf|os|sys)$/;
const SETTING = /^settings\.[A-Z]/;
const KEY_SETTING = /^settings\.(?:\w*JWT\w*|\w*SECRET\w*|\w*SIGNING_KEY\w*)/;

/**
 * Whether such code can only be there to see that something is well: it prints, and loads no more than a key. Other
 * code works with the application, and fails without its settings.
 */
function isCheck(code: string): boolean {
  if (code.trim() === "" || /\$\(|`/.test(code)) return false;
  const { imports, calls, standing } = parsePython("", code);
  if (!imports.every(({ module }) => NEAR.test(module))) return false;
  if (!calls.every(({ callee }) => IDLE.test(callee))) return false;
  const read = standing.flatMap(({ expression }) => namesIn(expression)).filter((name) => SETTING.test(name));
  return read.every((name) => KEY_SETTING.test(name));
}

function namesIn(expression: Expression): readonly string[] {
  return expression.kind === "name" ? [expression.name] : partsOf(expression).flatMap(namesIn);
}
