import { answersIn } from "./answer.ts";
import { sightingOf } from "./find.ts";
import { isProse } from "./prose.ts";
import { isKeyField } from "./key_name.ts";
import { judgeStatement, type KeyCause } from "./key_statement.ts";
import { type FieldError, fieldErrors, isForbidden, isMissing } from "./pydantic.ts";
import { type Line, type Raised, readOutput } from "./read_output.ts";
import type { Names, Seen, Sighting } from "./symptom.ts";

/** One thing that an output says of the JWT key. */
export interface KeyVerdict {
  readonly cause: KeyCause;
  readonly sighting: Sighting;
  /** What the same words are said of as well. */
  readonly or: KeyCause | null;
}

/** Errors of the code or of a database: a key's name in them is a name of the program, not of a variable. */
const NOT_ABOUT_SETTINGS =
  /^(?:Name|UnboundLocal|Attribute|Import|ModuleNotFound|Syntax|Indentation|Tab|Reference|Operational|Programming|Integrity|Interface|Internal|Database|UnicodeDecode)Error$|^Undefined(?:Table|Column)$/;

/** What libraries say when they are given no key, an empty one or a short one; none of them names a variable. */
const BY_LIBRARY: readonly { readonly cause: KeyCause; readonly name: RegExp; readonly message: RegExp }[] = [
  // PyJWT: None, or a list
  { cause: "key-missing", name: /^TypeError$/, message: /^Expected a string (?:or bytes )?value$/ },
  // python-jose
  { cause: "key-missing", name: /^JW[KST]Error$/, message: /^Expecting a string- or bytes-formatted key/ },
  // jsonwebtoken
  { cause: "key-missing", name: /Error$/, message: /^secretOrPrivateKey must have a value$/ },
  { cause: "key-missing", name: /Error$/, message: /^secret or public key must be provided$/ },
  // passport-jwt, express-jwt, koa-jwt, @fastify/jwt
  { cause: "key-missing", name: /Error$/, message: /^JwtStrategy requires a secret or key/ },
  {
    cause: "key-missing",
    name: /Error$/,
    message:
      /^(?:express-jwt: `secret` is a required option|secret should be set|Secret not provided|missing secret)/,
  },
  // jose
  {
    cause: "key-missing",
    name: /^TypeError$/,
    message:
      /^Key (?:for the HS\d{3} algorithm )?must be (?:one of|an instance of|of) .{1,120}Received (?:undefined|null)/,
  },
  // node:crypto
  {
    cause: "key-missing",
    name: /^TypeError$/,
    message: /^The "key" argument must be (?:one )?of type .{1,300}Received (?:undefined|null)/,
  },
  {
    cause: "key-missing",
    name: /Error$/,
    message: /^The key option must be a string, a buffer|^Require key$/,
  },
  { cause: "key-empty", name: /Error$|^DOMException$/, message: /^Zero-length key is not supported/ },
  { cause: "key-empty", name: /^InvalidKeyError$/, message: /^HMAC key must not be empty/ },
  // Flask-JWT-Extended
  {
    cause: "key-missing",
    name: /^RuntimeError$/,
    message: /^JWT_SECRET_KEY or flask SECRET_KEY must be set/,
  },
  {
    cause: "key-too-short",
    name: /^(?:InsecureKeyLengthWarning|InvalidKeyError)$/,
    message: /^The HMAC key is [1-9]\d{0,3} bytes? long, which is below/,
  },
  {
    cause: "key-empty",
    name: /^(?:InsecureKeyLengthWarning|InvalidKeyError)$/,
    message: /^The HMAC key is 0 bytes long/,
  },
];

const COMPOSE_BLANK = /variable is not set\. Defaulting to a blank string/;
/** A line that assigns or reads a variable says nothing of its value. */
const CODE =
  /^\W{0,8}(?:export |set |- )?[\w.]{1,80}\s{0,2}=(?!=)|^\s{0,40}(?:raise|throw|assert|if|const|let|return) .{0,200}[({]/;
/** Go programs such as Docker: `time="…" level=warning msg="…"`. */
const LOGFMT = /^\w{1,20}=.{0,200}\bmsg="((?:\\.|[^"\\]){1,2000})"/;
const LIST_TITLE =
  /^\W{0,8}(?:the following )?(?:missing|required|undefined|unset)(?: required)? (?:env(?:ironment)?|config(?:uration)?) var(?:iable)?s?(?: (?:are|is) .{1,30})?:\s{0,4}$/i;
const STEPS_BACK: readonly KeyCause[] = [
  "falls-back-to-session-key",
  "falls-back-to-default-key",
  "key-made-at-start",
];

const NONE_USED = /^object of type 'NoneType' has no len\(\)|^argument of type 'NoneType' is not/;
/** Loaders tell a variable that is not there from one that is empty. */
const OF_LOADERS = /^(?:UndefinedValueError|EnvError|EnvValidationError|KeyError)$/;
const REQUIRED =
  /\b(?:is|are) (?:\w{1,12} )?(?:required|mandatory|missing)\b|\bmust (?:also )?be (?:set|provided|configured|defined|present)\b|\bmissing (?:required )?env/i;
/** One sentence for two demands: which of them is not met, it does not say. */
const TOGETHER: readonly { readonly cause: KeyCause; readonly pattern: RegExp; readonly or: KeyCause }[] = [
  {
    cause: "key-too-short",
    pattern:
      /\b(?:and|or) (?:must |should )?(?:be )?(?:differ|different|distinct|not (?:be )?(?:equal|the same))/i,
    or: "keys-equal",
  },
  {
    cause: "keys-equal",
    pattern: /\b(?:and|or) (?:must |should )?(?:be |have )?(?:at least \d|\d{1,4} char|longer than)/i,
    or: "key-too-short",
  },
];

const judged = new WeakMap<Seen, { readonly names: Names; readonly verdicts: readonly KeyVerdict[] }>();

/** Everything that an output says of the JWT key, in the order in which it was printed. */
export function judgeKey(seen: Seen, names: Names): readonly KeyVerdict[] {
  const known = judged.get(seen);
  if (known !== undefined && known.names.jwt === names.jwt && known.names.session === names.session) {
    return known.verdicts;
  }
  const output = readOutput(seen);
  const raised = output.raised.flatMap((each) => verdictsOfRaised(each, names));
  const fields = fieldErrors(output).flatMap((error) => verdictOfField(error, names));
  const printed = output.blocks.flatMap((block) => verdictOfBlock(block, names));
  const answered = seen.kind === "http" ? verdictsOfAnswer(seen, names) : [];
  const verdicts = [...fields, ...raised, ...withoutWhatWasMended(printed), ...answered];
  judged.set(seen, { names, verdicts });
  return verdicts;
}

/** Where the program says that it went on with another key, the missing key is why and not what happened. */
function withoutWhatWasMended(verdicts: readonly KeyVerdict[]): readonly KeyVerdict[] {
  if (!verdicts.some(({ cause }) => STEPS_BACK.includes(cause))) return verdicts;
  return verdicts.filter(({ cause }) => cause !== "key-missing" && cause !== "key-empty");
}

function verdictsOfRaised(raised: Raised, names: Names): readonly KeyVerdict[] {
  const library = isRaisedByApplication(raised)
    ? undefined
    : BY_LIBRARY.find(({ name, message }) => name.test(raised.name) && message.test(raised.head.text));
  if (library !== undefined) {
    return [{ cause: library.cause, sighting: sightingOf(raised, raised.head), or: null }];
  }
  if (NOT_ABOUT_SETTINGS.test(raised.name) || /^\d{1,6} validation errors? for /.test(raised.head.text)) {
    return [];
  }
  if (raised.name === "KeyError") return verdictOfKeyError(raised, names);
  if (NONE_USED.test(raised.head.text)) return verdictOfNone(raised, names);
  const lines = raised.warning ? [raised.head] : [raised.head, ...raised.body];
  for (const line of lines) {
    const said = judgeLine(line, names);
    if (said === null) continue;
    const cause = !raised.warning && STEPS_BACK.includes(said) ? "key-missing" : said;
    return [{ cause, sighting: sightingOf(raised, line), or: alsoMeant(line.text, cause, raised.name) }];
  }
  return [];
}

/** The words of a library in the application's own mouth are about something else. */
function isRaisedByApplication({ frames }: Raised): boolean {
  const last = frames.at(-1);
  return last !== undefined && /^(?:raise|throw)\b/.test(last.code) &&
    !/(?:site|dist)-packages|[/\\](?:jwt|jose)[/\\]/.test(last.file);
}

/** A failing server that answers with the message of its exception. */
function verdictsOfAnswer(seen: Seen, names: Names): readonly KeyVerdict[] {
  return answersIn(seen).filter(({ status }) => (status ?? 0) >= 500).flatMap((answer) =>
    answer.texts.flatMap((text): readonly KeyVerdict[] => {
      const head = /^(\w{0,60}Error): (.{1,1000})$/.exec(text.trim());
      // A page has many lines; only a head tells which one is the message.
      if (head === null && answer.json === undefined) return [];
      const [, name = "Error", message = text] = head ?? [];
      const library = BY_LIBRARY.find((each) => each.name.test(name) && each.message.test(message.trim()));
      const cause = library?.cause ?? judgeStatement(message, names);
      return cause === null ? [] : [{ cause, sighting: answer.sighting(text), or: null }];
    })
  );
}

/** What an application says alike of two states of its key: of none and an empty one, or of all its demands. */
function alsoMeant(text: string, cause: KeyCause, name: string): KeyCause | null {
  const together = TOGETHER.find((each) => each.cause === cause);
  if (together?.pattern.test(text) === true) return together.or;
  return cause === "key-missing" && !OF_LOADERS.test(name) && REQUIRED.test(text) ? "key-empty" : null;
}

/** `os.environ["X"]` raises `KeyError: 'X'`; a plain word may be the key of any other mapping. */
function verdictOfKeyError(raised: Raised, names: Names): readonly KeyVerdict[] {
  const said = raised.head.text.trim();
  // starlette
  if (said === `"Config '${names.jwt}' is missing, and has no default."`) {
    return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }];
  }
  if (!new Set([`'${names.jwt}'`, `"${names.jwt}"`]).has(said)) return [];
  const fromEnvironment = raised.frames.some(({ file, code }) =>
    /(?:^|[/<\\])(?:frozen )?os(?:\.py|>)$/.test(file) || code.includes("environ")
  );
  if (!fromEnvironment && !/[A-Z_]/.test(names.jwt)) return [];
  return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }];
}

/** `len(JWT_SECRET_KEY)` of a variable that os.getenv() did not find. */
function verdictOfNone(raised: Raised, names: Names): readonly KeyVerdict[] {
  const frame = raised.frames.at(-1);
  if (frame === undefined) return [];
  const words = frame.code.split(/\W{1,20}/);
  if (!/[A-Z_]/.test(names.jwt) || !words.includes(names.jwt)) return [];
  return [{ cause: "key-missing", sighting: sightingOf(raised, raised.head), or: null }];
}

function verdictOfField(error: FieldError, names: Names): readonly KeyVerdict[] {
  const cause = isKeyField(error.field, names)
    ? causeOfField(error, names)
    : error.field === ""
    ? judgeStatement(error.message, names)
    : null;
  if (cause === null) return [];
  const sighting = { line: error.line.number, text: `${error.field} ${error.line.text}`.trim() };
  return [{ cause, sighting, or: null }];
}

function causeOfField(error: FieldError, names: Names): KeyCause | null {
  if (isForbidden(error)) return null;
  if (isMissing(error)) return "key-missing";
  const said = judgeStatement(error.message, names) ?? judgeStatement(`${names.jwt} ${error.message}`, names);
  return said !== null && said !== "keys-equal" && error.emptyInput ? "key-empty" : said;
}

function verdictOfBlock(block: readonly Line[], names: Names): readonly KeyVerdict[] {
  let title = "";
  const verdicts = block.flatMap((line): readonly KeyVerdict[] => {
    if (LIST_TITLE.test(line.text)) title = line.text.trim();
    if (isProse(line.text, names)) return [];
    const cause = judgeLine(line, names) ?? judgeItem(title, line.text, names);
    if (cause === null) return [];
    const sighting = { line: line.number, text: line.text.trim() };
    return [{ cause, sighting, or: alsoMeant(line.text, cause, "") }];
  });
  const chosen = verdicts.find(({ cause }) => STEPS_BACK.includes(cause)) ?? verdicts[0];
  return chosen === undefined ? [] : [chosen];
}

/** A name in a list below "Missing environment variables:". */
function judgeItem(title: string, text: string, names: Names): KeyCause | null {
  const name = /^\W{0,8}(\w{1,200})(?![\w=])/.exec(text)?.[1];
  return title !== "" && name === names.jwt ? judgeStatement(`${title} ${name}`, names) : null;
}

function judgeLine(line: Line, names: Names): KeyCause | null {
  const text = LOGFMT.exec(line.text)?.[1]?.replaceAll('\\"', '"') ?? line.text;
  if (CODE.test(text)) return null;
  const said = judgeStatement(text, names);
  return said === "key-missing" && COMPOSE_BLANK.test(line.text) ? "key-empty" : said;
}
