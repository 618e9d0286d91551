/** How a line tells of trouble, whatever its cause. */
export type TroubleKind = "exception" | "level" | "usage" | "status";

const EXCEPTION =
  /Traceback \(most recent call last\)|(?:^|[\s.|:])(?:[A-Z]\w{0,60})?(?:Error|Exception|ImproperlyConfigured|DisallowedHost|HaltServer|SystemExit|Invalid\w{1,40}Key)(?::|$|\s\[\w{1,60}\])/;
const LEVEL =
  /(?<![\w"'/.-])(?:ERROR|CRITICAL|FATAL|PANIC|EMERG|ALERT)(?![\w'/.-])|\[(?:error|crit|critical|alert|emerg|fatal)\]|\b(?:level|levelname|severity)"?\s?[=:]\s?"?(?:error|critical|fatal|panic)\b|^(?:panic|fatal|error): |^npm ERR! /;
const USAGE =
  /^usage: |^Usage: |: error: |\bunrecognized arguments?\b|^Unknown command\b|\bNo such (?:option|command|file or directory)\b|: (?:command )?not found$|\bPermission denied\b|^curl: \(\d{1,3}\)|Segmentation fault|Out of memory|^Killed$/;
const STATUS =
  /\bHTTP\/\d(?:\.\d)?"? [45]\d\d\b|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/\S{0,500} (?:→ |-> )?[45]\d\d\b|\b(?:status|status_code|statusCode)"?\s?[=:]\s?[45]\d\d\b|^(?:Unauthorized|Forbidden|Not Found|Bad Request|Internal Server Error|Method Not Allowed|Service Unavailable|Bad Gateway|Gateway Timeout)(?::| \()/;

const KINDS: readonly (readonly [TroubleKind, RegExp])[] = [
  ["exception", EXCEPTION],
  ["level", LEVEL],
  ["usage", USAGE],
  ["status", STATUS],
];

/**
 * Whether a line tells of trouble: a traceback or an exception's class, a level of ERROR or above, a usage
 * error, or an HTTP status of 400 or more. A text without any is clean.
 */
export function troubleIn(line: string): TroubleKind | null {
  return KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? null;
}
