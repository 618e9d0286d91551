/**
 * Commands in a file from elsewhere. A report asks people to copy what it proposes, so whoever writes the file
 * could have them run anything: only calls of Keysplit itself are kept, and only such as run nothing that was named there.
 *
 * @module
 */

import type { Facts } from "../rules/facts.ts";
import type { Finding } from "../rules/rule.ts";

/** Words without anything that a shell does something with, or between single quotes. */
const WORDS = /^(?:[\w@%+=:,./~^ -]|'[^'\n]*')*$/;
const CALL =
  /^(?:KEYSPLIT_USERNAME=NAME )?deno task (?:append|checklist|explain|generate|login|startup|troubleshoot|upgrade|verify)(?: |$)/;
/** Flags whose value is run. */
const RUNS = /^--(?:check|serve|test)(?:=|$)/;
/** Flags that name a place to send credentials to, or another one to take settings from. */
const LEADS_ELSEWHERE = /^--(?:base-url|instance|config|insecure-http)(?:=|$)/;
/** What stands for a command in one that is proposed. */
const STANDS_FOR_ONE = /^COMMAND(?: with \{port\})?$/;

/** Whether a text can stand behind a command as it is. */
export function isPlainWords(text: string): boolean {
  return WORDS.test(text) && namesNothingToRun(wordsOf(text));
}

/** Whether a text is a path as one word of a shell, which nothing takes for a flag; also none at all. */
export function isPlainPath(text: string): boolean {
  return WORDS.test(text) && wordsOf(text).length <= 1 && !wordsOf(text).some((word) => word.startsWith("-"));
}

/** The words that a shell makes of plain words: a flag may be quoted as well, in full or in part. */
function wordsOf(text: string): readonly string[] {
  return (text.match(/(?:[^ ']|'[^']*')+/g) ?? []).map((word) => word.replaceAll("'", ""));
}

function namesNothingToRun(words: readonly string[]): boolean {
  return words.every((word, at) => {
    if (LEADS_ELSEWHERE.test(word)) return false;
    if (!RUNS.test(word)) return true;
    const value = word.includes("=") ? word.slice(word.indexOf("=") + 1) : words[at + 1];
    return value !== undefined && STANDS_FOR_ONE.test(value);
  });
}

/**
 * The same data with the commands left out that are not to be copied on somebody's word, and each text on one line: a line
 * of its own could pass for one of the report, or for a command of the CI that shows it.
 */
export function withoutForeignCommands<T>(value: T): T {
  return cleaned(value) as T;
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleaned);
  if (typeof value === "string") return value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
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

/** Findings on facts from elsewhere, without the commands that would run what those facts say was run. */
export function withoutCommandsOf(
  { start, tests }: Pick<Facts, "start" | "tests">,
  findings: readonly Finding[],
): readonly Finding[] {
  const given = [
    ...start?.known ? [start.value.command, start.value.typed ?? start.value.command] : [],
    ...tests?.known ? [tests.value.command] : [],
  ];
  const isOurs = (command: string) => !given.some((one) => command.includes(one));
  return findings.map((finding) => {
    const { remedy } = finding;
    return remedy === undefined
      ? finding
      : { ...finding, remedy: { ...remedy, commands: remedy.commands.filter(isOurs) } };
  });
}
