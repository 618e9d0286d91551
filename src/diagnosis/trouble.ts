/** How a line tells of trouble, whatever its cause. */
export type TroubleKind = "exception" | "level" | "usage" | "exit" | "status";

const EXCEPTION = new RegExp(
  [
    "Traceback \\(most recent call last\\)",
    "(?:^|[\\s.|:])(?:[A-Z]\\w{0,60})?(?:Error|Exception|ImproperlyConfigured|DisallowedHost|HaltServer|SystemExit|Invalid\\w{1,40}Key)(?::|$|\\s\\[\\w{1,60}\\])",
    // Classes without such an ending, by the module that they are from: `django.http.Http404: …`.
    "^(?:[a-z_]\\w{0,60}\\.){1,8}(?:[A-Z]\\w{0,60}\\.)?(?:DoesNotExist|MultipleObjectsReturned|PermissionDenied|Forbidden|Unauthorized|NotFound|Http404|Timeout|InvalidToken|Throttled)(?::|$)",
    "^(?:[a-z_]\\w{0,60}\\.){0,6}(?:exceptions?|errors?)\\.[A-Z]\\w{0,60}(?::|$)",
    "^Caused by: |^goroutine \\d{1,9} \\[|^thread '.{1,80}' panicked at ",
  ].join("|"),
);
/** Ruby puts the class last; Go, Rust and PHP have words of their own. */
const OTHER_EXCEPTION =
  /:in [`'].{1,200}?': .{0,2000} \((?:[A-Z]\w{0,60}::){0,6}[A-Z]\w{0,60}\)$|^thread '.{1,100}' .{0,40}panicked at |^panic: |^(?:PHP )?(?:Fatal|Parse) error: |^(?:file:)?\S{1,300}:\d{1,6}: syntax error|^\s{0,8}throw new \w{1,60}\(|^JOSE\w{1,60}: |^JW[EKST]{1,2}[A-Z]\w{1,40}: /;
const LEVEL =
  /(?<![\w"'/.-])(?:ERROR|CRITICAL|FATAL|PANIC|EMERG|ALERT)(?![\w'/.-])|\[(?:error|crit|critical|alert|emerg|fatal)\]|^(?:panic|fatal|error): |^npm (?:ERR!|error) /;
/** A level as a field of a record; pino's are numbers. */
const LEVEL_FIELD =
  /\b(?:level|levelname|level_name|lvl|severity)"?\s?[=:]\s?"?(?:(?:error|eror|critical|fatal|panic|emergency|alert)\b|[56]0\b)/i;
/** How a line begins that says that something did not work. */
const FAILURE =
  /^\W{0,8}(?:error|invalid|missing|failed|failure|cannot|can't|could not|couldn't|unable to|no such|not found|unknown|undefined|unexpected|required)\b(?! (?:0\b|login|passwords?\b|attempts?\b))/i;
const USAGE =
  /^usage: |^Usage: |: error: |\bunrecognized arguments?\b|^Unknown command\b|\bNo such (?:option|command|file or directory)\b|: (?:command )?not found$|\bPermission denied\b|^curl: \(\d{1,3}\)|unbound variable$|parameter (?:null or )?not set$|not a valid identifier$|: [Ss]yntax error\b|unexpected EOF\b|\bis not running\b|[Ii]s the docker daemon running|did you specify the right host or port|Segmentation fault|Out of memory|^Killed$/;
/** What Docker, systemd and Kubernetes say of a process that failed. */
const EXIT = /\bexited with (?:code|status) [1-9]|\bstatus=[1-9]\d{0,2}\/[A-Z]{2,20}\b|\bCrashLoopBackOff\b/;
const STATUS =
  /\bHTTP\/\d(?:\.\d)?"? [45]\d\d\b|\b(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) \/\S{0,500} (?:→ |-> )?[45]\d\d\b|\b(?:status|status_code|statusCode)"?\s?[=:]\s?[45]\d\d\b|^(?:Unauthorized|Forbidden|Not Found|Bad Request|Internal Server Error|Method Not Allowed|Service Unavailable|Bad Gateway|Gateway Timeout)(?::| \()/;

const KINDS: readonly (readonly [TroubleKind, RegExp])[] = [
  ["exception", EXCEPTION],
  ["exception", OTHER_EXCEPTION],
  ["level", LEVEL],
  ["level", LEVEL_FIELD],
  ["usage", USAGE],
  ["usage", FAILURE],
  ["exit", EXIT],
  ["status", STATUS],
];

/**
 * Whether a line tells of trouble: a traceback or an exception's class, a level of ERROR or above, a usage
 * error, a process that ended in failure, or an HTTP status of 400 or more. A text without any is clean.
 */
export function troubleIn(line: string): TroubleKind | null {
  return KINDS.find(([, pattern]) => pattern.test(line))?.[0] ?? null;
}
