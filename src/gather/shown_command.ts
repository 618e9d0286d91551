import { MASK } from "../report/redact.ts";

const SECRET_NAME =
  /secret$|passw(?:or)?d$|passphrase$|pwd$|token$|key$|jwt$|credentials?$|dsn$|salt$|(?:database|redis|broker|mongo\w*)_ur[il]$/i;
/** `NAME=value` and `--name=value` where a word begins, the value with its quotes. */
const ASSIGNMENT =
  /(?<![^\s;&|("'`])(-{0,2}[A-Za-z_][\w.-]*=)((?:"(?:\\[^]|[^"\\])*"|'[^']*'|\\[^]|[^\s;&|()"'`\\])+)/g;
/** `--name value`, where the value begins with no dash. */
const FLAG =
  /(?<![^\s;&|("'`])(-{1,2}[A-Za-z][\w-]*)(\s{1,8})((?!-)(?:"(?:\\[^]|[^"\\])*"|'[^']*'|\\[^]|[^\s;&|()"'`\\])+)/g;
/** What an address has between its name and its host. */
const PASSWORD = /(:\/\/[^\s/@:"'`]{0,256}:)[^\s/@"'`]{1,256}(?=@)/g;
/** Says where a value is and holds none. */
const REFERENCE = /^["']?\$/;

/** A word of 32 characters or more that looks random: a key that is handed over as it is. */
const RANDOM =
  /(?<![^\s"'`=])(?=[^\s"'`]*\d)(?=[^\s"'`]*[a-z])(?=[^\s"'`]*[A-Z])[\w+-]{32,}={0,2}(?![^\s"'`])/g;

/**
 * A command as it can be shown: values under names that sound secret are masked, passwords in addresses, and long random
 * words; references to variables are not.
 */
export function shownCommand(command: string): string {
  return command.replaceAll(
    ASSIGNMENT,
    (whole, name: string, value: string) =>
      SECRET_NAME.test(name.slice(0, -1)) && !REFERENCE.test(value) ? name + MASK : whole,
  ).replaceAll(
    FLAG,
    (whole, name: string, blanks: string, value: string) =>
      SECRET_NAME.test(name) && !REFERENCE.test(value) ? name + blanks + MASK : whole,
  ).replaceAll(PASSWORD, (whole, before: string) => whole.includes("$") ? whole : before + MASK)
    .replaceAll(RANDOM, MASK);
}
