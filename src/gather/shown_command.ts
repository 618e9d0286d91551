import { MASK } from "../report/redact.ts";

const SECRET_NAME =
  /secret$|passw(?:or)?d$|passphrase$|pwd$|token$|key$|jwt$|credentials?$|dsn$|salt$|(?:database|redis|broker|mongo\w*)_ur[il]$/i;
/** `NAME=value` and `--name=value` where a word begins, the value with its quotes. */
const ASSIGNMENT =
  /(?<![^\s;&|("'`])(-{0,2}[A-Za-z_][\w.-]*=)((?:"(?:\\[^]|[^"\\])*"|'[^']*'|\\[^]|[^\s;&|()"'`\\])+)/g;
/** Says where a value is and holds none. */
const REFERENCE = /^["']?\$/;

/** A word of 32 characters or more that looks random: a key that is handed over as it is. */
const RANDOM =
  /(?<![^\s"'`=])(?=[^\s"'`]*\d)(?=[^\s"'`]*[a-z])(?=[^\s"'`]*[A-Z])[\w+-]{32,}={0,2}(?![^\s"'`])/g;

/**
 * A command as it can be shown: values under names that sound secret are masked, and long random words; references
 * to variables are not.
 */
export function shownCommand(command: string): string {
  return command.replaceAll(
    ASSIGNMENT,
    (whole, name: string, value: string) =>
      SECRET_NAME.test(name.slice(0, -1)) && !REFERENCE.test(value) ? name + MASK : whole,
  ).replaceAll(RANDOM, MASK);
}
