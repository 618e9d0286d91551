/**
 * Commands in a file from elsewhere. A report asks people to copy what it proposes, so whoever writes the file
 * could have them run anything: only calls of Keysplit itself are kept, and only such as run nothing that was named there.
 */

/** Words without anything that a shell does something with, or between single quotes. */
const WORDS = /^(?:[\w@%+=:,./~^ -]|'[^'\n]*')*$/;
const CALL =
  /^(?:KEYSPLIT_USERNAME=NAME )?deno task (?:append|checklist|explain|generate|login|startup|troubleshoot|upgrade|verify)(?: |$)/;
/** Flags whose value is run, but for the word that stands for one, or that name a place to send credentials to. */
const RUNS =
  /--(?:check|serve|test)(?:=| )(?!'COMMAND'(?: |$))|--(?:base-url|instance|config|insecure-http)\b/;

/** Whether a text can stand behind a command as it is. */
export function isPlainWords(text: string): boolean {
  return WORDS.test(text) && !RUNS.test(text);
}

/** The same data with the commands left out that are not to be copied on somebody's word. */
export function withoutForeignCommands<T>(value: T): T {
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, part]) => {
      if (name === "commands" && Array.isArray(part)) return [[name, part.filter(isHarmless)]];
      if (name === "next" && !isHarmless(part)) return [];
      return [[name, cleaned(part)]];
    }),
  );
}

function isHarmless(command: unknown): boolean {
  return typeof command === "string" && CALL.test(command) && isPlainWords(command);
}
