import { parseArgs } from "@std/cli/parse-args";
import type { Command } from "./_command.ts";
import { type Option, OPTIONS } from "./_options.ts";
import { DEFAULTS, type SettingName, type Settings } from "./_settings.ts";
import { KeysplitError } from "../src/errors.ts";
import type { FormatName } from "../src/report/format.ts";

const ALWAYS = ["config", "yes", "dry-run", "format", "output", "quiet", "no-color"];

/** What `keysplit.json` can say is the same for every command, so every command takes it as a flag. */
export const COMMON = [...OPTIONS.filter((option) => option.config).map(({ flag }) => flag), ...ALWAYS];

/** What was typed: only the settings that were named. */
export interface CommandLine {
  readonly settings: Partial<Settings>;
  readonly project: string | null;
  /** The word of a command that takes one and no project, or of its action. */
  readonly word: string | null;
  /** What is done instead of what the command does; null where none was named. */
  readonly action: string | null;
  readonly help: boolean;
}

/** The options of one command, in the order of the list. */
export function optionsOf(command: Command): readonly Option[] {
  const common = command.project === "none" ? ["policy", "format", "quiet", "no-color"] : COMMON;
  const flags = new Set([...common, ...command.options]);
  const formats = formatsOf(command);
  return OPTIONS.filter((option) => flags.has(option.flag)).map((option) =>
    option.flag === "format"
      ? { ...option, choices: formats, help: formats.join(", ").replace(/, (\w+)$/, " or $1") }
      : option
  );
}

/** The formats that a command has. */
export function formatsOf({ formats }: Command): readonly FormatName[] {
  return formats ?? ["text", "json"];
}

/**
 * Reads flags and the project from the words after the command.
 *
 * @throws {KeysplitError} `usage` when a flag is unknown, lacks its value or has a wrong one; the message
 * never quotes a value, which could be a secret.
 */
export function parseCommandLine(command: Command, args: readonly string[]): CommandLine {
  const options = optionsOf(command);
  const flags = options.filter((option) => option.kind === "flag").map((option) => option.flag);
  const valued = options.filter((option) => option.kind !== "flag").map((option) => option.flag);
  const unknown: string[] = [];
  const parsed: Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] } = parseArgs([
    ...withDashes(args, options),
  ], {
    boolean: [...flags, "help"],
    string: [...valued, "_"],
    collect: options.filter((option) => option.kind === "list").map((option) => option.flag),
    alias: { h: "help" },
    unknown: (word, key) => {
      if (key === undefined) return true;
      unknown.push(word.split("=")[0] ?? word);
      return false;
    },
  });
  if (parsed.help === true) return { settings: {}, project: null, word: null, action: null, help: true };
  if (unknown[0] !== undefined) throw unknownFlag(command, unknown[0], options);

  const settings: Partial<Record<SettingName, unknown>> = {};
  for (const option of options) {
    const value = parsed[option.flag];
    if (value === undefined || (option.kind === "flag" && value === false)) continue;
    if (option.kind === "list" && Array.isArray(value) && value.length === 0) continue;
    settings[option.setting] = valueOf(option, value, `--${option.flag}`, command.name);
  }
  const positional = positionalOf(command, parsed._.map(String));
  return { settings: settings as Partial<Settings>, ...positional, help: false };
}

/** `[PROJECT]`, `[WORD]`, or `ACTION WORD [PROJECT]`. */
function positionalOf(
  command: Command,
  words: readonly string[],
): Pick<CommandLine, "project" | "word" | "action"> {
  const takes = command.project === "optional" ? "project" : command.word;
  const wrong = (message: string) =>
    new KeysplitError("usage", message, { next: [`deno task ${command.name} --help`] });
  const action = command.actions?.find(({ name }) => name === words[0]);
  if (action !== undefined && words[1] === undefined) {
    throw wrong(`${command.name} ${action.name} needs ${action.word}`);
  }
  const [first = null, ...more] = action === undefined ? words : words.slice(2);
  if (more.length > 0 || (first !== null && takes === undefined)) {
    throw wrong(takes === undefined ? `${command.name} takes no project` : `One ${takes} at a time`);
  }
  return takes === "project"
    ? { project: first, word: action === undefined ? null : words[1] ?? null, action: action?.name ?? null }
    : { project: null, word: first, action: null };
}

/** The words, where `--log -` is one: alone, a `-` or a pasted text that begins with one is taken for a flag. */
function withDashes(args: readonly string[], options: readonly Option[]): readonly string[] {
  const takesDash = new Set(
    options.filter(({ value }) => value?.endsWith("|-")).map(({ flag }) => `--${flag}`),
  );
  return args.flatMap((word, at) => {
    if (takesDash.has(args[at - 1] ?? "")) return [];
    const next = takesDash.has(word) ? args[at + 1] : undefined;
    return next === undefined ? [word] : [`${word}=${next}`];
  });
}

/**
 * Checks a value against its option; used for flags and for `keysplit.json`.
 *
 * @throws {KeysplitError} `usage` or `configuration`
 */
export function valueOf(
  option: Option,
  value: unknown,
  name: string,
  command: string,
  code: "usage" | "configuration" = "usage",
): unknown {
  const wrong = (what: string) =>
    new KeysplitError(code, `${name} ${what}`, { next: [`deno task ${command} --help`] });
  switch (option.kind) {
    case "flag":
      if (typeof value !== "boolean") throw wrong("is either there or not");
      return value;
    case "list": {
      if (!Array.isArray(value) || !value.every((item) => typeof item === "string" && item !== "")) {
        throw wrong(code === "usage" ? "needs a value" : "needs a list of texts");
      }
      if (option.choices === undefined) return value;
      const words = value.flatMap((item: string) => item.split(",").map((word) => word.trim()));
      if (!words.every((word) => option.choices?.includes(word))) {
        throw wrong(`is one or more of ${option.choices.join(", ")}`);
      }
      return words;
    }
    case "number": {
      const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
      if (typeof number !== "number" || !Number.isSafeInteger(number) || number < (option.least ?? 0)) {
        throw wrong(`needs a whole number of at least ${option.least ?? 0}`);
      }
      return number;
    }
    case "text": {
      if (typeof value !== "string" || value === "") throw wrong("needs a value");
      if (option.like && !option.like.pattern.test(value)) throw wrong(option.like.words);
      if (option.choices && !option.choices.includes(value)) {
        throw wrong(`is one of ${option.choices.join(", ")}`);
      }
      return value;
    }
  }
}

/** Puts flags over the configuration over the defaults. */
export function settingsOf(line: CommandLine, configuration: Partial<Settings>): Settings {
  return { ...DEFAULTS, ...configuration, ...line.settings };
}

function unknownFlag(command: Command, flag: string, options: readonly Option[]): KeysplitError {
  const name = flag.replace(/^-+/, "");
  if (/pass|secret|token|pwd/i.test(name) && name !== "secret-key") {
    return new KeysplitError(
      "usage",
      `${flag} is not a flag: secrets are never taken from the command line`,
      {
        next: ["KEYSPLIT_USERNAME and KEYSPLIT_PASSWORD in the environment, or --password-stdin"],
      },
    );
  }
  const near = options.map((option) => option.flag).find((other) => isNear(other, name));
  return new KeysplitError("usage", `Unknown flag ${flag}`, {
    next: [...(near ? [`did you mean --${near}`] : []), `deno task ${command.name} --help`],
  });
}

function isNear(flag: string, typed: string): boolean {
  if (typed.length < 3) return false;
  const plain = (word: string) => word.replaceAll(/[-_]/g, "").toLowerCase();
  return plain(flag) === plain(typed) || flag.startsWith(typed) || typed.startsWith(flag) ||
    [...plain(flag)].sort().join("") === [...plain(typed)].sort().join("");
}
