/** What programs around the application put before each of its lines. */
const DECORATIONS: readonly RegExp[] = [
  // a quotation in an issue or a mail; pytest
  /^(?:> |E {3}(?=\w))/,
  // kubectl logs --prefix: `[pod/web-5d9c/web] `
  /^\[pod\/[\w.\/-]{1,200}\] ?/,
  // foreman and honcho: `18:12:01 web.1  | `
  /^\d\d:\d\d:\d\d [\w.-]{1,40} {1,40}\| ?/,
  // concurrently: `[web] `, `[0] `; what a check answered is none
  /^\[(?:\d{1,2}|(?!ok|pass|fail|done|skip|info|warn|err|debug|notice|fatal|crit)[a-z][\w:-]{0,30})\] /,
  // docker compose: `web-1  | `; pm2: `0|app  | `
  /^(?:\d{1,4}\|)?[A-Za-z0-9][\w.-]{0,80} {1,40}\| ?/,
  // journald and syslog with whole dates: `2026-11-21T01:22:50+0000 host gunicorn[123]: `
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d) [\w.-]{1,80} [\w./@-]{1,80}\[\d{1,9}\]: /,
  // journald, syslog: `Nov 21 01:22:50 host gunicorn[123]: `
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,80} [\w./@-]{1,80}(?:\[\d{1,9}\])?: /,
  // Heroku, Kubernetes, GitHub Actions: `2026-11-21T01:22:50.123Z stdout F `, `…+00:00 app[web.1]: `
  /^(?:[\w -]{1,60}\t[\w -]{1,60}\t)?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)? ?(?:std(?:out|err) [FP] |[\w.-]{1,40}\[[\w.-]{1,40}\]: )?/,
  // exception groups: `  | `, `  +-+------ 1 ------`
  /^ {0,12}(?:\| |\+ (?=Exception Group)|\+-\+-{4,}.{0,20}$)/,
];

/** What loggers put before a message: time, process, level, name. A line that has it begins a record. */
export const RECORD = new RegExp(
  [
    /^\[\d{4}-\d\d-\d\d[^\]]{0,40}\] (?:\[\d{1,9}\] )?\[?[A-Z]{4,8}\]?:? /,
    /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d[^ ]{0,12} (?:[|-] )?(?:\[?\w[\w.]{0,60}\]? ){0,3}?\[?(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL|FATAL)\]? {0,8}(?:[|:-] )?/,
    /^(?:DEBUG|INFO|WARNING|ERROR|CRITICAL|FATAL): {2,10}/,
    /^(?:DEBUG|INFO|WARN|WARNING|ERROR|CRITICAL):[\w.]{1,60}:/,
    // Nest: `[Nest] 4711  - 11/21/2026, 6:02:44 PM   ERROR [ExceptionHandler] `
    /^\[Nest\] \d{1,9} {1,4}- .{6,40}? (?:LOG|ERROR|WARN|DEBUG|VERBOSE|FATAL) (?:\[[^\]]{1,60}\] )?/,
    // Go's log, nginx: `2026/11/21 18:11:17 `
    /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? (?:[\w\/.-]{1,200}\.go:\d{1,6}: )?/,
  ].map(({ source }) => source).join("|"),
);

/** A line without what a container, a journal or a process manager put before it. */
export function undecorate(raw: string): string {
  let text = raw;
  for (const decoration of DECORATIONS) text = text.replace(decoration, "");
  return text;
}
