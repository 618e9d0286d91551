import type { Command } from "./_command.ts";
import { optionsOf } from "./_parse.ts";
import { wrap } from "../src/report/wrap.ts";

/** The text of `--help`. */
export function helpOf(command: Command): string {
  // What changes nothing has nothing to consent to; the flags are taken all the same.
  const judges = !command.needs.includes("write");
  const options = optionsOf(command).filter(({ flag }) => !(judges && ["yes", "dry-run"].includes(flag)))
    .map(({ flag, value, help }) => ({ left: `--${flag}${value === undefined ? "" : ` ${value}`}`, help }));
  const width = Math.max(...options.map(({ left }) => left.length));
  const takes = command.project === "none" ? command.word : "PROJECT";
  const project = takes === undefined ? "" : ` [${takes}]`;
  return [
    `${command.name}: ${command.summary}`,
    "",
    `  deno task ${command.name}${project} [--flags]`,
    ...(command.actions ?? []).map(({ name, word, flags, help }) =>
      `  deno task ${command.name} ${name} ${word}${project} ${flags}\n      ${help}`
    ),
    "",
    ...(command.project === "none" ? [] : [
      "PROJECT is the folder of the application. From there, without PROJECT:",
      `  deno task --config PATH_OF_KEYSPLIT/deno.json ${command.name}`,
      "",
    ]),
    ...options.map(({ left, help }) => wrap(`  ${left.padEnd(width)}  `, help)),
    "",
    ...(command.options.includes("password-stdin")
      ? ["It logs in as KEYSPLIT_USERNAME with KEYSPLIT_PASSWORD, or asks in a terminal.", ""]
      : []),
    "Exit codes: 0 all holds, 1 something does not, 2 wrong use, 3 not known,",
    "4 stopped, 5 a defect of Keysplit.",
    "",
  ].join("\n");
}
