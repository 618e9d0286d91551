import { shownHeader } from "./_shown_header.ts";
import { shownCommand } from "../src/gather/shown_command.ts";

/** Flags whose value may hold a secret, as they may be shown again; of what was pasted nothing is. */
const SHOWN: Readonly<Record<string, (value: string) => string>> = {
  header: shownHeader,
  check: shownCommand,
  serve: shownCommand,
  test: shownCommand,
  error: () => "-",
};

/** The value of a flag as it may be shown again: also without what a URL has before its host. */
export function shownValue(flag: string, value: string): string {
  return (SHOWN[flag]?.(value) ?? value).replace(/\/\/[^/@]*@/, "//…@");
}
