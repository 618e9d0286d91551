import type { Command } from "./_command.ts";
import { optionsOf } from "./_parse.ts";

/** The text of `--help`. */
export function helpOf(command: Command): string {
  const options = optionsOf(command).map(({ flag, value, help }) => ({
    left: `--${flag}${value === undefined ? "" : ` ${value}`}`,
    help,
  }));
  const width = Math.max(...options.map(({ left }) => left.length));
  const project = command.project === "none" ? "" : " [PROJECT]";
  return [
    `${command.name}: ${command.summary}`,
    "",
    `  deno task ${command.name}${project} [--flags]`,
    "",
    ...(command.project === "none"
      ? []
      : ["PROJECT is the folder of the application; the folder you are in where it is left out.", ""]),
    ...options.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
    "",
    "Exit codes: 0 all holds, 1 something does not, 2 wrong use, 3 not known, 4 stopped, 5 a defect of Keysplit.",
    "",
  ].join("\n");
}
