/** The line that begins a printed exception. */
export interface Head {
  /** The class with its modules, parted by dots. */
  readonly path: string;
  readonly message: string;
  /** Whether it was only a warning, and the program went on. */
  readonly warning: boolean;
  /** Whether it tells the cause of the exception before it. */
  readonly linked: boolean;
}

const NAMED = /^([A-Za-z_$][\w.$]{0,200})(?: \[\w{1,60}\])?(?:: ?(.*))?$/;
const CLASS =
  /^(?:[\w$]{1,60}\.){0,8}[A-Z]?\w{0,60}(?:Error|Exception|ImproperlyConfigured|DisallowedHost|HaltServer|Invalid\w{0,30}|SystemExit)$|^JW[EKST]{1,2}[A-Z]\w{1,40}$|^JOSE[A-Z]\w{1,40}$/;
const WARNING = /^(?:[^\s].{0,500}?:\d{1,9}: |\(node:\d{1,9}\) )(\w{0,60}Warning): (.*)$/;
const LEAD =
  /^(?:(?:\[cause\]|originalError|cause|error|err|reason): |Uncaught (?:\(in promise\) )?|Unhandled (?:rejection |exception: |error event: ))/;
/** `app.rb:1:in `fetch': key not found: "NAME" (KeyError)` */
const RUBY =
  /^\S.{0,300}?:\d{1,9}:in [`'].{1,200}?': (.{0,3000}) \(((?:[A-Z]\w{0,60}::){0,6}[A-Z]\w{0,60})\)$/;
/** `PHP Fatal error:  Uncaught Dotenv\Exception\X: message in /srv/app/a.php:1` */
const PHP =
  /^(?:PHP )?(?:Fatal|Parse) error: {1,4}(?:Uncaught ((?:\w{1,60}\\){0,8}\w{1,60}): )?(.{0,3000}?)(?: in \/\S{1,300}?(?: on line \d{1,9}|:\d{1,9}))?$/;

/**
 * Reads the line that begins an exception, as Python, Node.js, Ruby and PHP print it; null where it is none.
 *
 * @param after `stack` behind the frames of a Python traceback, where any word may be a class
 */
export function parseHead(text: string, after: "stack" | "line"): Head | null {
  const warning = WARNING.exec(text);
  if (warning !== null) return headOf(warning[1], warning[2], { warning: true });
  const ruby = RUBY.exec(text);
  if (ruby !== null) return headOf(ruby[2]?.replaceAll("::", "."), ruby[1]);
  const php = PHP.exec(text);
  if (php !== null) return headOf(php[1]?.replaceAll("\\", ".") ?? "ParseError", php[2]);
  const lead = LEAD.exec(text.trimStart())?.[0] ?? "";
  const named = NAMED.exec((lead === "" ? text : text.trimStart().slice(lead.length)).trimEnd());
  if (named === null || (after === "line" && !CLASS.test(named[1] ?? ""))) return null;
  return headOf(named[1], named[2], { linked: /^(?:\[cause\]|originalError|cause)/.test(lead) });
}

function headOf(
  path = "",
  message = "",
  { warning = false, linked = false }: Partial<Pick<Head, "warning" | "linked">> = {},
): Head {
  return { path, message, warning, linked };
}
