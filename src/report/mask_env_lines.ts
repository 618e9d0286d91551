import { MASK } from "./mask_runs.ts";

/** What shells and loaders quote of an env file that they cannot read: a value, or a key without its name. */
const QUOTED: readonly RegExp[] = [
  // shells that run a file, or export its words
  /(\.env[\w.-]{0,40}: (?:line \d{1,6}: )?)(?=[^\s:]{0,4000}[^A-Z_\s:])([^\s:]{12,4000})(: (?:command )?not found)$/,
  /(\.env[\w.-]{0,40}: line \d{1,6}: `)(.{1,4000})(')$/,
  /(\bexport: `)(?=[^']{0,4000}[^A-Z_'])([^']{12,4000})(': not a valid identifier)$/,
  // Docker and Compose
  /(\binvalid utf8 bytes at line \d{1,6}: \[)([\d ]{1,20000})(\]|$)/,
  /(\bThe (?:\\?")?)(?=\w{0,200}[a-z])(?=\w{0,200}[A-Z0-9])([A-Za-z0-9]{1,200})((?:\\?")? variable is not set)/,
  /(\bunterminated quoted value )(.{1,4000})($)/,
  // godotenv, dotenvy, phpdotenv, Ruby's dotenv
  /(\bin variable name near \\?")(.{1,4000})("$|$)/,
  /(\bLineParse\(")(.{1,4000})(", \d{1,6}\)|$)/,
  /(\bError parsing line: ')(.{1,4000}?)(', error at line index|$)/,
  /(\bFailed to parse dotenv file\. .{1,80} at \[)(.{1,4000}?)(\]\.|$)/,
  /(\bLine ")(.{1,4000})(" (?:has an unset variable|doesn't match format))/,
];

/** Masks what a message quotes of a line of an env file. */
export function maskEnvLines(line: string): string {
  let masked = line;
  for (const pattern of QUOTED) masked = masked.replace(pattern, `$1${MASK}$3`);
  return masked;
}
